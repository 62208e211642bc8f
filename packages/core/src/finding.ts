import type { Environment, KeyRuleId } from '@nuvion-guard/rules'
import type { Confidence, Encoding } from './match.ts'
import type { Fingerprint, Oid, Preview, Redacted } from './redacted.ts'

/** Where a fragment came from. `path` of a finding inside a message, a name or a ref is the redacted name of that thing. */
export type OriginKind =
  | 'file'
  | 'stdin'
  | 'staged'
  | 'blob'
  | 'tree'
  | 'commit'
  | 'tag'
  | 'ref'
  | 'reflog'
  | 'index'
  | 'path'

export interface Origin {
  readonly kind: OriginKind
  readonly oid?: Oid
}

/** A match made safe to print and store. No field is a plain string: see `finding.types.ts`. */
export interface Finding {
  readonly ruleId: KeyRuleId
  readonly environment: Environment | null
  readonly confidence: Confidence
  /** POSIX, relative to the scanned root. */
  readonly path: Redacted
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly fingerprint: Fingerprint
  readonly preview: Preview
  readonly encoding: Encoding
  readonly origin: Origin
}
