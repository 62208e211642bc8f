import { processStarters } from '@nuvion-guard/rules'
import { anyOf } from '../any-of.ts'
import type { Node } from '../ast/node.ts'
import { dottedName } from '../ast/static-name.ts'
import { defineRule, type Problem } from '../rule.ts'
import { logsOf } from '../sinks/log.ts'
import { responsesOf } from '../sinks/response.ts'
import { isInCall } from '../source/is-in-call.ts'
import { dataFunctionsOf } from '../source/server-data.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isEnvObject } from '../taint/env-object.ts'
import { keysIn, problemAt } from '../taint/key-flow.ts'
import { returnsOf } from '../ast/functions.ts'
import type { SourceKind } from '../taint/trace.ts'

const environment: ReadonlySet<SourceKind> = new Set<SourceKind>(['environment'])

/** Flags the whole environment where it is copied, written as JSON, logged, sent or used in client code. */
export const noEnvObjectLeak = defineRule<object>({
  name: 'no-env-object-leak',
  description: 'Disallow copying, serialising or sending the whole environment',
  languages: 'script',
  *check(file) {
    const done = new Set<Node>()
    const found = (nodes: readonly Node[], sink: string): Problem[] =>
      keysIn(file, nodes, environment).flatMap(trace => {
        if (done.has(trace.node)) return []
        done.add(trace.node)
        return [problemAt(trace, 'leak', { sink, name: 'NUVION_API_KEY' })]
      })
    for (const { values, sink } of logsOf(file, file.settings.loggers ?? [])) yield* found(values, sink)
    for (const { values } of responsesOf(file)) yield* found(values, 'a response')
    for (const { callable, target } of dataFunctionsOf(file)) yield* found(returnsOf(callable), target)
    yield* copies(file, done)
  },
})

function* copies(file: LintFile, done: Set<Node>): Generator<Problem> {
  for (const node of file.nodes().of('MemberExpression')) {
    if (!isEnvObject(node) || done.has(node)) continue
    const parent = node.parent
    const call = parent.type === 'CallExpression' && parent.arguments.includes(node) ? (dottedName(parent.callee) ?? '') : ''
    const isSpread = parent.type === 'SpreadElement' && parent.parent.type === 'ObjectExpression' && !isInCall(parent, startsProcess)
    if (isSpread || /^(?:JSON\.stringify|Object\.(?:entries|values|assign)|structuredClone)$/.test(call)) {
      if (/^Object\.assign$/.test(call) && parent.type === 'CallExpression' && parent.arguments[0] === node) continue
      yield { range: parent.range, messageId: 'leak', data: { sink: isSpread ? 'a new object' : `the result of ${call}`, name: 'NUVION_API_KEY' } }
    } else if (/^import\.meta\.env$/.test(dottedName(node) ?? '') && parent.type !== 'MemberExpression' && parent.type !== 'VariableDeclarator') yield { range: node.range, messageId: 'leak', data: { sink: 'the bundle', name: 'every public variable' } }
  }
}

/** `spawn(command, { env: { ...process.env } })` hands the environment to a process of one's own. */
const startsProcess = new RegExp(`(?:^|\\.)(?:${anyOf(processStarters)}|\\$|Worker|run)$`)
