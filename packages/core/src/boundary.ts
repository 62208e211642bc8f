import { gluedWords } from '@nuvion-guard/rules'
import { isAlphanumeric, isKeyCharacter } from './shapes.ts'

/** Characters that are looked at before a key: longer than any escape that can end there. */
const lookBehind = 32
/** The escape character, raw or as it is written. */
const escapeCharacter = '(?:[\\x1b\\u241b]|\\^\\[|\\\\+(?:e|033|x1b|u001b)|&#(?:27|x1b);)'
/** A command to a terminal, as a pattern: a colour (`ESC[32m`), the end of a line (`ESC[K`). */
export const terminalCode = `${escapeCharacter}[[(][\\d;?]*[a-z]`
const escapeEnd = new RegExp(
  `(?:%(?:25)*([\\da-f]{2})|\\\\+u(?:0{4})?([\\da-f]{4})|\\\\+x([\\da-f]{2})|${terminalCode}|\\[[\\d;]+m|\\\\[abfnrtv0]|\\\\[0-7]{3}|(?:^|[\\s'"\`=([,;])-[a-z])$`,
  'i',
)
/** Quoted-printable: a mark, or the last byte of a longer character. */
const quotedPrintableEnd = /=(?:0[9AD]|2[\dA-F]|3[A-F]|40|5[B-F]|60|7[B-E]|[89A-F][\dA-F]=[89AB][\dA-F])$/

/**
 * Whether a key may begin at `at`: no letter or digit stands directly before it, except one that ends an escape (`%20`, `\n`, `\u0022`, `=3D`,
 * a terminal colour) or a one-letter command flag (`-u`). CJK letters, `_`, `-`, `/`, quotes and other marks do not clear a key.
 */
export function isLeftBoundary(text: string, at: number): boolean {
  if (at === 0 || !isAlphanumeric(text.charCodeAt(at - 1))) return true
  const before = text.slice(Math.max(0, at - lookBehind), at)
  if (gluedWords.some(word => before.endsWith(word))) return true
  if (quotedPrintableEnd.test(before) || isPartOfBinary(text, at)) return true
  const found = escapeEnd.exec(before)
  if (found === null) return false
  const digits = found[1] ?? found[2] ?? found[3]
  // An escaped letter or digit is a letter or a digit.
  return digits === undefined || !isAlphanumeric(Number.parseInt(digits, 16))
}

/** The second byte of a character of a legacy encoding, or the length that binary formats write before a string (compiled classes, serialised data). */
function isPartOfBinary(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 2)
  if (before === 0xfffd) return true
  if (!(before < 32)) return false
  const length = text.charCodeAt(at - 1)
  let end = at
  while (isKeyCharacter[text.charCodeAt(end)] === 1 && end - at <= length) end++
  return end - at === length
}

/** What ends in letters or digits and can stand before an encoded token: `%20`, `\n`, `\u0022`, a terminal colour. */
const escape = new RegExp(`%(?:25)*[\\da-f]{2}|\\\\(?:u[\\da-f]{4}|x[\\da-f]{2}|[nrt])|${terminalCode}`, 'gi')

/** Where a run of letters and digits begins that seems to begin at `start`: behind the escape whose end that is. */
export function afterEscape(text: string, start: number): number {
  if (!/[%\\[;u]/.test(text.charAt(start - 1))) return start
  const from = Math.max(0, start - lookBehind)
  for (const { 0: found, index } of text.slice(from, start + lookBehind).matchAll(escape)) {
    const end = from + index + found.length
    if (from + index < start && end > start) return end
  }
  return start
}
