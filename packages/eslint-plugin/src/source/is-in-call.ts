import { ancestorOf } from '../ast/ancestors.ts'
import type { Node } from '../ast/node.ts'
import { dottedName } from '../ast/static-name.ts'

/** Says whether a node stands in a call whose dotted name passes a pattern. */
export function isInCall(node: Node, pattern: RegExp): boolean {
  return ancestorOf(node, one => one.type === 'CallExpression' && pattern.test(dottedName(one.callee) ?? '')) !== null
}
