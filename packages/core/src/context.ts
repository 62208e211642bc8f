import { contextWords } from '@nuvion-guard/rules'

/** Characters on each side of a key in which a context word counts as near. */
const nearby = 2000
const words = new RegExp(contextWords.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'i')

/** Whether Nuvion is named near the span or in the path. */
export function isInContext(text: string, start: number, end: number, path: string): boolean {
  return words.test(path) || words.test(text.slice(Math.max(0, start - nearby), start)) || words.test(text.slice(end, end + nearby))
}
