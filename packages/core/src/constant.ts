/** The literal that a name is set to somewhere in the text, where it could be part of a key. */
export type ConstantOf = (name: string) => string | undefined

/** Names that are looked up in one text: each costs a pass over it. */
const maxLookUps = 32

/** A text as a pattern that matches it literally. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Looks names up in one text, each name once, a bounded number of names. */
export function createConstantOf(text: string): ConstantOf {
  return createBounded(name => {
    const assignment = new RegExp(
      `(?<![\\w$.])\\$?${escapePattern(name)}(?:\\s{0,9}:\\s{0,9}[\\w<>]{1,30})?\\s{0,99}(?::?=|:|=>)\\s{0,99}(?:(["'\`])([\\w-]{1,300})\\1|([\\w-]{1,300})(?=\\s|$|;))`,
    )
    const found = assignment.exec(text)
    return found === null ? undefined : (found[2] ?? found[3])
  })
}

/** What a name that holds a prefix is put before somewhere in the text: `PREFIX + '…'`, `${PREFIX}…`. */
export function createContinuationOf(text: string, constantOf: ConstantOf): ConstantOf {
  return createBounded(name => {
    const use = new RegExp(`(?:[$#]?\\{\\s{0,9}${escapePattern(name)}\\s{0,9}\\}|\\$${escapePattern(name)}["']{2}|(?<![\\w$])\\$?${escapePattern(name)}\\s{0,9}(?:\\+|\\.{1,2}|&|\\|\\|)\\s{0,99}["'\`])([\\w-]{16,300})`)
    const literal = use.exec(text)?.[1]
    if (literal !== undefined) return literal
    // `A + B`, `${A}${B}`, `"$A$B"`: the rest is a constant as well.
    const own = escapePattern(name)
    const pair = new RegExp(`(?:[$#]?\\{\\s{0,9}${own}\\s{0,9}\\}[$#]?\\{\\s{0,9}([A-Za-z_]\\w{0,60})|\\$${own}\\$\\{?([A-Za-z_]\\w{0,60})|(?<![\\w$])\\$?${own}\\s{0,9}(?:\\+|\\.{1,2}|&|\\|\\|)\\s{0,9}\\$?([A-Za-z_]\\w{0,60})(?![\\w.(]))`)
    const found = pair.exec(text)
    const other = found?.[1] ?? found?.[2] ?? found?.[3]
    return other === undefined ? undefined : constantOf(other)
  })
}

/** The name that the literal which begins at `start` is set to. */
export function nameBefore(text: string, start: number): string | undefined {
  if (start === 0 || !/[ \t=:>"'`]/.test(text.charAt(start - 1))) return undefined
  return /([A-Za-z_$][\w$]{0,60})(?:\s{0,9}:\s{0,9}\w{1,30})?\s{0,20}(?::?=|:|=>)\s{0,20}["'`]?$/.exec(text.slice(Math.max(0, start - 160), start))?.[1]
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
