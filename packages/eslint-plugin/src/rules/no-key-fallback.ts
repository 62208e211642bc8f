import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import { defineRule } from '../rule.ts'
import { environmentOfName } from '../taint/key-name.ts'
import { tracerOf } from '../taint/tracer.ts'

/** Flags a key variable that falls back to the other environment's key or to an empty text. */
export const noKeyFallback = defineRule<object>({
  name: 'no-key-fallback',
  description: "Disallow falling back from one environment's Nuvion key to the other's or to an empty key",
  languages: 'script',
  *check(file) {
    const tracer = tracerOf(file)
    for (const node of file.nodes().of('LogicalExpression')) {
      if (node.operator === '&&') continue
      const left = tracer.sourceAt(unwrap(node.left))
      if (left?.kind !== 'env') continue
      const right = tracer.sourceAt(unwrap(node.right))
      const from = environmentOfName(left.name)
      const to = right === null ? null : (right.environment ?? environmentOfName(right.name))
      if (right !== null && from !== null && to !== null && from !== to) yield { range: node.range, messageId: 'otherEnvironment', data: { left: left.name, right: right.name } }
      else if (folderOf(file).textOf(node.right) === '') yield { range: node.range, messageId: 'empty', data: { left: left.name } }
    }
  },
})
