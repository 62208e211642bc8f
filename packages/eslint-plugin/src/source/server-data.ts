import type { Node, NodeOf } from '../ast/node.ts'
import { leadingDirectives } from '../classify/directives.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { nameOfKey } from '../ast/static-name.ts'
import { isFunction } from '../ast/ancestors.ts'
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

const pageData = 'page data is serialised into the page'
const actionResult = 'the result of a server function is sent to the browser'
const response = 'a response goes to whoever asks'

const exported: Readonly<Record<string, readonly { readonly name: RegExp; readonly target: string; readonly rule: string; readonly part: string | null }[]>> = {
  next: [
    { name: /^(?:getServerSideProps|getStaticProps)$/, target: 'the props of the page', rule: 'props can be viewed on the client', part: 'props' },
    { name: /^getInitialProps$/, target: 'the props of the page', rule: pageData, part: null },
    { name: /^(?:generateMetadata|metadata)$/, target: 'the metadata of the page', rule: 'metadata is written into the page', part: null },
  ],
  gatsby: [{ name: /^getServerData$/, target: 'the props of the page', rule: pageData, part: 'props' }],
  'react-router': [{ name: /^(?:loader|action|clientLoader|clientAction|meta|headers)$/, target: 'loader data', rule: 'loader and action data are serialised into the page', part: null }],
  sveltekit: [
    { name: /^(?:load|actions)$/, target: 'page data', rule: 'the data of a server load function is serialised into the page', part: null },
    { name: /^(?:GET|POST|PUT|PATCH|DELETE)$/, target: 'a response', rule: response, part: null },
  ],
  vike: [{ name: /^(?:data|onBeforeRender)$/, target: 'page data', rule: pageData, part: null }],
}

const lambda = { name: /^(?:handler|lambdaHandler)$/, target: 'a response', rule: response, part: 'body' }

const calls: readonly { readonly name: RegExp; readonly target: string; readonly rule: string }[] = [
  { name: /^(?:routeLoader\$|routeAction\$|globalAction\$|server\$)$/, target: 'the data of a loader', rule: 'Qwik serialises it into the page' },
  { name: /^create(?:ServerFn|IsomorphicFn)\(.*\.(?:handler|server)$|^createServer(?:OnlyFn|Data\$|Action\$)$/, target: 'the result of a server function', rule: actionResult },
  { name: /^(?:defineEventHandler|eventHandler|defineCachedEventHandler|cachedEventHandler|defineLazyEventHandler)$/, target: 'a response', rule: response },
  { name: /^(?:useAsyncData|useState|useLazyAsyncData)$/, target: 'the payload of the page', rule: 'Nuxt serialises it into the page' },
  { name: /(?:[pP]rocedure|^t|\))\.(?:query|mutation)$/, target: 'the result of a procedure', rule: actionResult },
  { name: /^(?:query|form|command|prerender|action|cache|createAsync|server)$/, target: 'the result of a server function', rule: actionResult },
]

const key = {}

/** Every function of a file whose result reaches the browser by the rules of its framework. */
export function dataFunctionsOf(file: LintFile): readonly DataFunction[] {
  return file.once(key, () => findDataFunctions(file))
}

function findDataFunctions(file: LintFile): DataFunction[] {
  const found: DataFunction[] = []
  const framework = file.side().framework ?? ''
  const isServerActions = leadingDirectives(file.text).includes('use server')
  const rows = [...(exported[framework] ?? []), lambda]
  for (const { name, value } of exportsOf(file)) {
    const row = rows.find(one => one.name.test(name))
    if (row !== undefined && name === 'metadata') found.push({ callable: value, target: row.target, rule: row.rule, part: null })
    else if (row !== undefined) for (const callable of callablesIn(value)) found.push({ callable, target: row.target, rule: row.rule, part: row.part })
    else if (isServerActions) for (const callable of callablesIn(value)) found.push({ callable, target: 'the result of a Server Action', rule: actionResult, part: null })
  }
  for (const call of callsOf(file)) {
    const row = calls.find(one => one.name.test(call.name))
    if (row === undefined) continue
    const isDirective = /^(?:query|form|command|prerender|action|cache|createAsync|server)$/.test(call.name)
    for (const argument of call.arguments) if (isFunction(argument) && (!isDirective || hasUseServer(argument) || (framework === 'sveltekit' && /\.remote\.[jt]s$/.test(file.path)))) found.push({ callable: argument, target: row.target, rule: row.rule, part: null })
  }
  for (const node of [...file.nodes().of('FunctionDeclaration'), ...file.nodes().of('FunctionExpression'), ...file.nodes().of('ArrowFunctionExpression')]) {
    if (hasUseServer(node)) found.push({ callable: node, target: 'the result of a server function', rule: actionResult, part: null })
  }
  for (const node of file.nodes().of('MethodDefinition')) {
    if (node.decorators.some(one => one.expression.type === 'CallExpression' && /^(?:Get|Post|Put|Patch|Delete|All|Query|Mutation|Render)$/.test(dottedName(one.expression.callee) ?? ''))) found.push({ callable: node.value, target: 'a response', rule: response, part: null })
  }
  for (const node of file.nodes().of('Property')) {
    // resolvers of a GraphQL schema answer queries
    const owner = node.parent.parent
    if (isFunction(node.value) && owner.type === 'Property' && /^(?:Query|Mutation|Subscription)$/.test(staticName(owner) ?? '')) found.push({ callable: node.value, target: 'the result of a resolver', rule: response, part: null })
  }
  for (const call of callsOf(file)) {
    // fastify, elysia and others send what a handler returns
    if (!/^(?:get|post|put|patch|delete|all)$/.test(call.method) || !/^(?:app|server|fastify|router|api|instance|f|s|new Elysia)$/i.test(call.owner.replace(/\(\)/g, ''))) continue
    const last = call.arguments.at(-1)
    if (call.arguments.length > 1 && nameOfKey(call.arguments[0] as Node, true) !== null && last !== undefined && isFunction(last)) found.push({ callable: last, target: 'a response', rule: response, part: null })
  }
  return found
}

function hasUseServer(node: Node): boolean {
  if (!isFunction(node) || (node.body as Node | null)?.type !== 'BlockStatement') return false
  const [first] = (node.body as NodeOf<'BlockStatement'>).body
  return first?.type === 'ExpressionStatement' && first.expression.type === 'Literal' && first.expression.value === 'use server'
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
