import { detect, mayHoldKeyText, type Match } from '@nuvion-guard/core'
import type { Rule, SourceCode } from 'eslint'
import type { FileSide, Placed } from '../classify/types.ts'
import { classifyFile } from '../classify/classify-file.ts'
import { mayShip } from '../classify/may-ship.ts'
import { sideOfNode, type ScopedSource } from '../classify/side-of-node.ts'
import { indexNodes, type NodeIndex } from '../ast/node-index.ts'
import type { Node } from '../ast/node.ts'
import { findVariable, type Scope, type Variable } from '../ast/variable.ts'
import { mayExportKey } from '../graph/imported-value.ts'
import { isUnnamed, mayHaveNuvionKey, mentionsNuvion } from '../graph/mentions-nuvion.ts'
import { readSettings, type NuvionSettings } from '../settings.ts'

/** A file under lint that may hold something about Nuvion; what is costly is worked out once and shared by all rules. */
export interface LintFile {
  readonly filename: string
  /** POSIX, relative to the working directory where it lies below it. */
  readonly path: string
  readonly cwd: string
  readonly text: string
  readonly source: SourceCode
  readonly settings: NuvionSettings
  /** The text names Nuvion or holds a key prefix. */
  readonly isAboutNuvion: boolean
  /** Nothing in the text tells of a key: one may be put together in it, or come in by an import. */
  readonly isHintOnly: boolean
  /** A JavaScript or TypeScript tree with scopes, that of a component file included. */
  readonly isScript: boolean
  /** Keys that stand in the text, sure enough to count. */
  matches(): readonly Match[]
  nodes(): NodeIndex
  textOf(node: Node): string
  scopeOf(node: Node): Scope | null
  /** The variable that an identifier stands for; null for other nodes and where the file declares none. */
  variableOf(node: Node | null | undefined): Variable | null
  side(): FileSide
  /** Where a node runs, and why, in words that fit a message. */
  sideOf(node: Node): Placed
  /** A value that is worked out once per file. */
  once<T>(key: object, create: () => T): T
}

const files = new WeakMap<object, LintFile | null>()
const about = /nuvion|nv_(?:live|test|wsk)/i
/** The environment as a whole, in what may publish it. */
const wholeEnvironment = /\b(?:process|Bun)\.env\b(?!\s*(?:\?\.|[.[]))|\bloadEnv\(|\bDeno\.env\.toObject\(|dotenv-webpack|inline-environment-variables|vite-plugin-environment|\$env\/dynamic\/private|dotenv\.config\([^)]*\)\.parsed|\bonRequest(?:Get|Post|Put|Patch|Delete)?\s*[=(:]|\benv:\s*['"]inline|\bc\.env\b(?!\s*(?:\?\.|[.[]))|\b(?:fetch|scheduled|queue)\(\s*\w+[^,()]{0,40},\s*env\b/
/** An import of what may hold a key by its name, from another module of the project. */
const importOfSettings = /\bimport\s(?!type\b)[^'"]*?(?:\b(?:env|config|settings|credentials|secrets?|headers)\b|(?:Env|Config|Settings|Credentials?|Secrets?|Headers|Session|Token|Authorization)\b)[^'"]*\sfrom\s*['"]((?:[.~#$]|@\/)[^'"\n]*)['"]/g
const startOfKey = /["'`]nv[^a-z\d\s]/i

/** The file of a rule context; null where nothing in its text, the given names included, can concern any rule. */
export function openFile(context: Rule.RuleContext, names: readonly string[] = []): LintFile | null {
  const source = context.sourceCode
  const known = files.get(source)
  if (known !== undefined && (known !== null || names.length === 0)) return known
  const text = source.text
  const isAboutNuvion = about.test(text)
  const isNamed = (): boolean => [...(readSettings(context.settings).envNames ?? []), ...names].some(name => text.includes(name))
  const isTelling = isAboutNuvion || mayHoldKeyText(text) || isNamed() || mayPassKeyOn(text, context) || importsSettings(text, context)
  const file = isTelling || hidesText(text) || mayImportKey(text, context) ? createFile(context, text, isAboutNuvion, !isTelling) : null
  files.set(source, file)
  return file
}

/** The whole environment holds the key of a project that has one, in files that never name Nuvion too. */
function mayPassKeyOn(text: string, context: Rule.RuleContext): boolean {
  return text.includes('env') && wholeEnvironment.test(text) && mayHaveNuvionKey(context.cwd)
}

/** A key put together from pieces smaller than its prefix leaves only a call that joins or decodes. */
function hidesText(text: string): boolean {
  return startOfKey.test(text) || text.includes('fromCharCode') || text.includes('atob(') || text.includes("'base64'") || text.includes("'hex'")
}

/** In a project that names Nuvion, any module may import a key from another. */
function mayImportKey(text: string, context: Rule.RuleContext): boolean {
  return text.includes('import') && readSettings(context.settings).crossModule !== false && mentionsNuvion(context.cwd, () => text.includes('use client') || mayShip(context.physicalFilename || context.filename))
}

/** Settings and the like come from a module that names Nuvion. */
function importsSettings(text: string, context: Rule.RuleContext): boolean {
  if (!text.includes('import') || isUnnamed(context.cwd)) return false
  const settings = readSettings(context.settings)
  const sources = settings.crossModule === false ? [] : Array.from(text.matchAll(importOfSettings), found => found[1] as string)
  return sources.some(source => mayExportKey(context.physicalFilename || context.filename, source, settings))
}

function createFile(context: Rule.RuleContext, text: string, isAboutNuvion: boolean, isHintOnly: boolean): LintFile {
  const source = context.sourceCode
  const filename = context.physicalFilename || context.filename
  const settings = readSettings(context.settings)
  const cache = new Map<object, unknown>()
  const once = <T>(key: object, create: () => T): T => {
    if (!cache.has(key)) cache.set(key, create())
    return cache.get(key) as T
  }
  const keys = { matches: {}, nodes: {}, side: {} }
  const scopeOf = (node: Node): Scope | null => source.getScope(node as never) as unknown as Scope | null
  const side = () => once(keys.side, () => classifyFile({ filename, text, settings, cwd: context.cwd }))
  return {
    filename,
    path: toRelative(filename, context.cwd),
    cwd: context.cwd,
    text,
    source,
    settings,
    isAboutNuvion,
    isHintOnly,
    isScript: isScriptTree(source),
    matches: () => once(keys.matches, () => detect(text, { path: filename }).filter(match => match.confidence !== 'low')),
    nodes: () => once(keys.nodes, () => indexNodes(source.ast as unknown as Node, source.visitorKeys as Record<string, string[]>)),
    textOf: node => text.slice(...node.range),
    scopeOf,
    variableOf: node => (node?.type === 'Identifier' ? findVariable(scopeOf(node), node.name) : null),
    side,
    sideOf: node => sideOfNode(node, source as unknown as ScopedSource, side()),
    once,
  }
}

/** Parsers of data files give a `Program` as well: their statements, or their having none, tell. */
function isScriptTree(source: SourceCode): boolean {
  const ast = source.ast as unknown as { readonly type: string; readonly body?: readonly { readonly type: string }[] }
  if (ast.type !== 'Program' || typeof (source as { getScope?: unknown }).getScope !== 'function') return false
  const first = ast.body?.[0]?.type
  // the text parser of this plugin gives a program that has no children to visit
  return first === undefined ? (source.visitorKeys as Record<string, readonly string[]>)['Program']?.length !== 0 : !/^(?:YAML|TOML|JSON(?!X)|Document$)/.test(first)
}

function toRelative(filename: string, cwd: string): string {
  const path = filename.replaceAll('\\', '/')
  const root = `${cwd.replaceAll('\\', '/').replace(/\/$/, '')}/`
  return path.startsWith(root) ? path.slice(root.length) : path
}
