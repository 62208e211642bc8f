import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, nameOfKey, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { findVariable } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { responsesOf } from '../sinks/response.ts'
import { isFunction } from '../ast/ancestors.ts'
import { callsOf } from '../source/calls.ts'
import { isClientModule } from '../source/imported-module.ts'
import { dataFunctionsOf } from '../source/server-data.ts'
import { isTestPath } from '../source/test-file.ts'
import type { LintFile } from '../source/lint-file.ts'
import { describe, isPublishedAtSource, keysIn } from '../taint/key-flow.ts'
import { keyNameStrength } from '../taint/key-name.ts'
import { returnsOf } from '../ast/functions.ts'
import type { SourceKind, Trace } from '../taint/trace.ts'

/** Options of `no-key-in-serialized-data`. */
export interface NoKeyInSerializedDataOptions {
  /** Further functions whose arguments go to the browser. */
  readonly sinks?: readonly string[]
}

/** Flags keys in what a server sends to the browser: props, page data, results of server functions, inline scripts, responses. */
export const noKeyInSerializedData = defineRule<NoKeyInSerializedDataOptions>({
  name: 'no-key-in-serialized-data',
  description: 'Disallow Nuvion keys in props, page data, results of server functions, inline scripts and responses',
  languages: 'script',
  options: { sinks: namesOption },
  *check(file, options) {
    if (isTestPath(file.path)) return
    const done = new Set<Node>()
    for (const problem of [...inMarkup(file, done), ...inData(file, done), ...inResponses(file, done), ...inBridges(file, options.sinks ?? [], done)]) yield problem
  },
})

const kinds: ReadonlySet<SourceKind> = new Set<SourceKind>(['env', 'literal', 'import', 'name', 'environment'])

/** Keys in expressions, less those that the rule of their source reports. */
function* keysAt(file: LintFile, nodes: readonly Node[], done: Set<Node>): Generator<Trace> {
  for (const trace of keysIn(file, nodes, kinds)) {
    if (done.has(trace.node) || isPublishedAtSource(file, trace)) continue
    // a name is enough only where it names the vendor: `apiKey` may be anybody's
    if (trace.kind === 'name' && keyNameStrength(trace.name) !== 'nuvion') continue
    done.add(trace.node)
    yield trace
  }
}

function* inMarkup(file: LintFile, done: Set<Node>): Generator<Problem> {
  const index = file.nodes()
  const isAstro = /\.astro$/.test(file.filename)
  const attributes = [...index.of('JSXAttribute'), ...index.ofOther('AstroShorthandAttribute'), ...index.ofOther('AstroTemplateLiteralAttribute')] as readonly NodeOf<'JSXAttribute'>[]
  for (const node of attributes) {
    if (node.value === null) continue
    const element = node.parent
    const component = nameOfElement(element)
    const attribute = node.name.type === 'JSXNamespacedName' ? `${node.name.namespace.name}:${node.name.name.name}` : (node.name as { name?: unknown }).name
    if (attribute === 'key' || attribute === 'ref' || (typeof attribute === 'string' && /^on[A-Z]/.test(attribute))) continue
    const isComponent = /^[A-Z]|\./.test(component)
    if (isAstro && isComponent && !isHydrated(element)) continue
    if (!isAstro && isComponent && isServerComponent(file, element, component)) continue
    for (const trace of keysAt(file, [node.value], done)) {
      yield { range: trace.node.range, messageId: 'prop', data: { name: describe(trace), target: isComponent ? `<${component}>` : `the markup of <${component}>`, rule: isComponent ? 'props of a client component are serialised into the page' : 'markup is sent to every visitor' } }
    }
  }
  for (const node of index.of('JSXExpressionContainer')) {
    if (node.parent.type !== 'JSXElement' && node.parent.type !== 'JSXFragment' && (node.parent as { type: string }).type !== 'AstroFragment') continue
    for (const trace of keysAt(file, [node.expression], done)) yield { range: trace.node.range, messageId: 'prop', data: { name: describe(trace), target: 'the markup', rule: 'markup is sent to every visitor' } }
  }
  for (const node of index.of('TemplateLiteral')) {
    if (node.expressions.length === 0 || !node.quasis.some(quasi => /<(?:script|html|head|body|div|meta|input|span|p|form)\b[^>]*>?|window\.\w+\s*=/i.test(quasi.value.raw))) continue
    for (const trace of keysAt(file, node.expressions, done)) yield { range: trace.node.range, messageId: 'prop', data: { name: describe(trace), target: 'the markup', rule: 'markup is sent to every visitor' } }
  }
  for (const node of index.of('JSXSpreadAttribute')) {
    const component = nameOfElement(node.parent)
    if (isAstro && /^[A-Z]/.test(component) && !isHydrated(node.parent)) continue
    for (const trace of keysAt(file, [node.argument], done)) yield { range: trace.node.range, messageId: 'prop', data: { name: describe(trace), target: `<${component}>`, rule: 'props of a client component are serialised into the page' } }
  }
}

function nameOfElement(element: Node): string {
  if (element.type !== 'JSXOpeningElement') return ''
  const { name } = element
  if (name.type === 'JSXIdentifier') return name.name
  if (name.type === 'JSXMemberExpression') return `${name.object.type === 'JSXIdentifier' ? name.object.name : ''}.${name.property.name}`
  return ''
}

function isHydrated(element: Node): boolean {
  return element.type === 'JSXOpeningElement' && element.attributes.some(one => one.type === 'JSXAttribute' && one.name.type === 'JSXNamespacedName' && one.name.namespace.name === 'client')
}

/** A component of this file, or of a module on disk that no directive makes a client module, keeps its props on the server. */
function isServerComponent(file: LintFile, element: Node, name: string): boolean {
  const variable = findVariable(file.scopeOf(element), name.split('.')[0] ?? '')
  const definition = variable?.defs[0]
  if (definition === undefined) return false
  if (definition.type !== 'ImportBinding') return file.side().framework === 'next'
  const declaration = (definition.node as Node).parent
  return declaration?.type === 'ImportDeclaration' && file.side().framework === 'next' && isClientModule(file, declaration.source.value) === false
}

function* inData(file: LintFile, done: Set<Node>): Generator<Problem> {
  const folder = folderOf(file)
  for (const { callable, target, rule, part } of dataFunctionsOf(file)) {
    for (const value of isFunction(callable) ? returnsOf(callable) : [callable]) {
      const sent = part === null ? value : folder.propertyOf(folder.objectOf(value), part)
      if (sent === null || isErrorResponse(sent)) continue
      for (const trace of keysAt(file, [sent], done)) yield { range: trace.node.range, messageId: 'data', data: { name: describe(trace), target, rule } }
    }
  }
}

/** `fail(400, …)` and `error(500, …)` are errors, of which another rule speaks. */
function isErrorResponse(node: Node): boolean {
  const value = unwrap(node)
  return value.type === 'CallExpression' && /^(?:error|createError|redirect)$/.test(dottedName(value.callee) ?? '')
}

function* inResponses(file: LintFile, done: Set<Node>): Generator<Problem> {
  for (const { values, status } of responsesOf(file)) {
    if (status !== null && status >= 400) continue
    for (const trace of keysAt(file, values, done)) yield { range: trace.node.range, messageId: 'data', data: { name: describe(trace), target: 'a response', rule: 'a response goes to whoever asks' } }
  }
}

/** Bridges out of a trusted process, and headers of responses. */
function* inBridges(file: LintFile, sinks: readonly string[], done: Set<Node>): Generator<Problem> {
  for (const call of callsOf(file)) {
    const sink = bridgeOf(call.name, call.method, call.owner, call.arguments)
    const target = sink ?? (sinks.includes(call.name) ? call.name : null)
    if (target === null) continue
    const values = call.arguments.flatMap(argument => (isFunction(argument) ? returnsOf(argument) : [argument, ...functionValues(file, argument)]))
    for (const trace of keysAt(file, values, done)) yield { range: trace.node.range, messageId: 'data', data: { name: describe(trace), target, rule: 'code that you do not control can read it there' } }
  }
  for (const node of file.nodes().of('AssignmentExpression')) {
    const path = dottedName(node.left) ?? ''
    if (!/^(?:window|globalThis|self|document\.body|document\.documentElement)\.\w|\.(?:innerHTML|outerHTML|dataset\.\w+)$/.test(path)) continue
    for (const trace of keysAt(file, [node.right], done)) if (/^(?:window|document)\.|innerHTML|outerHTML|dataset/.test(path)) yield { range: trace.node.range, messageId: 'data', data: { name: describe(trace), target: path, rule: 'every script of the page can read it' } }
  }
}

/** Functions of an object that is exposed hand out what they return. */
function functionValues(file: LintFile, node: Node): readonly Node[] {
  const object = folderOf(file).objectOf(node)
  return (object?.properties ?? []).flatMap(one => (one.type === 'Property' && staticName(one) !== null ? returnsOf(one.value as Node) : []))
}

function bridgeOf(name: string, method: string, owner: string, values: readonly Node[]): string | null {
  if (/(?:^|\.)contextBridge\.exposeIn\w+$/.test(name)) return 'the renderer'
  if (/^ipcMain\.handle(?:Once)?$/.test(name)) return 'the renderer'
  if (method === 'send' && /(?:webContents|^event\.sender|^event|sender)$/.test(owner)) return 'the renderer'
  if (method === 'postMessage') return 'another window or worker'
  if (/^(?:chrome|browser)\.(?:runtime|tabs)\.sendMessage$/.test(name)) return 'another part of the extension'
  if ((method === 'setHeader' || method === 'header' || method === 'set') && /^(?:res|response|reply|c|ctx|event\.node\.res)(?:\.headers)?$/.test(owner) && values.length === 2 && values[0] !== undefined && !/^set-cookie$/i.test(nameOfKey(values[0], true) ?? '')) return 'a header of the response'
  if (/^(?:io|socket|ws|wss|sse|pusher|channel)$/.test(owner) && /^(?:emit|send|trigger|broadcast)$/.test(method)) return 'a socket'
  if (/\.(?:insertAdjacentHTML|setAttribute)$/.test(name) && !/span|trace|otel/i.test(owner)) return 'the markup'
  if (method === 'createPage') return 'page context'
  return /^(?:setHeader|setResponseHeader|appendHeader|useHead|useSeoMeta|useServerHead)$/.test(name) ? 'the page' : null
}
