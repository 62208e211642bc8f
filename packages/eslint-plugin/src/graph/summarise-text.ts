import { detect } from '@nuvion-guard/core'
import { leadingDirectives } from '../classify/directives.ts'
import { isKeyEnvName } from '../taint/key-name.ts'
import type { Binding, ImportedName, ModuleFacts } from './module-facts.ts'
import type { ModuleText } from './module-text.ts'

/** The facts of a module from its text alone, for installations without the parser and for files that do not parse: every export of a module that reads a key carries it. */
export function summariseText(module: ModuleText, extraNames: readonly string[]): ModuleFacts {
  const text = module.text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`])\/\/[^\n]*/g, '$1')
  const key = keyIn(text, module, extraNames)
  const bindings = new Map<string, Binding>()
  const imports = new Map<string, ImportedName>()
  const exports = new Map<string, string | ImportedName>()
  const stars: string[] = []
  for (const [, clause = '', , source = ''] of text.matchAll(/\bimport\b(?!\s+type\b)([\w$*{},\s]+)(['"])([^'"\n]+)\2/g)) {
    for (const { outer, inner } of namesOf(clause)) imports.set(inner, { source, name: outer })
    const namespace = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1]
    if (namespace !== undefined) imports.set(namespace, { source, name: '*' })
    const first = /^\s*([\w$]+)/.exec(clause)?.[1]
    if (first !== undefined && first !== 'from') imports.set(first, { source, name: 'default' })
  }
  for (const [, name, , source = ''] of text.matchAll(/\bexport\s*\*\s*(?:as\s+([\w$]+)\s+)?from\s*(['"])([^'"\n]+)\2/g)) {
    if (name === undefined) stars.push(source)
    else exports.set(name, { source, name: '*' })
  }
  for (const [, clause = '', , source] of text.matchAll(/\bexport\s*(\{[^{}]*\})(?:\s*from\s*(['"])([^'"\n]+)\2)?/g)) {
    for (const { outer, inner } of namesOf(clause)) exports.set(inner, source === undefined ? outer : { source, name: outer })
  }
  const everyName = [...imports.keys()]
  for (const [, name] of text.matchAll(/^\s*(?:export\s+)?(?:const|let|var|async\s+function\*?|function\*?|class)\s+([\w$]+)/gm)) bindings.set(name as string, { key, uses: everyName })
  for (const [, name] of text.matchAll(/\bexport\s+(?:const|let|var|async\s+function\*?|function\*?|class)\s+([\w$]+)/g)) exports.set(name as string, name as string)
  if (/\bexport\s+default\b|\bmodule\.exports\s*=/.test(text)) {
    bindings.set('*default*', { key, uses: everyName })
    exports.set('default', '*default*')
  }
  return { isServerFunctions: leadingDirectives(module.text).includes('use server'), bindings, imports, exports, stars, effect: null }
}

function namesOf(clause: string): { outer: string; inner: string }[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? ''
  return braces.split(',').flatMap(part => {
    const found = /^\s*(?!type\s)([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(part)
    return found === null ? [] : [{ outer: found[1] as string, inner: found[2] ?? (found[1] as string) }]
  })
}

function keyIn(text: string, module: ModuleText, extraNames: readonly string[]): string | null {
  if (!module.isSuspect) return null
  for (const [name] of text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)) if (isKeyEnvName(name, extraNames)) return name
  return detect(module.text, { path: module.file }).some(match => match.confidence !== 'low') ? 'a key that stands there' : null
}
