import { keyShapes, type KeyShape } from '@nuvion-guard/rules'

/** The shape whose prefix the text has at an offset. */
export function shapeAt(text: string, at: number): KeyShape | undefined {
  return keyShapes.find(shape => text.startsWith(shape.prefix, at))
}

/** What every prefix begins with: `nv_`. */
export const commonPrefix = keyShapes.reduce((common, { prefix }) => {
  let length = 0
  while (length < common.length && common.charAt(length) === prefix.charAt(length)) length++
  return common.slice(0, length)
}, keyShapes[0]?.prefix ?? '')

export const longestPrefix = Math.max(...keyShapes.map(({ prefix }) => prefix.length))

/** 1 for `[A-Za-z0-9_-]`, the characters of a key, by UTF-16 code unit below 128. */
export const isKeyCharacter = new Uint8Array(128)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-') isKeyCharacter[character.charCodeAt(0)] = 1

/** Whether a code unit is an ASCII letter or digit. */
export function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
