import type { Git } from './git.ts'

/** Bytes of an id of a repository. */
export function oidBytesOf({ objectFormat }: Pick<Git, 'objectFormat'>): 20 | 32 {
  return objectFormat === 'sha256' ? 32 : 20
}

const digits = '0123456789abcdef'
/** What a hexadecimal digit stands for, by its character code. */
const values = Uint8Array.from({ length: 256 }, (_, code) => Math.max(0, digits.indexOf(String.fromCharCode(code).toLowerCase())))

/** Writes the id whose hexadecimal digits begin at `from` of ASCII text to `target`: `width` bytes from `at` on. Byte by byte, for so few a call into the runtime costs more. */
export function writeOid(text: Uint8Array, from: number, target: Uint8Array, at: number, width: number): void {
  for (let i = 0; i < width; i++) target[at + i] = ((values[text[from + 2 * i] as number] as number) << 4) | (values[text[from + 2 * i + 1] as number] as number)
}

/** Whether the ids at two places are the same. */
export function isSameOid(one: Uint8Array, at: number, other: Uint8Array, otherAt: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (one[at + i] !== other[otherAt + i]) return false
  return true
}
