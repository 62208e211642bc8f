import type { Node } from '../ast/node.ts'
import { dottedName } from '../ast/static-name.ts'
import type { Placed } from './types.ts'

/** Build-time constants that bundlers replace, so that the other branch is dropped. */
const serverConstants = ['import.meta.server', 'import.meta.env.SSR', 'process.server']
const clientConstants = ['import.meta.client', 'import.meta.browser', 'process.client', 'process.browser']

/** The side of a node that stands in a branch of `if (import.meta.server)` and its like. */
export function guardedSide(node: Node): Placed | undefined {
  const parent = node.parent
  if (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') {
    if (node === parent.consequent) return sideOfTest(parent.test, true)
    if (node === parent.alternate) return sideOfTest(parent.test, false)
  }
  if (parent?.type === 'LogicalExpression' && node === parent.right && parent.operator !== '??') return sideOfTest(parent.left, parent.operator === '&&')
  return undefined
}

function sideOfTest(test: Node, holds: boolean): Placed | undefined {
  if (test.type === 'UnaryExpression' && test.operator === '!') return sideOfTest(test.argument, !holds)
  if (test.type === 'LogicalExpression' && test.operator === (holds ? '&&' : '||')) return sideOfTest(test.left, holds) ?? sideOfTest(test.right, holds)
  const name = dottedName(test) ?? ''
  const isServer = serverConstants.includes(name)
  if (!isServer && !clientConstants.includes(name)) return undefined
  return isServer === holds ? { side: 'server', reason: `the build keeps this branch of ${name} on the server` } : { side: 'client', reason: `the build keeps this branch of ${name} in the browser` }
}
