import type { Environment, KeyRuleId } from '@nuvion-guard/rules'
import type { Secret } from './secret.ts'

/** How sure a match is a key: `low` is contestable and no finding by default. */
export type Confidence = 'high' | 'medium' | 'low'

/** How the key stood in the text; everything but `plain` had to be decoded. */
export type Encoding =
  | 'plain'
  | 'base64'
  | 'escaped'
  | 'split'
  | 'template'
  | 'hex'
  | 'charcodes'
  | 'reversed'

/** A key in a text: rule, span and secret. It lives in memory only; what is printed or stored is a `Finding`. */
export interface Match {
  readonly ruleId: KeyRuleId
  readonly environment: Environment | null
  readonly confidence: Confidence
  readonly encoding: Encoding
  readonly secret: Secret
  /** Offset of the first UTF-16 code unit of the key, of the encoded token, or of the first fragment of a split key. */
  readonly start: number
  /** Offset after the last UTF-16 code unit. */
  readonly end: number
}

/** A match with its place in a file: 1-based lines and columns, columns in UTF-16 code units, a byte order mark counts as none. */
export interface LocatedMatch extends Match {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}
