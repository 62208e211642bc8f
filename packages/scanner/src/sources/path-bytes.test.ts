import { expect, it } from 'vitest'
import { toPathBytes, toPathText } from './path-bytes.ts'

it('keeps every byte of every name', () => {
  const names = [[0x61], [0xff, 0xfe], [0xc3, 0xa4, 0xc3], [0xf0, 0x9f, 0x94, 0x91, 0x80], [0xed, 0xb3, 0xbf], Array.from({ length: 255 }, (_, i) => i + 1)]
  for (const name of names) expect([...Buffer.from(toPathBytes(toPathText(Buffer.from(name))))]).toEqual(name)
})

it('leaves a valid name alone', () => {
  expect(toPathText(Buffer.from('päth/🔑'))).toBe('päth/🔑')
  expect(toPathBytes('päth/🔑')).toBe('päth/🔑')
})
