import { Readable } from 'node:stream'
import { ScanError } from '../scan-error.ts'
import type { ChangeSet, GonePath } from './added-keys.ts'
import type { Git } from './git.ts'
import { isZeroOid, rawDiffOptions, readChanges, type Change } from './raw-changes.ts'

const maxRestarts = 100

export interface ReadOptions {
  readonly signal: AbortSignal
  /** Is told every commit whose trees git cannot read; the others are read all the same. */
  readonly onDamaged?: (commit: string) => void
  /** Pathspecs: only changes that these match. */
  readonly paths?: readonly string[] | undefined
}

/** What each of the commits changes, some changes at a time: for a merge the paths that differ from every parent. */
export async function* readCommitChanges(git: Git, commits: readonly string[], options: ReadOptions): AsyncGenerator<readonly Change[], void, undefined> {
  yield* diffTree(git, commits, { ...options, merges: '-c' })
}

export interface ChangeSetOptions extends Pick<ReadOptions, 'signal' | 'paths'> {
  readonly isWanted: (change: Change) => boolean
}

/** The changes of those commits that `isWanted` picks, each with the paths that it takes away from some parent, wherever these are. */
export async function readChangeSets(git: Git, commits: readonly string[], { signal, isWanted, paths = [] }: ChangeSetOptions): Promise<ChangeSet[]> {
  if (paths.length === 0) return await readWhole(git, commits, { signal, isWanted })
  const toPlace = ({ commit, path }: Change): string => `${commit} ${path}`
  const places = new Map<string, string>()
  for await (const changes of readCommitChanges(git, commits, { signal, paths })) {
    for (const change of changes) if (isWanted(change)) places.set(toPlace(change), change.commit)
  }
  return await readWhole(git, [...new Set(places.values())], { signal, isWanted: change => places.has(toPlace(change)) })
}

async function readWhole(git: Git, commits: readonly string[], { signal, isWanted }: Omit<ChangeSetOptions, 'paths'>): Promise<ChangeSet[]> {
  const sets: { changes: readonly Change[]; gone: readonly GonePath[] }[] = []
  let current: Change[] = []
  const close = (): void => {
    const changes = current.filter(isWanted)
    if (changes.length > 0) sets.push({ changes, gone: toGone(current) })
    current = []
  }
  for await (const changes of readCommitChanges(git, commits, { signal })) {
    for (const change of changes) {
      if (change.commit !== current[0]?.commit) close()
      current.push(change)
    }
  }
  close()
  // A path that only one parent had and the merge moves is in no combined diff.
  const merges = new Map<string, GonePath[]>()
  for (const { changes: [first] } of sets) if (first !== undefined && first.oldOids.length > 1) merges.set(first.commit, [])
  if (merges.size === 0) return sets
  for await (const changes of diffTree(git, [...merges.keys()], { signal, merges: '-m' })) {
    for (const change of changes) merges.get(change.commit)?.push(...toGone([change]))
  }
  return sets.map(set => ({ ...set, gone: merges.get(set.changes[0]?.commit ?? '') ?? set.gone }))
}

function toGone(changes: readonly Change[]): GonePath[] {
  return changes
    .filter(change => change.newMode === '000000')
    .flatMap(({ path, oldOids }) => [...new Set(oldOids)].filter(oid => !isZeroOid(oid)).map(oid => ({ path, oid })))
}

interface DiffOptions extends ReadOptions {
  readonly merges: '-c' | '-m'
}

async function* diffTree(git: Git, commits: readonly string[], options: DiffOptions): AsyncGenerator<readonly Change[], void, undefined> {
  const { signal, merges, onDamaged, paths = [] } = options
  const args = ['diff-tree', '--stdin', '-r', merges, '--root', ...rawDiffOptions, ...(paths.length === 0 ? [] : ['--', ...paths])]
  for (let start = 0, restarts = 0; start < commits.length; restarts++) {
    const running = git.stream(args, { input: Readable.from(toLines(commits.slice(start))) })
    const stop = (): void => {
      running.stop()
    }
    signal.addEventListener('abort', stop, { once: true })
    let last: string | undefined
    try {
      for await (const changes of readChanges(running.stdout)) {
        last = changes.at(-1)?.commit ?? last
        yield changes
      }
      await running.done
      return
    } catch (error) {
      if (signal.aborted || !(error instanceof ScanError) || restarts === maxRestarts) throw error
      // git dies of a commit whose trees it cannot read, and writes a commit's changes all or not at all.
      const next = last === undefined ? start : commits.indexOf(last, start) + 1
      const damaged = await findDamaged(git, commits, { args, from: next })
      if (damaged === undefined) throw error
      onDamaged?.(commits[damaged] ?? '')
      start = damaged + 1
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}

/** The first commit from `from` on that git cannot compare; those before it change nothing. */
async function findDamaged(git: Git, commits: readonly string[], { args, from }: { readonly args: readonly string[]; readonly from: number }): Promise<number | undefined> {
  for (let index = from; index < commits.length; index++) {
    const { exitCode } = await git.run(args, { input: `${commits[index] ?? ''}\n`, allowExitCodes: [128] })
    if (exitCode !== 0) return index
  }
  return undefined
}

function* toLines(commits: readonly string[]): Generator<string> {
  for (let i = 0; i < commits.length; i += 256) yield `${commits.slice(i, i + 256).join('\n')}\n`
}
