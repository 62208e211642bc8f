import { toFinding, type Finding } from '@nuvion-guard/core'
import type { Hit } from './attribution/key-history.ts'
import { addSkips, toCoverage } from './coverage.ts'
import { toKeyEntries } from './keys.ts'
import { messages } from './messages.ts'
import { isUnnamed, namesNuvion, toFindingInContext } from './policy/context.ts'
import type { Policy } from './policy/policy.ts'
import type { Report } from './report.ts'
import { ScanError } from './scan-error.ts'
import type { ReportProgress, Source, SourceCoverage, Visit } from './sources/source.ts'

export interface ScanOptions {
  /** Read one after the other. */
  readonly sources: readonly Source[]
  readonly policy: Policy
  readonly version: string
  /** As `ReportProgress`, with the findings so far. */
  readonly progress: (...now: [...Parameters<ReportProgress>, findings: number]) => void
  readonly signal: AbortSignal
}

/** The report, and where its findings stood by raw path: in memory only, for attribution. */
export interface Scanned {
  readonly report: Report
  readonly hits: readonly Hit[]
  /** Found in blobs that have no path yet, and rejected: a path that names Nuvion would make them count. */
  readonly undecided: readonly Finding[]
  /** Findings in blobs that have no path yet, and undecided ones: as they are where a path names Nuvion. */
  readonly inContext: ReadonlyMap<Finding, Finding>
}

/** Undecided findings that are kept; with more of them the run is incomplete. */
const undecidedMax = 10_000

/**
 * The pipe: a source reads fragments and detects matches in them; a match becomes a finding, which is safe to print; the policy
 * decides whether it counts; the report goes to a reporter. The keys have no history yet, nor have blobs of the object store a path:
 * `withPaths` decides what depends on one, and `withHistory` adds what attribution finds out.
 */
export async function scan(options: ScanOptions): Promise<Scanned> {
  const hits: Hit[] = []
  const findings: Finding[] = []
  const undecided: Finding[] = []
  const inContext = new Map<Finding, Finding>()
  let forgotten = 0
  const visit: Visit = (matches, place) => {
    for (const match of matches) {
      const found = toFinding(match, place)
      const named = toFindingInContext(found, match)
      // An object that stands at several paths is searched once: another one of them may name Nuvion.
      const finding = namesNuvion(place.path) ? named : found
      if (options.policy(finding, place)) {
        findings.push(finding)
        hits.push({ ...place, fingerprint: finding.fingerprint })
      } else if (!isUnnamed(place) || !options.policy(named, place)) continue
      else if (undecided.length === undecidedMax) {
        forgotten++
        continue
      } else undecided.push(finding)
      if (isUnnamed(place) && named !== finding) inContext.set(finding, named)
    }
  }
  const coverages: SourceCoverage[] = []
  for (const source of options.sources) {
    const progress: ReportProgress = (done, total, unit) => {
      options.progress(done, total, unit, findings.length)
    }
    coverages.push(await scanSource(source, visit, progress, options.signal))
  }
  findings.sort(byPlace)
  const report: Report = {
    schemaVersion: 1,
    tool: { name: 'nuvion-guard', version: options.version },
    findings,
    keys: toKeyEntries(findings),
    coverage: addSkips(toCoverage(coverages, options.signal.aborted), forgotten === 0 ? [] : [{ reason: 'too-large', what: messages.undecidedForgotten, count: forgotten, expected: false }]),
  }
  return { report, hits, undecided, inContext }
}

/** A source that fails midway has found what it has found: that is reported, as incomplete. A usage error ends the run. */
async function scanSource(source: Source, visit: Visit, progress: ReportProgress, signal: AbortSignal): Promise<SourceCoverage> {
  const nothing = { objects: 0, bytes: 0, files: 0, commits: 0, skipped: [] }
  const isInterrupted = (): boolean => signal.aborted
  if (isInterrupted()) return nothing
  try {
    return await source.scan(visit, progress, signal)
  } catch (error) {
    if (isInterrupted()) return nothing
    if (!(error instanceof ScanError) || error.exitCode === 2) throw error
    return { ...nothing, skipped: [{ reason: 'git-failed', what: error.message, count: 1, expected: false }] }
  }
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  return a.line - b.line || a.column - b.column || (a.fingerprint < b.fingerprint ? -1 : 1)
}
