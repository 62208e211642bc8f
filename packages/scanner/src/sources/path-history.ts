import type { Git } from './git.ts'
import { isZeroOid, rawDiffOptions, readChanges } from './raw-changes.ts'

/** The objects that the history of a commit ever had at these paths. */
export async function readPathHistory(git: Git, commit: string, paths: ReadonlySet<string>): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const history = new Map<string, Set<string>>([...paths].map(path => [path, new Set()]))
  const commits = git.stream(['rev-list', commit])
  const diff = git.stream(['diff-tree', '--stdin', '-r', '-m', '--root', ...rawDiffOptions], { input: commits.stdout })
  for await (const changes of readChanges(diff.stdout)) {
    for (const { path, newMode, newOid, oldOids } of changes) {
      const objects = newMode === '160000' ? undefined : history.get(path)
      for (const oid of objects === undefined ? [] : [newOid, ...oldOids]) if (!isZeroOid(oid)) objects?.add(oid)
    }
  }
  await Promise.all([commits.done, diff.done])
  return history
}
