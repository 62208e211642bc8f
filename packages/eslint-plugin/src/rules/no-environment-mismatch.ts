import { apiHosts, type Environment } from '@nuvion-guard/rules'
import { detect } from '@nuvion-guard/core'
import type { Node, Range } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { signsIn, titleOf, type EnvironmentSign, type EnvironmentSigns } from '../fold/environments.ts'
import { composedKeysOf } from '../fold/composed-keys.ts'
import { folderOf } from '../fold/fold.ts'
import { textOf } from '../fold/value.ts'
import { defineRule, type Problem, type Suggestion } from '../rule.ts'
import { environmentOfHost } from '../sinks/request.ts'
import { ancestorOf, isFunction } from '../ast/ancestors.ts'
import type { LintFile } from '../source/lint-file.ts'
import { environmentOfName, wordsOf } from '../taint/key-name.ts'

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
function only(signs: readonly EnvironmentSign[]): EnvironmentSign | null {
  const [first] = signs
  return first !== undefined && signs.every(sign => sign.environment === first.environment) ? first : null
}

function mismatchOf(file: LintFile, { keys, hosts }: EnvironmentSigns): Problem | null {
  const key = only(keys)
  const host = only(hosts)
  if (key === null || host === null || key.environment === host.environment) return null
  const later = key.node.range[0] > host.node.range[0] ? key : host
  return { range: later.node.range, messageId: 'mismatch', data: { key: key.what, host: host.what, rule, wanted: `https://${hostOf(key.environment)}` }, suggestions: suggestHost(file, host.node, key.environment) }
}

function suggestHost(file: LintFile, node: Node, wanted: Environment): readonly Suggestion[] {
  const text = file.textOf(node)
  const found = apiHosts.find(one => one.environment !== wanted && text.includes(one.host))
  if (found === undefined || (node.type !== 'Literal' && node.type !== 'TemplateLiteral')) return []
  const start = node.range[0] + text.indexOf(found.host)
  return [{ messageId: 'swapHost', data: { wanted: hostOf(wanted) }, edits: [{ range: [start, start + found.host.length], text: hostOf(wanted) }] }]
}

/** Calls, objects and classes in which a key and a host stand together: the innermost one counts. */
function* inUnits(file: LintFile): Generator<Problem> {
  const index = file.nodes()
  const units: Node[] = [...index.of('CallExpression'), ...index.of('NewExpression'), ...index.of('ObjectExpression'), ...index.of('ClassBody'), ...index.of('TemplateLiteral'), ...index.of('FunctionDeclaration'), ...index.of('FunctionExpression'), ...index.of('ArrowFunctionExpression')].sort((a, b) => a.range[1] - a.range[0] - (b.range[1] - b.range[0]))
  const reported: Node[] = []
  for (const unit of units) {
    if (reported.some(one => unit.range[0] <= one.range[0] && one.range[1] <= unit.range[1])) continue
    if (unit.type === 'CallExpression' && isComparison(unit)) continue
    const problem = mismatchOf(file, unit.type === 'ClassBody' ? signsOfClass(file, unit) : isFunction(unit) ? signsOfDefaults(file, unit) : signsIn(file, unit))
    if (problem === null) continue
    reported.push(unit)
    yield problem
  }
  yield* inAssignments(file)
}

/** `expect(key).not.toContain(host)`, `if (url.includes(…))`: nothing is sent. */
function isComparison(node: Node): boolean {
  return node.type === 'CallExpression' && (/^(?:expect|assert|describe|it|test|includes|startsWith|z)\b/.test(dottedName(node.callee) ?? '') || /^(?:toBe|toEqual|toContain|toMatch)/.test(node.callee.type === 'MemberExpression' ? (staticName(node.callee) ?? '') : ''))
}

function signsOfClass(file: LintFile, body: Node): EnvironmentSigns {
  if (body.type !== 'ClassBody') return { keys: [], hosts: [] }
  const all = body.body.flatMap(member => (member.type === 'PropertyDefinition' && member.value !== null ? [signsIn(file, member.value)] : member.type === 'MethodDefinition' && member.kind === 'constructor' ? member.value.params.flatMap(parameter => (parameter.type === 'AssignmentPattern' ? [signsIn(file, parameter.right)] : [])) : []))
  return { keys: all.flatMap(one => one.keys), hosts: all.flatMap(one => one.hosts) }
}

/** Default values of parameters, which stand for the arguments that a caller leaves out. */
function signsOfDefaults(file: LintFile, callable: Node): EnvironmentSigns {
  const all = isFunction(callable) ? callable.params.flatMap(parameter => (parameter.type === 'AssignmentPattern' ? [signsIn(file, parameter.right)] : [])) : []
  return { keys: all.flatMap(one => one.keys), hosts: all.flatMap(one => one.hosts) }
}

/** `client.baseURL = …; client.apiKey = …`: assignments to parts of one thing, in one block. */
function* inAssignments(file: LintFile): Generator<Problem> {
  const groups = new Map<string, EnvironmentSigns[]>()
  for (const node of file.nodes().of('AssignmentExpression')) {
    if (node.left.type !== 'MemberExpression') continue
    const path = dottedName(node.left)
    if (path === null) continue
    const block = ancestorOf(node, one => one.type === 'BlockStatement' || one.type === 'Program')
    const group = `${String(block?.range[0])}/${path.replace(/\.(?:defaults|headers|common|config|options)(?:\.[\w-]+)*$/, '').replace(/\.[^.]*$/, '')}`
    const signs = groups.get(group) ?? []
    signs.push(signsIn(file, node.right))
    groups.set(group, signs)
  }
  for (const signs of groups.values()) {
    if (signs.length < 2) continue
    const problem = mismatchOf(file, { keys: signs.flatMap(one => one.keys), hosts: signs.flatMap(one => one.hosts) })
    if (problem !== null) yield problem
  }
}

/** `isSandbox ? production : sandbox`, the same with `if`, and `case 'sandbox':`. */
function* inBranches(file: LintFile): Generator<Problem> {
  for (const node of file.nodes().of('ConditionalExpression')) {
    const wanted = environmentOfTest(file, node.test)
    if (wanted === null) continue
    const yes = environmentOfValue(file, node.consequent)
    const no = environmentOfValue(file, node.alternate)
    if (yes !== null && yes !== wanted) {
      const problem = branch(file, node.consequent, wanted, yes, file.textOf(node.test))
      const other = wanted === 'live' ? 'test' : 'live'
      const swapped = no === wanted && isExact(file, node.test) ? suggestHost(file, unwrap(node.alternate), other).flatMap(one => one.edits) : []
      yield swapped.length === 0 ? problem : { ...problem, suggestions: (problem.suggestions ?? []).map(one => ({ ...one, edits: [...one.edits, ...swapped] })) }
    }
    else if (no !== null && no === wanted && isExact(file, node.test)) yield branch(file, node.alternate, wanted === 'live' ? 'test' : 'live', no, `else of ${file.textOf(node.test)}`)
  }
  for (const node of file.nodes().of('IfStatement')) {
    const wanted = environmentOfTest(file, node.test)
    if (wanted === null) continue
    for (const value of valuesOf(node.consequent)) {
      const found = environmentOfValue(file, value)
      if (found !== null && found !== wanted) yield branch(file, value, wanted, found, file.textOf(node.test))
    }
    if (node.alternate === null || !isExact(file, node.test)) continue
    for (const value of node.alternate.type === 'IfStatement' ? [] : valuesOf(node.alternate)) {
      const found = environmentOfValue(file, value)
      if (found === wanted) yield branch(file, value, wanted === 'live' ? 'test' : 'live', found, `else of ${file.textOf(node.test)}`)
    }
  }
  for (const node of file.nodes().of('SwitchCase')) {
    const text = node.test === null ? null : textOf(folderOf(file).fold(node.test))
    const wanted = text === null ? null : environmentOfWord(text)
    if (wanted === null) continue
    for (const value of node.consequent.flatMap(valuesOf)) {
      const found = environmentOfValue(file, value)
      if (found !== null && found !== wanted) yield branch(file, value, wanted, found, `case '${String(text)}'`)
    }
  }
}

function branch(file: LintFile, node: Node, wanted: Environment, found: Environment, condition: string): Problem {
  const short = condition.length > 60 ? `${condition.slice(0, 57)}…` : condition
  const isSafe = detect(short).length === 0
  return { range: node.range, messageId: 'branch', data: { condition: isSafe ? short : 'this condition', found: `the ${titleOf(found)} API or key`, rule: `it asks for the ${titleOf(wanted)} environment` }, suggestions: suggestHost(file, unwrap(node), wanted) }
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
      return node.declarations.flatMap(one => (one.init === null ? [] : [one.init]))
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

/** The environment in which a condition holds. */
function environmentOfTest(file: LintFile, outer: Node): Environment | null {
  const node = unwrap(outer)
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === '!' ? flip(environmentOfTest(file, node.argument)) : null
    case 'BinaryExpression': {
      if (!/^[!=]==?$/.test(node.operator)) return null
      const text = textOf(folderOf(file).fold(node.right)) ?? textOf(folderOf(file).fold(node.left))
      const flag = unwrap(node.left)
      if (text !== null && /^(?:true|1|yes|on)$/i.test(text) && node.operator.startsWith('=')) return environmentOfFlag(staticName(flag) ?? '')
      const environment = text === null ? null : environmentOfWord(text)
      if (text !== null && node.operator.startsWith('!') && !isOneOfTwo(text)) return null
      return node.operator.startsWith('!') ? flip(environment) : environment
    }
    case 'CallExpression': {
      const method = node.callee.type === 'MemberExpression' ? staticName(node.callee) : null
      const first = node.arguments[0]
      const text = first === undefined ? null : textOf(folderOf(file).fold(first))
      if (method !== null && /^(?:startsWith|includes)$/.test(method) && text !== null) return /nv_live/.test(text) ? 'live' : /nv_test/.test(text) ? 'test' : null
      return environmentOfFlag(dottedName(node.callee) ?? '')
    }
    case 'Identifier': {
      return environmentOfFlag(node.name)
    }
    case 'MemberExpression':
      return environmentOfFlag(staticName(node) ?? '')
    default:
      return null
  }
}

/** A condition that leaves only the other environment where it does not hold. */
function isExact(file: LintFile, outer: Node): boolean {
  const node = unwrap(outer)
  if (node.type !== 'BinaryExpression') return true
  const text = textOf(folderOf(file).fold(node.right)) ?? textOf(folderOf(file).fold(node.left)) ?? ''
  return isOneOfTwo(text)
}

function isOneOfTwo(text: string): boolean {
  return /^(?:production|prod|live|sandbox)$/i.test(text)
}

function flip(environment: Environment | null): Environment | null {
  return environment === null ? null : environment === 'live' ? 'test' : 'live'
}

function environmentOfWord(text: string): Environment | null {
  if (/^(?:production|prod|live)$/i.test(text)) return 'live'
  return /^(?:sandbox|sbx|test|testing|development|dev)$/i.test(text) ? 'test' : null
}

function environmentOfFlag(name: string): Environment | null {
  const words = wordsOf(name.split('.').at(-1) ?? '')
  if (words.length === 0 || words.length > 4 || words.includes('not') || words.includes('no')) return null
  return environmentOfName(name.split('.').at(-1) ?? '')
}

/** `const SANDBOX_URL = 'https://api.nuvion.co'`, `{ production: 'https://api.nuvion.dev' }`. */
function* inNames(file: LintFile): Generator<Problem> {
  const index = file.nodes()
  const pairs: { readonly name: string; readonly value: Node }[] = []
  for (const node of index.of('VariableDeclarator')) if (node.id.type === 'Identifier' && node.init !== null) pairs.push({ name: node.id.name, value: node.init })
  for (const node of index.of('Property')) if (node.parent.type === 'ObjectExpression') pairs.push({ name: staticName(node) ?? '', value: node.value })
  for (const node of index.of('PropertyDefinition')) if (node.value !== null) pairs.push({ name: staticName(node) ?? '', value: node.value })
  for (const node of index.of('TSEnumMember')) if (node.initializer !== undefined) pairs.push({ name: staticName(node) ?? '', value: node.initializer })
  for (const { name, value } of pairs) {
    const wanted = environmentOfName(name)
    if (wanted === null) continue
    const found = environmentOfNamedValue(file, value)
    if (found !== null && found !== wanted) yield branch(file, value, wanted, found, `'${name}'`)
  }
  for (const node of index.of('ObjectExpression')) {
    const named = node.properties.find(one => one.type === 'Property' && /^(?:env|environment|mode|NUVION_ENV|nuvionEnv|stage)$/.test(staticName(one) ?? ''))
    if (named?.type !== 'Property') continue
    const text = textOf(folderOf(file).fold(named.value))
    const wanted = text === null ? null : environmentOfWord(text)
    if (wanted === null || !isOneOfTwo(text ?? '')) continue
    for (const one of node.properties) {
      if (one.type !== 'Property' || one === named) continue
      const found = environmentOfNamedValue(file, one.value)
      if (found !== null && found !== wanted) yield branch(file, one.value, wanted, found, `${staticName(named) ?? ''}: '${String(text)}'`)
    }
  }
}

/** The environment of a value that is one host, one key, or an object of only such. */
function environmentOfNamedValue(file: LintFile, outer: Node): Environment | null {
  const value = unwrap(outer)
  if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression' || value.type === 'ConditionalExpression') return null
  const text = textOf(folderOf(file).fold(value))
  if (text !== null) {
    const host = /^(?:https?:\/\/)?[\w.-]+(?:[:/].*)?$/.test(text.trim()) ? environmentOfHost(text) : null
    if (host !== null) return host
    return detect(text).find(match => match.confidence !== 'low')?.environment ?? null
  }
  return value.type === 'ObjectExpression' || value.type === 'MemberExpression' ? environmentOfValue(file, value) : null
}

/** A key and the other environment's host in one line of text: a command in a string, a comment. */
function* onLines(file: LintFile): Generator<Problem> {
  for (const match of file.matches()) {
    if (match.environment === null || match.encoding !== 'plain') continue
    const start = file.text.lastIndexOf('\n', match.start - 1) + 1
    const end = file.text.indexOf('\n', match.end)
    const line = file.text.slice(start, end < 0 ? undefined : end)
    const host = environmentOfHost(line)
    const others = file.matches().filter(one => one.start >= start && one.end <= start + line.length && one.environment !== match.environment)
    if (host === null || host === match.environment || others.length > 0) continue
    const range: Range = [match.start, match.end]
    yield { range, messageId: 'mismatch', data: { key: `A ${titleOf(match.environment)} key`, host: hostOf(host), rule, wanted: `https://${hostOf(match.environment)}` } }
  }
}

/** A file of variables is one unit: its key, its base URL and the environment that its own name speaks of. */
function* inText(file: LintFile): Generator<Problem> {
  const isEnvFile = /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.dev\.vars)$/.test(file.path)
  if (!isEnvFile) {
    yield* onLines(file)
    return
  }
  const keys = file.matches().filter(match => match.environment !== null)
  const hosts: { readonly environment: Environment; readonly range: Range }[] = []
  for (const found of file.text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*)[ \t]*=[ \t]*["']?(?:https?:\/\/)?([\w.-]+)/gm)) {
    const environment = environmentOfHost(found[2] as string)
    if (environment === null || environmentOfName(found[1] as string) !== null) continue
    const start = found.index + found[0].length - (found[2] as string).length
    hosts.push({ environment, range: [start, start + (found[2] as string).length] })
  }
  const unnamed = keys.filter(match => environmentOfName(nameBefore(file.text, match.start)) === null)
  const [key] = unnamed
  const [host] = hosts
  if (key?.environment != null && host !== undefined && unnamed.every(one => one.environment === key.environment) && hosts.every(one => one.environment === host.environment) && key.environment !== host.environment) {
    const later = key.start > host.range[0] ? ([key.start, key.end] as const) : host.range
    yield { range: later, messageId: 'mismatch', data: { key: `A ${titleOf(key.environment)} key`, host: hostOf(host.environment), rule, wanted: `https://${hostOf(key.environment)}` }, suggestions: [{ messageId: 'swapHost', data: { wanted: hostOf(key.environment) }, edits: [{ range: host.range, text: hostOf(key.environment) }] }] }
    return
  }
  const name = file.path.split('/').at(-1) ?? ''
  const wanted: Environment | null = /\.(?:production|prod|live)(?:\.|$)/.test(name) ? 'live' : /\.(?:development|dev|test|sandbox)(?:\.|$)/.test(name) ? 'test' : null
  if (wanted === null) return
  for (const match of unnamed) {
    if (match.environment !== null && match.environment !== wanted) yield { range: [match.start, match.end], messageId: 'branch', data: { condition: name, found: `a ${titleOf(match.environment)} key`, rule: `the file is for the ${titleOf(wanted)} environment` } }
  }
}

function nameBefore(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /([A-Za-z_]\w*)\s*[:=]/.exec(line)?.[1] ?? ''
}
