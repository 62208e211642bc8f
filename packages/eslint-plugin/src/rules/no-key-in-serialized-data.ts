import { join } from 'node:path'
import { isWithin } from '../ast/is-within.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, literalName, nameOfKey, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { findVariable, writesOf } from '../ast/variable.ts'
import { classifyFile } from '../classify/classify-file.ts'
import { folderOf } from '../fold/fold.ts'
import { defineRule, namesOption } from '../rule.ts'
import { responsesOf } from '../sinks/response.ts'
import { isFunction } from '../ast/ancestors.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { isClientModule } from '../source/imported-module.ts'
import { dataFunctionsOf } from '../source/server-data.ts'
import { isShipped, sideIn } from '../source/side-in.ts'
import { isTestPath } from '../source/test-file.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isPublishedAtSource, keyKinds, keysIn, problemAt } from '../taint/key-flow.ts'
import { keyNameStrength } from '../taint/key-name.ts'
import { returnsOf } from '../ast/functions.ts'
import type { SourceKind } from '../taint/trace.ts'

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
    for (const look of [inMarkup, inData, inResponses, inBridges]) {
      for (const { nodes, messageId = 'data', target, rule } of look(file, options.sinks ?? [])) {
        for (const trace of keysIn(file, nodes, kinds)) {
          if (done.has(trace.node) || isReported(file, trace.node, done) || (isPublishedAtSource(file, trace) && (look !== inBridges || trace.kind !== 'name'))) continue
          // a name is enough only where it names the vendor: `apiKey` may be anybody's
          if (trace.kind === 'name' && keyNameStrength(trace.name) !== 'nuvion') continue
          done.add(trace.node)
          yield problemAt(trace, messageId, { target, rule })
        }
      }
    }
  },
})

/** A name for a text in which the key was reported. */
function isReported(file: LintFile, node: Node, done: ReadonlySet<Node>): boolean {
  return writesOf(file.variableOf(node)).some(({ value }) => [...done].some(one => isWithin(one, value)))
}

/** Values that leave the server, in words that fit a message. */
interface Exposure {
  readonly nodes: readonly Node[]
  readonly messageId?: 'prop' | 'data'
  readonly target: string
  readonly rule: string
}

/** What counts as a key here: a client that carries one is made on the server and stays there. */
const kinds: ReadonlySet<SourceKind> = new Set<SourceKind>([...keyKinds, 'environment'])

const clientProps = 'props of a client component are serialised into the page'
const markup = { messageId: 'prop', target: 'the markup', rule: 'markup is sent to every visitor' } as const

function* inMarkup(file: LintFile): Generator<Exposure> {
  const index = file.nodes()
  const isAstro = file.filename.endsWith('.astro')
  const attributes = [...index.of('JSXAttribute'), ...index.ofOther('AstroShorthandAttribute'), ...index.ofOther('AstroTemplateLiteralAttribute')] as readonly NodeOf<'JSXAttribute'>[]
  for (const node of attributes) {
    if (node.value === null) continue
    const element = node.parent
    const component = nameOfElement(element)
    const attribute = node.name.type === 'JSXNamespacedName' ? '' : (node.name as { name?: unknown }).name
    if (typeof attribute === 'string' && staysBehind.test(attribute)) continue
    if (isComponent(component) && (isAstro ? !isHydrated(element) : isServerComponent(file, element, component))) continue
    yield { nodes: [node.value], ...whereProps(component) }
  }
  for (const call of callsOf(file)) {
    const component = createdElement(file, call)
    const props = call.arguments[1]
    if (component === null || props === undefined || (isComponent(component) && isServerComponent(file, call.node, component))) continue
    const given = folderOf(file).objectOf(props)?.properties.filter(one => one.type === 'SpreadElement' || !staysBehind.test(staticName(one) ?? ''))
    yield { nodes: given?.map(one => (one.type === 'SpreadElement' ? one.argument : one.value)) ?? [props], ...whereProps(component) }
  }
  for (const node of index.of('JSXExpressionContainer')) if (/^(?:JSXElement|JSXFragment|AstroFragment)$/.test(node.parent.type)) yield { nodes: [node.expression], ...markup }
  for (const node of index.of('TemplateLiteral')) if (node.quasis.some(quasi => /<(?:script|html|head|body|div|meta|input|span|p|form)\b[^>]*>?|window\.\w+\s*=/i.test(quasi.value.raw))) yield { nodes: node.expressions, ...markup }
  for (const node of index.of('JSXSpreadAttribute')) {
    const component = nameOfElement(node.parent)
    if (!isAstro || !/^[A-Z]/.test(component) || isHydrated(node.parent)) yield { nodes: [node.argument], messageId: 'prop', target: `<${component}>`, rule: clientProps }
  }
}

/** Props that React keeps for itself, and functions, which are not sent. */
const staysBehind = /^(?:key|ref)$|^on[A-Z]/

function isComponent(element: string): boolean {
  return /^[A-Z]|\./.test(element)
}

/** Where the props of an element go, in words that fit a message. */
function whereProps(element: string): Omit<Exposure, 'nodes'> {
  return { ...markup, ...(isComponent(element) ? { target: `<${element}>`, rule: clientProps } : { target: `the markup of <${element}>` }) }
}

/** The name of the element that a call of React makes, or makes again with further props; null for other calls. */
function createdElement(file: LintFile, { name, arguments: [first] }: Call): string | null {
  if (first === undefined || !/^(?:React\.)?(?:createElement|cloneElement)$/.test(name)) return null
  const made = unwrap(writesOf(file.variableOf(first))[0]?.value ?? first)
  return made.type === 'JSXElement' ? nameOfElement(made.openingElement) : name.endsWith('createElement') ? (literalName(first) ?? dottedName(first)) : null
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
  const definition = findVariable(file.scopeOf(element), name.split('.')[0] ?? '')?.defs[0]
  if (definition === undefined || file.side().framework !== 'next') return false
  const node = definition.node as Node
  if (definition.type !== 'ImportBinding') {
    // `dynamic(() => import('./sheet'))`, `lazy(…)`
    const loaded = file.nodes().of('ImportExpression').find(one => isWithin(one, node))
    const source = node.type !== 'VariableDeclarator' ? null : literalName(loaded?.source)
    return source === null || isClientModule(file, source, 'default') === false
  }
  const declaration = node.parent
  const imported = node.type === 'ImportSpecifier' ? (nameOfKey(node.imported, false) ?? name) : node.type === 'ImportDefaultSpecifier' ? 'default' : (name.split('.')[1] ?? name)
  return declaration?.type === 'ImportDeclaration' && isClientModule(file, declaration.source.value, imported) === false
}

function* inData(file: LintFile): Generator<Exposure> {
  const folder = folderOf(file)
  for (const { callable, target, rule, part } of dataFunctionsOf(file)) {
    for (const value of isFunction(callable) ? returnsOf(callable) : [callable]) {
      const sent = part === null ? value : folder.propertyOf(value, part)
      if (sent !== null && !isErrorResponse(file, sent)) yield { nodes: [sent], target, rule }
    }
  }
}

/** `fail(400, …)`, `error(500, …)` and `{ statusCode: 502, body }` are errors, of which another rule speaks. */
function isErrorResponse(file: LintFile, node: Node): boolean {
  const value = unwrap(node)
  if (responsesOf(file).some(one => (one.node === value || one.values.includes(node)) && one.status !== null && one.status >= 400)) return true
  return value.type === 'CallExpression' && /^(?:error|createError|redirect)$/.test(dottedName(value.callee) ?? '')
}

function* inResponses(file: LintFile): Generator<Exposure> {
  for (const { values, status } of responsesOf(file)) if (status === null || status < 400) yield { nodes: values, target: 'a response', rule: 'a response goes to whoever asks' }
}

/** Bridges out of a trusted process, and headers of responses. */
function* inBridges(file: LintFile, sinks: readonly string[]): Generator<Exposure> {
  for (const call of callsOf(file)) {
    const written = shippedFile(file, call)
    if (written !== null) yield { nodes: call.arguments.slice(1), target: written, rule: 'it is part of what every user receives' }
    const target = bridgeOf(file, call) ?? (sinks.includes(call.name) ? call.name : null)
    if (target !== null) yield { nodes: call.arguments.flatMap(one => (isFunction(one) ? returnsOf(one) : [one, ...functionValues(file, one)])), target, rule: 'code that you do not control can read it there' }
  }
  for (const node of file.nodes().of('AssignmentExpression')) {
    const path = dottedName(node.left) ?? ''
    if (/^globalThis\.\w/.test(path) ? isShipped(sideIn(file, node).side) : /^(?:window(?!\.(?:location|localStorage|sessionStorage)\b)|document\.body|document\.documentElement)\.\w|\.(?:innerHTML|outerHTML|dataset\.\w+)$|^(?:event|evt|e)\.returnValue$/.test(path)) yield { nodes: [node.right], target: path, rule: 'every script of the page can read it' }
  }
}

/** The path of a file that a script writes into what is shipped: `public/env.js`, the `environment.ts` of Angular. */
function shippedFile(file: LintFile, { name, arguments: [first] }: Call): string | null {
  if (first === undefined || !/(?:^|\.)(?:writeFile|outputFile|outputJson|writeJson|writeTextFile)(?:Sync)?$|^Bun\.write$/.test(name)) return null
  const place = unwrap(writesOf(file.variableOf(first))[0]?.value ?? first)
  const path = folderOf(file).textOf(place.type === 'CallExpression' ? (place.arguments.at(-1) ?? null) : place)?.replace(/^[./]+/, '')
  if (path === undefined || !/\/.*\.(?:[cm]?[jt]sx?|json|html?)$/.test(path)) return null
  return isShipped(classifyFile({ filename: join(file.side().root, path), text: '', settings: file.settings, cwd: file.cwd }).side) ? path : null
}

/** Functions of an object that is exposed hand out what they return. */
function functionValues(file: LintFile, node: Node): readonly Node[] {
  return (folderOf(file).objectOf(node)?.properties ?? []).flatMap(one => (one.type === 'Property' && staticName(one) !== null ? returnsOf(one.value as Node) : []))
}

function bridgeOf(file: LintFile, { name, method, owner, arguments: values }: Call): string | null {
  const [first, ...rest] = values
  if (/(?:^|\.)contextBridge\.exposeIn\w+$|^ipcMain\.handle(?:Once)?$|(?:webContents|^event\.sender|^event|sender)\.send$|^event\.reply$|\.load(?:File|URL)$/.test(name)) return 'the renderer'
  if (method === 'postMessage' && !/(?:^|\.)chat$/.test(owner)) return 'another window or worker'
  if (/^(?:chrome|browser)\.(?:runtime|tabs)\.sendMessage$/.test(name)) return 'another part of the extension'
  if (/^(?:res|response|reply|c|ctx|event\.node\.res|(?:Astro|context|ctx)\.response)(?:\.headers)?\.(?:setHeader|header|set|append)$/.test(name) && first !== undefined && rest.length === 1 && !/^set-cookie$/i.test(literalName(first) ?? '')) return 'a header of the response'
  if (/^(?:this\.)?(?:io|socket|server|ws|wss|sse|pusher|channel)(?:\.(?:to|in|of|broadcast|volatile)(?:\(\))?)*\.(?:emit|send|trigger|broadcast)$/.test(name)) return 'a socket'
  if (/\.(?:insertAdjacentHTML|setAttribute)$/.test(name) && !/span|trace|otel/i.test(owner)) return markup.target
  if (method === 'set' && /state$/i.test(owner) && file.text.includes('TransferState')) return 'the transfer state of the page'
  if (name === 'controller.enqueue') return 'a stream'
  if (method === 'createPage') return 'page context'
  return /^(?:setHeader|setResponseHeader|appendHeader|useHead|useSeoMeta|useServerHead)$/.test(name) ? 'the page' : null
}
