import { keyShapes } from '@nuvion-guard/rules'

/** The characters of the base64 text of any longer text that holds `bytes` at alignment 0, 1 and 2 and do not depend on what stands around it. */
export function toBase64Needles(bytes: string): readonly { readonly text: string; readonly alignment: 0 | 1 | 2 }[] {
  return ([0, 1, 2] as const).map(alignment => {
    const encoded = Buffer.from('\0'.repeat(alignment) + bytes, 'latin1').toString('base64').replace(/=+$/, '')
    const bits = (alignment + bytes.length) * 8
    // The last character counts only where all its six bits are known.
    return { text: encoded.slice(Math.ceil((alignment * 8) / 6), Math.floor(bits / 6)), alignment }
  })
}

const prefixes = keyShapes.map(shape => shape.prefix)
const toUtf16le = (text: string): string => [...text].map(character => `${character}\0`).join('')

/** Needles of base64 text: of the prefixes, of the prefixes in UTF-16 (PowerShell's encoded commands), and of base64 once more. */
export const base64Needles: readonly { readonly text: string; readonly alignment: 0 | 1 | 2; readonly depth: 1 | 2 }[] = prefixes.flatMap(prefix => {
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
const escapedV = ['n%76', 'n\\x7', 'n\\u00', 'n&#1', 'n&#x', 'n\\16', 'n%25', 'n\\\\u00', 'n\\\\x7']
/** Marks that can stand inside a prefix that is escaped or put together from literals. */
const breaks = ["'", '"', '`', '$', '{', '#', '%', '\\', '&', '=']

/** Byte strings, one of which every text holds that `detect` could find a key in. Charcode lists are the one loose kind: they are checked further. */
export const needles: readonly string[] = [
  ...new Set([
    ...prefixes,
    ...prefixes.flatMap(prefix => Array.from({ length: prefix.length - 2 }, (_, i) => prefix.slice(0, i + 2)).flatMap(start => breaks.map(mark => start + mark))),
    "n'+'v", "n' + 'v", 'n"+"v', 'n" + "v', "'n','v'", "'n', 'v'", '"n","v"', '"n", "v"', 'n" "v', "n' . 'v", "n'.'v", 'n" & "v', 'n" . "v', 'n"."v', 'n" .. "v',
    ...escapedN,
    ...escapedV,
    ...hexNeedles.map(needle => needle.slice(0, 8)),
    ...hexNeedles.map(needle => needle.slice(0, 8).toUpperCase()),
    '6e 76 5f', '6E 76 5F', '6e:76:5f', '6E:76:5F', '6e76 5f', '6e-76-5f',
    '110,', '110)', '110 ', 'x6e,', 'x6E,', 'x6e)', 'x6E)',
    ...reversedPrefixes,
    ...base64Needles.map(needle => needle.text),
    'n\0v\0_\0',
  ]),
]
