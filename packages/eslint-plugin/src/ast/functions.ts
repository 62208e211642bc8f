import { isFunction, type FunctionNode } from './ancestors.ts'
import { isNode } from './node-index.ts'
import type { Node } from './node.ts'
import type { Variable } from './variable.ts'

/** The function that an expression is, or that its variable is declared as. */
export function functionOf(node: Node, variable: Variable | null): FunctionNode | null {
  const definition = variable?.defs[0]
  const place = definition?.node as Node | undefined
  const value = definition?.type === 'FunctionName' ? place : place?.type === 'VariableDeclarator' ? place.init : node
  return isFunction(value) ? value : null
}

/** The only expression that a function returns; null for longer bodies. */
export function bodyOf(callable: FunctionNode): Node | null {
  if (callable.body.type !== 'BlockStatement') return callable.body
  const only = callable.body.body.length === 1 ? callable.body.body[0] : undefined
  return only?.type === 'ReturnStatement' ? only.argument : null
}

/** The values that a function itself returns, functions inside it left out. */
export function returnsOf(callable: Node): readonly Node[] {
  const body = isFunction(callable) ? (callable.body as Node | null) : null
  if (body === null) return []
  if (body.type !== 'BlockStatement') return [body]
  const found: Node[] = []
  const visit = (node: Node): void => {
    if (node.type === 'ReturnStatement' && node.argument !== null) found.push(node.argument)
    for (const [field, value] of Object.entries(node) as [string, unknown][]) {
      if (field === 'parent') continue
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child) && /Statement$|^SwitchCase$|^CatchClause$/.test(child.type)) visit(child)
    }
  }
  visit(body)
  return found
}

/** Says whether a node is a function with the directive `'use server'`. */
export function isServerFunction(node: Node): boolean {
  const body = isFunction(node) ? (node.body as Node | null) : null
  for (const statement of body?.type === 'BlockStatement' ? body.body : []) {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'Literal') return false
    if (statement.expression.value === 'use server') return true
  }
  return false
}
