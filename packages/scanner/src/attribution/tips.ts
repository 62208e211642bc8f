import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Git } from '../sources/git.ts'
import { toPathBytes, toPathText } from '../sources/path-bytes.ts'
import { readRecords } from '../sources/records.ts'
import { listReflogs } from '../sources/reflogs.ts'

/** A ref with what it points at; `peeled` is what is left when every tag is taken off. */
export interface Tip {
  readonly name: string
  readonly oid: string
  readonly peeled: string
}

/** Where the repository's refs stand, and what it knows about other ones. */
export interface Tips {
  readonly refs: readonly Tip[]
  /** Of this worktree; `undefined` before the first commit. */
  readonly head: string | undefined
  /** Full name of the branch that HEAD is on. */
  readonly branch: string | undefined
  /** HEADs of all worktrees. */
  readonly heads: readonly string[]
  /** Ids that remote-tracking refs point at, or ever pointed at. */
  readonly remote: readonly string[]
  /** Commits of `stash@{0}`, `stash@{1}`, … */
  readonly stashes: readonly string[]
  /** Ids in the other reflogs, by the name that `git reflog expire` takes. */
  readonly reflogs: ReadonlyMap<string, readonly string[]>
}

const LF = 10
const fromRemotes = ['refs/remotes/', 'refs/pull/', 'refs/merge-requests/', 'refs/changes/']

/** Reads all refs, the HEADs of all worktrees, the reflogs of remote-tracking refs, and the stashes. */
export async function readTips(git: Git, signal: AbortSignal): Promise<Tips> {
  const refs: { name: string; oid: string; peeled: string }[] = []
  let head: string | undefined
  const stream = git.stream(['show-ref', '--head', '--dereference'], { allowExitCodes: [1] })
  await readRecords(stream, LF, signal, record => {
    const space = record.indexOf(32)
    const told = record.toString('latin1', 0, space)
    // One string for many refs on one commit.
    const oid = told === refs.at(-1)?.oid ? (refs.at(-1)?.oid ?? told) : told
    const name = toPathText(record.subarray(space + 1))
    const last = refs.at(-1)
    if (name === 'HEAD') head ??= oid
    else if (name.endsWith('^{}') && last !== undefined) last.peeled = oid
    else refs.push({ name, oid, peeled: oid })
  })
  const [isMirror, branch, heads, reflogFiles] = await Promise.all([isMirrorClone(git), readBranch(git), readHeads(git), listReflogs(git)])
  const remote = refs.filter(ref => isMirror || fromRemotes.some(prefix => ref.name.startsWith(prefix))).map(ref => ref.peeled)
  const stashes: string[] = []
  const reflogs = new Map<string, readonly string[]>()
  for (const { file, name } of reflogFiles.logs) {
    if (signal.aborted) break
    const entries = await readReflog(file)
    if (name.startsWith('refs/remotes/')) remote.push(...entries.flat())
    else if (name === 'refs/stash') stashes.push(...entries.map(([, after]) => after).reverse())
    else reflogs.set(name, [...new Set(entries.flat())])
  }
  return { refs, head, branch, heads, remote, stashes, reflogs }
}

/** A mirror's branches are the remote's own. */
async function isMirrorClone(git: Git): Promise<boolean> {
  const { stdout } = await git.run(['config', '--local', '--type=bool', '--get-regexp', '^remote\\..*\\.mirror$'], { allowExitCodes: [1] })
  return /\strue$/m.test(stdout.toString('utf8'))
}

async function readBranch(git: Git): Promise<string | undefined> {
  const { stdout, exitCode } = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { allowExitCodes: [1, 128] })
  return exitCode === 0 ? stdout.toString('utf8').trim() : undefined
}

async function readHeads(git: Git): Promise<string[]> {
  const { stdout } = await git.run(['worktree', 'list', '--porcelain'], { allowExitCodes: [128] })
  return Array.from(stdout.toString('utf8').matchAll(/^HEAD ([0-9a-f]+)$/gm), found => found[1] ?? '')
}

async function readReflog(file: string): Promise<(readonly [before: string, after: string])[]> {
  const entries: (readonly [string, string])[] = []
  const lines = createInterface({ input: createReadStream(toPathBytes(file)), crlfDelay: Infinity })
  for await (const line of lines) {
    const [before = '', after = ''] = line.split(' ', 2)
    entries.push([before, after])
  }
  return entries
}
