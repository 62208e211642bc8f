import type { LintFile } from './source/lint-file.ts'

/** How server code of this file's runtime reads a variable: an expression, and an import that it needs. */
export interface EnvAccess {
  readonly expression: string
  readonly importLine: string | null
}

/** The environment read that is right where this file runs. */
export function envAccessOf(file: LintFile, name: string): EnvAccess {
  const framework = file.side().framework
  if (/\bDeno\./.test(file.text)) return { expression: `Deno.env.get('${name}')`, importLine: null }
  if (/\bBun\./.test(file.text)) return { expression: `Bun.env.${name}`, importLine: null }
  if (framework === 'sveltekit') return { expression: name, importLine: `import { ${name} } from '$env/static/private'` }
  if (framework === 'astro') return { expression: name, importLine: `import { ${name} } from 'astro:env/server'` }
  if (framework === 'nuxt') return { expression: 'useRuntimeConfig().nuvionApiKey', importLine: null }
  return { expression: `process.env.${name}`, importLine: null }
}
