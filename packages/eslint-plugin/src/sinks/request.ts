import { apiHosts, bodySetters, headerSetters, requestClasses, requestFunctions, requestMethods, requestOwners, sentOptions, targetOptions, type Environment } from '@nuvion-guard/rules'
import type { Node } from '../ast/node.ts'
import { dottedName, literalName, nameOfKey } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { additionsTo, type Addition } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { onlyWrite } from '../fold/objects.ts'
import { unknownMark } from '../fold/value.ts'
import { callAt, callsOf, type Call } from '../source/calls.ts'
import { importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'

/** What adds to a request before it is sent. */
const setters: readonly string[] = [...headerSetters, ...bodySetters]

/** Says whether a call sends an HTTP request, or makes a client that does. */
export function isRequest(call: Call): boolean {
  if (call.isNew) return requestClasses.includes(call.name)
  if (requestFunctions.includes(call.name)) return true
  return requestMethods.includes(call.method) && requestOwners.includes(call.owner)
}

/** What a text says about the host that it points to. */
export interface Target {
  readonly host: string
  readonly isPlainHttp: boolean
  /** `null` for hosts that are none of Nuvion's. */
  readonly environment: Environment | null
}

/** The host of a URL or of a bare host name; null where the text names none. */
function targetOf(text: string | null): Target | null {
  if (text === null) return null
  const found = /^\s*(?:(https?|wss?):)?\/\/(?:[^/@?#\s]*@)?([^/?#\s:]+)/i.exec(text)
  const bare = found === null ? /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?$/i.exec(text.trim()) : null
  // what follows a host of Nuvion is a path; elsewhere more of the host may follow
  const [host, more] = (found?.[2] ?? bare?.[1])?.toLowerCase().split(unknownMark) ?? []
  const environment = apiHosts.find(one => one.host === host)?.environment ?? null
  return host === undefined || (more !== undefined && environment === null) ? null : { host, isPlainHttp: /^(?:http|ws)$/i.test(found?.[1] ?? ''), environment }
}

/** The environment whose API host a text names, else null. Texts that name both say nothing. */
export function environmentOfHost(text: string): Environment | null {
  const named = apiHosts.filter(one => new RegExp(`(?:^|[^\\w.-])${one.host.replaceAll('.', '\\.')}(?![\\w.-]*\\w)`, 'i').test(text))
  return named.length === 1 ? (named[0]?.environment ?? null) : null
}

/** The host of a request: of its URL, its `baseURL`, or its `hostname`. */
export function targetOfRequest(file: LintFile, call: Call): { readonly target: Target; readonly node: Node } | null {
  const folder = folderOf(file)
  const isPlainModule = call.owner === 'http' && importsPackage(file, /^(?:node:)?http$/)
  for (const argument of call.arguments.slice(0, 2)) {
    const target = targetOf(folder.sketchOf(argument))
    if (target !== null) return { target, node: argument }
    for (const name of targetOptions) {
      const value = folder.propertyOf(argument, name)
      const found = targetOf(folder.sketchOf(value))
      // what is wrong is the module then, and not the name of the host
      if (value !== null && found !== null) return isPlainModule ? { target: { ...found, isPlainHttp: true }, node: call.node.callee } : { target: found, node: value }
    }
  }
  return null
}

/** A value that a request sends as a header, as its body or as credentials. */
export interface Sent {
  readonly name: string
  readonly value: Node
  readonly headers: boolean
  /** The name of the one header that the value is for. */
  readonly header?: string | null
}

/** The values that a request sends as headers and body, and the credentials of its options. */
export function sentValues(file: LintFile, call: Call): readonly Sent[] {
  const folder = folderOf(file)
  const sent: Sent[] = []
  const [first, second] = call.arguments
  if (first !== undefined && setters.includes(call.method)) {
    if (bodySetters.includes(call.method)) return [{ name: `.${call.method}`, value: first, headers: false }]
    return [second === undefined ? { name: 'headers', value: first, headers: true } : { name: 'headers', value: second, headers: true, header: literalName(first) }]
  }
  for (const argument of call.arguments) {
    for (const name of sentOptions) {
      const value = folder.propertyOf(argument, name)
      if (value !== null) sent.push({ name, value, headers: name === 'headers' })
    }
  }
  // `axios.post(url, body)`
  if (second !== undefined && /^(?:post|put|patch)$/.test(call.method)) sent.push({ name: 'body', value: second, headers: false })
  return sent
}

/** A request, or what is added to one or to the client that sends it. */
export interface Request {
  readonly node: Node
  readonly to: { readonly target: Target; readonly node: Node }
  readonly sent: readonly Sent[]
}

const key = {}

/** Every request of a file whose host is known. */
export function requestsOf(file: LintFile): readonly Request[] {
  return file.once(key, () => {
    const calls: readonly Request[] = callsOf(file).flatMap(call => {
      const { callee } = call.node
      const before = callee.type === 'MemberExpression' && (setters.includes(call.method) || requestMethods.includes(call.method)) ? requestBehind(file, callee.object) : null
      const to = (before !== null || isRequest(call) ? targetOfRequest(file, call) : null) ?? (before === null ? null : targetOfRequest(file, before))
      return to === null ? [] : [{ node: call.node, to, sent: sentValues(file, call) }]
    })
    const defaults = file.nodes().of('AssignmentExpression').flatMap(node => {
      const header = /\.defaults\.headers\.(?:\w+\.)?([\w-]+)$/.exec(dottedName(node.left) ?? '')?.[1]
      let root: Node = node.left
      while (root.type === 'MemberExpression') root = root.object
      const made = header === undefined ? null : requestBehind(file, root)
      const to = made === null ? null : targetOfRequest(file, made)
      return to === null ? [] : [{ node, to, sent: [{ name: 'headers', value: node.right, headers: true, ...(header === undefined ? {} : { header }) }] }]
    })
    return [...calls, ...defaults]
  })
}

/** The request that an expression is, or the client that made it: through a chain of calls, a variable, `open` of an `XMLHttpRequest`. */
function requestBehind(file: LintFile, outer: Node, depth = 0): Call | null {
  const owner = unwrap(outer)
  const variable = file.variableOf(owner)
  const made = unwrap(onlyWrite(variable)?.value ?? owner)
  const isOwner = ({ node: { callee } }: Call): boolean => callee.type === 'MemberExpression' && variable !== null && file.variableOf(callee.object) === variable
  if (made.type === 'NewExpression') return dottedName(made.callee) === 'XMLHttpRequest' ? (callsOf(file).find(one => one.method === 'open' && isOwner(one)) ?? null) : null
  const call = made.type === 'CallExpression' && depth < 12 ? callAt(file, made) : undefined
  if (call === undefined || isRequest(call)) return call ?? null
  return call.node.callee.type === 'MemberExpression' ? requestBehind(file, call.node.callee.object, depth + 1) : null
}

/** The headers that a value holds by name: of an object or `Headers`, those that are set later included. */
export function headersIn(file: LintFile, { value, header }: Sent): readonly Addition[] {
  if (header !== undefined) return [{ name: header, node: value, value }]
  const folder = folderOf(file)
  const variable = file.variableOf(unwrap(value))
  const made = unwrap(onlyWrite(variable)?.value ?? value)
  const object = folder.objectOf(made.type === 'NewExpression' && dottedName(made.callee) === 'Headers' ? made.arguments[0] : value)
  const given = (object?.properties ?? []).flatMap(one => (one.type === 'Property' ? [{ name: nameOfKey(one.key, one.computed), node: one, value: one.value }] : []))
  return [...given, ...additionsTo(variable)]
}
