import { isWithin } from '../ast/is-within.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, nameOfKey, staticName } from '../ast/static-name.ts'
import { writesOf, type Variable } from '../ast/variable.ts'
import { operandsOf } from '../ast/operands.ts'
import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import { unknownMark } from '../fold/value.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { environmentOfHost, isRequest } from '../sinks/request.ts'
import { callsOf } from '../source/calls.ts'
import { importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'
import { keysIn, problemAt } from '../taint/key-flow.ts'
import { kindOfKey } from '../taint/trace.ts'

/** Options of `no-key-in-url`. */
export interface NoKeyInUrlOptions {
  /** Further option names of requests whose values go into the query. */
  readonly params?: readonly string[]
}

/** Flags keys in the query, path, user part or fragment of a URL. */
export const noKeyInUrl = defineRule<NoKeyInUrlOptions>({
  name: 'no-key-in-url',
  description: 'Disallow Nuvion keys in URLs',
  languages: 'script',
  options: { params: namesOption },
  *check(file, options) {
    for (const node of file.nodes().of('TemplateLiteral')) if (node.expressions.length > 0 && node.parent.type !== 'TaggedTemplateExpression') yield* inTemplate(file, node)
    for (const node of file.nodes().of('BinaryExpression')) if (node.operator === '+' && !(node.parent.type === 'BinaryExpression' && node.parent.operator === '+')) yield* inSum(file, operandsOf(node))
    yield* inCalls(file, ['params', 'query', 'searchParams', 'qs', ...(options.params ?? [])])
    yield* inAssignments(file)
    for (const match of file.matches()) if (standsInUrl(file, match.start)) yield { range: [match.start, match.end], messageId: 'url', data: { name: `A ${kindOfKey(match.environment)}` } }
  },
})

const inQuery = /[?&;#][\w.[\]-]*=$/
const inAuthority = /^\s*(?:https?|wss?):\/\/(?:[\w.+-]*:)?$/i
const inUrl = /(?:https?|wss?):\/\/[^\s"'<>]*$/i

/** Text that ends right before a value says whether the value is part of a URL. */
function isUrlBefore(text: string, isBaseKnown: boolean): boolean {
  if (inQuery.test(text) && !/\s/.test(text.slice(-40).replace(/^.*\s(?=\S*$)/, ''))) return true
  const last = text.split(/[\s"'`<>]/).at(-1) ?? ''
  if (inAuthority.test(last) || inUrl.test(last)) return true
  return isBaseKnown && last.startsWith(unknownMark) && /\/$/.test(last)
}

function* inTemplate(file: LintFile, node: NodeOf<'TemplateLiteral'>): Generator<Problem> {
  const folder = folderOf(file)
  let before = ''
  for (const [at, quasi] of node.quasis.entries()) {
    before += quasi.value.cooked ?? quasi.value.raw
    const expression = node.expressions[at]
    if (expression === undefined) break
    const text = folder.sketchOf(expression)
    if (isUrlBefore(before, isBase(file, node.expressions[0] as Node))) yield* keysAt(file, expression, before, (node.quasis[at + 1]?.value.raw ?? ''))
    before += text ?? unknownMark
  }
}

function* inSum(file: LintFile, operands: readonly Node[]): Generator<Problem> {
  const folder = folderOf(file)
  let before = ''
  for (const operand of operands) {
    if (before !== '' && isUrlBefore(before, isBase(file, operands[0] as Node))) yield* keysAt(file, operand, before, '')
    before += folder.sketchOf(operand) ?? unknownMark
  }
}

/** A first part that is named for a URL. */
function isBase(file: LintFile, node: Node): boolean {
  const text = file.textOf(node)
  return /(?:url|uri|base|host|endpoint|origin|domain|api_root)\w*['"\]!)]*$/i.test(text)
}

function* keysAt(file: LintFile, node: Node, before: string, after: string): Generator<Problem> {
  // `Bearer ${key}` inside of `${url} Bearer …` has a space before it and never gets here
  const found = keysIn(file, [node]).filter(trace => !isUrlAlready(file, trace.node))
  for (const trace of found) yield problemAt(trace, 'url')
  if (found.length > 0) return
  const name = staticName(unwrap(node))
  if (name === null || !/^(?:key|token|secret|k|credential)$/i.test(name) || (environmentOfHost(before) === null && !/nuvion/i.test(before))) return
  if (/[?&](?:api[-_]?key|key|token|access[-_]?token|auth|secret|authorization|nv_?key)=$/i.test(before) || (inAuthority.test(before) && after.startsWith('@'))) {
    if (!isPlainlyNoKey(file, node)) yield { range: node.range, messageId: 'url', data: { name: `'${name}'` } }
  }
}

/** A name for something that is a URL, or parameters of one, already: the key in it is reported there. */
function isUrlAlready(file: LintFile, node: Node): boolean {
  return writesOf(file.variableOf(node)).some(({ value }) => /^new (?:URL|URLSearchParams)\b|^(?:(?:qs|querystring)\.)?stringify\(|https?:\/\/|[?&][\w-]+=/.test(file.textOf(unwrap(value))))
}

/** A name whose value the file shows, and which is no key. */
function isPlainlyNoKey(file: LintFile, outer: Node): boolean {
  return writesOf(file.variableOf(unwrap(outer))).some(write => folderOf(file).fold(write.value) !== null)
}

function* inCalls(file: LintFile, options: readonly string[]): Generator<Problem> {
  const folder = folderOf(file)
  for (const call of callsOf(file)) {
    const { callee } = call.node
    const [first, second] = call.arguments
    const owner = callee.type === 'MemberExpression' ? unwrap(callee.object) : null
    if (call.method === 'join' && owner?.type === 'ArrayExpression' && folder.textOf(first) === '') yield* inSum(file, owner.elements.filter(one => one !== null))
    else if (/^replace(?:All)?$/.test(call.method) && owner !== null && second !== undefined) {
      const template = folder.textOf(templateOf(owner))
      const at = template?.indexOf(folder.textOf(first) ?? unknownMark) ?? -1
      if (template !== null && at >= 0 && isUrlBefore(template.slice(0, at), false)) yield* keysAt(file, second, template.slice(0, at), '')
    }
    if (call.isNew && call.name === 'URLSearchParams' && !isBody(call.node)) {
      for (const argument of call.arguments) yield* report(file, argument, false)
      continue
    }
    if (/^(?:querystring|qs)\.stringify$/.test(call.name) || (call.name === 'stringify' && importsPackage(file, /^(?:(?:node:)?querystring|qs|query-string)$/))) {
      if (isBody(call.node)) continue
      yield* report(file, call.arguments[0], false)
      continue
    }
    // query-string's `stringifyUrl({ url, query })`, ufo's `withQuery(url, query)`
    if (call.method === 'stringifyUrl') yield* report(file, folder.propertyOf(first, 'query'))
    else if (call.name === 'withQuery') yield* report(file, second)
    else if (/^HttpParams\b/.test(call.name) && !isBody(call.node)) {
      // Angular: `new HttpParams({ fromObject }).set(name, value)`
      if (call.isNew) yield* report(file, folder.propertyOf(first, 'fromObject'))
      else if (/^(?:set|append|appendAll)$/.test(call.method)) yield* report(file, call.arguments.at(-1))
    }
    if (/^(?:set|append)$/.test(call.method) && call.arguments.length === 2 && (/searchParams$/.test(call.owner) || isSearchParams(file, call.node))) {
      yield* report(file, call.arguments[1])
      continue
    }
    if (call.method === 'query' && isRequestChain(call.owner)) yield* report(file, call.arguments[0])
    const isFormat = /^(?:url\.)?format$/.test(call.name) && importsPackage(file, /^(?:node:)?url$/)
    if (!isFormat && !isRequest(call) && call.name !== 'io' && !/(?:request|Request|fetch|Fetch)$/.test(call.method)) continue
    for (const argument of call.arguments) {
      for (const name of options) {
        const value = folder.propertyOf(argument, name)
        if (value !== null && isWithin(value, argument)) yield* report(file, value)
      }
    }
  }
}

/** What stands before the replacements of its placeholders. */
function templateOf(outer: Node): Node {
  const node = unwrap(outer)
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && /^replace(?:All)?$/.test(staticName(node.callee) ?? '') ? templateOf(node.callee.object) : node
}

function isRequestChain(owner: string): boolean {
  return /^(?:request|superagent|agent)(?:\.|$|\()/.test(owner)
}

function isSearchParams(file: LintFile, node: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>): boolean {
  const callee = node.callee
  const variable = callee.type === 'MemberExpression' ? file.variableOf(callee.object) : null
  // `const query = url.searchParams`, `const { searchParams: query } = url`
  const isPart = writesOf(variable).some(({ value, path: [step] }) => (step === undefined ? staticName(unwrap(value)) : step.kind === 'property' ? step.name : null) === 'searchParams')
  return isPart || ((isMadeBy(variable, 'URLSearchParams') || isMadeBy(variable, 'HttpParams')) && variable?.references.some(reference => isBody(reference.identifier)) !== true)
}

/** The last call of the chain that starts with a node. */
function endOfChain(node: Node): Node {
  const call = node.parent?.type === 'MemberExpression' && node.parent.object === node ? node.parent.parent : null
  return call?.type === 'CallExpression' && call.callee === node.parent ? endOfChain(call) : node
}

/** The body of a request is no URL. */
function isBody(node: Node): boolean {
  const value = endOfChain(node)
  const { parent } = value
  if (parent?.type === 'Property' && /^(?:body|data|form|payload)$/.test(staticName(parent) ?? '')) return true
  if (parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression' && parent.arguments[1] === value) return /^(?:post|put|patch)$/.test(staticName(parent.callee) ?? '')
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' && /body|form|payload/i.test(parent.id.name)
}

/** Reports the keys of a value; those that a caller passes only where it is sure to be part of a URL: what a helper makes may be a body. */
function* report(file: LintFile, node: Node | null | undefined, isSure = true): Generator<Problem> {
  if (node == null) return
  for (const trace of keysIn(file, [node])) if (isSure || trace.isPassed !== true) yield problemAt(trace, 'url')
}

function* inAssignments(file: LintFile): Generator<Problem> {
  for (const node of file.nodes().of('AssignmentExpression')) {
    if (node.left.type !== 'MemberExpression') continue
    const name = staticName(node.left)
    if (name === null || !/^(?:username|password|search|hash|pathname|href)$/.test(name)) continue
    const owner = file.textOf(node.left.object)
    if (/url|uri|location|endpoint|link/i.test(owner) || isMadeBy(file.variableOf(node.left.object), 'URL')) yield* report(file, node.right)
  }
  for (const node of file.nodes().of('Property')) {
    // `{ url, params: { apiKey } }` of a request that is put together first
    if (staticName(node) !== 'params' || node.parent.type !== 'ObjectExpression') continue
    const siblings = node.parent.properties.map(one => (one.type === 'Property' ? nameOfKey(one.key, one.computed) : null))
    if (siblings.some(one => one === 'url' || one === 'baseURL')) yield* report(file, node.value)
  }
}

/** Says whether a variable holds what `new` of a class of this name makes. */
function isMadeBy(variable: Variable | null, name: string): boolean {
  return writesOf(variable).some(({ value }) => value.type === 'NewExpression' && dottedName(value.callee) === name)
}

/** A key written out in a URL: its host, path or query right before it, in one literal. */
function standsInUrl(file: LintFile, offset: number): boolean {
  const line = file.text.slice(Math.max(0, offset - 200), offset)
  const before = line.split(/[\s"'`<>]/).at(-1) ?? ''
  return /^(?:https?|wss?):\/\//i.test(before) || /[?&](?:api[-_]?key|key|token|access[-_]?token|auth|secret)=$/i.test(before)
}

