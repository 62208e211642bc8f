import { listNeedles, needleKind } from './needles.ts'
import { isAlphanumeric } from './shapes.ts'

/** Bits of surprise of each ASCII byte in source text, one hexadecimal digit a byte; counted over 100 MB of JavaScript, TypeScript, JSON and Markdown. */
const byteBits = 'fffffffff65fffffffffffffffffffff3a6a9da8777a6667788999999977a799a798989aa8bb99999a988aaacbc868b895766467659856556a55468877a787ff'

/** Bytes between two literals that are put together, at most: space, joiner, space. */
const maxSeam = 400
/** Bytes between two numbers of a list, at most: marks, space, names of calls and casts (the gap of `char-codes.ts`). */
const maxGap = 160
/** Bytes of the space on one side of a joiner, at most: forty characters, some of them wide. */
const maxSpace = 120

interface Anchored {
  readonly kind: number
  readonly needle: Uint8Array
  /** Where in the needle its anchor begins. */
  readonly offset: number
}

/** Every neighbouring pair of bytes that an anchor holds, the first byte in the low half: as a little-endian machine reads it. */
const isAnchorPair = new Uint8Array(65_536)
/** Place in `lists` of the needles whose anchor has a hash; 0 for none. */
const listOfAnchor = new Uint16Array(65_536)
const lists: Anchored[][] = [[]]
/** Bytes of the longest needle. */
let longestNeedle = 0

/** Hash of the three bytes of an anchor. */
function hashOf(first: number, second: number, third: number): number {
  return (first ^ (second << 4) ^ (third << 8)) & 0xffff
}

/** The three neighbouring bytes of a needle that are rarest in source text begin here. */
function anchorOf(needle: Uint8Array, chances: Float64Array): number {
  let best = 0
  let least = Infinity
  for (let i = 0; i + 2 < needle.length; i++) {
    const expected = chances[needle[i + 1]!]! * (chances[needle[i]!]! + chances[needle[i + 2]!]!)
    if (expected < least) {
      least = expected
      best = i
    }
  }
  return best
}

/** Fills the tables, once, before the first text: a program that only loads this module does not pay for them. */
function fillTables(): void {
  const chances = new Float64Array(byteBits.length)
  for (let byte = 0; byte < byteBits.length; byte++) chances[byte] = 2 ** -Number.parseInt(byteBits[byte]!, 16)
  for (const { text, kind } of listNeedles()) {
    const needle = Buffer.from(text, 'latin1')
    longestNeedle = Math.max(longestNeedle, needle.length)
    const offset = anchorOf(needle, chances)
    const first = needle[offset]!
    const second = needle[offset + 1]!
    const third = needle[offset + 2]!
    isAnchorPair[first | (second << 8)] = 1
    isAnchorPair[second | (third << 8)] = 1
    const hash = hashOf(first, second, third)
    if (listOfAnchor[hash] === 0) listOfAnchor[hash] = lists.push([]) - 1
    lists[listOfAnchor[hash]!]!.push({ kind, needle, offset })
  }
}

/** What the filter says of bytes: no needle is there; one is, but not where it would count; a key could stand there. */
export type Screening = 'clean' | 'near' | 'dirty'

/** Among the bits of `needleKind`: a needle that is not where it would count. */
const nearMiss = 256

/** Whether bytes could hold a key: no false negative against `detect` on their text. */
export function mayHoldKey(bytes: Uint8Array): boolean {
  return screen(bytes) === 'dirty'
}

/** The same, told apart. */
export function screen(bytes: Uint8Array): Screening {
  return toScreening(search(bytes, true, 0, bytes.length))
}

/** The same for the needles that touch the bytes from `from` up to `to`; beyond, bytes are read only as far as such a needle looks around. */
export function screenTouching(bytes: Uint8Array, from: number, to: number): Screening {
  if (lists.length === 1) fillTables()
  return toScreening(search(bytes, true, Math.max(0, from - longestNeedle), Math.min(bytes.length, to + longestNeedle)))
}

function toScreening(kinds: number): Screening {
  return kinds === 0 ? 'clean' : kinds === nearMiss ? 'near' : 'dirty'
}

/** The ways in which a key could stand in bytes, as bits of `needleKind`. */
export function kindsInBytes(bytes: Uint8Array): number {
  return search(bytes, false, 0, bytes.length) & ~nearMiss
}

/**
 * Bits of `needleKind` and `nearMiss`, in one pass over every second pair of bytes; with `any`, the first of the former ends it. A needle's
 * anchor is three bytes, so one of its two pairs stands at an even place.
 */
function search(bytes: Uint8Array, any: boolean, from: number, to: number): number {
  if (bytes.length < 3) return 0
  if (lists.length === 1) fillTables()
  const odd = bytes.byteOffset % 2
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset + odd, (bytes.length - odd) >> 1)
  const { length } = bytes
  const start = Math.max(0, (from - odd) >> 1)
  const end = Math.min(pairs.length, (to - odd + 1) >> 1)
  const whole = start + (Math.max(0, end - start) & ~7)
  let kinds = 0
  for (let i = start; i < whole; i += 8) {
    // Eight look-ups and one branch: little text has a pair of any anchor here.
    const first = isAnchorPair[pairs[i]!]! | isAnchorPair[pairs[i + 1]!]! | isAnchorPair[pairs[i + 2]!]! | isAnchorPair[pairs[i + 3]!]!
    const second = isAnchorPair[pairs[i + 4]!]! | isAnchorPair[pairs[i + 5]!]! | isAnchorPair[pairs[i + 6]!]! | isAnchorPair[pairs[i + 7]!]!
    if ((first | second) === 0) continue
    for (let j = i; j < i + 8; j++) if (isAnchorPair[pairs[j]!] === 1) kinds |= kindsAt(j * 2 + odd, bytes, kinds)
    if (any && (kinds & ~nearMiss) !== 0) return kinds
  }
  for (let i = whole; i < end; i++) if (isAnchorPair[pairs[i]!] === 1) kinds |= kindsAt(i * 2 + odd, bytes, kinds)
  // The view leaves out the last byte where the length is odd: an anchor that ends there has its other pair inside.
  if (to < length) return kinds
  const last = bytes[length - 2]! | (bytes[length - 1]! << 8)
  return isAnchorPair[last] === 1 ? kinds | kindsAt(length - 2, bytes, kinds) : kinds
}

/** Where texts of usual length are written, one after the other: a buffer for each costs a third of the whole test. */
let scratch: Buffer | undefined

/** The same for text. */
export function mayHoldKeyText(text: string): boolean {
  scratch ??= Buffer.allocUnsafeSlow(65_536)
  if (text.length > scratch.length) return mayHoldKey(Buffer.from(text, 'latin1'))
  return mayHoldKey(scratch.subarray(0, scratch.write(text, 'latin1')))
}

/** The ways in which a key could stand in a text. A character above 255 counts as its low byte: that can only let more through. */
export function kindsIn(text: string): number {
  return kindsInBytes(Buffer.from(text, 'latin1'))
}

/** The kinds of the needles that stand around the pair at `at`, but for those that are `known` already. */
function kindsAt(at: number, bytes: Uint8Array, known: number): number {
  const before = at > 0 ? listOfAnchor[hashOf(bytes[at - 1]!, bytes[at]!, bytes[at + 1]!)]! : 0
  const after = at + 2 < bytes.length ? listOfAnchor[hashOf(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!)]! : 0
  if ((before | after) === 0) return 0
  const kinds = before === 0 ? 0 : kindsOf(lists[before]!, at - 1, bytes, known)
  return after === 0 ? kinds : kinds | kindsOf(lists[after]!, at, bytes, known | kinds)
}

/** The kinds of those needles of a list that stand with their anchor at `anchor`. */
function kindsOf(list: readonly Anchored[], anchor: number, bytes: Uint8Array, known: number): number {
  let kinds = 0
  for (const { kind, needle, offset } of list) {
    const start = anchor - offset
    if (((known | kinds) & kind) !== 0 || start < 0 || start + needle.length > bytes.length) continue
    let i = 0
    while (i < needle.length && bytes[start + i] === needle[i]) i++
    if (i === needle.length) kinds |= isAtPlace(kind, needle, start, bytes) ? kind : nearMiss
  }
  return kinds
}

/** Whether a short needle stands where its kind of text would have it. */
function isAtPlace(kind: number, needle: Uint8Array, start: number, bytes: Uint8Array): boolean {
  if (kind === needleKind.codes) return !isLoneNumber(needle, start, bytes)
  if (kind === needleKind.apart) return !isLoneCode(needle, start, bytes) && !isLoneLetter(needle, start, bytes)
  // A prefix that is not broken ends in its mark.
  if (kind !== needleKind.written || needle[needle.length - 1] === 95) return true
  return !isLongerWord(needle, start, bytes) && (needle.length > 3 || goesOn(needle, start, bytes))
}

/** The code of `n` in a list of numbers says nothing: the codes of `v` and `_` must follow. */
function isLoneNumber(needle: Uint8Array, start: number, bytes: Uint8Array): boolean {
  const isDecimal = needle[0] === 49
  const second = nextDigit(bytes, start + needle.length)
  if (isDecimal ? bytes[second] !== 49 || bytes[second + 1] !== 49 || bytes[second + 2] !== 56 : bytes[second] !== 55 || bytes[second + 1] !== 54) return true
  const third = nextDigit(bytes, second + (isDecimal ? 3 : 2))
  return isDecimal ? bytes[third] !== 57 || bytes[third + 1] !== 53 : bytes[third] !== 53 || (bytes[third + 1]! | 32) !== 102
}

/** The place of the next digit but 0 shortly after `from`; behind the end where there is none. */
function nextDigit(bytes: Uint8Array, from: number): number {
  const limit = Math.min(bytes.length, from + maxGap)
  for (let i = from; i < limit; i++) if (bytes[i]! > 48 && bytes[i]! <= 57) return i
  return bytes.length
}

/** `env"`, `env_"`: letters before `nv` that end no escape, no flag and no forgotten space belong to another word. */
function isLongerWord(needle: Uint8Array, start: number, bytes: Uint8Array): boolean {
  if (needle[0] !== 110 || needle[1] !== 118 || start < 2) return false
  const last = bytes[start - 1]! | 32
  if (last < 97 || last > 122 || last === 114) return false
  const before = bytes[start - 2]!
  const isFlag = before === 45 && !(start > 2 && isAlphanumeric(bytes[start - 3]!))
  return !endsEscape(start, bytes) && before !== 92 && !isFlag && before !== 91 && before !== 59
}

/** Whether hexadecimal digits that end before `start` stand after `%`, `=`, `{` or after an `x` or `u` with its mark. */
function endsEscape(start: number, bytes: Uint8Array): boolean {
  let i = start - 1
  while (i > 0 && start - i <= 32 && isHexDigit(bytes[i]!)) i--
  const opener = bytes[i]!
  if ((opener | 32) !== 120 && (opener | 32) !== 117) return start - i > 2 && !isAlphanumeric(opener)
  return i > 0 && !isAlphanumeric(bytes[i - 1]!)
}

function isHexDigit(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102)
}

/** `6ev` in a checksum: the code of `n` ends an escape only where one begins before it (`%6e`, `\\x6e`, `\\u006e`, `&#x6e;`, `=6E`, `%256e`). */
function isLoneCode(needle: Uint8Array, start: number, bytes: Uint8Array): boolean {
  if (needle[0] !== 54 || (needle[1]! | 32) !== 101 || start < 1) return needle[0] === 54 && (needle[1]! | 32) === 101
  const last = bytes[start - 1]!
  if (last === 37 || last === 61 || last === 123) return false
  const before = start < 2 ? 0 : bytes[start - 2]!
  if (last === 120 || last === 88) return before !== 92 && before !== 35
  return !(last === 48 && before === 48) && !(last === 48 && (before === 120 || before === 123)) && !(last === 53 && before === 50)
}

/** `"v"` alone: a literal that ends in `n` must stand directly before it, and what goes on with `_` after it. */
function isLoneLetter(needle: Uint8Array, start: number, bytes: Uint8Array): boolean {
  if (needle[1] !== 118 || needle[0] === 110) return false
  return !isAfterLetter(start, bytes) || (quotes[needle[2]!] === 1 && !goesOn(needle, start, bytes, afterLetter))
}

/** Whether a literal that ends in `n` stands before `start`, with no more in between than puts it together with the next (the seam of `detect`). */
function isAfterLetter(start: number, bytes: Uint8Array): boolean {
  let i = skipBack(bytes, start - 1, 3, isBackslash)
  i = skipBack(bytes, i, 2, isLetter)
  i = skipBack(bytes, i, maxSpace, isSpace)
  i = skipBack(bytes, i, 2, isJoiner)
  i = skipBack(bytes, i, maxSpace, isSpace)
  return i > 0 && quotes[bytes[i]!] === 1 && bytes[skipBack(bytes, i - 1, 3, isBackslash)] === 110
}

/** Goes back from `at` over at most `most` bytes of a kind. */
function skipBack(bytes: Uint8Array, at: number, most: number, isKind: (byte: number) => boolean): number {
  let i = at
  while (i >= 0 && at - i < most && isKind(bytes[i]!)) i--
  return i
}

const isBackslash = (byte: number): boolean => byte === 92
const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122
/** Wide spaces count: whatever is no ASCII. */
const isSpace = (byte: number): boolean => byte <= 32 || byte >= 128
const isJoiner = (byte: number): boolean => betweenLiterals[byte] === 1 || byte === 45

/** After `nv` and a backslash: what begins an escape of `_`, an escaped quote or a line continuation. */
const afterBackslash = bytesOf('uUx_01"\'`\\\r\n')
/** Between two literals that are put together. */
const betweenLiterals = bytesOf(' \t\r\n\\+.&|~<>,*^()_')
const quotes = bytesOf('"\'`')
/** What the next literal can begin with where the first ends in `nv`: the rest of a prefix, an escape, a template. */
const afterOpener = bytesOf('_ltw\\%&$#{"\'`')
/** The same where the first is `v` alone: nobody joins letters with `_`. */
const afterLetter = bytesOf('_\\%&$#{"\'`')

function bytesOf(text: string): Uint8Array {
  const set = new Uint8Array(256)
  for (const character of text) set[character.charCodeAt(0)] = 1
  return set
}

const afterBrace = bytesOf('{}_$("\'` \t')

/** Whether what follows `#`, `%` or `{` can be an escape or a name inside a string: in binary data it hardly ever is. */
function afterMark(mark: number, next: number): boolean {
  if (mark === 35) return next === 123
  if (mark !== 37 && mark !== 123) return true
  return isAlphanumeric(next) || (mark === 37 ? next === 95 || next === 123 : afterBrace[next] === 1)
}

/** Whether a key can go on after `nv` and a quote or a backslash: the next literal, which can stand behind a written `\n`, begins with what may follow. */
function goesOn(needle: Uint8Array, start: number, bytes: Uint8Array, openers = afterOpener): boolean {
  const mark = needle[2]!
  if (mark === 92) return start + 3 < bytes.length && afterBackslash[bytes[start + 3]!] === 1
  if (quotes[mark] !== 1) return start + 3 >= bytes.length || afterMark(mark, bytes[start + 3]!)
  const limit = Math.min(bytes.length, start + 3 + maxSeam)
  let i = start + 3
  let isListed = false
  while (i < limit && (betweenLiterals[bytes[i]!] === 1 || (bytes[i - 1] === 92 && isLetter(bytes[i]!)))) {
    if (bytes[i] === 44) isListed = true
    i++
  }
  if (i >= bytes.length) return false
  // Up to two letters may mark the kind of a literal: `f"…"`, `rb"…"`.
  for (let letters = 0; letters <= 2; letters++) {
    if (i + letters + 1 < bytes.length && quotes[bytes[i + letters]!] === 1) return isOpenedBy(openers, i + letters + 1, bytes)
  }
  // A name follows a joiner, not a comma; a method call puts literals together as well.
  return i > start + 3 && !isListed && (isAlphanumeric(bytes[i]!) || bytes[i] === 36)
}

/** Whether a literal that begins at `at` begins with one of `openers`; a backslash only where it can begin an escape of `_`. */
function isOpenedBy(openers: Uint8Array, at: number, bytes: Uint8Array): boolean {
  return openers[bytes[at]!] === 1 && (bytes[at] !== 92 || at + 1 >= bytes.length || afterBackslash[bytes[at + 1]!] === 1)
}
