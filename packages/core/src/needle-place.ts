import { needleKind } from './needles.ts'
import { isAlphanumeric } from './shapes.ts'

/** Bytes between two literals that are put together, at most: space, joiner, space. */
const maxSeam = 400
/** Bytes between two numbers of a list, at most: marks, space, names of calls and casts (the gap of `char-codes.ts`). */
const maxGap = 160
/** Bytes of the space on one side of a joiner, at most: forty characters, some of them wide. */
const maxSpace = 120

/** Whether a short needle stands where its kind of text would have it. */
export function isAtPlace(kind: number, needle: Uint8Array, start: number, bytes: Uint8Array): boolean {
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
