import { redact } from '@nuvion-guard/core'
import type { Coverage, CoverageSkip } from './report.ts'
import type { Skip, SourceCoverage } from './sources/source.ts'

/** Adds the sources' coverages up; skips of the same thing for the same reason become one. */
export function toCoverage(sources: readonly SourceCoverage[], wasInterrupted: boolean): Coverage {
  const sum = (count: (source: SourceCoverage) => number): number => sources.reduce((total, source) => total + count(source), 0)
  const skips = sources.flatMap(source => source.skipped)
  if (wasInterrupted && !skips.some(skip => skip.reason === 'interrupted'))
    skips.push({ reason: 'interrupted', what: '', count: 1, expected: false })
  return {
    complete: skips.every(skip => skip.expected),
    objects: sum(source => source.objects),
    bytes: sum(source => source.bytes),
    files: sum(source => source.files),
    commits: sum(source => source.commits),
    skipped: toReported(skips),
  }
}

/** Adds what a later step could not look at. */
export function addSkips(coverage: Coverage, skips: readonly Skip[]): Coverage {
  return {
    ...coverage,
    complete: coverage.complete && skips.every(skip => skip.expected),
    skipped: [...coverage.skipped, ...toReported(skips)],
  }
}

function toReported(skips: readonly Skip[]): readonly CoverageSkip[] {
  return merge(skips).map(({ reason, what, count }) => ({ reason, what: redact(what), count }))
}

function merge(skips: readonly Skip[]): readonly Skip[] {
  const merged = new Map<string, Skip>()
  for (const skip of skips) {
    const id = `${skip.reason}\0${skip.what}`
    merged.set(id, { ...skip, count: skip.count + (merged.get(id)?.count ?? 0) })
  }
  return [...merged.values()]
}
