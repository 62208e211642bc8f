import { detect, detectKinds, type DetectContext } from './detect.ts'
import type { LocatedMatch, Match } from './match.ts'
import { needleKind } from './needles.ts'
import { createToPosition } from './position.ts'
import { kindsInBytes } from './prefilter.ts'

const utf8 = new TextDecoder('utf-8')
const utf16Anchor = [110, 0, 118, 0, 95, 0] as const

/** Finds every key in bytes: UTF-8 (other 8-bit encodings give the same places), UTF-16 with or without a mark, and UTF-16 inside binary files. */
export function detectBytes(bytes: Uint8Array, context: DetectContext = {}): LocatedMatch[] {
  const wide = toWideEncoding(bytes)
  if (wide !== undefined) {
    const text = new TextDecoder(wide).decode(bytes)
    return locateAll(text, detect(text, context))
  }
  const kinds = kindsInBytes(bytes)
  if (kinds === 0) return []
  const text = utf8.decode(bytes)
  const found = locateAll(text, detectKinds(text, kinds, context))
  if ((kinds & needleKind.wide) === 0) return found
  const wideText = decodeWide(bytes)
  if (wideText !== undefined) return locateAll(wideText, detect(wideText, context))
  return [...found, ...detectEmbedded(bytes, context)]
}

function locateAll(text: string, matches: readonly Match[]): LocatedMatch[] {
  const toPosition = createToPosition(text)
  return matches.map(match => locate(match, toPosition))
}

function locate(match: Match, toPosition: ReturnType<typeof createToPosition>): LocatedMatch {
  const from = toPosition(match.start)
  const to = toPosition(match.end)
  return { ...match, line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
}

/** UTF-16 where a byte order mark or the places of the zero bytes say so. */
export function toWideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const length = Math.min(bytes.length, 512)
  if (length < 8) return undefined
  const zeros = [0, 0]
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i % 2]!++
  const [even, odd] = zeros as [number, number]
  if (odd >= length * 0.35 && even <= length * 0.03) return 'utf-16le'
  return even >= length * 0.35 && odd <= length * 0.03 ? 'utf-16be' : undefined
}

/** The whole as UTF-16 without a mark, where it is valid so: text of other scripts has few zero bytes. */
function decodeWide(bytes: Uint8Array): string | undefined {
  if (bytes.length % 2 !== 0) return undefined
  try {
    const text = new TextDecoder(indexOfAll(bytes, utf16Anchor, 0) % 2 === 0 ? 'utf-16le' : 'utf-16be', { fatal: true }).decode(bytes)
    // eslint-disable-next-line no-control-regex -- control characters tell binary data from text
    return /[\0-\x08\x0e-\x1a\ufffe\uffff]/.test(text) ? undefined : text
  } catch {
    // Lone surrogates: no UTF-16 text.
    return undefined
  }
}

/** UTF-16 text inside a file of another kind: each run of wide ASCII characters around a prefix is searched on its own. */
function detectEmbedded(bytes: Uint8Array, context: DetectContext): LocatedMatch[] {
  const matches: LocatedMatch[] = []
  const bytesToPosition = createToPosition(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))
  let coveredTo = 0
  for (let at = indexOfAll(bytes, utf16Anchor, 0); at >= 0; at = indexOfAll(bytes, utf16Anchor, at + 1)) {
    if (at < coveredTo) continue
    let start = at
    while (start - 2 >= coveredTo && isPrintable(bytes[start - 2]!) && bytes[start - 1] === 0 && at - start < 8192) start -= 2
    let end = at
    while (end + 1 < bytes.length && isPrintable(bytes[end]!) && bytes[end + 1] === 0) end += 2
    // Big-endian text ends with the low byte of its last character.
    if (end < bytes.length && bytes[end - 1] === 0 && isPrintable(bytes[end]!)) end++
    let text = ''
    for (let i = start; i < end; i += 2) text += String.fromCharCode(bytes[i]!)
    for (const match of detect(text, context)) {
      const from = bytesToPosition(start + match.start * 2)
      const to = bytesToPosition(start + match.end * 2)
      matches.push({ ...match, line: from.line, column: from.column, endLine: to.line, endColumn: to.column })
    }
    coveredTo = end
  }
  return matches
}

function isPrintable(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 9
}

function indexOfAll(bytes: Uint8Array, wanted: readonly number[], from: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(Buffer.from(wanted), from)
}
