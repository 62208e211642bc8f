import { gluedWords } from '@nuvion-guard/rules'
import { isAlphanumeric } from './shapes.ts'

/** Characters that are looked at before a key: longer than any escape that can end there. */
const lookBehind = 24
const escapeEnd =
  // eslint-disable-next-line no-control-regex -- a terminal colour begins with the escape character
  /(?:%(?:25)*([\da-f]{2})|\\+u([\da-f]{4})|\\+u\{([\da-f]{1,6})\}|\\+x([\da-f]{2})|(?:\x1b|\\+(?:e|033|x1b|u001b))\[[\d;]*m|\\[abefnrtv0]|\\[0-7]{3}|(?:^|[\s'"`=([,;])-[a-z])$/i
const quotedPrintableEnd = /=(?:3D|20|0A|0D|09|22|27|3A|2C|7C)$/

/**
 * Whether a key may begin at `at`: no letter or digit stands directly before it, except one that ends an escape (`%20`, `\n`, `\u0022`, `=3D`,
 * a terminal colour) or a one-letter command flag (`-u`). CJK letters, `_`, `-`, `/`, quotes and other marks do not clear a key.
 */
export function isLeftBoundary(text: string, at: number): boolean {
  if (at === 0 || !isAlphanumeric(text.charCodeAt(at - 1))) return true
  const before = text.slice(Math.max(0, at - lookBehind), at)
  if (gluedWords.some(word => before.endsWith(word))) return true
  if (quotedPrintableEnd.test(before)) return true
  const found = escapeEnd.exec(before)
  if (found === null) return false
  const digits = found[1] ?? found[2] ?? found[3] ?? found[4]
  // An escaped letter or digit is a letter or a digit.
  return digits === undefined || !isAlphanumeric(Number.parseInt(digits, 16))
}
