import { mintKey } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { detectBytes } from './bytes.ts'

const key = mintKey('live', 21)
const place = (bytes: Uint8Array): (readonly [number, number])[] => detectBytes(bytes).map(match => [match.line, match.column] as const)

describe('the place of a key', () => {
  test.each<[string, Uint8Array, [number, number]]>([
    ['UTF-8', Buffer.from(`a\nb ${key}`), [2, 3]],
    ['UTF-8 with a mark', Buffer.from(`\ufeffk=${key}`), [1, 3]],
    ['characters beyond the basic plane count two', Buffer.from(`😀 ${key}`), [1, 4]],
    ['carriage returns', Buffer.from(`a\r\nb\r\n${key}`), [3, 1]],
    ['Latin-1', Buffer.from(`é=${key}`, 'latin1'), [1, 3]],
    ['UTF-16 little-endian with a mark', Buffer.from(`\ufeffa\nk=${key}\n`, 'utf16le'), [2, 3]],
    ['UTF-16 little-endian without a mark', Buffer.from(`a\nk=${key}\n`, 'utf16le'), [2, 3]],
    ['UTF-16 big-endian with a mark', Buffer.from(`\ufeffa\nk=${key}\n`, 'utf16le').swap16(), [2, 3]],
    ['UTF-16 big-endian without a mark', Buffer.from(`a\nk=${key}\n`, 'utf16le').swap16(), [2, 3]],
    ['UTF-16 of another script without a mark', Buffer.from(`${'密钥'.repeat(20)}：${key}\n`, 'utf16le'), [1, 42]],
    ['big-endian UTF-16 of another script without a mark', Buffer.from(`${'密钥'.repeat(20)}：${key}\n`, 'utf16le').swap16(), [1, 42]],
    ['a NUL in the text', Buffer.from(`a\0b\n\0${key}\0`), [2, 2]],
  ])('%s', (_, bytes, wanted) => {
    expect(place(bytes)).toEqual([wanted])
  })
})

test.each([0, 1])('UTF-16 text inside a binary file, at offset parity %i', parity => {
  const noise = Buffer.alloc(3000 + parity, 0xc7)
  for (const wide of [Buffer.from(`key=${key}\n`, 'utf16le'), Buffer.from(`key=${key}\n`, 'utf16le').swap16()]) {
    const matches = detectBytes(Buffer.concat([noise, wide, noise]))
    expect(matches.map(match => match.secret.reveal(value => value))).toEqual([key])
  }
})

test('the end is the place after the last character', () => {
  const [match] = detectBytes(Buffer.from(`\n ${key};`))
  expect([match?.endLine, match?.endColumn]).toEqual([2, 2 + key.length])
})
