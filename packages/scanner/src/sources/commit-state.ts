import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ScanError } from '../scan-error.ts'
import type { Git } from './git.ts'

/** What the next commit stands on. */
export interface CommitState {
  /** Ids of the parents: HEAD, or the empty tree before the first commit; then what is being merged. */
  readonly parents: readonly string[]
  /** A cherry-pick, revert or rebase is under way: the commit repeats work that was done before. */
  readonly isReplay: boolean
  readonly isMerge: boolean
}

const emptyTrees = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const
const replayHeads = ['CHERRY_PICK_HEAD', 'REVERT_HEAD']

/** Asks git what the next commit's parents are. Throws `ScanError` (3) where HEAD names a commit that is not there. */
export async function readCommitState(git: Git): Promise<CommitState> {
  const merged = [...(await readMergeHeads(git)), ...listMergeHeadsOfHook(git.environment)]
  const names = ['HEAD', ...replayHeads, ...merged]
  const { stdout } = await git.run(['cat-file', '--batch-check'], { input: `${names.join('\n')}\n` })
  const oids = stdout.toString('latin1').split('\n').map(line => (/^[0-9a-f]{40,64} commit /.test(line) ? line.slice(0, line.indexOf(' ')) : undefined))
  const [head, ...others] = oids
  if (head === undefined) await refuseBrokenHead(git)
  const lost = merged.find((_, index) => others[replayHeads.length + index] === undefined)
  if (lost !== undefined) throw new ScanError(`The commit ${lost} that is being merged is missing. Run \`git fsck\`.`, { exitCode: 3 })
  const mergeHeads = others.slice(replayHeads.length).filter(oid => oid !== undefined)
  return {
    parents: [head ?? emptyTrees[git.objectFormat], ...new Set(mergeHeads)],
    isReplay: others.slice(0, replayHeads.length).some(oid => oid !== undefined) || isRebase(git),
    isMerge: mergeHeads.length > 0,
  }
}

/** An octopus merge has several, which `MERGE_HEAD` as a revision does not tell. */
async function readMergeHeads(git: Git): Promise<string[]> {
  try {
    const text = await readFile(join(git.gitDirectory, 'MERGE_HEAD'), 'latin1')
    return text.split('\n').filter(line => line !== '')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw new ScanError('MERGE_HEAD of the repository cannot be read.', { exitCode: 3, cause })
  }
}

/** REBASE_HEAD may stay behind after the rebase; its folder does not. */
function isRebase(git: Git): boolean {
  return ['rebase-merge', 'rebase-apply'].some(folder => existsSync(join(git.gitDirectory, folder)))
}

/** `git merge` tells its pre-merge-commit hook what it merges by these variables only: it writes MERGE_HEAD later. */
function listMergeHeadsOfHook(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment).flatMap(name => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? [])
}

async function refuseBrokenHead(git: Git): Promise<void> {
  const { exitCode } = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], { allowExitCodes: [1, 128] })
  if (exitCode === 0) throw new ScanError('HEAD names a commit that is missing. Run `git fsck`.', { exitCode: 3 })
}
