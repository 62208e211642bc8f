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
export function textOf(folded: Folded | null): string | null {
  if (folded === null) return null
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

/** A known text that stands at one node. */
export function toText(text: string, node: Node): Folded {
  return { kind: 'text', pieces: [{ text, node }] }
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
