import type { Finding, Origin } from './finding.ts'
import { toFingerprint } from './fingerprint.ts'
import type { LocatedMatch } from './match.ts'
import { toPreview } from './preview.ts'
import { redact } from './redact.ts'
import type { Oid } from './redacted.ts'

/** Makes a match safe to print and store. `place.path` is raw: keys turn up in file names, so it is redacted here. */
export function toFinding(match: LocatedMatch, place: { readonly path: string; readonly kind: Origin['kind']; readonly oid?: Oid }): Finding {
  return {
    ruleId: match.ruleId,
    environment: match.environment,
    confidence: match.confidence,
    path: redact(place.path),
    line: match.line,
    column: match.column,
    endLine: match.endLine,
    endColumn: match.endColumn,
    fingerprint: toFingerprint(match.secret),
    preview: toPreview(match.secret),
    encoding: match.encoding,
    origin: place.oid === undefined ? { kind: place.kind } : { kind: place.kind, oid: place.oid },
  }
}
