declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Text that went through `redact`: every key in it is replaced by its preview, so it is safe to print and store. */
export type Redacted = Branded<'Redacted'>
/** Public prefix, `…`, and the last four characters where the body has 24 or more. */
export type Preview = Branded<'Preview'>
/** First 32 hex digits of `sha256("nuvion-guard/1" NUL key)`: same key, same fingerprint, for ever. */
export type Fingerprint = Branded<'Fingerprint'>
/** A git object id, 40 or 64 lower-case hex digits. */
export type Oid = Branded<'Oid'>
/** A date as ISO 8601 with its zone. */
export type IsoDate = Branded<'IsoDate'>
