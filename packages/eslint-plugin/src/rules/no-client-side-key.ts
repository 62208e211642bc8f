import { toPreview, type Match } from '@nuvion-guard/core'
import { createIsAllowed } from '../allow.ts'
import { isWithin } from '../ast/is-within.ts'
import type { Node, Range } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { envReadEffect } from '../classify/env-read-effect.ts'
import { folderOf } from '../fold/fold.ts'
import { hardcodedKeysOf } from '../fold/hardcoded-keys.ts'
import { findKeyImports } from '../graph/find-key-imports.ts'
import { mayBringKey } from '../graph/guess-missing.ts'
import { resolveImport } from '../graph/resolve-import.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { isRequest, sentValues, targetOfRequest } from '../sinks/request.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsOf, type ValueImport } from '../source/imports.ts'
import { isShipped, sideIn } from '../source/side-in.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isEnvModule } from '../taint/env-object.ts'
import { isKeyEnvName, keyNameStrength, publicPrefixOf } from '../taint/key-name.ts'
import { keysIn } from '../taint/key-flow.ts'
import { tracerOf } from '../taint/tracer.ts'

/** Options of `no-client-side-key`. */
export interface NoClientSideKeyOptions {
  /** Follow imports into other files. On by default. */
  readonly crossModule?: boolean
  /** How many modules an import is followed through. */
  readonly maxDepth?: number
  readonly allow?: readonly string[]
}

/** Flags keys that are read, written or imported in code that reaches a browser or an app. */
export const noClientSideKey = defineRule<NoClientSideKeyOptions>({
  name: 'no-client-side-key',
  description: 'Disallow Nuvion keys in code that runs in a browser or an installed app',
  languages: 'any',
  takesHints: true,
  options: { crossModule: { type: 'boolean' }, maxDepth: { type: 'integer', minimum: 1, maximum: 32 }, allow: namesOption },
  *check(file, options) {
    if (!file.isScript) {
      yield* literalsOfText(file, options)
      return
    }
    if (file.isHintOnly && !/\.(?:vue|svelte|astro)$/.test(file.filename) && !isShipped(file.side().side)) return
    const reported = new Set<Node>()
    yield* reads(file, reported)
    yield* literals(file, options)
    yield* rawScripts(file)
    yield* imports(file, options)
    if (reported.size === 0) yield* requests(file)
  },
})

/** Environment reads with a private name; public names have a rule of their own. */
function* reads(file: LintFile, reported: Set<Node>): Generator<Problem> {
  const index = file.nodes()
  const tracer = tracerOf(file)
  const envNames = file.settings.envNames ?? []
  // the import of the private variables is reported already
  const privateNames = new Set(importsOf(file).flatMap(one => (isPrivateEnvironment(one) && one.node.type === 'ImportDeclaration' ? one.node.specifiers.map(each => each.local.name) : [])))
  const problemsOf = (node: Node, name: string): readonly Problem[] => {
    if (publicPrefixOf(name, file.settings.publicEnvPrefixes) !== null) return []
    const { side, reason } = sideIn(file, node)
    if (!isShipped(side) || isTypeOrTest(node) || (node.type === 'MemberExpression' && node.object.type === 'Identifier' && privateNames.has(node.object.name))) return []
    reported.add(node)
    return [{ range: node.range, messageId: 'read', data: { name, reason, effect: effectOf(file) } }]
  }
  for (const node of [...index.of('MemberExpression'), ...index.of('CallExpression')]) {
    const trace = tracer.sourceAt(node)
    if (trace?.kind === 'env' && !trace.isWeak) yield* problemsOf(node, trace.name)
  }
  for (const pattern of index.of('ObjectPattern')) {
    for (const property of pattern.properties) {
      const name = property.type === 'Property' ? staticName(property) : null
      if (name !== null && (isKeyEnvName(name, envNames) || isConfigKey(file, pattern, name))) yield* problemsOf(property, name)
    }
  }
  for (const node of index.of('MemberExpression')) {
    const name = staticName(node)
    if (name === null || keyNameStrength(name) === null || isKeyEnvName(name, envNames)) continue
    if (isRuntimeConfig(file, node.object) || isAppExtra(file, node.object)) yield* problemsOf(node, name)
  }
}

function isConfigKey(file: LintFile, pattern: Node, name: string): boolean {
  let declarator = pattern.parent
  while (declarator?.type === 'Property' || declarator?.type === 'ObjectPattern') declarator = declarator.parent
  if (keyNameStrength(name) === null || declarator?.type !== 'VariableDeclarator' || declarator.init === null) return false
  const init = unwrap(declarator.init)
  const source = init.type === 'LogicalExpression' ? unwrap(init.left) : init
  return isRuntimeConfig(file, source) || isAppExtra(file, source)
}

const appExtra = String.raw`Constants\s*\??\.\s*(?:expoConfig|manifest2?)\s*[!?]?\.\s*extra`
const isAppExtraText = new RegExp(`^${appExtra}[!?]?$|^${appExtra}[!?]?\\.expoClient[!?]?\\.extra[!?]?$|(?:^|\\.)siteConfig[!?]?\\.customFields[!?]?$`)

/** The `extra` part of an Expo app's config, which is installed with the app, or a constant that holds it; the fields of a Docusaurus config. */
function isAppExtra(file: LintFile, node: Node): boolean {
  const text = file.textOf(node)
  if (isAppExtraText.test(text)) return true
  return /^[\w$]+$/.test(text) && new RegExp(`\\b(?:const|let)\\s+${text.replaceAll('$', '\\$')}\\s*=\\s*${appExtra}\\b`).test(file.text)
}

/** `useRuntimeConfig()`, a constant that holds it, or Nuxt's `$config`; its `public` part included, which every page carries. */
function isRuntimeConfig(file: LintFile, node: Node): boolean {
  const text = file.textOf(node)
  if (/^(?:useRuntimeConfig\([^)]*\)|(?:\w+\.)?\$config)(?:\.public|\.app)?$/.test(text)) return true
  const name = /^([\w$]+)(?:\.public)?$/.exec(text)?.[1]
  return name !== undefined && new RegExp(`\\b(?:const|let)\\s+${name.replaceAll('$', '\\$')}\\s*=\\s*useRuntimeConfig\\(`).test(file.text)
}

function isTypeOrTest(node: Node): boolean {
  const parent = node.parent
  return parent?.type === 'UnaryExpression' && (parent.operator === 'typeof' || parent.operator === 'delete')
}

function effectOf(file: LintFile): string {
  const { effect, what } = envReadEffect(file.filename)
  if (effect === 'leaks-to-browser') return `The value is copied into the bundle: ${what}.`
  if (effect === 'may-leak') return `The value may be copied into the bundle: ${what}.`
  return `It is undefined there (${what}), and must not be made to work by a public prefix.`
}

function* literals(file: LintFile, options: NoClientSideKeyOptions): Generator<Problem> {
  const isAllowed = createIsAllowed(file, options.allow)
  const comments = file.source.getAllComments() as readonly { readonly range?: Range }[]
  const scripts = file.nodes().ofOther('AstroRawText')
  const problemsOf = (match: Match, range: Range): readonly Problem[] => {
    if (isMarkupComment(file, range[0])) return []
    if (scripts.some(one => isWithin({ range }, one))) return [{ range, messageId: 'literal', data: { preview: toPreview(match.secret), reason: 'a <script> of an Astro component runs in the browser' } }]
    if (isAllowed(match) || comments.some(comment => comment.range !== undefined && isWithin({ range }, { range: comment.range }))) return []
    const node = file.source.getNodeByRangeIndex(range[0]) as unknown as Node | null
    const { side, reason } = node === null ? file.side() : sideIn(file, node)
    return isShipped(side) ? [{ range, messageId: 'literal', data: { preview: toPreview(match.secret), reason } }] : []
  }
  for (const { match, range } of hardcodedKeysOf(file)) yield* problemsOf(match, range)
}

/** Comments of markup are left out of what is built. */
function isMarkupComment(file: LintFile, offset: number): boolean {
  if (!/\.(?:vue|svelte|astro)$/.test(file.filename)) return false
  return file.text.lastIndexOf('<!--', offset) > file.text.lastIndexOf('-->', offset)
}

/** The parser of Astro leaves the scripts of a component, which run in the browser, as text. */
function* rawScripts(file: LintFile): Generator<Problem> {
  for (const node of file.nodes().ofOther('AstroRawText')) {
    const text = file.textOf(node)
    for (const found of text.matchAll(/\b(?:import\.meta|process)\.env\.([A-Z][A-Z0-9_]+)|import\s*\{([^}]*)\}\s*from\s*['"]astro:env\/(?:client|server)['"]/g)) {
      const name = (found[1] ?? found[2] ?? '').split(/[\s,]+/).find(one => isKeyEnvName(one, file.settings.envNames) && publicPrefixOf(one, file.settings.publicEnvPrefixes) === null)
      if (name === undefined) continue
      const start = node.range[0] + found.index + found[0].indexOf(name)
      yield { range: [start, start + name.length], messageId: 'read', data: { name, reason: 'a <script> of an Astro component runs in the browser', effect: effectOf(file) } }
    }
  }
}

function* literalsOfText(file: LintFile, options: NoClientSideKeyOptions): Generator<Problem> {
  const matches = file.matches()
  if (matches.length === 0) return
  const { side, reason } = file.side()
  if (!isShipped(side)) return
  const isAllowed = createIsAllowed(file, options.allow)
  for (const match of matches) if (!isAllowed(match)) yield { range: [match.start, match.end], messageId: 'literal', data: { preview: toPreview(match.secret), reason } }
}

function* imports(file: LintFile, options: NoClientSideKeyOptions): Generator<Problem> {
  const all = importsOf(file)
  if (all.length === 0) return
  for (const one of all) {
    const name = publicEnvironment.test(one.source) ? one.names.find(each => isKeyEnvName(each, file.settings.envNames) && publicPrefixOf(each, file.settings.publicEnvPrefixes) === null) : undefined
    if (name !== undefined) yield { range: one.node.range, messageId: 'imported', data: { name, source: one.source, chain: `${one.source} hands its variables to the browser`, reason: 'a public variable is part of the client bundle' } }
  }
  const placed = all.filter(one => !publicEnvironment.test(one.source)).map(one => ({ one, ...sideIn(file, one.node) })).filter(({ side }) => isShipped(side))
  if (placed.length === 0) return
  const followed = options.crossModule === false || file.settings.crossModule === false ? [] : findKeyImports(file.filename, placed.map(({ one }) => ({ source: one.source, names: one.names })), { ...file.settings, ...(options.maxDepth === undefined ? {} : { maxDepth: options.maxDepth }) })
  for (const { one, reason } of placed) {
    const found = followed.find(two => two.source === one.source)
    if (found !== undefined) {
      yield { range: one.node.range, messageId: 'imported', data: { name: found.name, source: one.source, chain: found.chain.join(' → '), reason } }
      continue
    }
    const named = one.names.find(name => isKeyName(file, name, one.source) && publicPrefixOf(name, file.settings.publicEnvPrefixes) === null)
    // a module that was followed and carries no key only has a name that sounds like one
    if (named !== undefined && (isEnvModule(one.source) || resolveImport(file.filename, one.source, file.side().root, file.settings.resolver) === null)) yield { range: one.node.range, messageId: 'imported', data: { name: named, source: one.source, chain: isEnvModule(one.source) ? `${one.source} holds the values of private variables` : 'its name says that it is a key', reason } }
    else if (isPrivateEnvironment(one)) yield { range: one.node.range, messageId: 'serverModule', data: { source: one.source, reason } }
  }
}

/** A name of a variable that holds a key, in the spelling of environment names or of code. */
function isKeyName(file: LintFile, name: string, source: string): boolean {
  return isKeyEnvName(name, file.settings.envNames) || (/^[a-z]/.test(name) && keyNameStrength(name) === 'nuvion' && mayBringKey(name, source))
}

/** A module of private variables, taken as a whole. */
function isPrivateEnvironment({ source, names }: ValueImport): boolean {
  return /^\$env\/(?:static|dynamic)\/private$|^\$app\/env\/private$|^astro:env\/server$|^virtual:env\/server$/.test(source) && (names.includes('env') || names.includes('*'))
}

/** A module whose variables are handed to the browser wherever it is imported. */
const publicEnvironment = /^astro:env\/client$|^\$env\/(?:static|dynamic)\/public$|^\$app\/env\/public$|^virtual:env\/client$/

/** A request to Nuvion whose key comes from a property, a parameter or a store: wherever it came from, the browser has it. */
function* requests(file: LintFile): Generator<Problem> {
  const folder = folderOf(file)
  for (const call of callsOf(file)) {
    const isClient = call.isNew && /^Nuvion/.test(call.method)
    // Angular's interceptors: the host stands elsewhere, so the name has to say whose key it is
    const authorized = call.method === 'clone' ? authorizationIn(file, folder.propertyOf(call.arguments[0], 'setHeaders')) : null
    if (authorized !== null && keysIn(file, [authorized]).some(trace => trace.kind === 'name' && !trace.isWeak)) {
      const { side, reason } = sideIn(file, call.node)
      if (isShipped(side)) yield { range: authorized.range, messageId: 'request', data: { reason } }
    }
    if (!isClient && !isRequest(call)) continue
    const { side, reason } = sideIn(file, call.node)
    if (!isShipped(side)) continue
    if (!isClient && targetOfRequest(file, call)?.target.environment == null) continue
    if (isClient) {
      for (const value of credentialsOf(file, call)) if (keysIn(file, [value]).some(trace => trace.kind === 'name')) yield { range: value.range, messageId: 'request', data: { reason } }
    }
    for (const { value, headers } of sentValues(file, call)) {
      if (!headers) continue
      const authorization = authorizationIn(file, value)
      if (authorization === null || folder.textOf(authorization) !== null) continue
      const [key] = keysIn(file, [authorization]).filter(trace => trace.kind === 'name')
      if (key !== undefined) yield { range: authorization.range, messageId: 'request', data: { reason } }
    }
  }
}

/** The value of the header that carries a key. */
function authorizationIn(file: LintFile, headers: Node | null): Node | null {
  const folder = folderOf(file)
  return folder.propertyOf(headers, 'Authorization') ?? folder.propertyOf(headers, 'authorization')
}

/** The key that a client of Nuvion is made with. */
function credentialsOf(file: LintFile, call: Call): readonly Node[] {
  const [first] = call.arguments
  if (first === undefined) return []
  const folder = folderOf(file)
  if (folder.objectOf(first) === null) return [first]
  return ['apiKey', 'key', 'token', 'secretKey'].flatMap(name => folder.propertyOf(first, name) ?? [])
}
