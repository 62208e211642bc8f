import { buildPackages, processStarters } from '@nuvion-guard/rules'
import { anyOf } from '../any-of.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, literalName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import { textOf } from '../fold/value.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { matchesGlob } from '../classify/glob.ts'
import { ancestorOf, isFunction } from '../ast/ancestors.ts'
import { isInCall } from '../source/is-in-call.ts'
import { doors, type Door } from '../sinks/build-doors.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isKeyEnvName, keyNameStrength, publicPrefixOf } from '../taint/key-name.ts'
import { carrierKinds, keysIn } from '../taint/key-flow.ts'
import { returnsOf } from '../ast/functions.ts'
import type { Trace } from '../taint/trace.ts'

/** Options of `no-env-inlining`. */
export interface NoEnvInliningOptions {
  /** Globs of further files that configure a build. */
  readonly configFiles?: readonly string[]
}

/** Flags build configuration that copies a key, or the whole environment, into client code. */
export const noEnvInlining = defineRule<NoEnvInliningOptions>({
  name: 'no-env-inlining',
  description: 'Disallow build configuration that copies Nuvion keys or the whole environment into client bundles',
  languages: 'script',
  options: { configFiles: namesOption },
  *check(file, options) {
    const isConfig = isConfigFile(file, options)
    if (isConfig) yield* configProperties(file)
    for (const call of callsOf(file)) yield* pluginCalls(file, call)
    if (!isConfig) return
    yield* assignments(file)
    for (const node of file.nodes().of('Literal')) yield* babelPlugin(file, node)
  },
})

const buildPackage = new RegExp(`^${anyOf(buildPackages)}$`)
const startsProcess = new RegExp(`^(?:${anyOf(processStarters)}|cp\\.\\w+|child_process\\.\\w+)$`)

function isConfigFile(file: LintFile, options: NoEnvInliningOptions): boolean {
  if (options.configFiles !== undefined && matchesGlob(file.path, options.configFiles)) return true
  const name = file.filename.replaceAll('\\', '/').split('/').at(-1) ?? ''
  if (/\.(?:test|spec)\./.test(name)) return false
  if (/config|build|bundle|rollup|webpack|esbuild|rspack|craco|babel|vite|farm|metro|environment|gatsby/i.test(name)) return true
  if (/\.storybook\//.test(file.path) || /^(?:main|env|app)\.[cm]?[jt]s$/.test(name)) return true
  return importsPackage(file, buildPackage) || /\bBun\.build\(|\bdefine(?:Nuxt|Vite|Rsbuild)?Config\(/.test(file.text)
}

/** Options that publish what they are given, and where they do. */
const publishing: Readonly<Record<string, readonly [door: Door, applies?: (file: LintFile, node: Node) => boolean]>> = {
  define: [doors.define, (file, node) => !isServerBuild(file, node)],
  publicRuntimeConfig: [doors.publicRuntimeConfig],
  public: [doors.runtimePublic, (_file, node) => isInside(node, 'runtimeConfig')],
  appConfig: [doors.appConfig, isNuxtConfig],
  extra: [doors.extra, (file, node) => /(?:^|\/)app\.config[^/]*$/.test(file.path) || isInside(node, 'expo')],
  customFields: [doors.customFields],
  themeConfig: [doors.customFields, isDocusaurusConfig],
  headTags: [doors.customFields, isDocusaurusConfig],
  scripts: [doors.customFields, isDocusaurusConfig],
  siteMetadata: [doors.siteMetadata],
  templateParameters: [doors.html],
  data: [doors.html, (_file, node) => isInCall(node, /^(?:createHtmlPlugin|injectHtml)$/)],
  head: [doors.html, isNuxtConfig],
  plugins: [doors.extra, file => /(?:^|\/)capacitor\.config/.test(file.path)],
}

function* configProperties(file: LintFile): Generator<Problem> {
  for (const node of file.nodes().of('Property')) {
    const name = node.parent.type === 'ObjectExpression' ? staticName(node) : null
    if (name === null) continue
    const { value } = node
    const known = Object.hasOwn(publishing, name) ? publishing[name] : undefined
    if (known !== undefined) {
      const [door, applies] = known
      if (applies === undefined || applies(file, node)) yield* entries(file, value, door)
    } else if (name === 'env') yield* environments(file, node)
    else if (name === 'envPrefix' || name === 'publicPrefix' || name === 'prefixes') yield* prefixes(file, node, name)
    else if (name === 'headers') {
      if (/(?:^|\/)next\.config/.test(file.path)) yield* entriesOfReturns(file, value)
    } else yield* declaredVariable(file, node, name, value)
  }
}

/** `env` of a build: the entries that it publishes, or `'inline'` for all of them. */
function* environments(file: LintFile, node: NodeOf<'Property'>): Generator<Problem> {
  const text = folderOf(file).textOf(node.value)
  if (text === null) {
    const door = envDoorOf(file, node)
    if (door !== null) yield* entries(file, node.value, door)
  } else if (isInCall(node, /^Bun\.build$|^build$/) && (text === 'inline' || (text.endsWith('*') && 'NUVION_API_KEY'.startsWith(text.slice(0, -1)))) && !isServerBuild(file, node)) yield problemOf(node, null, doors.bunInline)
}

/** `async headers()` of next.config: what it returns is sent with every response. */
function* entriesOfReturns(file: LintFile, value: Node): Generator<Problem> {
  for (const trace of keysIn(file, returnsOf(value), carrierKinds)) yield problemOf(trace.node, nameIn(trace), doors.responseHeaders)
}

function envDoorOf(file: LintFile, node: NodeOf<'Property'>): Door | null {
  if (/(?:^|\/)quasar\.config/.test(file.path)) return isInside(node, 'build') ? doors.quasarEnv : null
  if (isInside(node, 'build') || isInCall(node, startsProcess)) return null
  const name = file.path.split('/').at(-1) ?? ''
  if (/^next\.config/.test(name)) return isTopLevelOption(node) ? doors.nextEnv : null
  if (/^nuxt\.config/.test(name)) return isTopLevelOption(node) ? doors.nuxtEnv : null
  if (/\.storybook\//.test(file.path)) return doors.storybook
  return /['"]next['"]|NextConfig|withBundleAnalyzer/.test(file.text) && /config/.test(name) ? doors.nextEnv : null
}

function isTopLevelOption(node: NodeOf<'Property'>): boolean {
  return ancestorOf(node.parent, one => one.type === 'Property') === null
}

function isNuxtConfig(file: LintFile): boolean {
  return /(?:^|\/)nuxt\.config/.test(file.path) || /defineNuxtConfig\(/.test(file.text)
}

function isDocusaurusConfig(file: LintFile): boolean {
  return file.path.includes('docusaurus')
}

function isInside(node: Node, name: string): boolean {
  return ancestorOf(node, one => one.type === 'Property' && staticName(one) === name) !== null
}

/** A build for a server keeps what it inlines: esbuild's `platform`, webpack's and Bun's `target`, Vite's `ssr`. */
function isServerBuild(file: LintFile, node: Node): boolean {
  const folder = folderOf(file)
  for (let one = ancestorOf(node, isObject); one?.type === 'ObjectExpression'; one = ancestorOf(one, isObject)) {
    for (const option of ['platform', 'target']) {
      const text = folder.textOf(folder.propertyOf(one, option)) ?? ''
      if (text === 'electron-main') return false
      if (/^(?:node|bun|async-node)/.test(text)) return true
    }
  }
  return isInside(node, 'main') && file.path.includes('electron')
}

function isObject(node: Node): boolean {
  return node.type === 'ObjectExpression'
}

/** The entries of an option that hold a key, each at its own line. */
function* entries(file: LintFile, outer: Node | null | undefined, door: Door): Generator<Problem> {
  if (outer == null) return
  const value = unwrap(outer)
  const branches = isFunction(value) ? returnsOf(value) : value.type === 'ConditionalExpression' ? [value.consequent, value.alternate] : null
  if (branches !== null) {
    for (const one of branches) yield* entries(file, one, door)
    return
  }
  const object = folderOf(file).objectOf(value)
  if (object === null) {
    yield* carried(file, outer, value, door)
    return
  }
  // what a loop adds to an empty object; of `define[…] = …` itself another part speaks
  if (object.properties.length === 0 && !/^defin/i.test(file.textOf(value))) yield* carried(file, outer, value, door)
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      yield* carried(file, property, property.argument, door)
      continue
    }
    const name = staticName(property) ?? ''
    const last = name.split('.').at(-1) ?? ''
    const inner = unwrap(property.value)
    const problems = [...carried(file, property, inner, door)]
    // the smallest entry of a nested object holds the line
    if (inner.type === 'ObjectExpression' && (problems.length > 0 || /^(?:process|import\.meta)\.env$/.test(name))) yield* entries(file, inner, door)
    else if (problems.length > 0) yield* problems
    else if (isKeyEnvName(last, file.settings.envNames) && !isHarmless(inner)) yield problemOf(property, last, door)
  }
}

/** The keys that a value carries, at the node that publishes it. */
function* carried(file: LintFile, node: Node, value: Node, door: Door): Generator<Problem> {
  for (const trace of keysIn(file, [value], carrierKinds)) yield problemOf(node, nameIn(trace), door)
}

function nameIn(trace: Trace): string | null {
  return trace.kind === 'environment' ? null : trace.name
}

/** An empty or undefined value published under a key's name publishes nothing. */
function isHarmless(value: Node): boolean {
  if (value.type === 'Identifier') return value.name === 'undefined'
  if (value.type === 'Literal') return true
  if (value.type === 'CallExpression') return value.arguments.every(argument => argument.type === 'Literal') || dottedName(value.callee) === 'Boolean'
  return value.type === 'UnaryExpression' || value.type === 'BinaryExpression'
}

function problemOf(node: Node, name: string | null, door: Door): Problem {
  return { range: node.range, messageId: name === null ? 'environment' : 'entry', data: { ...door, name: name ?? 'NUVION_API_KEY' } }
}

function* prefixes(file: LintFile, node: NodeOf<'Property'>, option: string): Generator<Problem> {
  if (option === 'prefixes' && !isInCall(node, /loadEnv$/)) return
  const folded = folderOf(file).fold(node.value)
  const prefix = (folded?.kind === 'list' ? folded.items : [folded]).map(textOf).find(one => one !== null && 'NUVION_API_KEY'.startsWith(one))
  if (prefix != null) yield { range: node.range, messageId: 'prefix', data: { where: option, prefix, rule: doors.envPrefix.rule } }
}

/** Variables that a schema declares public: `envField.string({ context: 'client' })`, `{ public: true }`. */
function* declaredVariable(file: LintFile, node: NodeOf<'Property'>, name: string, value: Node): Generator<Problem> {
  if (!isKeyEnvName(name, file.settings.envNames) || publicPrefixOf(name, file.settings.publicEnvPrefixes) !== null) return
  const folder = folderOf(file)
  const inner = unwrap(value)
  const options = inner.type === 'CallExpression' ? inner.arguments[0] : inner
  if (folder.textOf(folder.propertyOf(options, 'context')) === 'client') yield problemOf(node, name, doors.envField)
  const isPublic = folder.propertyOf(options, 'public')
  if (isPublic?.type === 'Literal' && isPublic.value === true) yield problemOf(node, name, doors.defineEnvVars)
}

function* pluginCalls(file: LintFile, call: Call): Generator<Problem> {
  const [first] = call.arguments
  const folder = folderOf(file)
  switch (call.method) {
    case 'defineAppConfig':
      yield* entries(file, first, doors.appConfig)
      return
    case 'defineEnvVars':
      for (const property of folder.objectOf(first)?.properties ?? []) if (property.type === 'Property') yield* declaredVariable(file, property, staticName(property) ?? '', property.value)
      return
    case 'define':
      // Gatsby's name for webpack's DefinePlugin
      if (call.owner === 'plugins') yield* entries(file, first, doors.definePlugin)
      return
    case 'DefinePlugin':
      if (!isServerBuild(file, call.node)) yield* entries(file, first, doors.definePlugin)
      return
    case 'HtmlWebpackPlugin':
      yield* entries(file, first, doors.html)
      return
    case 'InterpolateHtmlPlugin':
      yield* entries(file, call.arguments.at(-1), doors.html)
      return
    case 'EnvironmentPlugin':
      if (!isServerBuild(file, call.node)) yield* environmentNames(file, call, doors.environmentPlugin)
      return
    case 'Dotenv':
    case 'DotenvPlugin':
    case 'DotenvWebpackPlugin':
      if (call.isNew && !isServerBuild(file, call.node) && importsPackage(file, /dotenv-webpack/)) yield problemOf(call.node, null, doors.dotenvPlugin)
      return
    case 'replace':
    case 'replacePlugin':
    case 'injectProcessEnv':
      if (call.isNew || call.owner !== '' || isServerBuild(file, call.node)) return
      yield* entries(file, first, doors.replace)
      yield* entries(file, folder.propertyOf(first, 'values'), doors.replace)
      return
    default:
  }
}

function* environmentNames(file: LintFile, call: Call, door: Door): Generator<Problem> {
  for (const argument of call.arguments) {
    const value = unwrap(argument)
    const nodes: readonly Node[] = value.type === 'ArrayExpression' ? value.elements.filter(one => one !== null) : value.type === 'ObjectExpression' ? value.properties : [value]
    for (const node of nodes) {
      const name = node.type === 'Property' ? staticName(node) : node.type === 'SpreadElement' ? null : literalName(node)
      if (name !== null && isKeyEnvName(name, file.settings.envNames)) yield problemOf(node, name, door)
      else if (name === 'all' && importsPackage(file, /^vite-plugin-environment$/)) yield problemOf(node, null, door)
      else if (name === null && (keysIn(file, [node], carrierKinds).some(trace => trace.kind === 'environment') || file.textOf(node).includes('process.env'))) yield problemOf(node, null, door)
    }
  }
}

/** `['transform-inline-environment-variables', { include, exclude }]`, or its name alone. */
function* babelPlugin(file: LintFile, node: NodeOf<'Literal'>): Generator<Problem> {
  if (!/^(?:babel-plugin-)?transform-inline-environment-variables$/.test(String(node.value)) || !isInside(node, 'plugins')) return
  const folder = folderOf(file)
  const options = node.parent.type === 'ArrayExpression' && node.parent.elements[0] === node ? node.parent.elements[1] : null
  const [included, excluded] = ['include', 'exclude'].map(name => {
    const list = folder.fold(folder.propertyOf(options, name))
    return list?.kind === 'list' ? list.items.map(textOf).filter(one => one !== null && isKeyEnvName(one, file.settings.envNames)) : null
  })
  if (included != null ? included.length > 0 : excluded == null || excluded.length === 0) yield problemOf(node, included?.[0] ?? null, doors.inlinePlugin)
}

/** `args[0]['process.env'].NUVION_API_KEY = …` in the hooks of a build. */
function* assignments(file: LintFile): Generator<Problem> {
  for (const node of file.nodes().of('AssignmentExpression')) {
    if (node.left.type !== 'MemberExpression') continue
    const text = file.textOf(node.left)
    if (!/\bdefin|process\.env['"]\]|args\[|definitions|\.env\b[^\n]+config|config\.(?:env|define)/i.test(text) || /^process\.env/.test(text)) continue
    const name = staticName(node.left)
    const [trace] = keysIn(file, [node.right], carrierKinds)
    if (trace !== undefined) yield problemOf(node, nameIn(trace), doors.define)
    else if (name !== null && keyNameStrength(name) === 'nuvion' && isKeyEnvName(name) && !isHarmless(node.right)) yield problemOf(node, name, doors.define)
  }
}
