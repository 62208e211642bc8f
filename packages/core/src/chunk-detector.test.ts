import { createRandom, mintKey } from '@nuvion-guard/test-fixtures'
import { expect, test } from 'vitest'
import { detectBytes } from './bytes.ts'
import { createChunkDetector } from './chunk-detector.ts'

const mebibyte = 1024 * 1024

/** Content of some size with keys at given places, among lines of two- and four-byte characters. */
function contentWith(places: readonly number[], size: number, line: string): Buffer {
  const content = Buffer.alloc(size, line)
  for (const [index, place] of places.entries()) content.write(` ${mintKey('live', index + 1)} `, place, 'latin1')
  return content
}

test.each([
  ['short lines', 'a line of plain text\n'],
  ['lines of wide characters', 'ä €uro 😀 text\n'],
  ['one line', 'abc def '],
])('places in content that is searched in pieces are those of the whole: %s', (_, line) => {
  const size = 20 * mebibyte
  const places = [0, 100, 7 * mebibyte - 20, 8 * mebibyte - 20, 8 * mebibyte + 5, 14 * mebibyte - 3, 15 * mebibyte, size - 60]
  const content = contentWith(places, size, line)
  const random = createRandom(3)
  const detector = createChunkDetector()
  for (let from = 0; from < size; ) {
    const to = Math.min(size, from + Math.floor(random() * 3 * mebibyte))
    detector.push(content.subarray(from, to))
    from = to
  }
  const simple = (matches: ReturnType<typeof detectBytes>): unknown[] => matches.map(({ line, column, endColumn, secret }) => [line, column, endColumn, secret.reveal(key => key)])
  expect(simple(detector.end())).toEqual(simple(detectBytes(content)))
})
