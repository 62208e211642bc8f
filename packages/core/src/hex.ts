import { afterEscape } from './boundary.ts'
import { hexNeedles } from './needles.ts'

/** Digits that are decoded before and after a needle. */
const maxDigits = 131_072
/** The place of a row in a dump (`00000010: `, `0x0010:  `). */
const rowStart = '[ \\t]{0,8}(?:0x)?[\\da-f]{4,16}:?[ \\t]{1,3}'
/** In a dump: the middle of a row, or its end with what the row reads as, and the place of the next one. */
const dumpGap = ` {2}(?=[\\da-f]{2} [\\da-f]{2})|[ \\t]{0,3}(?:[ \\t][^\\n]{0,24})?\\r?\\n${rowStart}`
const pairs = hexNeedles.map(needle => needle.match(/../g)?.join(`(?:[ :\\-]|${dumpGap})?`) ?? '')
const anyNeedle = new RegExp(pairs.join('|'), 'gi')
const pair = /[ :-]?([\da-f]{2})/iy
const pairInDump = new RegExp(`(?:[ :-]|${dumpGap})?([\\da-f]{2})`, 'iy')
const isRow = new RegExp(`^${rowStart}`, 'i')

/**
 * Hexadecimal text that holds a prefix, decoded, with the span of the whole run of digits. Pairs may be set apart by a space, `:` or `-`; a dump
 * (`xxd`, `hexdump -C`, `tcpdump -X`) is read from row to row.
 */
export function* readHex(text: string): Generator<{ readonly decoded: string; readonly start: number; readonly end: number }> {
  // A pattern of its own: decoded text is searched while this generator waits.
  const pattern = new RegExp(anyNeedle)
  let runStart = 0
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const needle = found.index
    let end = needle
    let digits = ''
    // No further back than a row is long: a text can be one line.
    const near = text.slice(Math.max(0, needle - 100), needle)
    const line = near.lastIndexOf('\n') + 1
    const next = (line > 0 || needle < 100) && isRow.test(near.slice(line)) ? pairInDump : pair
    next.lastIndex = end
    for (let read = next.exec(text)?.[1]; read !== undefined && digits.length < maxDigits; read = next.exec(text)?.[1]) {
      digits += read
      end = next.lastIndex
    }
    // Backwards in pairs from the needle, so that its alignment is kept; never over what an earlier token covered.
    let start = needle
    const before: string[] = []
    while (start - 2 >= runStart) {
      const width = isPair(text, start - 2) ? 2 : start - 3 >= runStart && /[ :-]/.test(text.charAt(start - 1)) && isPair(text, start - 3) ? 3 : 0
      if (width === 0) break
      start -= width
      if (before.length < 1024) before.push(text.slice(start, start + 2))
    }
    yield { decoded: Buffer.from(before.reverse().join('') + digits, 'hex').toString('latin1'), start: Math.min(afterEscape(text, start), needle), end }
    pattern.lastIndex = Math.max(end, needle + 1)
    runStart = end
  }
}

function isPair(text: string, at: number): boolean {
  return isDigit(text.charCodeAt(at)) && isDigit(text.charCodeAt(at + 1))
}

function isDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}
