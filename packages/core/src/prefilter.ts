import { needles } from './needles.ts'

/** First byte and second byte of every neighbouring pair that a needle's anchor holds. */
const isAnchorPair = new Uint8Array(65_536)
/** Anchors by such a pair: where in the needle it stands. */
const needlesOfPair = new Map<number, (readonly [needle: Uint8Array, offset: number])[]>()

/** How common a byte is in source text: the rarer three bytes of a needle are its anchor. */
function weight(byte: number): number {
  if (byte === 32 || byte === 101 || byte === 116) return 5
  if (byte >= 97 && byte <= 122) return byte === 118 || byte === 120 || byte === 106 || byte === 113 || byte === 122 ? 2 : 4
  if (byte >= 48 && byte <= 57) return 3
  return byte === 0 ? 4 : 2
}

for (const text of needles) {
  const needle = Uint8Array.from(text, character => character.charCodeAt(0))
  let best = 0
  let least = Infinity
  for (let i = 0; i + 2 < needle.length; i++) {
    const pairs = weight(needle[i]!) * weight(needle[i + 1]!) + weight(needle[i + 1]!) * weight(needle[i + 2]!)
    if (pairs < least) {
      least = pairs
      best = i
    }
  }
  for (const offset of [best, best + 1]) {
    const pair = (needle[offset]! << 8) | needle[offset + 1]!
    isAnchorPair[pair] = 1
    const list = needlesOfPair.get(pair) ?? []
    list.push([needle, offset])
    needlesOfPair.set(pair, list)
  }
}

/**
 * Whether bytes could hold a key, in one pass over every second pair of bytes: no false negative against `detect` on their text.
 * A needle's anchor is three bytes, so one of its two pairs stands at an even place.
 */
export function mayHoldKey(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
  const last = to - 1
  for (let i = from; i < last; i += 2) {
    const pair = (bytes[i]! << 8) | bytes[i + 1]!
    if (isAnchorPair[pair] === 1 && isNeedleAt(bytes, i, pair, from, to)) return true
  }
  return false
}

function isNeedleAt(bytes: Uint8Array, at: number, pair: number, from: number, to: number): boolean {
  for (const [needle, offset] of needlesOfPair.get(pair) ?? []) {
    const start = at - offset
    if (start < from || start + needle.length > to) continue
    let i = 0
    while (i < needle.length && bytes[start + i] === needle[i]) i++
    if (i === needle.length && !isLoneNumber(needle, bytes, start, to)) return true
  }
  return false
}

/** The code of `n` alone, in a list of numbers, says nothing: the code of `v` must follow. */
function isLoneNumber(needle: Uint8Array, bytes: Uint8Array, start: number, to: number): boolean {
  const decimal = needle[0] === 49 && needle[1] === 49
  if (!decimal && !(needle[0] === 120 && needle[3] !== undefined)) return false
  if (decimal && needle.length > 4) return false
  let i = start + needle.length
  const limit = Math.min(to, i + 64)
  for (; i < limit; i++) {
    const byte = bytes[i]!
    if (decimal ? byte === 49 && bytes[i + 1] === 49 && bytes[i + 2] === 56 : byte === 55 && bytes[i + 1] === 54) return false
    if (byte >= 48 && byte <= 57 && byte !== 48) return true
  }
  return true
}
