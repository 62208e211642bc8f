import { parseRevisions, listRange } from './revisions.ts'
import { listArrivingRefs } from './arriving-refs.ts'
import { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import { searchArrival } from './search-arrival.ts'
import { listShallowCommits } from './shallow-commits.ts'
import type { Source } from './source.ts'
import { followTags } from './tips.ts'

export interface RangeOptions {
  readonly git: Git
  /** As `git rev-list` takes them: `main..HEAD`, `^main feature`, `--all --since=2024-01-01`, `HEAD -- lib`. */
  readonly revisions: readonly string[]
}

/** What a set of commits introduces, the second parents' sides too. */
export function createRangeSource({ git, revisions }: RangeOptions): Source {
  return {
    async scan(visit, progress, signal) {
      const count = createCoverageCount()
      const parsed = parseRevisions(revisions)
      for (const what of parsed.narrowing) count.skip({ reason: 'narrowed', what, expected: true })
      const { commits, tips } = await listRange(git, parsed)
      for (const oid of await listShallowCommits(git, commits)) count.skip({ reason: 'shallow', what: oid, expected: false })
      const named = await followTags(git, tips, signal)
      const refs = await listArrivingRefs(git, commits, signal)
      for (const oid of named.missing) count.skip({ reason: 'missing-object', what: oid, expected: false })
      const arrival = { commits, tags: [...new Set([...named.tags, ...refs.tags])], blobs: named.blobs, trees: named.trees, refNames: refs.names, paths: parsed.paths }
      await searchArrival(arrival, { git, visit, progress, signal, count })
      return count.coverage()
    },
  }
}
