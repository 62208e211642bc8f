import { Buffer } from 'node:buffer'

/** Bytes of a text in one of Node's encodings; null where the encoding is unknown. */
export function toBytes(text: string, encoding: string): Uint8Array | null {
  return Buffer.isEncoding(encoding) ? Buffer.from(text, encoding) : null
}

/** Text of bytes in one of Node's encodings; null where the encoding is unknown. */
export function fromBytes(bytes: Uint8Array, encoding: string): string | null {
  return Buffer.isEncoding(encoding) ? Buffer.from(bytes).toString(encoding) : null
}

const textFunctions: Readonly<Record<string, (text: string) => unknown>> = {
  atob: text => Buffer.from(text, 'base64').toString('latin1'),
  btoa: text => Buffer.from(text, 'latin1').toString('base64'),
  decodeURIComponent,
  decodeURI,
  encodeURIComponent,
  encodeURI,
  unescape: text => text.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_all, wide: string | undefined, narrow: string | undefined) => String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16))),
  String: text => text,
  'JSON.parse': JSON.parse,
}

/** The global function of a name that turns one text into another; what it makes is null where it throws, `undefined` stands for names that are not known. */
export function textFunctionOf(name: string): ((text: string) => string | null) | undefined {
  const apply = Object.hasOwn(textFunctions, name) ? textFunctions[name] : undefined
  return apply && (text => {
    try {
      const value = apply(text)
      return typeof value === 'string' ? value : null
    } catch {
      // a malformed argument would throw at run time as well: there is no value
      return null
    }
  })
}
