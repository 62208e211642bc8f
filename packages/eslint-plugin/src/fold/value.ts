import type { Node } from '../ast/node.ts'

/** A stretch of a folded text: where it stands in the folded expression, and `null` where its text is unknown. */
export interface Piece {
  readonly text: string | null
  readonly node: Node
}

/** What an expression is known to be worth. */
export type Folded =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'list'; readonly items: readonly (Folded | null)[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'constant'; readonly value: number | boolean | null | undefined | RegExp }

/** Stands for an unknown part in `sketchOf`; it is no character of any key. */
export const unknownMark = '\u0000'

/** The whole text, or null where a part of it is unknown. */
export function textOf(folded: Folded | null | undefined): string | null {
  if (folded == null) return null
  if (folded.kind === 'constant') return typeof folded.value === 'number' || typeof folded.value === 'boolean' ? String(folded.value) : null
  if (folded.kind !== 'text') return null
  let text = ''
  for (const piece of folded.pieces) {
    if (piece.text === null) return null
    text += piece.text
  }
  return text
}

/** The text with a mark for every unknown part; null where it is no text at all. */
export function sketchOf(folded: Folded | null): string | null {
  return folded?.kind === 'text' ? folded.pieces.map(piece => piece.text ?? unknownMark).join('') : textOf(folded)
}

/** The number that a value is, or null. */
export function numberOf(folded: Folded | null | undefined): number | null {
  return folded?.kind === 'constant' && typeof folded.value === 'number' ? folded.value : null
}

/** A text that stands at one node; null where it is not known. */
export function toText(text: string | null, node: Node): Folded | null {
  return text === null ? null : { kind: 'text', pieces: [{ text, node }] }
}

/** The bytes that a list of numbers makes. */
export function bytesOf(folded: Folded | null | undefined): Folded | null {
  const numbers = folded?.kind === 'list' ? folded.items.map(numberOf) : [null]
  return numbers.includes(null) ? null : { kind: 'bytes', bytes: Uint8Array.from(numbers as number[]) }
}

/** The pieces of a value as part of a text. */
export function piecesOf(folded: Folded | null, node: Node): readonly Piece[] {
  const text = folded?.kind === 'list' ? joinPieces(folded.items, ',', node) : folded
  return text?.kind === 'text' ? text.pieces : [{ text: textOf(text), node }]
}

/** The texts one after the other, each piece at its own place. */
export function joinPieces(values: readonly (Folded | null)[], separator: string, node: Node): Folded | null {
  const pieces: Piece[] = []
  for (const [at, value] of values.entries()) {
    if (at > 0 && separator !== '') pieces.push({ text: separator, node })
    if (value?.kind === 'text') pieces.push(...value.pieces)
    else pieces.push({ text: textOf(value), node })
    if (pieces.length > 4096) return null
  }
  return { kind: 'text', pieces }
}

/** The same value seen from another place, as a name sees the value it stands for. */
export function seenFrom(folded: Folded | null, node: Node): Folded | null {
  if (folded === null || folded.kind === 'bytes' || folded.kind === 'constant') return folded
  if (folded.kind === 'list') return { kind: 'list', items: folded.items.map(item => seenFrom(item, node)) }
  const pieces: Piece[] = []
  for (const piece of folded.pieces) {
    const last = pieces.at(-1)
    if (last !== undefined && last.text !== null && piece.text !== null) pieces[pieces.length - 1] = { text: last.text + piece.text, node }
    else pieces.push({ text: piece.text, node })
  }
  return { kind: 'text', pieces }
}
