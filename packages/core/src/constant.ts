import { literalJoiners } from '@nuvion-guard/rules'

/** The literal that a name is set to somewhere in the text, where it could be part of a key. */
export type ConstantOf = (name: string) => string | undefined

/** Names that are looked up in one text: each costs a pass over it. */
const maxLookUps = 32

/** A text as a pattern that matches it literally. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The marks between two literals that put them together, as a pattern. */
export const joiner = `(?:${[...literalJoiners].sort((a, b) => b.length - a.length).map(escapePattern).join('|')})`

/** A name inside a string, as a pattern: `${name}`, `#{name}`, `{{ a.name }}`, `$(name)`, `\(name)`, `%name%`, `$name`. */
export function toReference(name: string): string {
  return `(?:(?:[$#%]?\\{{1,3}|[$\\\\]\\()[ \\t]{0,9}\\$?(?:\\w{1,40}\\.){0,4}${name}[ \\t]{0,9}[)}]{1,3}|%${name}%|\\$${name}(?!\\w))`
}

const type = "(?:\\[\\d{0,3}\\]|\\s{1,9}string|\\s{0,9}:\\s{0,9}[\\w<>&' ]{1,30})?"

/** Looks names up in one text, each name once, a bounded number of names. */
export function createConstantOf(text: string): ConstantOf {
  return createBounded(name => {
    const own = escapePattern(name)
    const assignment = new RegExp(
      `(?:(?<![\\w$.])\\$?${own}${type}\\s{0,99}(?::?=|:|=>)\\s{0,99}|define[ \\t(]{1,9}["']?${own}["']?[ \\t,]{1,20})(?:(["'\`])([\\w-]{1,300})\\1|([\\w-]{1,300})(?=\\s|$|;))`,
    )
    const found = assignment.exec(text)
    return found === null ? undefined : (found[2] ?? found[3])
  })
}

/** What a name that holds a prefix is put before somewhere in the text: `PREFIX + '…'`, `${PREFIX}…`. */
export function createContinuationOf(text: string, constantOf: ConstantOf): ConstantOf {
  return createBounded(name => {
    const own = escapePattern(name)
    const inString = `${toReference(own)}["']{0,2}`
    // Only macros stand beside a literal without a mark.
    const added = `(?<![\\w$])\\$?${own}\\s{0,9}(?:${joiner}|\\.(?:concat|plus)\\()${/^[A-Z\d_]+$/.test(name) ? '?' : ''}\\s{0,99}`
    const literal = new RegExp(`(?:${inString}|${added}["'\`])([\\w-]{16,300})`).exec(text)?.[1]
    if (literal !== undefined) return literal
    // `A + B`, `${A}${B}`, `"$A$B"`: the rest is a constant as well.
    const found = new RegExp(`(?:${inString}${toReference('([A-Za-z_]\\w{0,60})')}|${added}\\$?([A-Za-z_]\\w{0,60})(?![\\w.(]))`).exec(text)
    const other = found?.slice(1).join('')
    return other === undefined ? undefined : constantOf(other)
  })
}

const assignedName = new RegExp(`(?:define[ \\t(]{1,9}["']?([A-Za-z_]\\w{0,60})["']?[ \\t,]{1,20}|([A-Za-z_$][\\w$]{0,60})${type}\\s{0,20}(?::?=|:|=>)\\s{0,20})@?["'\`]?$`)

/** The name that the literal which begins at `start` is set to. */
export function nameBefore(text: string, start: number): string | undefined {
  if (start === 0 || !/[ \t=:>"'`]/.test(text.charAt(start - 1))) return undefined
  const found = assignedName.exec(text.slice(Math.max(0, start - 160), start))
  return found?.[1] ?? found?.[2]
}

function createBounded(find: ConstantOf): ConstantOf {
  const known = new Map<string, string | undefined>()
  return name => {
    if (known.has(name)) return known.get(name)
    if (known.size >= maxLookUps) return undefined
    const value = find(name)
    known.set(name, value)
    return value
  }
}
