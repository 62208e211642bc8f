import type { Finding } from '@nuvion-guard/core'
import { messages } from '../messages.ts'
import { toPrintable } from './printable.ts'

const maxPlaces = 10

/** One indented line per position; a position that stands in the work tree and in history is one. The first ten are enough here. */
export function toPlaceLines(findings: readonly Finding[]): readonly string[] {
  const notes = new Map<string, Set<string>>()
  for (const { path, line, column, origin, encoding } of findings) {
    const name = (path as string) === (origin.oid as string | undefined) ? messages.object(path.slice(0, 12)) : toPrintable(path)
    const place = `${name}:${String(line)}:${String(column)}`
    const known = notes.get(place) ?? new Set()
    notes.set(place, known)
    if (messages.places[origin.kind] !== '') known.add(messages.places[origin.kind])
    if (encoding !== 'plain') known.add(encoding)
  }
  const lines = [...notes].map(([place, known]) => (known.size === 0 ? place : `${place}  (${[...known].join(', ')})`))
  const rest = lines.length - maxPlaces
  return [...lines.slice(0, maxPlaces), ...(rest > 0 ? [messages.morePlaces(rest)] : [])].map(line => `  ${line}`)
}
