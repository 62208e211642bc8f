import type { Match } from '@nuvion-guard/core'
import type { Range } from '../ast/node.ts'
import type { LintFile } from '../source/lint-file.ts'
import { composedKeysOf } from './composed-keys.ts'

/** A key of the file's own text: as it stands there, or as an expression puts it together. */
export interface HardcodedKey {
  readonly match: Match
  readonly range: Range
  readonly isComposed: boolean
}

const key = {}

/** Every key that a file holds, each once at the place where it is whole. */
export function hardcodedKeysOf(file: LintFile): readonly HardcodedKey[] {
  return file.once(key, () => {
    const composed = file.isScript ? composedKeysOf(file) : []
    // the text scan points at the first constant of a key, the tree at the expression that puts it together
    const written = file.matches().filter(match => !isInPieces(match) || !composed.some(one => one.match.secret.equals(match.secret)))
    return [...written.map(match => ({ match, range: [match.start, match.end] as const, isComposed: false })), ...composed.map(({ match, range }) => ({ match, range, isComposed: true }))].sort((a, b) => a.range[0] - b.range[0])
  })
}

/** Says whether the text scan had to put a key together itself. */
function isInPieces(match: Match): boolean {
  return match.encoding === 'template' || match.encoding === 'split'
}
