import type { Node, NodeOf } from './node.ts'
import { unwrap } from './unwrap.ts'

/** The operands of a sum from left to right. A long sum leans to the left, so it is walked and not recursed into. */
export function operandsOf(sum: NodeOf<'BinaryExpression'>): readonly Node[] {
  const operands: Node[] = []
  let current: Node = sum
  while (current.type === 'BinaryExpression' && current.operator === '+') {
    operands.unshift(current.right)
    current = unwrap(current.left)
  }
  return [current, ...operands]
}
