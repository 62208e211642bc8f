import { detect, type Finding, type Match, type Oid } from '@nuvion-guard/core'
import { contextWords } from '@nuvion-guard/rules'

/** Whether a path names Nuvion: then what is found there is surer. Detection sees to it itself where it knows the path. */
export function namesNuvion(path: string): boolean {
  const lower = path.toLowerCase()
  return contextWords.some(word => lower.includes(word))
}

/** The finding of a match as it is where Nuvion is named; the same object where that changes nothing. */
export function toFindingInContext(finding: Finding, { secret }: Match): Finding {
  if (finding.confidence === 'high') return finding
  const confidence = secret.reveal(key => detect(key, { path: contextWords.join(' ') })[0]?.confidence) ?? finding.confidence
  return confidence === finding.confidence ? finding : { ...finding, confidence }
}

/** A blob of the store is called by its id as long as nobody has asked for its path. */
export function isUnnamed({ kind, oid, path }: { readonly kind: string; readonly oid?: Oid; readonly path: string }): boolean {
  return kind === 'blob' && path === oid
}

/** The blob that a finding is called by; nothing where it has a path. */
export function toUnnamedOid({ origin, path }: Finding): Oid | undefined {
  return isUnnamed({ ...origin, path }) ? origin.oid : undefined
}
