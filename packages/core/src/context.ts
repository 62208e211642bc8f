import { contextWords } from '@nuvion-guard/rules'
import { escapePattern } from './constant.ts'

/** Characters on each side of a key in which a context word counts as near. */
const nearby = 2000
const word = new RegExp(contextWords.map(escapePattern).join('|'), 'gi')

/** Says whether Nuvion is named near a span of the text, or in its path. The words are looked up once, and only when first asked for. */
export function createIsInContext(text: string, path: string): (start: number, end: number) => boolean {
  let places: number[] | undefined
  return (start, end) => {
    places ??= path.search(word) >= 0 ? [] : Array.from(text.matchAll(word), found => found.index)
    if (places.length === 0) return path.search(word) >= 0
    let low = 0
    let high = places.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (places[middle]! < start - nearby) low = middle + 1
      else high = middle
    }
    const place = places[low]
    return place !== undefined && place <= end + nearby
  }
}
