import { inSourceOrder } from '../ast/node-index.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import type { LintFile } from './lint-file.ts'

/** A call or construction with the names it goes by. */
export interface Call {
  readonly node: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>
  /** Dotted name of what is called, `()` for calls on the way: `res.status().json`; empty where there is none. */
  readonly name: string
  /** Last part of the name. */
  readonly method: string
  /** Name before the last part; empty for a plain function. */
  readonly owner: string
  readonly isNew: boolean
  readonly arguments: readonly Node[]
}

const key = {}

/** Every call and construction of a file, in source order. */
export function callsOf(file: LintFile): readonly Call[] {
  return file.once(key, () => {
    const nodes = file.nodes()
    return [...nodes.of('CallExpression'), ...nodes.of('NewExpression')].sort(inSourceOrder).map(toCall)
  })
}

function toCall(node: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>): Call {
  const callee = node.callee
  const name = dottedName(callee) ?? (callee.type === 'MemberExpression' ? `?.${staticName(callee) ?? '?'}` : '')
  const at = name.lastIndexOf('.')
  return { node, name, method: name.slice(at + 1), owner: at < 0 ? '' : name.slice(0, at), isNew: node.type === 'NewExpression', arguments: node.arguments }
}
