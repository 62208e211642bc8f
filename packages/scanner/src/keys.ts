import type { Finding } from '@nuvion-guard/core'
import type { KeyEntry } from './report.ts'

/** One entry per key, live keys first, without any history: what a scan outside git knows. */
export function toKeyEntries(findings: readonly Finding[]): readonly KeyEntry[] {
  const entries = new Map<string, KeyEntry>()
  for (const { fingerprint, ruleId, environment, preview } of findings) {
    const occurrences = (entries.get(fingerprint)?.occurrences ?? 0) + 1
    entries.set(fingerprint, {
      fingerprint,
      ruleId,
      environment,
      preview,
      occurrences,
      introduced: null,
      removed: null,
      inHead: false,
      refs: [],
      pushed: false,
    })
  }
  return [...entries.values()].sort((a, b) => rank(a) - rank(b))
}

function rank({ environment }: KeyEntry): number {
  return environment === 'live' ? 0 : environment === null ? 1 : 2
}
