import { createHash } from 'node:crypto'
import type { Fingerprint } from './redacted.ts'
import type { Secret } from './secret.ts'

/** First 32 hex digits of `sha256("nuvion-guard/1" NUL key)`; for an encoded or split key, of the decoded key. */
export function toFingerprint(secret: Secret): Fingerprint {
  return secret.reveal(key => createHash('sha256').update(`nuvion-guard/1\0${key}`).digest('hex').slice(0, 32)) as Fingerprint
}
