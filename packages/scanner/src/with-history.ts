import { redact, type Finding, type Oid } from '@nuvion-guard/core'
import { attribute } from './attribution/attribute.ts'
import type { Attribution, KeyHistory } from './attribution/key-history.ts'
import { addSkips } from './coverage.ts'
import { toKeyEntries } from './keys.ts'
import { messages } from './messages.ts'
import { namesNuvion, toUnnamedOid } from './policy/context.ts'
import type { KeyEntry, Report } from './report.ts'
import type { Scanned } from './scan.ts'
import type { Git } from './sources/git.ts'

/** A blob can stand at very many paths; more than these say nothing new. */
export const maxPathsPerBlob = 100

export interface HistoryOptions {
  readonly signal: AbortSignal
  /** Decides `--include` and `--exclude` for blobs, which a walk over the object store meets without a path. */
  readonly accepts: (path: string) => boolean
}

export interface Historic {
  readonly report: Report
  readonly histories: Attribution['keys']
}

/** Asks the repository about the keys, and adds to the report what it knows: the history of each, and the paths of blobs. */
export async function withHistory(git: Git, { report, hits, inContext }: Scanned, options: HistoryOptions): Promise<Historic> {
  const attribution = await ask(git, hits, options.signal)
  const findings = report.findings.flatMap(finding => toNamed(finding, attribution, inContext, options.accepts))
  return {
    report: {
      ...report,
      findings,
      keys: toKeyEntries(findings).map(key => addHistory(key, attribution.keys.get(key.fingerprint))),
      coverage: addSkips(report.coverage, attribution.skipped),
    },
    histories: attribution.keys,
  }
}

/** Objects whose paths only `withHistory` finds out. */
export function listUnnamed({ findings }: Report): ReadonlySet<Oid> {
  return new Set(findings.flatMap(finding => toUnnamedOid(finding) ?? []))
}

async function ask(git: Git, hits: Scanned['hits'], signal: AbortSignal): Promise<Attribution> {
  try {
    return await attribute(git, hits, signal)
  } catch (error) {
    // What was found must be told, whatever its history is: the run is incomplete then, and not lost.
    const what = messages.attributionFailed(error instanceof Error ? error.message : String(error))
    return { keys: new Map(), paths: new Map(), skipped: [{ reason: signal.aborted ? 'interrupted' : 'git-failed', what, count: 1, expected: false }] }
  }
}

/** A blob that no commit holds keeps its id for a name, and stays whatever is excluded. */
function toNamed(finding: Finding, { paths }: Attribution, inContext: Scanned['inContext'], accepts: HistoryOptions['accepts']): readonly Finding[] {
  const oid = toUnnamedOid(finding)
  const known = oid === undefined ? [] : (paths.get(oid) ?? [])
  if (known.length === 0) return [finding]
  return known
    .filter(path => accepts(path))
    .slice(0, maxPathsPerBlob)
    .map(path => ({ ...((namesNuvion(path) ? inContext.get(finding) : undefined) ?? finding), path: redact(path) }))
}

function addHistory(key: KeyEntry, history: KeyHistory | undefined): KeyEntry {
  if (history === undefined) return key
  const { introduced, removed, inHead, refs, pushed } = history
  return { ...key, introduced, removed, inHead, refs: refs.map(ref => redact(ref)), pushed }
}
