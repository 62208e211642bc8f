import { ScanError } from '../scan-error.ts'
import type { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import type { Arrival } from './search-arrival.ts'
import { isZeroOid } from './raw-changes.ts'
import { toLines } from './revisions.ts'
import { listShallowCommits } from './shallow-commits.ts'
import { followTags } from './tips.ts'

/** A ref that is about to change. All zeros are "no object" on either side. */
interface RefUpdate {
  readonly name: string
  readonly oldOid: string
  readonly newOid: string
}

export interface ArrivalQuestion {
  readonly git: Git
  readonly updates: readonly RefUpdate[]
  /** What the receiving side has already, as arguments of `rev-list` after `--not`. */
  readonly known: readonly string[]
  readonly count: ReturnType<typeof createCoverageCount>
  readonly signal: AbortSignal
}

/** What the updates bring that the receiving side does not have. Deletions bring nothing. */
export async function listArrival({ git, updates, known, count, signal }: ArrivalQuestion): Promise<Arrival> {
  const live = updates.filter(update => !isZeroOid(update.newOid))
  const tips = await followTags(git, live.map(update => update.newOid), signal)
  for (const oid of tips.missing) count.skip({ reason: 'missing-object', what: oid, expected: false })
  const before = await followTags(git, live.map(update => update.oldOid).filter(oid => !isZeroOid(oid)), signal)
  const commits = await listNewCommits(git, tips.commits, { known, before: before.commits })
  for (const oid of await listShallowCommits(git, commits)) count.skip({ reason: 'shallow', what: oid, expected: false })
  return {
    commits,
    tags: tips.tags.filter(tag => !before.targets.has(tag)),
    blobs: tips.blobs.filter(oid => !before.blobs.includes(oid)),
    trees: tips.trees.filter(oid => !before.trees.includes(oid)),
    refNames: live.filter(update => isZeroOid(update.oldOid)).map(update => update.name),
  }
}

async function listNewCommits(
  git: Git,
  tips: readonly string[],
  { known, before }: { readonly known: readonly string[]; readonly before: readonly string[] },
): Promise<string[]> {
  if (tips.length === 0) return []
  const input = [...tips, ...before.map(oid => `^${oid}`)].join('\n')
  const { stdout, exitCode, complaint } = await git.run(['rev-list', '--stdin', '--not', ...known], { input: `${input}\n`, allowExitCodes: [128], maxBytes: 2 ** 30 })
  if (exitCode !== 0) throw new ScanError(`git cannot list the new commits: ${complaint}`, { exitCode: 3 })
  return toLines(stdout)
}
