import { inSourceOrder } from '../ast/node-index.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import type { LintFile } from './lint-file.ts'

/** A call or construction with the names it goes by. */
export interface Call {
  readonly node: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>
  /** Dotted name of what is called, `()` for calls on the way, `?` for what is computed: `res.status().json`, `console.?`; empty where there is none. */
  readonly name: string
  /** Last part of the name. */
  readonly method: string
  /** Name before the last part; empty for a plain function. */
  readonly owner: string
  readonly isNew: boolean
  readonly arguments: readonly Node[]
}

const keys = { calls: {}, byNode: {} }

/** Every call and construction of a file, in source order. */
export function callsOf(file: LintFile): readonly Call[] {
  return file.once(keys.calls, () => {
    const nodes = file.nodes()
    return [...nodes.of('CallExpression'), ...nodes.of('NewExpression')].sort(inSourceOrder).map(node => toCall(file, node))
  })
}

/** The call that a node is; nothing for other nodes. */
export function callAt(file: LintFile, node: Node): Call | undefined {
  return file.once(keys.byNode, () => new Map<Node, Call>(callsOf(file).map(call => [call.node, call]))).get(node)
}

function toCall(file: LintFile, node: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>): Call {
  const callee = node.callee
  const name = methodBehind(file, callee) ?? dottedName(callee) ?? (callee.type === 'MemberExpression' ? `${(staticName(callee) === null ? dottedName(callee.object) : null) ?? '?'}.${staticName(callee) ?? '?'}` : '')
  const [given, ...values] = node.arguments
  const isBorrowed = given !== undefined && callWithOwner.exec(name)?.[1] === dottedName(given)
  return { node, ...partsOf(isBorrowed ? name.replace(/\.\w+$/, '') : name), isNew: node.type === 'NewExpression', arguments: isBorrowed ? values : node.arguments }
}

/** A method that is called through its own `call` or `apply`: `console.log.call(console, …)`. */
const callWithOwner = /^(.+)\.\w+\.(?:call|apply)$/

function partsOf(name: string): Pick<Call, 'name' | 'method' | 'owner'> {
  const at = name.lastIndexOf('.')
  return { name, method: name.slice(at + 1), owner: at < 0 ? '' : name.slice(0, at) }
}

/** The method that a constant of another name stands for: `const say = console.log`, `const say = console.log.bind(console)`. */
function methodBehind(file: LintFile, callee: Node): string | null {
  const place = file.variableOf(callee)?.defs[0]?.node as Node | undefined
  const path = place?.type === 'VariableDeclarator' && place.id.type === 'Identifier' && place.init !== null ? dottedName(place.init) : null
  const name = path?.endsWith('.bind()') === true ? path.slice(0, -7) : place?.type === 'VariableDeclarator' && place.init?.type === 'MemberExpression' ? path : null
  // functions that keep their name are known by it alone
  return name?.endsWith(`.${staticName(callee) ?? ''}`) === true && !name.startsWith('console.') ? null : name
}
