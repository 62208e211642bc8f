import type { Finding, Fingerprint } from '@nuvion-guard/core'
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

/** The findings of each key; a report can hold very many of both. */
export function groupByKey(findings: readonly Finding[]): ReadonlyMap<Fingerprint, readonly Finding[]> {
  const groups = new Map<Fingerprint, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.fingerprint)
    if (group === undefined) groups.set(finding.fingerprint, [finding])
    else group.push(finding)
  }
  return groups
}

function rank({ environment }: KeyEntry): number {
  return environment === 'live' ? 0 : environment === null ? 1 : 2
}
