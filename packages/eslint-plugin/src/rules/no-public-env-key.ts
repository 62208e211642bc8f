import type { Node, Range } from '../ast/node.ts'
import { literalName, nameOfKey, staticName } from '../ast/static-name.ts'
import { isKeyEnvName, publicPrefixOf } from '../taint/key-name.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import type { LintFile } from '../source/lint-file.ts'

/** Options of `no-public-env-key`. */
export interface NoPublicEnvKeyOptions {
  /** Further prefixes that a build publishes. */
  readonly prefixes?: readonly string[]
  /** Further names that hold a key although they don't say so. */
  readonly envNames?: readonly string[]
  /** Names that are accepted. */
  readonly allow?: readonly string[]
}

/** Flags environment names that hold a key and start with a prefix that builds publish. */
export const noPublicEnvKey = defineRule<NoPublicEnvKeyOptions>({
  name: 'no-public-env-key',
  description: 'Disallow Nuvion keys in environment variables whose prefix makes builds publish them',
  languages: 'any',
  options: { prefixes: namesOption, envNames: namesOption, allow: namesOption },
  hasSuggestions: true,
  *check(file, options) {
    const prefixes = [...(file.settings.publicEnvPrefixes ?? []), ...(options.prefixes ?? [])]
    const envNames = [...(file.settings.envNames ?? []), ...(options.envNames ?? [])]
    const problemOf = (name: string, range: Range, canRename: boolean): Problem | null => {
      if (options.allow?.includes(name) === true || !isKeyEnvName(name, envNames)) return null
      const prefix = publicPrefixOf(name, prefixes)
      if (prefix === null) return null
      const rename = name.slice(prefix.length)
      return { range, messageId: 'published', data: { name, prefix, rename }, ...(canRename ? { suggestions: [{ messageId: 'rename', data: { rename }, edits: [{ range, text: rename }] }] } : {}) }
    }
    if (file.isScript) {
      for (const { node, name, isRenamable } of namesIn(file)) {
        const problem = problemOf(name, rangeOfName(node, name), isRenamable)
        if (problem !== null) yield problem
      }
      if (!/\.(?:vue|svelte|astro|html?)$/.test(file.filename)) return
    }
    // the parser of Astro leaves the scripts of a component as text
    const inMarkup = file.filename.endsWith('.astro') ? /%([A-Z][A-Z0-9_]+)%|^(?!\s*(?:\/\/|\*)).*\bimport\.meta\.env\.([A-Z][A-Z0-9_]+)/gm : /%([A-Z][A-Z0-9_]+)%/g
    for (const found of file.text.matchAll(file.isScript ? inMarkup : patternOf(file.filename))) {
      const name = (found[1] ?? found[2]) as string
      const start = found.index + found[0].lastIndexOf(name)
      const problem = problemOf(name, [start, start + name.length], true)
      if (problem !== null && !isComment(file, start)) yield problem
    }
  },
})

interface NamePlace {
  readonly node: Node
  readonly name: string
  readonly isRenamable: boolean
}

function* namesIn(file: LintFile): Generator<NamePlace> {
  const index = file.nodes()
  for (const node of index.of('MemberExpression')) {
    const name = staticName(node)
    if (name === null || isGuard(node)) continue
    yield { node: node.property, name, isRenamable: true }
  }
  for (const node of index.of('Property')) {
    if (node.computed || (node.parent.type === 'ObjectPattern' && isGuard(node))) continue
    const name = nameOfKey(node.key, false)
    if (name !== null && !(node.shorthand && node.parent.type === 'ObjectExpression')) yield { node: node.key, name, isRenamable: !node.shorthand }
  }
  for (const node of index.of('ImportSpecifier')) {
    const name = nameOfKey(node.imported, false)
    if (name !== null) yield { node: node.imported, name, isRenamable: node.local.range[0] !== node.imported.range[0] }
  }
  for (const node of index.of('TSPropertySignature')) {
    const name = nameOfKey(node.key, node.computed)
    if (name !== null) yield { node: node.key, name, isRenamable: true }
  }
  for (const node of index.of('CallExpression')) {
    const first = node.arguments[0]
    const name = literalName(first)
    const callee = staticName(node.callee)
    if (first !== undefined && name !== null && callee !== null && /^(?:get|getOrThrow|env|getEnv|readEnv|getenv|mustEnv|envVar|require\w*)$/.test(callee)) yield { node: first, name, isRenamable: true }
  }
}

/** `if (process.env.X) throw …` and `delete process.env.X` keep the name out of a build. */
function isGuard(node: Node): boolean {
  let child: Node = node
  let parent = node.parent as Node | null | undefined
  if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return true
  while (parent != null && (parent.type === 'LogicalExpression' || parent.type === 'BinaryExpression' || parent.type === 'UnaryExpression' || parent.type === 'CallExpression' || parent.type === 'TSNonNullExpression' || parent.type === 'ChainExpression')) {
    child = parent
    parent = parent.parent
  }
  if (parent?.type !== 'IfStatement' || parent.test !== child) return false
  const first = parent.consequent.type === 'BlockStatement' ? parent.consequent.body.at(-1) : parent.consequent
  return first?.type === 'ThrowStatement' || (first?.type === 'ExpressionStatement' && first.expression.type === 'CallExpression' && /exit|fail|throw/i.test(staticName(first.expression.callee) ?? ''))
}

function rangeOfName(node: Node, name: string): Range {
  return node.type === 'Literal' || node.type === 'TemplateLiteral' ? [node.range[0] + 1, node.range[0] + 1 + name.length] : node.range
}

/** Where a text file gives a name a value or puts its value somewhere: prose that mentions the name is silent. */
function patternOf(filename: string): RegExp {
  if (/\.(?:md|mdx|markdown)$/i.test(filename)) return /(?:^\s*(?:export\s+)?|(?:process|import\.meta)\.env\.)([A-Z][A-Z0-9_]+)(?=\s*=[^=]|[;,)\s}]|$)/gm
  return /(?:^|[\s"'{,$%.([-])([A-Z][A-Z0-9_]+)(?="?'?\s*[:=]|%|\}|'\]|"\]|"\)|'\)|"\s*[,\]]|$)/gm
}

/** A line that a comment sign opens, in the languages that have one. */
function isComment(file: LintFile, offset: number): boolean {
  if (file.isScript || /\.(?:md|mdx|markdown|json)$/i.test(file.filename)) return false
  const line = file.text.slice(file.text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /^\s*(?:[#;*]|\/\/|<!--|\/\*)/.test(line)
}
