/** The part of a pattern that fits one of the names as they are written; a `*` in them is any name. */
export function anyOf(names: readonly string[]): string {
  return `(?:${names.join('|').replace(/[$().]/g, '\\$&').replaceAll('*', '\\w+')})`
}
