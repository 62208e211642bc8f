import type { Fingerprint, Oid } from '@nuvion-guard/core'
import type { KeyHistory } from '../attribution/key-history.ts'
import type { Report } from '../report.ts'

/** What a reporter may know besides the report. */
export interface ReportContext {
  /** What was looked at, in words: `files in src`. Printed as it is. */
  readonly subject: string
  readonly verb: Verb
  readonly elapsedMs: number
  readonly isColoured: boolean
  /** What attribution found out, where it ran. */
  readonly histories: ReadonlyMap<Fingerprint, KeyHistory>
  /** Objects whose paths attribution finds out: `summary` names their places, not `findings`. */
  readonly namedLater: ReadonlySet<Oid>
}

export type Verb = 'audit' | 'history' | 'staged' | 'range' | 'pre-push' | 'pre-receive' | 'files'

/** Report → text, twice: `findings` before the history of the keys is looked up, `summary` after it. Both are pure. */
export interface Reporter {
  findings(report: Report, context: ReportContext): string
  summary(report: Report, context: ReportContext): string
}
