import type { Node } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import { textOf } from '../fold/value.ts'
import { defineRule, namesOption } from '../rule.ts'
import { logsOf } from '../sinks/log.ts'
import { rawErrorsIn } from '../sinks/raw-error.ts'
import { suggestLastFour } from '../sinks/redact-edit.ts'
import { callsOf } from '../source/calls.ts'
import type { LintFile } from '../source/lint-file.ts'
import { carrierKinds, keysIn, problemAt } from '../taint/key-flow.ts'

/** Options of `no-key-logging`. */
export interface NoKeyLoggingOptions {
  /** Further names of objects or functions that write logs. */
  readonly loggers?: readonly string[]
}

/** Flags keys, headers, client configuration and the whole environment in logs and error trackers. */
export const noKeyLogging = defineRule<NoKeyLoggingOptions>({
  name: 'no-key-logging',
  description: 'Disallow Nuvion keys, headers that hold them, and the whole environment in logs and error trackers',
  languages: 'script',
  options: { loggers: namesOption },
  hasSuggestions: true,
  *check(file, options) {
    const redacted = redactedPathsOf(file)
    for (const { values, sink } of logsOf(file, [...(file.settings.loggers ?? []), ...(options.loggers ?? [])])) {
      if (/log|console/.test(sink)) for (const node of rawErrorsIn(file, values)) yield { range: node.range, messageId: 'carrier', data: { sink, name: `'${file.textOf(node)}'` } }
      for (const trace of keysIn(file, values, carrierKinds)) {
        if (isRedactedProperty(trace.node, redacted)) continue
        if (trace.kind === 'environment') yield problemAt(trace, 'environment', { sink, name: 'NUVION_API_KEY' })
        else if (trace.kind === 'client') yield problemAt(trace, 'carrier', { sink })
        else yield { ...problemAt(trace, 'logged', { sink }), suggestions: suggestLastFour(file, trace) }
      }
    }
  },
})

const key = {}

/** Last names of the paths that the file's own logger removes: `pino({ redact: ['headers.authorization'] })`. */
function redactedPathsOf(file: LintFile): ReadonlySet<string> {
  return file.once(key, () => {
    const paths = new Set<string>()
    const folder = folderOf(file)
    for (const call of callsOf(file)) {
      if (!/^(?:pino|createLogger|P|fastify|Fastify)$/.test(call.method)) continue
      for (const argument of call.arguments) {
        const redact = folder.propertyOf(folder.objectOf(folder.propertyOf(argument, 'logger')) ?? argument, 'redact')
        const list = folder.fold(folder.propertyOf(redact, 'paths') ?? redact)
        if (list?.kind !== 'list') continue
        for (const item of list.items) {
          const last = (textOf(item) ?? '').split(/[.[\]'"]+/).filter(Boolean).at(-1)
          if (last !== undefined) paths.add(last.toLowerCase())
        }
      }
    }
    return paths
  })
}

function isRedactedProperty(node: Node, redacted: ReadonlySet<string>): boolean {
  if (redacted.size === 0) return false
  let child: Node = node
  for (let one = node.parent as Node | null | undefined; one != null && one.type !== 'CallExpression' && one.type !== 'ExpressionStatement'; one = one.parent as Node | null | undefined) {
    if (one.type === 'Property' && unwrap(one.value) === unwrap(child)) {
      const name = staticName(one)
      if (name !== null && redacted.has(name.toLowerCase())) return true
    }
    child = one
  }
  return false
}
