import type { Range } from './node.ts'

/** What stands somewhere in the text. */
interface Placed {
  readonly range: Range
}

/** Says whether one place lies within another, or is the same. */
export function isWithin(inner: Placed, outer: Placed): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1]
}
