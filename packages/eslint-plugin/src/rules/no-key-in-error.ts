import { isWithin } from '../ast/is-within.ts'
import type { Node } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { writesOf } from '../ast/variable.ts'
import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import { defineRule, type Problem } from '../rule.ts'
import { suggestLastFour } from '../sinks/redact-edit.ts'
import { responsesOf } from '../sinks/response.ts'
import { ancestorOf, isFunction } from '../ast/ancestors.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'
import { classMembersOf } from '../taint/class-values.ts'
import { carrierKinds, keysIn, problemAt } from '../taint/key-flow.ts'
import { localFunction } from '../taint/local-function.ts'
import { tracerOf } from '../taint/tracer.ts'

/** Flags keys in thrown errors, assertions and error responses. */
export const noKeyInError = defineRule<object>({
  name: 'no-key-in-error',
  description: 'Disallow Nuvion keys in errors, assertion messages and error responses',
  languages: 'script',
  hasSuggestions: true,
  *check(file) {
    for (const call of callsOf(file)) yield* problemsOf(file, argumentsOfError(file, call).filter(node => unwrap(node).type !== 'Identifier' || !isError(file, node)), 'message')
    for (const node of file.nodes().of('ThrowStatement')) {
      const value = unwrap(node.argument)
      // what an error holds is reported where it is put in
      if (value.type !== 'NewExpression' && value.type !== 'CallExpression' && !isError(file, value)) yield* problemsOf(file, [value], 'message')
    }
    for (const node of file.nodes().of('AssignmentExpression')) {
      if (node.left.type === 'MemberExpression' && isError(file, node.left.object)) yield* problemsOf(file, [node.right], 'message')
    }
    for (const node of file.nodes().of('PropertyDefinition')) {
      if (node.value !== null && !node.static && node.key.type !== 'PrivateIdentifier' && isErrorClass(node.parent.parent)) yield* problemsOf(file, [node.value], 'message')
    }
    for (const { values, status } of responsesOf(file)) if (status !== null && status >= 400) yield* problemsOf(file, values, 'response')
  },
})

function* problemsOf(file: LintFile, nodes: readonly Node[], messageId: 'message' | 'response'): Generator<Problem> {
  for (const trace of keysIn(file, nodes, carrierKinds)) {
    // an error that wraps another one keeps what that one holds
    if (trace.kind === 'client' && messageId === 'message' && (/^(?:this$|new )/.test(trace.name) || (!/config|headers|defaults|options/i.test(trace.name) && trace.node.type !== 'Identifier'))) continue
    yield { ...problemAt(trace, messageId, trace.kind === 'environment' ? { name: 'The whole environment' } : {}), ...(messageId === 'message' ? { suggestions: suggestLastFour(file, trace) } : {}) }
  }
}

const errorClass = /(?:Error|Exception|Fault|Failure|Problem|Rejection)$/
const assertions = /^(?:assert|invariant|ok|tinyInvariant|console\.assert|expect|fail|warning|devAssert|precondition|check|ensure|strictEqual|panic|die|bail|abort|createError|createHttpError|httpError|error|HttpError|ctx\.throw|context\.throw|reply\.(?:\w+Error|bad\w+|not[A-Z]\w+|unauthorized|forbidden|conflict|gone|unprocessableEntity|tooManyRequests|serviceUnavailable|gatewayTimeout)|(?:\w+\.)?httpErrors\.\w+|createAppError|makeError|toError|newError|raise|throwError|boomify|rejectWithValue|showError|throwHttpError)$/

/** The arguments of a call that end up in an error. */
function argumentsOfError(file: LintFile, call: Call): readonly Node[] {
  if (call.isNew) {
    if (!keepsArguments(file, call)) return []
    if (errorClass.test(call.method)) return call.arguments
    return call.node.parent.type === 'ThrowStatement' && !/Response$/.test(call.method) ? call.arguments : []
  }
  // a function of the file says itself what it does: its arguments count where it puts them into an error
  const callable = localFunction(file, call.node.callee)
  if (call.name === 'console.assert' || (callable !== null && !/throw|error|assert|reject/i.test(file.textOf(callable)))) return []
  if (call.node.callee.type === 'Super') {
    const owner = ancestorOf(call.node, one => one.type === 'ClassDeclaration' || one.type === 'ClassExpression')
    return owner !== null && isErrorClass(owner) ? call.arguments : []
  }
  if (/^(?:assert|ok|expect|devAssert|ensure|check|precondition|warning)$|(?:^|[a-z])[iI]nvariant$/.test(call.name)) return call.arguments.slice(1)
  if (/^(?:assert|t)(?:\.strict)?\.\w+$/.test(call.name)) return call.arguments.slice(call.method === 'fail' ? 0 : call.method === 'ok' ? 1 : 2)
  if (assertions.test(call.name) || (errorClass.test(call.method) && /^[A-Z]/.test(call.method)) || /^(?:Boom|boom|createError|createHttpError)$/.test(call.owner)) return call.arguments
  if (call.method === 'reject' && (call.owner === 'Promise' || call.owner === '' || /^(?:deferred|d|defer)$/.test(call.owner))) return call.arguments
  if (call.name === 'Object.assign' && call.arguments[0] !== undefined && isError(file, call.arguments[0])) return call.arguments.slice(1)
  if (call.name === 'Object.defineProperty' && call.arguments[0] !== undefined && isError(file, call.arguments[0])) return call.arguments.slice(2)
  if (call.name === 'Error.captureStackTrace') return []
  if (/^(?:ctx|context)\.addIssue$/.test(call.name)) return call.arguments
  // TanStack's `next({ context })` goes on; Express's `next(error)` ends
  if (call.name === 'next' && importsPackage(file, /^@tanstack\//)) return []
  if (/^(?:next|cb|callback|done)$/.test(call.name)) return call.arguments.slice(0, 1).filter(node => node.type !== 'Literal' && !isPlainObject(file, node))
  if (/^(?:refine|superRefine)$/.test(call.method)) return call.arguments.slice(1)
  return []
}

/** Callbacks are given answers and options in the place of an error too: of objects those with a message are errors. */
function isPlainObject(file: LintFile, node: Node): boolean {
  const folder = folderOf(file)
  return folder.objectOf(node) !== null && folder.propertyOf(node, 'message') === null
}

/** Says whether a class makes errors, by the name of the class that it extends. */
function isErrorClass(node: Node): boolean {
  return (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass !== null && errorClass.test(dottedName(node.superClass) ?? '')
}

/** A class of the file says itself what it does with what it is made with: it may keep four characters only. */
function keepsArguments(file: LintFile, { node, arguments: values }: Call): boolean {
  const made = classMembersOf(file, node.callee).find(one => one.type === 'MethodDefinition' && one.kind === 'constructor')
  if (made?.type !== 'MethodDefinition' || !isFunction(made.value) || made.value.params.some(one => !/^(?:Identifier|AssignmentPattern)$/.test(one.type))) return true
  const index = file.nodes()
  const kept = [...index.of('CallExpression').filter(one => one.callee.type === 'Super').flatMap(one => one.arguments), ...index.of('AssignmentExpression').map(one => one.right)]
  return tracerOf(file).callWith(made.value, values, kept.filter(one => isWithin(one, made))).length > 0
}

/** Says whether an expression is an error: by its name, or by what the file makes it from. */
function isError(file: LintFile, outer: Node): boolean {
  const node = unwrap(outer)
  if (node.type === 'NewExpression' || node.type === 'CallExpression') return errorClass.test(dottedName(node.callee) ?? '')
  if (writesOf(file.variableOf(node)).some(write => write.path.length === 0 && write.value.type === 'NewExpression' && isError(file, write.value))) return true
  return /^(?:e|err|error|exception|ex|fault|failure)$|(?:Err|Error|Exception)$/.test(staticName(node) ?? '')
}
