import type { Skip, SourceCoverage } from './source.ts'

interface CoverageCount {
  add(counts: Partial<Omit<SourceCoverage, 'skipped'>>): void
  skip(skip: Omit<Skip, 'count'> & { readonly count?: number }): void
  files(): number
  coverage(): SourceCoverage
}

/** Adds up what a source looked at and what it passed over. */
export function createCoverageCount(): CoverageCount {
  const counts = { objects: 0, bytes: 0, files: 0, commits: 0 }
  const skipped: Skip[] = []
  return {
    add(more) {
      for (const name of ['objects', 'bytes', 'files', 'commits'] as const) counts[name] += more[name] ?? 0
    },
    skip(skip) {
      skipped.push({ count: 1, ...skip })
    },
    files: () => counts.files,
    coverage: () => ({ ...counts, skipped }),
  }
}
