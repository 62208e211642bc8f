import { redact, type Finding } from '@nuvion-guard/core'
import type { Attribution, KeyHistory } from './attribution/key-history.ts'
import { addSkips } from './coverage.ts'
import { toKeyEntries } from './keys.ts'
import type { KeyEntry, Report } from './report.ts'

/** A blob can stand at very many paths; more than these say nothing new. */
const maxPathsPerBlob = 100

/**
 * Adds what the repository knows to a report: the history of each key, and the paths of blobs, which a walk over the object store
 * meets without a name. `accepts` decides `--include` and `--exclude` for them, which it could not do before.
 */
export function withHistory(report: Report, attribution: Attribution, accepts: (path: string) => boolean): Report {
  const findings = report.findings.flatMap(finding => toNamed(finding, attribution, accepts))
  return {
    ...report,
    findings,
    keys: toKeyEntries(findings).map(key => addHistory(key, attribution.keys.get(key.fingerprint))),
    coverage: addSkips(report.coverage, attribution.skipped),
  }
}

/** A blob that no commit holds keeps its id for a name, and stays whatever is excluded. */
function toNamed(finding: Finding, { paths }: Attribution, accepts: (path: string) => boolean): readonly Finding[] {
  if (!isUnnamed(finding)) return [finding]
  const { oid } = finding.origin
  const known = oid === undefined ? [] : (paths.get(oid) ?? [])
  if (known.length === 0) return [finding]
  return known
    .filter(path => accepts(path))
    .slice(0, maxPathsPerBlob)
    .map(path => ({ ...finding, path: redact(path) }))
}

/** Whether the finding stands in an object that is called by its id because no path is known. */
export function isUnnamed({ origin, path }: Finding): boolean {
  return origin.kind === 'blob' && (path as string) === (origin.oid as string | undefined)
}

function addHistory(key: KeyEntry, history: KeyHistory | undefined): KeyEntry {
  if (history === undefined) return key
  const { introduced, removed, inHead, refs, pushed } = history
  return { ...key, introduced, removed, inHead, refs: refs.map(ref => redact(ref)), pushed }
}
