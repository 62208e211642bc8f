import { describe, expect, it } from 'vitest'
import { toPrintable } from './printable.ts'

describe('toPrintable', () => {
  it.each([
    ['plain/päth/密钥/🔑.ts', 'plain/päth/密钥/🔑.ts'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\nb\rc\td\0', 'a\\nb\\rc\\td\\x00'],
    ['\u009b2J', '\\x9b2J'],
    ['abc\u202etxt.exe', 'abc\\u{202e}txt.exe'],
    ['\u2066\u200f\u061c', '\\u{2066}\\u{200f}\\u{61c}'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['a\u2028b', 'a\\u{2028}b'],
    ['\udcff\ud800', '\\xff\\u{d800}'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('%j', (raw, shown) => {
    expect(toPrintable(raw)).toBe(shown)
  })
})
