const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

/** Shows what would move a cursor, break a line or turn the direction of text as an escape, so that a hostile name can't forge output. */
export function toPrintable(text: string): string {
  return text.replace(unprintable, character => {
    const code = character.codePointAt(0) ?? 0
    // Bytes that are no UTF-8 arrive as lone surrogates: see `toPathText`.
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code & 0xff).toString(16)}`
    if (code === 9) return '\\t'
    if (code === 10) return '\\n'
    if (code === 13) return '\\r'
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
    return `\\u{${code.toString(16)}}`
  })
}
