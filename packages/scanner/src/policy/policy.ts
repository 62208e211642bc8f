import type { Finding } from '@nuvion-guard/core'
import type { Place } from '../sources/source.ts'

/** Decides whether a finding belongs into the report. `place` holds the raw path, which globs are matched against. */
export type Policy = (finding: Finding, place: Place) => boolean

/** Accepts what every one of the policies accepts. */
export function allOf(policies: readonly Policy[]): Policy {
  return (finding, place) => policies.every(policy => policy(finding, place))
}
