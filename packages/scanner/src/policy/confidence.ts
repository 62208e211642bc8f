import type { Confidence } from '@nuvion-guard/core'
import type { Policy } from './policy.ts'

/** From sure to contestable; also the choices of `--confidence`. */
export const confidences: readonly Confidence[] = ['high', 'medium', 'low']

/** Accepts findings that are at least as sure as `minimum`. */
export function createConfidencePolicy(minimum: Confidence): Policy {
  const accepted = new Set(confidences.slice(0, confidences.indexOf(minimum) + 1))
  return finding => accepted.has(finding.confidence)
}
