import { afterEscape } from './boundary.ts'
import { listBase64Needles } from './needles.ts'
import { isWordLike } from './word.ts'

/** A piece of base64 text, decoded from where a needle stands. */
export interface Base64Token {
  /** Decoded bytes as text: Latin-1, or UTF-16 where every other byte is NUL. */
  readonly decoded: string
  readonly start: number
  readonly end: number
}

/** Characters of one token that are decoded after its needle: no key needs more, and a token can be the whole file. */
const maxDecoded = 65_536
/** Characters of the token that are decoded before the needle, for the boundary and the context of the key. */
const decodedBefore = 2048

const isBase64 = new Uint8Array(128)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') isBase64[character.charCodeAt(0)] = 1
let known: { readonly pattern: RegExp; readonly alignmentOf: ReadonlyMap<string, 0 | 1 | 2> } | undefined
/** The needles as one pattern, and the alignment each stands for; made when base64 is first read. */
function needlePattern(): NonNullable<typeof known> {
  if (known === undefined) {
    const list = listBase64Needles()
    const longestFirst = list.map(needle => needle.text).sort((a, b) => b.length - a.length)
    known = { pattern: new RegExp(longestFirst.join('|'), 'g'), alignmentOf: new Map(list.map(needle => [needle.text, needle.alignment])) }
  }
  return known
}

/** A line of wrapped base64 is at least this long (PEM 64, MIME 76, fold 60; some wrap at 32). */
const wrappedLine = 30

/** Every base64 token that holds a needle, decoded around each needle at that needle's alignment. */
export function* readBase64(text: string): Generator<Base64Token> {
  // A pattern of its own: decoded text is searched while this generator waits.
  const { alignmentOf, pattern: anyNeedle } = needlePattern()
  const pattern = new RegExp(anyNeedle)
  let span: Base64Span | undefined
  let decodedTo = -1
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const at = found.index
    pattern.lastIndex = at + 1
    if (at < decodedTo) continue
    if (span === undefined || at >= span.end) span = spanOf(text, at)
    const alignment = alignmentOf.get(found[0]) ?? 0
    // The needle begins after the characters that hold bits of the bytes before it.
    const quantum = at - [0, 2, 3][alignment]!
    const token = decodeAround(text, span, quantum, at)
    if (token === undefined) continue
    decodedTo = token.coversTo
    yield token
  }
}

interface Base64Span {
  readonly start: number
  readonly end: number
  readonly isWrapped: boolean
}

/** The token around an offset: a run of base64 characters, with the full lines above and below it where it is wrapped. */
function spanOf(text: string, at: number): Base64Span {
  let start = startOfRun(text, at)
  let end = at
  while (end < text.length && isBase64[text.charCodeAt(end)] === 1) end++
  let isWrapped = false
  let width = end - start
  for (let above = lineAbove(text, start, width); above !== undefined; above = lineAbove(text, start, width)) {
    width = above.width
    start = above.start
    isWrapped = true
  }
  if (!isWrapped && width < wrappedLine) return { start, end, isWrapped }
  // Alignment counts from the line of the needle: the lines above hold whole bytes.
  let total = end - startOfRun(text, end)
  let isLast = false
  for (let below = lineBelow(text, end, width); below !== undefined && !isLast; below = lineBelow(text, end, width)) {
    const length = below.end - below.begin
    isLast = length < width
    if (isLast && total % 4 === 0 && isOfOther(text.slice(below.begin, below.end + 2))) break
    total += length
    end = below.end
    isWrapped = true
  }
  return { start, end, isWrapped }
}

/** Whether a short line below a token that is complete without it belongs to something else: it is no whole number of bytes, or a word (`done`). */
function isOfOther(line: string): boolean {
  const [encoded, letters] = /^([\w+/-]+)={0,2}/.exec(line) ?? ['', '']
  return encoded.length % 4 !== 0 || (encoded === letters && /^(?:[a-z]+|[A-Z]+)$/.test(letters) && isWordLike(letters))
}

/** Where the run of base64 characters before `end` begins, without the end of an escape. */
function startOfRun(text: string, end: number): number {
  let start = end
  while (start > 0 && isBase64[text.charCodeAt(start - 1)] === 1) start--
  return Math.min(afterEscape(text, start), end)
}

/** A line end of wrapped base64, as it is or as it is written in a string. */
const lineEnd = '(?:\\r?\\n|(?:\\\\{1,2}r)?\\\\{1,2}n)[ \\t]{0,64}'
const anyLineEnd = new RegExp(lineEnd, 'g')
/** The same, or where a literal ends and goes on in the next. */
const breakInToken = `${lineEnd}|["'](?:\\s{0,40}[+.&]\\s{0,40}|[ \\t]{0,9}\\\\?\\r?\\n[ \\t]{0,64})["']`
const breakBefore = new RegExp(`(?:${breakInToken})$`)
const breakAfter = new RegExp(breakInToken, 'y')
const anyBreak = new RegExp(breakInToken, 'g')

/** What may stand behind a line of base64: a name (`PORT=`, `data:`) goes on in another way. */
const lineClosing = /={0,2}[ \t]{0,64}(?:[\r\n"'`<\\)\]},;&|]|$)/y

/** The line above, where it is base64 too: all lines of one token are equally wide, only the last may be shorter. */
function lineAbove(text: string, start: number, width: number): { readonly start: number; readonly width: number } | undefined {
  const gap = breakBefore.exec(text.slice(Math.max(0, start - 90), start))
  if (gap === null) return undefined
  const end = start - gap[0].length
  const begin = startOfRun(text, end)
  const own = end - begin
  return own >= wrappedLine && own >= width && own % 4 === 0 ? { start: begin, width: own } : undefined
}

function lineBelow(text: string, end: number, width: number): { readonly begin: number; readonly end: number } | undefined {
  breakAfter.lastIndex = end
  if (breakAfter.exec(text) === null) return undefined
  const begin = breakAfter.lastIndex
  let stop = begin
  while (stop < text.length && isBase64[text.charCodeAt(stop)] === 1) stop++
  lineClosing.lastIndex = stop
  return stop - begin >= 2 && stop - begin <= width && lineClosing.test(text) ? { begin, end: stop } : undefined
}

function decodeAround(text: string, span: Base64Span, quantum: number, at: number): (Base64Token & { coversTo: number }) | undefined {
  const coversTo = Math.min(span.end, at + maxDecoded)
  let from: number
  let encoded: string
  if (span.isWrapped) {
    from = span.start
    const clean = (part: string): string => part.replace(anyBreak, '').replace(/[^\w+/-]/g, '')
    // Alignment counts from the first line: the needle's own tells how many characters of it belong to another token.
    const before = clean(text.slice(Math.max(span.start, at - maxDecoded), quantum < at ? at : quantum))
    const skip = (before.length - (at - quantum)) % 4
    encoded = before.slice(skip < 0 ? skip + 4 : skip) + clean(text.slice(at, coversTo))
  } else {
    const available = Math.max(0, quantum - span.start)
    from = span.start
    const lead = Math.min(available - (available % 4), decodedBefore)
    if (quantum < span.start) {
      // The needle's first character shares bits with a character that is not there: no token begins so.
      return undefined
    }
    // What stands before a token and is no part of it (`/`, `-`) leaves an odd remainder; the token begins after it.
    const odd = available % 4
    if (odd > 0) {
      const glued = /^[^A-Za-z0-9]|[-/_+](?=[^-/_+]*$)/.exec(text.slice(span.start, Math.min(span.start + 4096, quantum)))
      if (glued !== null && (quantum - (span.start + glued.index + 1)) % 4 === 0) from = span.start + glued.index + 1
    }
    encoded = text.slice(quantum - lead, coversTo)
  }
  const bytes = Buffer.from(encoded.replace(/-/g, '+').replace(/_/g, '/'), 'base64')
  const padding = /^={1,2}/.exec(text.slice(span.end, span.end + 2))?.[0].length ?? 0
  return { decoded: toText(bytes), start: from, end: span.end + padding, coversTo }
}

function toText(bytes: Buffer): string {
  const utf16 = bytes.includes('n\0v\0_\0', 0, 'latin1')
  if (!utf16) return bytes.toString('latin1')
  const odd = bytes.indexOf('n\0v\0_\0', 0, 'latin1') % 2
  return bytes.subarray(odd).toString('utf16le')
}

/** Needles that a line break of wrapped base64 cuts in two: every line end between two runs of base64 is looked at. */
export function* readBrokenBase64(text: string): Generator<Base64Token> {
  const { alignmentOf, pattern: anyNeedle } = needlePattern()
  let span: Base64Span | undefined
  for (const { 0: found, index: end } of text.matchAll(anyLineEnd)) {
    if (end < wrappedLine || isBase64[text.charCodeAt(end - 1)] !== 1 || isBase64[text.charCodeAt(end - wrappedLine)] !== 1) continue
    const begin = end + found.length
    const left = text.slice(end - 20, end)
    anyNeedle.lastIndex = 0
    const hit = anyNeedle.exec(left + text.slice(begin, begin + 20))
    if (hit === null || hit.index >= 20 || hit.index + hit[0].length <= 20) continue
    if (span === undefined || end > span.end) span = spanOf(text, end - 1)
    const token = decodeAround(text, span, end - 20 + hit.index - [0, 2, 3][alignmentOf.get(hit[0]) ?? 0]!, end - 20 + hit.index)
    if (token !== undefined) yield token
  }
}
