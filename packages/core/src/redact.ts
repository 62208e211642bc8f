import { detect } from './detect.ts'
import { toPreview } from './preview.ts'
import type { Redacted } from './redacted.ts'

/** Replaces every key in a text, the contestable ones too, by its preview. Paths, ref names, messages and people's names go through here before they are printed. */
export function redact(text: string): Redacted {
  let safe = ''
  let last = 0
  for (const match of detect(text)) {
    if (match.end <= last) continue
    safe += text.slice(last, Math.max(last, match.start)) + toPreview(match.secret)
    last = match.end
  }
  return (safe + text.slice(last)) as Redacted
}
