import { isAtPlace } from './needle-place.ts'
import { listNeedles } from './needles.ts'

/** Bits of surprise of each ASCII byte in source text, one hexadecimal digit a byte; counted over 100 MB of JavaScript, TypeScript, JSON and Markdown. */
const byteBits = 'fffffffff65fffffffffffffffffffff3a6a9da8777a6667788999999977a799a798989aa8bb99999a988aaacbc868b895766467659856556a55468877a787ff'

interface Anchored {
  readonly kind: number
  readonly needle: Uint8Array
  /** Where in the needle its anchor begins. */
  readonly offset: number
}

/** Every neighbouring pair of bytes that an anchor holds, the first byte in the low half: as a little-endian machine reads it. */
const isAnchorPair = new Uint8Array(65_536)
/** What `anchorTable` tells. */
const pairsAndAnchors = new Uint8Array(65_536)
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
    const hash = hashOf(first, second, third)
    for (const pair of [first | (second << 8), second | (third << 8)]) {
      isAnchorPair[pair] = 1
      pairsAndAnchors[pair]! |= 1
    }
    pairsAndAnchors[hash]! |= 2
    if (listOfAnchor[hash] === 0) listOfAnchor[hash] = lists.push([]) - 1
    lists[listOfAnchor[hash]!]!.push({ kind, needle, offset })
  }
}

/** What the filter says of bytes: no needle is there; one is, but not where it would count; a key could stand there. */
export type Screening = 'clean' | 'near' | 'dirty'

/** Among the bits of `needleKind`: a needle that is not where it would count. */
const nearMiss = 256

/** The byte filter. */
export interface Screener {
  /** What it says of bytes: no false negative against `detect` on their text. */
  screen(bytes: Uint8Array): Screening
  /** The same for the needles that touch the bytes from `from` up to `to`; beyond, bytes are read only as far as such a needle looks around. */
  screenTouching(bytes: Uint8Array, from: number, to: number): Screening
}

/** The bits of `needleKind`, and `nearMiss`, of the needles whose anchor has a pair that begins at or behind `from` and before `to`; at least one of the former where there is any. */
type Search = (bytes: Uint8Array, from: number, to: number) => number

function toScreener(searchAny: Search): Screener {
  return {
    screen: bytes => toScreening(searchAny(bytes, 0, bytes.length)),
    screenTouching(bytes, from, to) {
      if (lists.length === 1) fillTables()
      return toScreening(searchAny(bytes, Math.max(0, from - longestNeedle), Math.min(bytes.length, to + longestNeedle)))
    },
  }
}

/** The filter in JavaScript alone. */
export const plainScreener: Screener = /* @__PURE__ */ toScreener((bytes, from, to) => search(bytes, true, from, to))

/**
 * For `createScreener`, 65,536 bytes: bit 1 of the one at the number that a little-endian machine reads a pair of bytes as says that an anchor holds the pair,
 * bit 2 of the one at `first ^ second << 4 ^ third << 8` that three such bytes may be an anchor.
 */
export function anchorTable(): Uint8Array {
  if (lists.length === 1) fillTables()
  return pairsAndAnchors
}

/**
 * The same filter on a faster search for anchors: `findAnchor` gives the first of the places `from`, `from + 2`, … before `to` whose two bytes are a pair of
 * `anchorTable` and, with the byte before or behind them, an anchor; a place that is not before `to` where there is none. It may read a byte beyond both ends.
 */
export function createScreener(findAnchor: (bytes: Uint8Array, from: number, to: number) => number): Screener {
  return toScreener((bytes, from, to) => {
    const end = Math.min(to, bytes.length - 1)
    let kinds = 0
    for (let at = findAnchor(bytes, from, end); at < end; at = findAnchor(bytes, at + 2, end)) {
      kinds |= kindsAt(at, bytes, kinds)
      if ((kinds & ~nearMiss) !== 0) break
    }
    return kinds
  })
}

/** Whether bytes could hold a key. */
export function mayHoldKey(bytes: Uint8Array): boolean {
  return toScreening(search(bytes, true, 0, bytes.length)) === 'dirty'
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
