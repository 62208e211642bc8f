import { Readable } from 'node:stream'
import type { ChangeSet, GonePath } from './added-keys.ts'
import type { Git } from './git.ts'
import { isZeroOid, rawDiffOptions, readChanges, type Change } from './raw-changes.ts'

/** What each of the commits changes, some changes at a time: for a merge the paths that differ from every parent. */
export async function* readCommitChanges(git: Git, commits: readonly string[], signal: AbortSignal): AsyncGenerator<readonly Change[], void, undefined> {
  yield* diffTree(git, commits, { signal, merges: '-c' })
}

/** The changes of those commits that `isWanted` picks, each with the paths that it takes away from some parent. */
export async function readChangeSets(
  git: Git,
  commits: readonly string[],
  { signal, isWanted }: { readonly signal: AbortSignal; readonly isWanted: (change: Change) => boolean },
): Promise<ChangeSet[]> {
  const sets: { changes: readonly Change[]; gone: readonly GonePath[] }[] = []
  let current: Change[] = []
  const close = (): void => {
    const changes = current.filter(isWanted)
    if (changes.length > 0) sets.push({ changes, gone: toGone(current) })
    current = []
  }
  for await (const changes of readCommitChanges(git, commits, signal)) {
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

async function* diffTree(
  git: Git,
  commits: readonly string[],
  { signal, merges }: { readonly signal: AbortSignal; readonly merges: '-c' | '-m' },
): AsyncGenerator<readonly Change[], void, undefined> {
  if (commits.length === 0) return
  const input = Readable.from(toLines(commits))
  const { stdout, done, stop } = git.stream(['diff-tree', '--stdin', '-r', merges, '--root', ...rawDiffOptions], { input })
  signal.addEventListener('abort', stop, { once: true })
  yield* readChanges(stdout)
  signal.removeEventListener('abort', stop)
  await done
}

function* toLines(commits: readonly string[]): Generator<string> {
  for (let i = 0; i < commits.length; i += 256) yield `${commits.slice(i, i + 256).join('\n')}\n`
}
