import { apiHosts, type Environment } from '@nuvion-guard/rules'
import { detect } from '@nuvion-guard/core'
import { isWithin } from '../ast/is-within.ts'
import type { Node, NodeOf, Range } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { environmentOfTest, environmentOfWord, isExact, isOneOfTwo, otherThan } from '../fold/conditions.ts'
import { signsIn, titleOf, type EnvironmentSigns } from '../fold/environments.ts'
import { composedKeysOf } from '../fold/composed-keys.ts'
import { folderOf } from '../fold/fold.ts'
import { onlyWrite } from '../fold/objects.ts'
import { defineRule, type Problem, type Suggestion } from '../rule.ts'
import { environmentOfHost } from '../sinks/request.ts'
import { ancestorOf, isFunction } from '../ast/ancestors.ts'
import { callsOf } from '../source/calls.ts'
import type { LintFile } from '../source/lint-file.ts'
import { environmentOfName } from '../taint/key-name.ts'

/** Flags a production key with the sandbox host, the reverse, and branches that swap the two. */
export const noEnvironmentMismatch = defineRule<object>({
  name: 'no-environment-mismatch',
  description: 'Disallow Nuvion keys of one environment with the host of the other',
  languages: 'any',
  hasSuggestions: true,
  *check(file) {
    if (!file.isScript) {
      yield* inText(file)
      return
    }
    // nothing can meet in a file that names no host and holds no key of a known environment
    const namesHost = /api\.nuvion\.|nuvion\w*(?:url|host|endpoint)/i.test(file.text)
    const namesKey = file.matches().length > 0 || composedKeysOf(file).length > 0 || /(?:live|prod|production|test|sandbox|sbx)\w*key|key\w*(?:live|prod|test|sandbox|sbx)/i.test(file.text)
    if (!namesHost && !namesKey) return
    const lines = new Set<number>()
    for (const look of [...(namesHost && namesKey ? [inUnits] : []), inBranches, inNames, onLines]) {
      // the same two things meet on a line however they are looked at: the first look that sees them speaks
      const problems = [...look(file)].map(problem => ({ problem, line: file.source.getLocFromIndex(problem.range[0]).line })).filter(({ line }) => !lines.has(line))
      for (const { problem, line } of problems) {
        lines.add(line)
        yield problem
      }
    }
  },
})

const rule = 'production keys (nv_live_) belong to https://api.nuvion.co, sandbox keys (nv_test_) to https://api.nuvion.dev'

function hostOf(environment: Environment): string {
  return apiHosts.find(one => one.environment === environment)?.host ?? ''
}

/** The one environment of a list of signs; null where there is none or more than one. */
function only<Sign extends { readonly environment: Environment | null }>(signs: readonly Sign[]): (Sign & { readonly environment: Environment }) | null {
  const [first] = signs
  return first !== undefined && first.environment !== null && signs.every(sign => sign.environment === first.environment) ? (first as Sign & { readonly environment: Environment }) : null
}

function mismatch(range: Range, key: string, host: string, wanted: Environment, suggestions: readonly Suggestion[] = []): Problem {
  return { range, messageId: 'mismatch', data: { key, host, rule, wanted: `https://${hostOf(wanted)}` }, suggestions }
}

function mismatchOf(file: LintFile, all: readonly EnvironmentSigns[]): Problem | null {
  const key = only(all.flatMap(one => one.keys))
  const host = only(all.flatMap(one => one.hosts))
  // where one name stands for both, they meet where it was made
  if (key === null || host === null || key.environment === host.environment || (key.node === host.node && key.node.type === 'Identifier')) return null
  const later = key.node.range[0] > host.node.range[0] ? key : host
  return mismatch(later.node.range, key.what, host.what, key.environment, suggestHost(file, host.node, key.environment))
}

function swapHost(range: Range, wanted: Environment): readonly Suggestion[] {
  return [{ messageId: 'swapHost', data: { wanted: hostOf(wanted) }, edits: [{ range, text: hostOf(wanted) }] }]
}

function suggestHost(file: LintFile, node: Node, wanted: Environment): readonly Suggestion[] {
  const host = hostOf(otherThan(wanted))
  const at = node.type === 'Literal' || node.type === 'TemplateLiteral' ? file.textOf(node).indexOf(host) : -1
  const start = node.range[0] + at
  return at < 0 ? [] : swapHost([start, start + host.length], wanted)
}

/** Calls, objects and classes in which a key and a host stand together: the innermost one counts. */
function* inUnits(file: LintFile): Generator<Problem> {
  const index = file.nodes()
  const units = (['CallExpression', 'NewExpression', 'ObjectExpression', 'ClassBody', 'TemplateLiteral', 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'] as const).flatMap<Node>(type => index.of(type)).sort((a, b) => a.range[1] - a.range[0] - (b.range[1] - b.range[0]))
  const reported: Node[] = []
  for (const unit of units) {
    if (reported.some(one => isWithin(one, unit)) || isComparison(unit)) continue
    const problem = mismatchOf(file, partsOf(unit).map(part => signsIn(file, part)))
    if (problem === null) continue
    reported.push(unit)
    yield problem
  }
  yield* inAssignments(file)
  for (const { node, name } of callsOf(file)) {
    if (!name.endsWith('.interceptors.request.use')) continue
    // a text may be another host, which the interceptor chooses
    const reads = [...index.of('MemberExpression'), ...index.of('Literal')].filter(one => node.callee.range[1] < one.range[0] && one.range[1] < node.range[1])
    const problem = mismatchOf(file, [...madeWith(file, node.callee), ...reads.map(one => signsIn(file, one))])
    if (problem !== null) yield problem
  }
}

/** `expect(key).not.toContain(host)`, `if (url.includes(…))`: nothing is sent. */
function isComparison(node: Node): boolean {
  return node.type === 'CallExpression' && (/^(?:expect|assert|describe|it|test|includes|startsWith|z)\b/.test(dottedName(node.callee) ?? '') || (node.callee.type === 'MemberExpression' && /^(?:toBe|toEqual|toContain|toMatch)/.test(staticName(node.callee) ?? '')))
}

/** The values that make up a unit: all of it, the defaults of a function's parameters, the fields of a class and the defaults of its constructor. */
function partsOf(unit: Node): readonly Node[] {
  if (isFunction(unit)) return unit.params.flatMap(parameter => (parameter.type === 'AssignmentPattern' ? [parameter.right] : []))
  if (unit.type !== 'ClassBody') return [unit]
  return unit.body.flatMap(member => (member.type === 'PropertyDefinition' && member.value !== null ? [member.value] : member.type === 'MethodDefinition' && member.kind === 'constructor' ? partsOf(member.value) : []))
}

/** `client.baseURL = …; client.apiKey = …`: assignments to parts of one thing, in one block, and what it was made with. */
function* inAssignments(file: LintFile): Generator<Problem> {
  const groups = new Map<string, EnvironmentSigns[]>()
  for (const node of file.nodes().of('AssignmentExpression')) {
    const path = node.left.type === 'MemberExpression' ? dottedName(node.left) : null
    if (path === null) continue
    const block = ancestorOf(node, one => one.type === 'BlockStatement' || one.type === 'Program')
    const group = `${String(block?.range[0])}/${path.replace(/\.(?:defaults|headers|common|config|options)(?:\.[\w-]+)*$/, '').replace(/\.[^.]*$/, '')}`
    groups.set(group, [...(groups.get(group) ?? madeWith(file, node.left)), signsIn(file, node.right)])
  }
  for (const signs of groups.values()) {
    const problem = signs.length < 2 ? null : mismatchOf(file, signs)
    if (problem !== null) yield problem
  }
}

/** What the call holds that made the thing whose part this is: `axios.create({ baseURL })`. */
function madeWith(file: LintFile, part: Node): EnvironmentSigns[] {
  let root = part
  while (root.type === 'MemberExpression') root = root.object
  const made = environmentOfName(staticName(part) ?? '') === null ? onlyWrite(file.variableOf(root))?.value : undefined
  return made !== undefined && /^(?:Call|New)Expression$/.test(unwrap(made).type) ? [signsIn(file, made)] : []
}

/** `isSandbox ? production : sandbox`, the same with `if`, and `case 'sandbox':`. */
function* inBranches(file: LintFile): Generator<Problem> {
  const index = file.nodes()
  for (const node of index.of('ConditionalExpression')) {
    const wanted = environmentOfTest(file, node.test)
    if (wanted === null) continue
    const isExactTest = isExact(file, node.test)
    const [problem] = branches(file, node.consequent, wanted, file.textOf(node.test))
    if (problem === undefined) {
      if (isExactTest) yield* branches(file, node.alternate, otherThan(wanted), `else of ${file.textOf(node.test)}`)
      continue
    }
    const swapped = isExactTest && environmentOfValue(file, node.alternate) === wanted ? suggestHost(file, unwrap(node.alternate), otherThan(wanted)).flatMap(one => one.edits) : []
    yield { ...problem, suggestions: (problem.suggestions ?? []).map(one => ({ ...one, edits: [...one.edits, ...swapped] })) }
  }
  for (const node of index.of('IfStatement')) {
    const wanted = environmentOfTest(file, node.test)
    if (wanted === null) continue
    for (const value of valuesOf(node.consequent)) yield* branches(file, value, wanted, file.textOf(node.test))
    if (node.alternate !== null && isExact(file, node.test)) for (const value of valuesOf(node.alternate)) yield* branches(file, value, otherThan(wanted), `else of ${file.textOf(node.test)}`)
  }
  for (const node of index.of('SwitchCase')) {
    const text = folderOf(file).textOf(node.test)
    const wanted = environmentOfWord(text)
    if (wanted !== null) for (const value of node.consequent.flatMap(valuesOf)) yield* branches(file, value, wanted, `case '${String(text)}'`)
  }
}

/** What is wrong with a value where a condition asks for an environment: nothing, or that it is of the other one. */
function* branches(file: LintFile, node: Node, wanted: Environment, condition: string, environmentOf = environmentOfValue): Generator<Problem> {
  const found = environmentOf(file, node)
  if (found === null || found === wanted) return
  const short = condition.length > 60 ? `${condition.slice(0, 57)}…` : condition
  const isSafe = detect(short).length === 0
  yield { range: node.range, messageId: 'branch', data: { condition: isSafe ? short : 'this condition', found: `the ${titleOf(found)} API or key`, rule: `it asks for the ${titleOf(wanted)} environment` }, suggestions: suggestHost(file, unwrap(node), wanted) }
}

/** Values that a branch returns or assigns. */
function valuesOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'BlockStatement':
      return node.body.flatMap(valuesOf)
    case 'ReturnStatement':
      return node.argument === null ? [] : [node.argument]
    case 'ExpressionStatement':
      return node.expression.type === 'AssignmentExpression' ? [node.expression.right] : []
    case 'VariableDeclaration':
      return node.declarations.flatMap(one => one.init ?? [])
    default:
      return []
  }
}

/** The environment of a value that is a host or a key, and nothing else. */
function environmentOfValue(file: LintFile, node: Node): Environment | null {
  if (unwrap(node).type === 'ConditionalExpression') return null
  const { keys, hosts } = signsIn(file, node)
  return only([...keys, ...hosts])?.environment ?? null
}

/** `const SANDBOX_URL = 'https://api.nuvion.co'`, `{ production: 'https://api.nuvion.dev' }`. */
function* inNames(file: LintFile): Generator<Problem> {
  const index = file.nodes()
  const pairs: readonly (readonly [name: Node, value: Node | null | undefined])[] = [
    ...index.of('VariableDeclarator').map(node => [node.id, node.init] as const),
    ...index.of('Property').flatMap(node => (node.parent.type === 'ObjectExpression' && !isSection(node, node.parent) ? [[node, node.value] as const] : [])),
    ...index.of('PropertyDefinition').map(node => [node, node.value] as const),
    ...index.of('TSEnumMember').map(node => [node, node.initializer] as const),
    ...index.of('AssignmentExpression').flatMap(node => (folderOf(file).textOf(node.right) === null ? [] : [[node.left, node.right] as const])),
    // `process.env.NUVION_SANDBOX_URL ?? 'https://api.nuvion.co'`
    ...index.of('LogicalExpression').flatMap(node => (node.operator !== '&&' && /^[A-Z_]*NUVION_(?:SANDBOX|LIVE|PROD)[A-Z_]*$/.test(staticName(node.left) ?? '') && folderOf(file).textOf(node.right) !== null ? [[node.left, node.right] as const] : [])),
  ]
  for (const [node, value] of pairs) {
    const name = staticName(node) ?? ''
    const wanted = environmentOfName(name)
    if (wanted !== null && value != null) yield* branches(file, value, wanted, `'${name}'`, environmentOfNamedValue)
  }
  for (const node of index.of('ObjectExpression')) {
    const properties = node.properties.filter(one => one.type === 'Property')
    const named = properties.find(one => /^(?:env|environment|mode|NUVION_ENV|nuvionEnv|stage)$/.test(staticName(one) ?? ''))
    const text = folderOf(file).textOf(named?.value)
    const wanted = environmentOfWord(text)
    if (named === undefined || wanted === null || !isOneOfTwo(text ?? '')) continue
    for (const one of properties) if (one !== named) yield* branches(file, one.value, wanted, `${staticName(named) ?? ''}: '${String(text)}'`, environmentOfNamedValue)
  }
}

/** `test: { … }` without a counterpart is the section of a test runner, not of the sandbox. */
function isSection(node: NodeOf<'Property'>, object: NodeOf<'ObjectExpression'>): boolean {
  return staticName(node) === 'test' && node.value.type === 'ObjectExpression' && !object.properties.some(one => environmentOfName(staticName(one) ?? '') === 'live')
}

/** The environment of a value that is one host, one key, or an object of only such. */
function environmentOfNamedValue(file: LintFile, outer: Node): Environment | null {
  const value = unwrap(outer)
  if (isFunction(value) || value.type === 'ConditionalExpression') return null
  const text = folderOf(file).textOf(value)
  if (text === null) return value.type === 'ObjectExpression' || value.type === 'MemberExpression' ? environmentOfValue(file, value) : null
  const host = /^(?:https?:\/\/)?[\w.-]+(?:[:/].*)?$/.test(text.trim()) ? environmentOfHost(text) : null
  return host ?? detect(text).find(match => match.confidence !== 'low')?.environment ?? null
}

/** A key and the other environment's host in one line of text: a command in a string, a comment. */
function* onLines(file: LintFile): Generator<Problem> {
  for (const match of file.matches()) {
    const { environment } = match
    if (environment === null || match.encoding !== 'plain') continue
    const start = file.text.lastIndexOf('\n', match.start - 1) + 1
    const end = file.text.indexOf('\n', match.end)
    const line = file.text.slice(start, end < 0 ? undefined : end)
    const host = environmentOfHost(line)
    const hasOthers = file.matches().some(one => one.start >= start && one.end <= start + line.length && one.environment !== environment)
    if (host !== null && host !== environment && !hasOthers) yield mismatch([match.start, match.end], `A ${titleOf(environment)} key`, hostOf(host), environment)
  }
}

/** A file of variables is one unit: its key, its base URL and the environment that its own name speaks of. */
function* inText(file: LintFile): Generator<Problem> {
  if (!/(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.dev\.vars)$/.test(file.path)) {
    yield* onLines(file)
    return
  }
  const hosts: { readonly environment: Environment; readonly range: Range }[] = []
  for (const found of file.text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*)[ \t]*=[ \t]*["']?(?:https?:\/\/)?([\w.-]+)/gm)) {
    const [all, name, text] = found as unknown as [string, string, string]
    const environment = environmentOfHost(text)
    const end = found.index + all.length
    if (environment !== null && environmentOfName(name) === null) hosts.push({ environment, range: [end - text.length, end] })
  }
  const keys = file.matches().filter(match => match.environment !== null && environmentOfName(nameBefore(file.text, match.start)) === null)
  const key = only(keys)
  const host = only(hosts)
  if (key !== null && host !== null && key.environment !== host.environment) {
    const later: Range = key.start > host.range[0] ? [key.start, key.end] : host.range
    yield mismatch(later, `A ${titleOf(key.environment)} key`, hostOf(host.environment), key.environment, swapHost(host.range, key.environment))
    return
  }
  const name = file.path.split('/').at(-1) ?? ''
  const wanted: Environment | null = /\.(?:production|prod|live)(?:\.|$)/.test(name) ? 'live' : /\.(?:development|dev|test|sandbox)(?:\.|$)/.test(name) ? 'test' : null
  for (const { environment, start, end } of keys) {
    if (wanted !== null && environment !== null && environment !== wanted) yield { range: [start, end], messageId: 'branch', data: { condition: name, found: `a ${titleOf(environment)} key`, rule: `the file is for the ${titleOf(wanted)} environment` } }
  }
}

function nameBefore(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /([A-Za-z_]\w*)\s*[:=]/.exec(line)?.[1] ?? ''
}
