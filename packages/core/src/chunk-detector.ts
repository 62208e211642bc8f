import { toWideEncoding } from './bytes.ts'
import { detect, type DetectContext } from './detect.ts'
import type { LocatedMatch } from './match.ts'
import { mayHoldKey } from './prefilter.ts'

/** Bytes that are searched at a time. */
const windowBytes = 8 * 1024 * 1024
/** Bytes of a window that the next one begins with, so that no key is lost at a border. */
const overlapBytes = 1024 * 1024

/** Searches content of any size in pieces; memory stays bounded. Places are those of the whole content. */
export interface ChunkDetector {
  push(chunk: Uint8Array): void
  end(): LocatedMatch[]
}

/** Creates a detector for content that is too large to hold. A key longer than the overlap (1 MiB) is cut at a border. */
export function createChunkDetector(context: DetectContext = {}): ChunkDetector {
  const buffer = Buffer.allocUnsafe(windowBytes)
  const matches: LocatedMatch[] = []
  const seen = new Set<string>()
  let filled = 0
  /** Place of the window's first byte: lines before it, and columns before it on its line. */
  let line = 1
  let column = 1
  let encoding: 'utf-16le' | 'utf-16be' | undefined
  let isFirst = true

  const search = (length: number): void => {
    const bytes = buffer.subarray(0, length)
    if (isFirst) encoding = toWideEncoding(bytes)
    if (encoding === undefined && !mayHoldKey(bytes)) return
    // Decoding without dropping a mark in later windows keeps the columns right.
    const text = new TextDecoder(encoding ?? 'utf-8', { ignoreBOM: !isFirst }).decode(bytes)
    let lineAt = line
    let lineStart = 1 - column
    let scanned = 0
    for (const match of detect(text, context)) {
      const place = (offset: number): { line: number; column: number } => {
        if (offset < scanned) {
          lineAt = line
          lineStart = 1 - column
          scanned = 0
        }
        for (let next = text.indexOf('\n', scanned); next >= 0 && next < offset; next = text.indexOf('\n', scanned)) {
          lineAt++
          scanned = next + 1
          lineStart = scanned
        }
        return { line: lineAt, column: offset - lineStart + 1 }
      }
      const from = place(match.start)
      const to = place(match.end)
      const known = match.secret.reveal(key => `${from.line}:${from.column}:${key}`)
      if (seen.has(known)) continue
      seen.add(known)
      matches.push({ ...match, line: from.line, column: from.column, endLine: to.line, endColumn: to.column })
    }
  }

  const advance = (length: number): void => {
    const bytes = buffer.subarray(0, length)
    const wide = encoding !== undefined
    let last = -1
    if (wide) {
      const text = new TextDecoder(encoding ?? 'utf-8', { ignoreBOM: !isFirst }).decode(bytes)
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
        line++
        last = at
      }
      column = last < 0 ? column + text.length : text.length - last
    } else {
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
        line++
        last = at
      }
      const rest = unitsOf(bytes, last + 1) - (isFirst && last < 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 1 : 0)
      column = last < 0 ? column + rest : 1 + rest
    }
    isFirst = false
    buffer.copyWithin(0, length, filled)
    filled -= length
  }

  return {
    push(chunk) {
      let from = 0
      while (from < chunk.length) {
        const take = Math.min(chunk.length - from, windowBytes - filled)
        buffer.set(chunk.subarray(from, from + take), filled)
        filled += take
        from += take
        if (filled < windowBytes) return
        search(filled)
        advance(toCharacterStart(buffer, windowBytes - overlapBytes))
      }
    },
    end() {
      if (filled > 0) search(filled)
      filled = 0
      return matches.sort((a, b) => a.line - b.line || a.column - b.column)
    },
  }
}

/** UTF-16 code units that UTF-8 bytes decode to: one a lead byte, two where it leads four bytes. */
function unitsOf(bytes: Uint8Array, from: number): number {
  let units = 0
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]!
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}

/** The nearest even offset at or before `at` that does not cut a UTF-8 character. */
function toCharacterStart(bytes: Uint8Array, at: number): number {
  let start = at - (at % 2)
  for (let back = 0; back < 4 && (bytes[start]! & 0xc0) === 0x80; back++) start -= 2
  return start
}
