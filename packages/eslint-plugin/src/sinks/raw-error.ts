import { isWithin } from '../ast/is-within.ts'
import { isFunction } from '../ast/ancestors.ts'
import type { Node } from '../ast/node.ts'
import { dottedName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { callsOf } from '../source/calls.ts'
import type { LintFile } from '../source/lint-file.ts'
import { carrierKinds, keysIn } from '../taint/key-flow.ts'

/** Errors of axios among logged values, themselves or as a field: such an error holds the request with its headers. */
export function rawErrorsIn(file: LintFile, values: readonly Node[]): readonly Node[] {
  if (!file.isAboutNuvion || !file.text.includes('axios')) return []
  return values.flatMap(value => (value.type === 'ObjectExpression' ? value.properties.map((one): Node => (one.type === 'Property' ? one.value : one.argument)) : [value])).filter(node => isRawError(file, node))
}

function isRawError(file: LintFile, node: Node): boolean {
  const definition = file.variableOf(node)?.defs[0]
  const place = definition?.node as Node | undefined
  // `.catch(console.error)` hands the error on by itself
  const direct = node.type === 'MemberExpression' ? rejecting(node) : null
  const [tried, handler] = direct !== null ? [direct, node] : place?.type === 'CatchClause' ? [place.parent, place.body] : isFunction(place) ? [rejecting(place), place.body] : [null, null]
  if (tried == null || (direct === null && definition?.name.parent !== place) || /axioserror|instanceof|redact|sanitize/i.test(file.textOf(handler))) return false
  const from = tried.type === 'TryStatement' ? tried.block : tried
  return callsOf(file).some(({ node: call, arguments: sent, name }) => {
    if (!isWithin(call, from) || call.callee.type === 'Super') return false
    const { callee } = call
    // a client that axios made with the key has it in every request
    const isClient = callee.type === 'MemberExpression' && keysIn(file, [callee.object], carrierKinds).some(trace => trace.name === 'axios.create')
    return isClient || (/^axios(?:\.\w+)?$/.test(name) && keysIn(file, sent).length > 0)
  })
}

/** The promise whose rejection a callback takes: `axios.post(…).catch(error => …)`, `.then(show, error => …)`. */
function rejecting(callback: Node): Node | null {
  const call = callback.parent
  if (call?.type !== 'CallExpression') return null
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && dottedName(callee.property) === ['catch', 'then'][call.arguments.findIndex(one => one === callback)] ? callee.object : null
}
