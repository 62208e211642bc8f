/** One escaped character: its code and the offset after the escape. */
export interface Escaped {
  readonly code: number
  readonly next: number
}

const patterns: readonly (readonly [leading: number, pattern: RegExp, radix: number])[] = [
  [37, /%(?:25)*([\da-f]{2})/iy, 16],
  [37, /%u([\da-f]{4})/iy, 16],
  [92, /\\+u([\da-fA-F]{4})/y, 16],
  [92, /\\+U([\da-fA-F]{8})/y, 16],
  [92, /\\+u\{0{0,4}([\da-f]{1,6})\}/iy, 16],
  [92, /\\+x([\da-f]{2})/iy, 16],
  [92, /\\+x\{([\da-f]{1,4})\}/iy, 16],
  [92, /\\+0?([01][0-7]{2})/y, 8],
  [38, /&(?:amp;)?#0{0,5}(\d{1,4});/iy, 10],
  [38, /&(?:amp;)?#x0{0,5}([\da-f]{1,4});/iy, 16],
  [61, /=(5F|2D)/y, 16],
]
const named = /&(lowbar|UnderBar|hyphen|dash);/y
const backslashed = /\\{1,2}([_-])/y

/** Decodes the escape that begins at `at`: percent, `\u`, `\x`, octal, HTML entity, quoted-printable, or a backslash before `_` (Markdown, LaTeX). */
export function escapeAt(text: string, at: number): Escaped | undefined {
  const leading = text.charCodeAt(at)
  if (leading !== 37 && leading !== 92 && leading !== 38 && leading !== 61) return undefined
  for (const [first, pattern, radix] of patterns) {
    if (first !== leading) continue
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found?.[1] !== undefined) return { code: Number.parseInt(found[1], radix), next: pattern.lastIndex }
  }
  if (leading === 92) {
    backslashed.lastIndex = at
    const found = backslashed.exec(text)
    if (found?.[1] !== undefined) return { code: found[1].charCodeAt(0), next: backslashed.lastIndex }
  }
  if (leading === 38) {
    named.lastIndex = at
    const found = named.exec(text)
    if (found?.[1] !== undefined) return { code: found[1] === 'lowbar' || found[1] === 'UnderBar' ? 95 : 45, next: named.lastIndex }
  }
  return undefined
}
