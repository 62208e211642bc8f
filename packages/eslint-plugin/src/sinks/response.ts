import { responders, responseMethods } from '@nuvion-guard/rules'
import { anyOf } from '../any-of.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { folderOf } from '../fold/fold.ts'
import { numberOf } from '../fold/value.ts'
import { ancestorOf } from '../ast/ancestors.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'

/** A call that answers a request. */
export interface ResponseCall {
  readonly node: Node
  /** The values that it sends. */
  readonly values: readonly Node[]
  /** HTTP status where the call tells. */
  readonly status: number | null
}

const key = {}
const responder = new RegExp(`^(?:${anyOf(responders)}|\\w*(?:Res|Reply|Response))(?:\\.|$|\\()`)

/** Every call of a file that sends a response. */
export function responsesOf(file: LintFile): readonly ResponseCall[] {
  return file.once(key, () => {
    const folder = folderOf(file)
    const found: ResponseCall[] = []
    for (const call of callsOf(file)) {
      const response = toResponse(file, call)
      if (response !== null) found.push(response)
    }
    for (const node of file.nodes().of('AssignmentExpression')) {
      const root = /^(ctx|context)(?:\.response)?\.body$/.exec(dottedName(node.left) ?? '')?.[1]
      if (root !== undefined) found.push({ node, values: [node.right], status: statusBefore(file, node, root) })
    }
    // what a function of AWS Lambda returns
    for (const node of file.nodes().of('ObjectExpression')) {
      const status = numberOf(folder.fold(folder.propertyOf(node, 'statusCode')))
      const body = folder.propertyOf(node, 'body')
      if (status !== null && body !== null) found.push({ node, values: [body], status })
    }
    return found
  })
}

function toResponse(file: LintFile, call: Call): ResponseCall | null {
  const [first, second] = call.arguments
  if (first === undefined) return null
  if ((call.isNew ? /^(?:Response|NextResponse)$/ : /^(?:Response|NextResponse)\.json$/).test(call.name)) return { node: call.node, values: [first, ...headersOf(file, second)], status: statusOf(file, second) }
  if (call.isNew) return null
  // Qwik's `json(200, data)` has the status first
  if (call.name === 'json' && second !== undefined && statusOf(file, first) !== null) return { node: call.node, values: [second], status: statusOf(file, first) }
  if (call.name === 'json' || call.name === 'typedjson' || (call.name === 'text' && importsPackage(file, /^@sveltejs\/kit$/))) return { node: call.node, values: [first], status: statusOf(file, second) }
  if (!responseMethods.includes(call.method) || !responder.test(call.owner)) return null
  if (/\.(?:headers|body|data|nuvion|get|post|ok)$/.test(call.owner) || !/^(?:res|response|resp)$/.test(call.owner) && call.method === 'text' && !call.owner.startsWith('c')) return null
  const status = chainStatus(file, call.node) ?? statusOf(file, second) ?? statusBefore(file, call.node, call.owner.split(/[.(]/)[0] ?? '')
  return { node: call.node, values: /^(?:render|view)$/.test(call.method) ? call.arguments.slice(1) : [first], status }
}

function headersOf(file: LintFile, node: Node | undefined): readonly Node[] {
  const folder = folderOf(file)
  const headers = folder.propertyOf(node, 'headers')
  // of cookies another rule speaks
  return headers?.type === 'ObjectExpression' ? headers.properties.flatMap(one => (one.type === 'SpreadElement' ? [one.argument] : /^set-cookie$/i.test(staticName(one) ?? '') ? [] : [one.value])) : headers === null ? [] : [headers]
}

function statusOf(file: LintFile, node: Node | undefined): number | null {
  const folder = folderOf(file)
  return numberOf(folder.fold(node)) ?? numberOf(folder.fold(folder.propertyOf(node, 'status')))
}

/** The status that a statement of the same block sets before: `res.statusCode = 500`, `res.status(500)`, `res.writeHead(500)`. */
function statusBefore(file: LintFile, sent: Node, root: string): number | null {
  const blockOf = (node: Node): Node | null => ancestorOf(node, one => one.type === 'BlockStatement' || one.type === 'Program')
  const block = blockOf(sent)
  let status: number | null = null
  for (const node of file.nodes().of('AssignmentExpression')) {
    const name = dottedName(node.left) ?? ''
    if (node.range[1] < sent.range[0] && (name === `${root}.statusCode` || name === `${root}.status`) && blockOf(node) === block) status = statusOf(file, node.right)
  }
  for (const one of file.nodes().of('CallExpression')) {
    if (one.range[1] < sent.range[0] && one.parent.type === 'ExpressionStatement' && new RegExp(`^${root.replaceAll('$', '\\$')}\\.(?:status|code|writeHead)$`).test(dottedName(one.callee) ?? '') && blockOf(one) === block) status = statusOf(file, one.arguments[0])
  }
  return status
}

/** The status that `res.status(500).json(…)` or `reply.code(500).send(…)` sets on the way. */
function chainStatus(file: LintFile, node: Node): number | null {
  let current: Node = node
  while (current.type === 'CallExpression' || current.type === 'MemberExpression') {
    if (current.type === 'CallExpression' && current.callee.type === 'MemberExpression' && current.callee.property.type === 'Identifier' && /^(?:status|code|statusCode|writeHead)$/.test(current.callee.property.name)) return statusOf(file, current.arguments[0])
    current = current.type === 'CallExpression' ? current.callee : (current as NodeOf<'MemberExpression'>).object
  }
  return null
}
