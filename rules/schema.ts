/** The environment a key belongs to; it is read off the key's prefix, never off the file. */
export type Environment = 'live' | 'test'

/** Stable identifier of a key rule, printed in every report. */
export type KeyRuleId = 'nuvion-api-key' | 'nuvion-webhook-secret'

/** A named set of ASCII characters that a key body is made of. */
export type CharacterClass = 'base64url' | 'hex-lower'

/** A run of characters of one class: `min` and `max` count characters; no `max` means no upper limit. */
export interface BodyShape {
  readonly characters: CharacterClass
  readonly min: number
  readonly max?: number
}

/**
 * One key family as data. Pattern, safe prefix, encoded needles, minted fake keys and entropy derive from it.
 */
export interface KeyShape {
  readonly ruleId: KeyRuleId
  /** `null` where the family belongs to no environment. */
  readonly environment: Environment | null
  /** The literal every key of the family starts with; public, safe to print. */
  readonly prefix: string
  /** A literal that may follow the prefix; public, safe to print. */
  readonly optionalPart?: string
  readonly body: BodyShape
  /** Body length that is enough where Nuvion is named nearby. */
  readonly minInContext: number
  readonly title: string
  /** Where the fact rests. */
  readonly source: string
}
