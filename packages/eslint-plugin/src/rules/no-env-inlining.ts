import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, nameOfKey, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import { textOf } from '../fold/value.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { matchesGlob } from '../classify/glob.ts'
import { ancestorOf } from '../ast/ancestors.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isKeyEnvName, keyNameStrength, publicPrefixOf } from '../taint/key-name.ts'
import { carrierKinds, keysIn } from '../taint/key-flow.ts'
import { returnsOf } from '../ast/functions.ts'

/** Options of `no-env-inlining`. */
export interface NoEnvInliningOptions {
  /** Globs of further files that configure a build. */
  readonly configFiles?: readonly string[]
}

/** An option of a build that publishes what it is given. */
interface Door {
  readonly where: string
  readonly rule: string
}

const doors = {
  define: { where: 'define', rule: 'every key of define is replaced in the bundle by its value' },
  nextEnv: { where: 'env of next.config', rule: 'its entries are always included in the JavaScript bundle' },
  publicRuntimeConfig: { where: 'publicRuntimeConfig', rule: 'it is sent to the browser with every page' },
  runtimePublic: { where: 'runtimeConfig.public', rule: 'it is added to the payload of every page' },
  appConfig: { where: 'the app config', rule: 'it is part of the client bundle' },
  extra: { where: 'extra', rule: 'it is embedded in the app that users install' },
  customFields: { where: 'the site config', rule: 'the whole config is written into a client module' },
  siteMetadata: { where: 'siteMetadata', rule: 'page queries put it into the page data' },
  definePlugin: { where: 'DefinePlugin', rule: 'every key of its argument is replaced in the bundle by its value' },
  environmentPlugin: { where: 'EnvironmentPlugin', rule: 'every name of its argument is inlined' },
  dotenvPlugin: { where: 'dotenv-webpack', rule: 'every .env name that the code reads is inlined' },
  replace: { where: 'the replace plugin', rule: 'every key of its argument is replaced in the bundle by its value' },
  storybook: { where: 'env of the Storybook config', rule: 'it is built into the published Storybook' },
  nuxtEnv: { where: 'env of the Nuxt config', rule: 'its entries are inlined into client code' },
  envField: { where: "context: 'client'", rule: 'astro:env/client hands it to the browser' },
  defineEnvVars: { where: 'public: true', rule: '$app/env/public hands it to the browser' },
  bunInline: { where: "env: 'inline'", rule: 'Bun inlines every variable that the code reads' },
  envPrefix: { where: 'envPrefix', rule: 'names with the prefix are public' },
  html: { where: 'the HTML template', rule: 'its parameters are written into the page' },
  responseHeaders: { where: 'headers of next.config', rule: 'they are sent with every response' },
} as const satisfies Record<string, Door>

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
    if (isConfig) yield* assignments(file)
  },
})

function isConfigFile(file: LintFile, options: NoEnvInliningOptions): boolean {
  if (options.configFiles !== undefined && matchesGlob(file.path, options.configFiles)) return true
  const name = file.filename.replaceAll('\\', '/').split('/').at(-1) ?? ''
  if (/config|build|bundle|rollup|webpack|esbuild|rspack|craco|babel|vite|farm|metro|environment|gatsby/i.test(name)) return true
  if (/\.storybook\//.test(file.path) || /^(?:main|env|app)\.[cm]?[jt]s$/.test(name)) return true
  return importsPackage(file, /^(?:vite|webpack|esbuild|rollup|@rsbuild\/core|@rspack\/core|electron-vite|@farmfe\/core|tsup|rolldown|bun)$/) || /\bBun\.build\(|\bdefine(?:Nuxt|Vite|Rsbuild)?Config\(/.test(file.text)
}

function* configProperties(file: LintFile): Generator<Problem> {
  const folder = folderOf(file)
  for (const node of file.nodes().of('Property')) {
    if (node.parent.type !== 'ObjectExpression') continue
    const name = staticName(node)
    if (name === null) continue
    const value = node.value as Node
    switch (name) {
      case 'define':
        if (!isServerBuild(file, node)) yield* entries(file, value, doors.define)
        break
      case 'env': {
        const text = textOf(folder.fold(value))
        if (text !== null) {
          if (isBunBuild(node) && (text === 'inline' || (text.endsWith('*') && 'NUVION_API_KEY'.startsWith(text.slice(0, -1)))) && !isServerBuild(file, node)) yield { range: node.range, messageId: 'environment', data: { ...doors.bunInline, name: 'NUVION_API_KEY' } }
          break
        }
        const door = envDoorOf(file, node)
        if (door !== null) yield* entries(file, value, door)
        break
      }
      case 'publicRuntimeConfig':
        yield* entries(file, value, doors.publicRuntimeConfig)
        break
      case 'public':
        if (isInside(node, 'runtimeConfig')) yield* entries(file, value, doors.runtimePublic)
        break
      case 'appConfig':
        if (isNuxtConfig(file)) yield* entries(file, value, doors.appConfig)
        break
      case 'extra':
        if (/(?:^|\/)app\.config[^/]*$/.test(file.path) || isInside(node, 'expo')) yield* entries(file, value, doors.extra)
        break
      case 'customFields':
        yield* entries(file, value, doors.customFields)
        break
      case 'themeConfig':
        if (/docusaurus/.test(file.path)) yield* entries(file, value, doors.customFields)
        break
      case 'siteMetadata':
        yield* entries(file, value, doors.siteMetadata)
        break
      case 'templateParameters':
        yield* entries(file, value, doors.html)
        break
      case 'envPrefix':
      case 'publicPrefix':
      case 'prefixes':
        yield* prefixes(file, node, value, name)
        break
      case 'headers':
        if (/(?:^|\/)next\.config/.test(file.path)) yield* entriesOfReturns(file, value)
        break
      case 'head':
        if (isNuxtConfig(file)) yield* entries(file, value, doors.html)
        break
      default:
        yield* declaredVariable(file, node, name, value)
    }
  }
}

/** `async headers()` of next.config: what it returns is sent with every response. */
function* entriesOfReturns(file: LintFile, value: Node): Generator<Problem> {
  for (const trace of keysIn(file, returnsOf(value), carrierKinds)) yield problemOf(trace.node, trace.kind === 'environment' ? null : trace.name, doors.responseHeaders)
}

function envDoorOf(file: LintFile, node: NodeOf<'Property'>): Door | null {
  if (isInside(node, 'build') || ancestorOf(node, one => one.type === 'CallExpression' && /^(?:spawn|exec|execa|fork|execFile|spawnSync|execSync|execFileSync|cp\.\w+|child_process\.\w+)$/.test(dottedName(one.callee) ?? '')) !== null) return null
  const name = file.path.split('/').at(-1) ?? ''
  if (/^next\.config/.test(name)) return isTopLevelOption(node) ? doors.nextEnv : null
  if (/^nuxt\.config/.test(name)) return isTopLevelOption(node) ? doors.nuxtEnv : null
  if (/\.storybook\//.test(file.path)) return doors.storybook
  return /['"]next['"]|NextConfig|withBundleAnalyzer/.test(file.text) && /config/.test(name) ? doors.nextEnv : null
}

function isTopLevelOption(node: NodeOf<'Property'>): boolean {
  const object = node.parent
  return ancestorOf(object, one => one.type === 'Property') === null
}

function isNuxtConfig(file: LintFile): boolean {
  return /(?:^|\/)nuxt\.config/.test(file.path) || /defineNuxtConfig\(/.test(file.text)
}

function isBunBuild(node: Node): boolean {
  return ancestorOf(node, one => one.type === 'CallExpression' && /^Bun\.build$|^build$/.test(dottedName(one.callee) ?? '')) !== null
}

function isInside(node: Node, name: string): boolean {
  return ancestorOf(node, one => one.type === 'Property' && staticName(one) === name) !== null
}

/** A build for a server keeps what it inlines: esbuild's `platform`, webpack's and Bun's `target`, Vite's `ssr`. */
function isServerBuild(file: LintFile, node: Node): boolean {
  const folder = folderOf(file)
  for (let one: Node | null = ancestorOf(node, two => two.type === 'ObjectExpression'); one !== null; one = ancestorOf(one, two => two.type === 'ObjectExpression')) {
    if (one.type !== 'ObjectExpression') break
    for (const option of ['platform', 'target']) {
      const value = folder.propertyOf(one, option)
      const text = value === null ? null : textOf(folder.fold(value))
      if (text !== null && (/^(?:node|bun|async-node)/.test(text) || text === 'electron-main')) return text !== 'electron-main'
    }
  }
  return isInside(node, 'main') && /electron/.test(file.path)
}

/** The entries of an option that hold a key, each at its own line. */
function* entries(file: LintFile, outer: Node, door: Door): Generator<Problem> {
  const value = unwrap(outer)
  if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') {
    for (const one of returnsOf(value)) yield* entries(file, one, door)
    return
  }
  if (value.type === 'ConditionalExpression') {
    yield* entries(file, value.consequent, door)
    yield* entries(file, value.alternate, door)
    return
  }
  const object = folderOf(file).objectOf(value)
  if (object === null) {
    for (const trace of keysIn(file, [value], carrierKinds)) yield problemOf(outer, trace.kind === 'environment' ? null : trace.name, door)
    return
  }
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      for (const trace of keysIn(file, [property.argument], carrierKinds)) yield problemOf(property, trace.kind === 'environment' ? null : trace.name, door)
      continue
    }
    const name = staticName(property)
    const inner = unwrap(property.value)
    const traces = keysIn(file, [inner], carrierKinds)
    if (traces.length > 0) {
      // the smallest entry of a nested object holds the line
      if (inner.type === 'ObjectExpression') yield* entries(file, inner, door)
      else for (const trace of traces) yield problemOf(property, trace.kind === 'environment' ? null : trace.name, door)
    } else if (name !== null && isKeyEnvName(name.split('.').at(-1) ?? '', file.settings.envNames) && !isHarmless(inner)) yield problemOf(property, name.split('.').at(-1) ?? name, door)
    else if (name !== null && /^(?:process|import\.meta)\.env$/.test(name) && inner.type === 'ObjectExpression') yield* entries(file, inner, door)
    else if (name !== null && /^(?:process|import\.meta)\.env$/.test(name) && inner.type !== 'Literal' && keysIn(file, [inner], carrierKinds).length > 0) yield problemOf(property, null, door)
  }
}

/** An empty or undefined value published under a key's name publishes nothing. */
function isHarmless(value: Node): boolean {
  if (value.type === 'Identifier') return value.name === 'undefined'
  if (value.type === 'Literal') return true
  if (value.type === 'CallExpression') return value.arguments.every(argument => argument.type === 'Literal') || dottedName(value.callee) === 'Boolean'
  return value.type === 'UnaryExpression' || value.type === 'BinaryExpression'
}

function problemOf(node: Node, name: string | null, door: Door): Problem {
  return { range: node.range, messageId: name === null ? 'environment' : 'entry', data: { where: door.where, rule: door.rule, name: name ?? 'NUVION_API_KEY' } }
}

function* prefixes(file: LintFile, node: NodeOf<'Property'>, value: Node, option: string): Generator<Problem> {
  const folder = folderOf(file)
  if (option === 'prefixes' && ancestorOf(node, one => one.type === 'CallExpression' && /loadEnv$/.test(dottedName(one.callee) ?? '')) === null) return
  const folded = folder.fold(value)
  const list = folded?.kind === 'list' ? folded.items.map(textOf) : [textOf(folded)]
  for (const prefix of list) {
    if (prefix === null || !'NUVION_API_KEY'.startsWith(prefix)) continue
    yield { range: node.range, messageId: 'prefix', data: { where: option, prefix, rule: doors.envPrefix.rule } }
    return
  }
}

/** Variables that a schema declares public: `envField.string({ context: 'client' })`, `{ public: true }`. */
function* declaredVariable(file: LintFile, node: NodeOf<'Property'>, name: string, value: Node): Generator<Problem> {
  if (!isKeyEnvName(name, file.settings.envNames) || publicPrefixOf(name, file.settings.publicEnvPrefixes) !== null) return
  const folder = folderOf(file)
  const inner = unwrap(value)
  const argument = inner.type === 'CallExpression' ? inner.arguments[0] : inner
  const object = argument === undefined ? null : folder.objectOf(argument)
  if (object === null) return
  const context = folder.propertyOf(object, 'context')
  if (context !== null && textOf(folder.fold(context)) === 'client') yield problemOf(node, name, doors.envField)
  const isPublic = folder.propertyOf(object, 'public')
  if (isPublic?.type === 'Literal' && isPublic.value === true) yield problemOf(node, name, doors.defineEnvVars)
}

function* pluginCalls(file: LintFile, call: Call): Generator<Problem> {
  const first = call.arguments[0]
  switch (call.method) {
    case 'DefinePlugin':
      if (first !== undefined && !isServerBuild(file, call.node)) yield* entries(file, first, doors.definePlugin)
      return
    case 'EnvironmentPlugin':
      if (first !== undefined && !isServerBuild(file, call.node)) yield* environmentNames(file, call, doors.environmentPlugin)
      return
    case 'Dotenv':
    case 'DotenvPlugin':
    case 'DotenvWebpackPlugin':
      if (call.isNew && !isServerBuild(file, call.node) && importsPackage(file, /dotenv-webpack/)) yield problemOf(call.node, null, doors.dotenvPlugin)
      return
    case 'replace':
    case 'replacePlugin':
    case 'injectProcessEnv':
      if (!call.isNew && call.owner === '' && first !== undefined && !isServerBuild(file, call.node)) {
        yield* entries(file, first, doors.replace)
        const values = folderOf(file).objectOf(first)
        const nested = values === null ? null : folderOf(file).propertyOf(values, 'values')
        if (nested !== null) yield* entries(file, nested, doors.replace)
      }
      return
    case 'defineAppConfig':
      if (first !== undefined) yield* entries(file, first, doors.appConfig)
      return
    case 'defineEnvVars':
      if (first !== undefined) {
        const object = folderOf(file).objectOf(first)
        for (const property of object?.properties ?? []) if (property.type === 'Property') yield* declaredVariable(file, property, staticName(property) ?? '', property.value)
      }
      return
    default:
  }
}

function* environmentNames(file: LintFile, call: Call, door: Door): Generator<Problem> {
  for (const argument of call.arguments) {
    const value = unwrap(argument)
    const nodes: readonly Node[] = value.type === 'ArrayExpression' ? value.elements.filter(one => one !== null) : value.type === 'ObjectExpression' ? value.properties : [value]
    for (const node of nodes) {
      const name = node.type === 'Property' ? staticName(node) : node.type === 'SpreadElement' ? null : nameOfKey(node, true)
      if (name !== null && isKeyEnvName(name, file.settings.envNames)) yield problemOf(node, name, door)
      else if (name === 'all' && importsPackage(file, /^vite-plugin-environment$/)) yield problemOf(node, null, door)
      else if (name === null && (keysIn(file, [node], carrierKinds).some(trace => trace.kind === 'environment') || /process\.env/.test(file.textOf(node)))) yield problemOf(node, null, door)
    }
  }
}

/** `args[0]['process.env'].NUVION_API_KEY = …` in the hooks of a build. */
function* assignments(file: LintFile): Generator<Problem> {
  for (const node of file.nodes().of('AssignmentExpression')) {
    if (node.left.type !== 'MemberExpression') continue
    const text = file.textOf(node.left)
    if (!/\bdefin|process\.env['"]\]|args\[|definitions|\.env\b[^\n]+config|config\.(?:env|define)/i.test(text) || /^process\.env/.test(text)) continue
    const name = staticName(node.left)
    const [trace] = keysIn(file, [node.right], carrierKinds)
    if (trace !== undefined) yield problemOf(node, trace.kind === 'environment' ? null : trace.name, doors.define)
    else if (name !== null && keyNameStrength(name) === 'nuvion' && isKeyEnvName(name) && !isHarmless(node.right)) yield problemOf(node, name, doors.define)
  }
}
