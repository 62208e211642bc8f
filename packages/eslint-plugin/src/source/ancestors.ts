import type { Node, NodeOf } from '../ast/node.ts'

/** The nearest node above that passes a test; the node itself is not asked. */
export function ancestorOf(node: Node, test: (one: Node) => boolean): Node | null {
  for (let one = node.parent as Node | null | undefined; one != null; one = one.parent as Node | null | undefined) if (test(one)) return one
  return null
}

/** Says whether a node is a function of any form. */
export function isFunction(node: Node): node is NodeOf<'FunctionDeclaration'> | NodeOf<'FunctionExpression'> | NodeOf<'ArrowFunctionExpression'> {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
}
