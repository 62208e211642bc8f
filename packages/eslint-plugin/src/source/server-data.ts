import { isServerFunction } from '../ast/functions.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { leadingDirectives } from '../classify/directives.ts'
import { dottedName, literalName, nameOfKey, staticName } from '../ast/static-name.ts'
import { isFunction } from '../ast/ancestors.ts'
import { folderOf } from '../fold/fold.ts'
import { callsOf } from './calls.ts'
import type { LintFile } from './lint-file.ts'

/** A function of the server whose result goes to the browser. */
export interface DataFunction {
  readonly callable: Node
  /** What its result becomes, in words that fit a message. */
  readonly target: string
  readonly rule: string
  /** The part of the result that goes out; `null`: all of it. */
  readonly part: string | null
}

/** What becomes of the result of a function with such a name. */
interface Row extends Omit<DataFunction, 'callable'> {
  readonly name: RegExp
}

const pageData = 'page data is serialised into the page'
const response = { target: 'a response', rule: 'a response goes to whoever asks', part: null }
const serverFunction = { target: 'the result of a server function', rule: 'the result of a server function is sent to the browser', part: null }
const pageProps = { target: 'the props of the page', rule: pageData, part: null }

const exported: Readonly<Record<string, readonly Row[]>> = {
  next: [
    { name: /^(?:getServerSideProps|getStaticProps)$/, target: pageProps.target, rule: 'props can be viewed on the client', part: 'props' },
    { name: /^getInitialProps$/, ...pageProps },
    { name: /^(?:generateMetadata|metadata)$/, target: 'the metadata of the page', rule: 'metadata is written into the page', part: null },
  ],
  gatsby: [{ name: /^getServerData$/, ...pageProps, part: 'props' }],
  'react-router': [{ name: /^(?:loader|action|clientLoader|clientAction|meta|headers)$/, target: 'loader data', rule: 'loader and action data are serialised into the page', part: null }],
  sveltekit: [
    { name: /^(?:load|actions)$/, target: 'page data', rule: 'the data of a server load function is serialised into the page', part: null },
    { name: /^(?:GET|POST|PUT|PATCH|DELETE)$/, ...response },
  ],
  vike: [{ name: /^(?:data|onBeforeRender)$/, target: 'page data', rule: pageData, part: null }],
}

const lambda: Row = { name: /^(?:handler|lambdaHandler)$/, ...response, part: 'body' }

/** Names that are everyday words: they count where the function says that it runs on the server. */
const everyday = /^(?:query|form|command|prerender|action|cache|createAsync|server)$/

const calls: readonly Row[] = [
  { name: /^(?:routeLoader|routeAction|globalAction|server)\$$/, target: 'the data of a loader', rule: 'Qwik serialises it into the page', part: null },
  { name: /^createServerFn\(.*\.handler$|^createServer(?:Data|Action)\$$/, ...serverFunction },
  { name: /^(?:defineEventHandler|eventHandler|defineCachedEventHandler|cachedEventHandler|defineLazyEventHandler)$/, ...response },
  { name: /^(?:useAsyncData|useState|useLazyAsyncData)$/, target: 'the payload of the page', rule: 'Nuxt serialises it into the page', part: null },
  { name: /(?:^|\.)onCall$/, ...serverFunction, target: 'the result of a callable function' },
  { name: /(?:[pP]rocedure|^t|\))\.(?:query|mutation)$/, ...serverFunction, target: 'the result of a procedure' },
  { name: everyday, ...serverFunction },
]

/** Properties of options whose value, or what their function returns, goes to the browser. */
const properties: Readonly<Record<string, Omit<Row, 'name'>>> = {
  sendContext: { ...serverFunction, target: 'the context that a middleware sends' },
  transformPageChunk: { target: 'the markup', rule: 'markup is sent to every visitor', part: null },
  transformIndexHtml: { target: 'the markup', rule: 'markup is sent to every visitor', part: null },
  additionalArguments: { target: 'the arguments of a renderer', rule: 'code of the window can read them', part: null },
}

const key = {}

/** Every function of a file whose result reaches the browser by the rules of its framework. */
export function dataFunctionsOf(file: LintFile): readonly DataFunction[] {
  return file.once(key, () => findDataFunctions(file))
}

function findDataFunctions(file: LintFile): DataFunction[] {
  const found: DataFunction[] = []
  const add = (callable: Node, { target, rule, part }: Omit<DataFunction, 'callable'>): void => { found.push({ callable, target, rule, part }) }
  const index = file.nodes()
  const framework = file.side().framework ?? ''
  const isServerActions = leadingDirectives(file.text).includes('use server')
  const rows = [...(exported[framework] ?? []), lambda]
  for (const { name, value } of exportsOf(file)) {
    const row = rows.find(one => one.name.test(name)) ?? (isServerActions ? { ...serverFunction, target: 'the result of a Server Action' } : null)
    if (row !== null) for (const callable of name === 'metadata' ? [value] : callablesIn(value)) add(callable, row)
  }
  for (const call of callsOf(file)) {
    const row = calls.find(one => one.name.test(call.name))
    const isSure = !everyday.test(call.name) || (framework === 'sveltekit' && /\.remote\.[jt]s$/.test(file.path))
    if (row !== undefined) for (const argument of call.arguments) if (isFunction(argument) && (isSure || isServerFunction(argument))) add(argument, row)
  }
  for (const node of [...index.of('FunctionDeclaration'), ...index.of('FunctionExpression'), ...index.of('ArrowFunctionExpression')]) if (isServerFunction(node)) add(node, serverFunction)
  for (const node of index.of('MethodDefinition')) {
    // the trees of ESLint's own parser have no decorators
    if ((node.decorators as typeof node.decorators | undefined)?.some(one => one.expression.type === 'CallExpression' && /^(?:Get|Post|Put|Patch|Delete|All|Query|Mutation|Render)$/.test(dottedName(one.expression.callee) ?? ''))) add(node.value, response)
  }
  for (const node of index.of('Property')) {
    const row = Object.hasOwn(properties, staticName(node) ?? '') ? properties[staticName(node) as string] : undefined
    if (row !== undefined) add(node.value, row)
    // resolvers of a GraphQL schema answer queries
    const owner = node.parent.parent
    if (isFunction(node.value) && owner.type === 'Property' && (/^(?:Query|Mutation|Subscription)$/.test(staticName(owner) ?? '') || isInResolvers(owner))) add(node.value, { ...response, target: 'the result of a resolver' })
  }
  const folder = folderOf(file)
  for (const { method, owner, name, arguments: values } of callsOf(file)) {
    // Astro's actions, routes of hapi and fastify, functions of Azure
    const rows = method === 'defineAction' ? [serverFunction] : method === 'route' ? [response] : name === 'app.http' ? [{ ...response, part: 'jsonBody' }, { ...response, part: 'body' }] : []
    const handler = rows.length === 0 ? null : folder.propertyOf(values.at(-1), 'handler')
    if (handler !== null) for (const row of rows) add(handler, row)
    // fastify, elysia and others send what a handler returns
    const last = values.at(-1)
    if (/^(?:get|post|put|patch|delete|all)$/.test(method) && /^(?:app|server|fastify|router|api|instance|f|s|new Elysia)$/i.test(owner.replace(/\(\)/g, '')) && values.length > 1 && literalName(values[0]) !== null && isFunction(last)) add(last, response)
  }
  return found
}

/** The fields of a type of the schema: `const resolvers = { Merchant: { … } }`. */
function isInResolvers(type: NodeOf<'Property'>): boolean {
  const holder: Node = type.parent.parent
  const name = holder.type === 'VariableDeclarator' ? holder.id : holder.type === 'Property' ? holder.key : null
  return /^[A-Z]/.test(staticName(type) ?? '') && /resolvers$/i.test((name === null ? null : nameOfKey(name, false)) ?? '')
}

function* exportsOf(file: LintFile): Generator<{ readonly name: string; readonly value: Node }> {
  for (const node of file.nodes().of('ExportNamedDeclaration')) {
    if (node.declaration?.type === 'FunctionDeclaration' && node.declaration.id !== null) yield { name: node.declaration.id.name, value: node.declaration }
    if (node.declaration?.type === 'VariableDeclaration') for (const one of node.declaration.declarations) if (one.id.type === 'Identifier' && one.init !== null) yield { name: one.id.name, value: one.init }
    if (node.source !== null) continue
    for (const specifier of node.specifiers) {
      const local = nameOfKey(specifier.local, false)
      const value = local === null ? null : topLevel(file, local)
      if (value !== null) yield { name: nameOfKey(specifier.exported, false) ?? '', value }
    }
  }
  for (const node of file.nodes().of('ExportDefaultDeclaration')) if (isFunction(node.declaration)) yield { name: 'default', value: node.declaration }
  for (const node of file.nodes().of('AssignmentExpression')) {
    const name = /^(?:module\.)?exports\.(\w+)$|^\w+\.(getInitialProps)$/.exec(dottedName(node.left) ?? '')
    if (name !== null) yield { name: (name[1] ?? name[2]) as string, value: node.right }
  }
}

function topLevel(file: LintFile, name: string): Node | null {
  for (const statement of file.source.ast.body as unknown as readonly Node[]) {
    if (statement.type === 'FunctionDeclaration' && statement.id?.name === name) return statement
    if (statement.type === 'VariableDeclaration') for (const one of statement.declarations) if (one.id.type === 'Identifier' && one.id.name === name) return one.init
  }
  return null
}

/** The functions that a value is or holds: a function, a wrapped one, an object of them; a plain object stands for itself. */
function callablesIn(value: Node): readonly Node[] {
  if (isFunction(value)) return [value]
  if (value.type === 'TSSatisfiesExpression' || value.type === 'TSAsExpression') return callablesIn(value.expression)
  if (value.type === 'CallExpression') return value.arguments.flatMap(one => (isFunction(one) ? [one] : []))
  if (value.type === 'ObjectExpression') return value.properties.flatMap(one => (one.type === 'Property' && staticName(one) !== null ? callablesIn(one.value as Node) : []))
  return []
}
