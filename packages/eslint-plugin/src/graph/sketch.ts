import type { Node } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { keepsArguments } from '../taint/sanitiser.ts'
import { isHarmless, lastName, patternNames, type Tree } from './read-tree.ts'

/** What an expression of a module is worth, as far as it holds a key: followed only when somebody asks what an import is. */
export type Sketch =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'environment' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'any'; readonly parts: readonly Sketch[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Sketch>; readonly spreads: readonly Sketch[] }
  | { readonly kind: 'function'; readonly returned: Sketch }
  /** A property of it, or what calling it gives. */
  | { readonly kind: 'step'; readonly of: Sketch; readonly step: string }

/** The step of a call. */
export const called = '()'

/** Expressions in one another: a generated text of thousands of parts is none that holds a key. */
const deepest = 200

/** Names of a function that stand for its own variables, or for what nobody knows. */
type Scope = ReadonlyMap<string, Sketch | null>

const runtimes = /^(?:process|Bun)$/
const parses = /^(?:parse|safeParse|parseEnv|cleanEnv|validateEnv|makeValidator)$/
/** Methods whose result holds what they are called on; a list or promise is more than a sketch tells of. */
const keepsReceiver = /^(?:trim|toString|valueOf|concat|normalize)$/

/** Sketches a part of a tree; nothing where it holds no key for sure. `keyAt` says which key a node is by itself. */
export function createSketcher(keyAt: (node: Tree) => string | null): (node: Tree) => Sketch | null {
  const any = (nodes: readonly (Tree | null)[], scope: Scope): Sketch | null => {
    const parts = nodes.flatMap(node => (node === null ? [] : (sketch(node, scope) ?? [])))
    return parts.length < 2 ? (parts[0] ?? null) : { kind: 'any', parts }
  }
  const step = (of: Sketch | null, name: string): Sketch | null => (of === null ? null : { kind: 'step', of, step: name })

  const call = (node: Tree, scope: Scope): Sketch | null => {
    const callee = node['callee'] as Tree
    const list = node['arguments'] as Tree[]
    const name = lastName(callee)
    if (parses.test(name)) return any(list, scope)
    if (keepsArguments(dottedName(asNode(callee)) ?? '') || name === 'Headers') return any(list, scope)
    if (node.type === 'NewExpression') return null
    if (keepsReceiver.test(name) && callee.type === 'MemberExpression') return any([callee['object'] as Tree, ...list], scope)
    return step(sketch(callee, scope), called)
  }

  const object = (node: Tree, scope: Scope): Sketch | null => {
    const fields = new Map<string, Sketch>()
    const spreads: Sketch[] = []
    for (const one of node['properties'] as Tree[]) {
      const value = sketch((one.type === 'SpreadElement' ? one['argument'] : one['value']) as Tree, scope)
      if (one.type === 'SpreadElement') {
        if (value !== null) spreads.push(value)
        continue
      }
      const name = staticName(asNode(one))
      if (name === null) continue
      const held = one['kind'] === 'get' ? step(value, called) : value
      if (held === null) fields.delete(name)
      else fields.set(name, held)
    }
    return fields.size + spreads.length === 0 ? null : { kind: 'object', fields, spreads }
  }

  let depth = 0
  const sketch = (node: Tree, scope: Scope): Sketch | null => {
    if (depth === deepest || isHarmless(node)) return null
    depth++
    const made = make(node, scope)
    depth--
    return made
  }

  const make = (node: Tree, scope: Scope): Sketch | null => {
    const name = keyAt(node)
    if (name !== null) return { kind: 'key', name }
    switch (node.type) {
      case 'Identifier': {
        const own = scope.get(node['name'] as string)
        return own === undefined ? { kind: 'name', name: node['name'] as string } : own
      }
      case 'MemberExpression': {
        const property = staticName(asNode(node))
        if (property === null) return null
        const owner = node['object'] as Tree
        if (property === 'env' && (owner.type === 'MetaProperty' || runtimes.test(lastName(owner)))) return { kind: 'environment' }
        return step(sketch(owner, scope), property)
      }
      case 'TemplateLiteral':
        return any(node['expressions'] as Tree[], scope)
      case 'BinaryExpression':
        return any([node['left'] as Tree, node['right'] as Tree], scope)
      case 'LogicalExpression':
        return any(node['operator'] === '&&' ? [node['right'] as Tree] : [node['left'] as Tree, node['right'] as Tree], scope)
      case 'ConditionalExpression':
        return any([node['consequent'] as Tree, node['alternate'] as Tree], scope)
      case 'ArrayExpression':
        return any(node['elements'] as (Tree | null)[], scope)
      case 'AssignmentExpression':
        return sketch(node['right'] as Tree, scope)
      case 'AwaitExpression':
      case 'SpreadElement':
        return sketch(node['argument'] as Tree, scope)
      case 'ChainExpression':
      case 'ParenthesizedExpression':
      case 'ExpressionStatement':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
        return sketch(node['expression'] as Tree, scope)
      case 'ObjectExpression':
        return object(node, scope)
      case 'CallExpression':
      case 'NewExpression':
        return call(node, scope)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return callable(node, scope)
      default:
        return null
    }
  }

  /** A function holds nothing itself: what it returns does. */
  const callable = (node: Tree, outer: Scope): Sketch | null => {
    const body = node['body'] as Tree | null
    if (body === null) return null
    const scope = new Map(outer)
    for (const parameter of node['params'] as Tree[]) for (const name of patternNames(parameter)) scope.set(name, null)
    const returned: Tree[] = []
    const stack: Tree[] = []
    if (body.type === 'BlockStatement') stack.push(body)
    else returned.push(body)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at.type === 'ReturnStatement') {
        if (at['argument'] !== null) returned.push(at['argument'] as Tree)
        continue
      }
      if (at.type === 'VariableDeclaration') {
        for (const one of at['declarations'] as Tree[]) {
          const value = one['init'] === null ? null : sketch(one['init'] as Tree, scope)
          for (const { name, path } of namesIn(one['id'] as Tree)) scope.set(name, path.reduce<Sketch | null>(step, value))
        }
        continue
      }
      if (at.type.endsWith('Statement') || at.type === 'SwitchCase' || at.type === 'CatchClause') stack.push(...statementsIn(at).reverse())
    }
    const held = any(returned, scope)
    return held === null ? null : { kind: 'function', returned: held }
  }
  return node => sketch(node, new Map())
}

/** The names that a pattern declares, each with the properties that lead to its value. */
export function namesIn(pattern: Tree, path: readonly string[] = []): { readonly name: string; readonly path: readonly string[] }[] {
  if (pattern.type === 'Identifier') return [{ name: pattern['name'] as string, path }]
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern['left'] as Tree, path)
  if (pattern.type !== 'ObjectPattern') return []
  return (pattern['properties'] as Tree[]).flatMap(one => {
    const name = one.type === 'Property' ? staticName(asNode(one)) : null
    return name === null ? [] : namesIn(one['value'] as Tree, [...path, name])
  })
}

/** Both parsers make the trees of ESTree. */
function asNode(tree: Tree): Node {
  return tree as unknown as Node
}

function statementsIn(node: Tree): Tree[] {
  const fields = ['body', 'block', 'handler', 'finalizer', 'consequent', 'alternate', 'cases']
  return fields.flatMap(field => (node[field] ?? []) as Tree | Tree[])
}
