import { keyShapes } from '@nuvion-guard/rules'

/** The characters of the base64 text of any longer text that holds `bytes` at alignment 0, 1 and 2 and do not depend on what stands around it. */
function toBase64Needles(bytes: string): readonly { readonly text: string; readonly alignment: 0 | 1 | 2 }[] {
  return ([0, 1, 2] as const).map(alignment => {
    const encoded = Buffer.from('\0'.repeat(alignment) + bytes, 'latin1').toString('base64').replace(/=+$/, '')
    const bits = (alignment + bytes.length) * 8
    // The last character counts only where all its six bits are known.
    return { text: encoded.slice(Math.ceil((alignment * 8) / 6), Math.floor(bits / 6)), alignment }
  })
}

const prefixes = keyShapes.map(shape => shape.prefix)
const toUtf16le = (text: string): string => [...text].map(character => `${character}\0`).join('')

/** Lists the needles of base64 text: of the prefixes, of the prefixes in UTF-16 (PowerShell's encoded commands), and of base64 once more. */
export const listBase64Needles = (): readonly { readonly text: string; readonly alignment: 0 | 1 | 2; readonly depth: 1 | 2 }[] => prefixes.flatMap(prefix => {
  const once = toBase64Needles(prefix)
  const utf16 = toBase64Needles(toUtf16le(prefix))
  const twice = once.flatMap(needle => toBase64Needles(needle.text))
  return [...once.map(one => ({ ...one, depth: 1 as const })), ...utf16.map(one => ({ ...one, depth: 1 as const })), ...twice.map(one => ({ ...one, depth: 2 as const }))]
})

/** Hexadecimal text of each prefix, lower case. */
export const hexNeedles: readonly string[] = prefixes.map(prefix => Buffer.from(prefix, 'latin1').toString('hex'))

/** Each prefix from its end to its beginning. */
export const reversedPrefixes: readonly string[] = prefixes.map(prefix => [...prefix].reverse().join(''))

/** What an escaped `n`, `v` or `_` looks like, as far as it is common to the forms. */
const escapedN = ['6ev', '6Ev', '110;v', '6e;v', '6E;v', '156v', '6e}v', '6E}v', '6e%76', '6E%76', '6e\\x76', '6E\\x76', '6e\\u0', '6E\\u0', '110;&#', '6e;&#', '6E;&#', '156\\166']
const escapedV = ['n%76', 'n\\x7', 'n\\u00', 'n&#118', 'n&#0', 'n&#x7', 'n&#x0', 'n&#X7', 'n\\16', 'n%25', 'n\\\\u00', 'n\\\\x7']
/** Marks that can stand inside a prefix that is escaped or put together from literals. */
const breaks = ["'", '"', '`', '${', '{', '#', '%', '\\', '&#', '&a', '&l', '&U', '=5', '=\n', '=\r']

/** Ways in which a key can stand in a text, as bits: what is looked for, and by which reader. */
export const needleKind = { written: 1, apart: 2, base64: 4, wrapped: 8, hex: 16, reversed: 32, codes: 64, wide: 128 } as const

/** A byte string that a text in which a key stands in this way must hold. */
export interface Needle {
  readonly text: string
  readonly kind: number
}

/** Characters of a base64 needle before a line break that are rare enough to look for, and after one. */
const [beforeBreak, afterBreak] = [5, 6]

/** Halves of the base64 needles where a line break cuts them in two. */
const brokenNeedles = (): readonly string[] => listBase64Needles()
  .filter(needle => needle.depth === 1)
  .flatMap(({ text }) => [
    text.slice(-afterBreak),
    ...Array.from({ length: text.length - beforeBreak }, (_, i) => text.slice(0, beforeBreak + i)).flatMap(head => [`${head}\n`, `${head}\r`, `${head}\\`]),
  ])

const spacedHex = ['6e 76 5f', '6e:76:5f', '6e76 5f', '6e-76-5f']
/** The second letter at the beginning of a literal of its own: `'n' + 'v_live_'`, `['n', 'v', '_', …]`. */
const literalSeams = ["'", '"', '`'].flatMap(quote => [`${quote}v_`, `${quote}v${quote}`])

/** Lists the needles: one of them stands in every text that `detect` could find a key in. Lists of character codes are the one loose kind: they are checked further. */
export const listNeedles = (): readonly Needle[] => [
  ...of(needleKind.written, prefixes),
  ...of(needleKind.written, prefixes.flatMap(prefix => Array.from({ length: prefix.length - 2 }, (_, i) => prefix.slice(0, i + 2)).flatMap(start => [...breaks, ...(start.length > 2 ? ['$'] : [])].map(mark => start + mark)))),
  ...of(needleKind.apart, [...literalSeams, ...escapedN, ...escapedV]),
  ...of(needleKind.base64, listBase64Needles().map(needle => needle.text)),
  ...of(needleKind.wrapped, brokenNeedles()),
  ...of(needleKind.hex, [...hexNeedles.map(needle => needle.slice(0, 8)), ...spacedHex].flatMap(needle => [needle, needle.toUpperCase()])),
  ...of(needleKind.reversed, reversedPrefixes),
  ...of(needleKind.codes, ['110,', '110)', '110 ', '110+', '110]', 'x6e,', 'x6E,', 'x6e)', 'x6E)', 'x6e ', 'x6E ']),
  ...of(needleKind.wide, ['n\0v\0_\0']),
]

function of(kind: number, texts: readonly string[]): Needle[] {
  return [...new Set(texts)].map(text => ({ text, kind }))
}
