import type { Node, NodeOf } from './node.ts'

/** The nearest node above that passes a test; the node itself is not asked. */
export function ancestorOf(node: Node, test: (one: Node) => boolean): Node | null {
  for (let one = node.parent as Node | null | undefined; one != null; one = one.parent as Node | null | undefined) if (test(one)) return one
  return null
}

/** A function of any form. */
export type FunctionNode = NodeOf<'FunctionDeclaration'> | NodeOf<'FunctionExpression'> | NodeOf<'ArrowFunctionExpression'>

/** Says whether a node is a function of any form. */
export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return /^(?:Function(?:Declaration|Expression)|ArrowFunctionExpression)$/.test(node?.type ?? '')
}

/** The members of the class that a node stands in; none outside of a class. */
export function membersAround(node: Node): NodeOf<'ClassBody'>['body'] {
  const body = ancestorOf(node, one => one.type === 'ClassBody')
  return body?.type === 'ClassBody' ? body.body : []
}
