import { keyShapes } from '@nuvion-guard/rules'
import { afterEscape } from './boundary.ts'
import { reversedPrefixes } from './needles.ts'
import { isKeyCharacter } from './shapes.ts'

const anyPrefix = new RegExp(reversedPrefixes.join('|'), 'g')

/** Characters of the shortest key. */
const shortest = Math.min(...keyShapes.map(shape => shape.prefix.length + shape.minInContext))
/** Characters that are turned round: a longer body is judged by its end. */
const maxLength = 65_536

/** Reversed text that ends in a reversed prefix, turned round, with its span. */
export function* readReversed(text: string): Generator<{ readonly decoded: string; readonly start: number; readonly end: number }> {
  // A pattern of its own: decoded text is searched while this generator waits.
  const pattern = new RegExp(anyPrefix)
  let last = 0
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const end = found.index + found[0].length
    let start = found.index
    while (start > last && isKeyCharacter[text.charCodeAt(start - 1)] === 1) start--
    start = Math.min(afterEscape(text, start), end)
    // One character more on each side, for the boundaries.
    const decoded = text.slice(Math.max(start, end - maxLength), end + 1).split('').reverse().join('')
    if (end - start >= shortest) yield { decoded, start, end }
    last = end
  }
}
