import { isUtf8 } from 'node:buffer'

const loneSurrogate = /\p{Cs}/u

/**
 * A file name as text without losing a byte: a byte that is no UTF-8 becomes a lone surrogate (U+DC80 to U+DCFF), which no
 * valid name can hold, so that `toPathBytes` gets the very same name back.
 */
export function toPathText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find(size => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)))
    text += length === undefined ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length)
    at += length ?? 1
  }
  return text
}

/** What the file system is asked for: the text itself, or the original bytes of a name that is no UTF-8. */
export function toPathBytes(path: string): string | Buffer {
  if (!loneSurrogate.test(path)) return path
  return Buffer.concat(
    Array.from(path, character =>
      loneSurrogate.test(character) ? Buffer.from([character.charCodeAt(0) & 0xff]) : Buffer.from(character, 'utf8'),
    ),
  )
}
