import { Buffer } from 'node:buffer'

/** Bytes of a text in one of Node's encodings; null where the encoding is unknown. */
export function toBytes(text: string, encoding: string): Uint8Array | null {
  return Buffer.isEncoding(encoding) ? Buffer.from(text, encoding) : null
}

/** Text of bytes in one of Node's encodings; null where the encoding is unknown. */
export function fromBytes(bytes: Uint8Array, encoding: string): string | null {
  return Buffer.isEncoding(encoding) ? Buffer.from(bytes).toString(encoding) : null
}

/** What a global function that turns one text into another returns; null where it throws or is not known. */
export function callTextFunction(name: string, text: string): string | null {
  try {
    switch (name) {
      case 'atob':
        return Buffer.from(text, 'base64').toString('latin1')
      case 'btoa':
        return Buffer.from(text, 'latin1').toString('base64')
      case 'decodeURIComponent':
        return decodeURIComponent(text)
      case 'decodeURI':
        return decodeURI(text)
      case 'encodeURIComponent':
        return encodeURIComponent(text)
      case 'encodeURI':
        return encodeURI(text)
      case 'unescape':
        return text.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_all, wide: string | undefined, narrow: string | undefined) => String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16)))
      case 'String':
        return text
      case 'JSON.parse': {
        const value: unknown = JSON.parse(text)
        return typeof value === 'string' ? value : null
      }
      default:
        return null
    }
  } catch {
    // a malformed argument would throw at run time as well: there is no value
    return null
  }
}
