import { commonPrefix, isAlphanumeric } from './shapes.ts'

/** Numbers in one list: a key is far shorter, but a list can hold more than the key. */
const maxNumbers = 4096
const code = (character: string): string => {
  const value = character.charCodeAt(0)
  return `(?:0x0*${value.toString(16)}|0o?${value.toString(8)}|${value})`
}
/** What stands between two numbers: marks, and the names of calls and casts (`) . chr(`, `, (byte)`). */
const gap = '\\W{1,12}\\s{0,40}(?:[a-z][a-z_.]{0,20}\\W{1,4}){0,3}'
const first = new RegExp(`(?<![\\w.])${[...commonPrefix].map(code).join(gap)}(?!\\w)`, 'gi')
const one = /0x[\da-f]+|0o?[0-7]+|\d+/iy
const between = new RegExp(gap, 'iy')
/** The number before the first of a key, and what sets it apart. */
const before = new RegExp(`(?<![\\w.])(0x[\\da-f]{1,4}|\\d{1,3})(${gap})$`, 'i')

/** Text that stands as a list of character codes (`[110, 118, 95, …]`, `chr(110) . chr(118)`), with the span of its numbers. */
export function* readCharCodes(text: string): Generator<{ readonly decoded: string; readonly start: number; readonly end: number }> {
  // A pattern of its own: decoded text is searched while this generator waits.
  const pattern = new RegExp(first)
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    let at = found.index
    let end = at
    let decoded = ''
    let marks: string | undefined
    for (let count = 0; count < maxNumbers; count++) {
      one.lastIndex = at
      const number = one.exec(text)?.[0]
      if (number === undefined) break
      const value = /^0[0-7]+$/.test(number) ? Number.parseInt(number, 8) : Number(number)
      if (!(value > 0 && value < 0x250)) break
      decoded += String.fromCharCode(value)
      end = one.lastIndex
      between.lastIndex = end
      // All numbers of one list are set apart in the same way.
      const here = between.exec(text)?.[0].replace(/\s/g, '')
      marks ??= here
      if (here === undefined || here !== marks) break
      at = between.lastIndex
    }
    if (marks === undefined || !isAlphanumeric(codeBefore(text, found.index, marks))) yield { decoded, start: found.index, end }
    pattern.lastIndex = Math.max(end, found.index + found[0].length)
  }
}

/** The code that stands before `at` in the same list, where the key could be the end of another word; -1 where there is none. */
function codeBefore(text: string, at: number, marks: string): number {
  const [, number = '-1', apart = ''] = before.exec(text.slice(Math.max(0, at - 80), at)) ?? []
  return apart.replace(/\s/g, '') === marks ? Number(number) : -1
}
