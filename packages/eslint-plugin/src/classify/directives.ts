const leadingTrivia = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/
const directive = /^(['"])(use (?:client|server|strict|asm|cache(?:: \w+)?|dom|no memo|memo))\1\s*;?/

/** The directives a module starts with, in order; a byte order mark, a shebang and comments before them are skipped. */
export function leadingDirectives(text: string): string[] {
  const found: string[] = []
  let rest = text.slice(0, 4096).replace(/^\uFEFF/, '').replace(/^#![^\n]*/, '')
  for (;;) {
    rest = rest.replace(leadingTrivia, '')
    const next = directive.exec(rest)
    if (next === null) return found
    found.push(next[2] as string)
    rest = rest.slice(next[0].length)
  }
}

/** The specifiers that a module imports, read from its text: value imports, `export … from` and bare imports; type imports are left out. */
export function importedSpecifiers(text: string): string[] {
  const found: string[] = []
  if (!text.includes('import') && !text.includes('from')) return found
  for (const match of text.matchAll(/^[ \t]*(?:import|export)\b(?!\s+type\b)[^'"`;()]{0,2000}(['"])([^'"\n]+)\1/gm)) found.push(match[2] as string)
  return found
}
