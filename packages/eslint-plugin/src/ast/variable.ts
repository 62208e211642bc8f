import type { TSESLint } from '@typescript-eslint/utils'
import type { Node, NodeOf } from './node.ts'
import { literalName, staticName } from './static-name.ts'

/** A scope of the scope manager. */
export type Scope = TSESLint.Scope.Scope
/** A variable of the scope manager. */
export type Variable = TSESLint.Scope.Variable

/** The variable that a name stands for at a scope; null where the file declares none. */
export function findVariable(scope: Scope | null, name: string): Variable | null {
  for (let current = scope; current !== null; current = current.upper) {
    const found = current.set.get(name)
    if (found !== undefined) return found.defs.length > 0 ? found : null
  }
  return null
}

/** A step from a value to a part of it that a pattern names; `rest` is what the other properties leave over. */
export type PathStep = { readonly kind: 'property'; readonly name: string } | { readonly kind: 'item'; readonly index: number } | { readonly kind: 'rest'; readonly without: readonly string[] }

/** The steps from the value that a pattern takes apart to one of its identifiers; null where a computed key hides one. */
export function pathInPattern(pattern: Node, identifier: Node): readonly PathStep[] | null {
  if (pattern === identifier) return []
  if (pattern.type === 'AssignmentPattern') return pathInPattern(pattern.left, identifier)
  if (pattern.type === 'RestElement') return pathInPattern(pattern.argument, identifier)
  if (pattern.range[0] > identifier.range[0] || pattern.range[1] < identifier.range[1]) return null
  if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      const inner = pathInPattern(property.type === 'Property' ? property.value : property.argument, identifier)
      if (inner === null) continue
      if (property.type === 'RestElement') return [{ kind: 'rest', without: namesOf(pattern) }, ...inner]
      const name = staticName(property)
      return name === null ? null : [{ kind: 'property', name }, ...inner]
    }
  }
  if (pattern.type === 'ArrayPattern') {
    for (const [index, element] of pattern.elements.entries()) {
      if (element === null) continue
      const inner = pathInPattern(element, identifier)
      if (inner !== null) return [element.type === 'RestElement' ? { kind: 'rest', without: [] } : { kind: 'item', index }, ...inner]
    }
  }
  return null
}

function namesOf(pattern: NodeOf<'ObjectPattern'>): readonly string[] {
  return pattern.properties.flatMap(one => staticName(one) ?? [])
}

/** A value given to a variable and the steps from it to what the variable gets. */
export interface Written {
  readonly value: Node
  readonly path: readonly PathStep[]
  /** The value is looped over: the variable gets its elements. */
  readonly isElement: boolean
}

/** A value that an object of the file is given after it was made. */
export interface Addition {
  readonly name: string | null
  /** The assignment or call that does it. */
  readonly node: Node
  readonly value: Node
}

/** Values added to what a variable holds: `headers.Authorization = …`, `headers.set('Authorization', …)`. */
export function additionsTo(variable: Variable | null): readonly Addition[] {
  return (variable?.references ?? []).flatMap(({ identifier }): readonly Addition[] => {
    const member = (identifier as Node).parent
    if (member?.type !== 'MemberExpression' || member.object !== identifier) return []
    const node = member.parent
    if (node.type === 'AssignmentExpression' && node.left === member) return [{ name: staticName(member), node, value: node.right }]
    const value = node.type === 'CallExpression' && node.callee === member && /^(?:set|append|add|push)$/.test(staticName(member) ?? '') ? node.arguments.at(-1) : undefined
    return node.type !== 'CallExpression' || value === undefined ? [] : [{ name: literalName(node.arguments[0]), node, value }]
  })
}

/** Every value that the file gives to a variable, in source order; empty for parameters, imports and names of other files. */
export function writesOf(variable: Variable | null): readonly Written[] {
  const writes: Written[] = []
  for (const reference of variable?.references ?? []) {
    if (!reference.isWrite()) continue
    const value = reference.writeExpr
    if (value === null || value === undefined) continue
    const identifier = reference.identifier as Node
    const holder = patternHolder(identifier)
    if (holder === null) continue
    const pattern = holder.type === 'VariableDeclarator' ? holder.id : holder.type === 'AssignmentExpression' ? holder.left : null
    if (pattern === null) {
      const left = (holder as NodeOf<'ForOfStatement'>).left
      const target = left.type === 'VariableDeclaration' ? (left.declarations as readonly NodeOf<'VariableDeclarator'>[])[0]?.id : left
      const path = target === undefined ? null : pathInPattern(target, identifier)
      if (path !== null) writes.push({ value: (holder as NodeOf<'ForOfStatement'>).right, path, isElement: true })
      continue
    }
    const path = pathInPattern(pattern, identifier)
    const whole = holder.type === 'VariableDeclarator' ? holder.init : holder.type === 'AssignmentExpression' ? holder.right : null
    if (path !== null && whole !== null) writes.push({ value: whole, path, isElement: false })
  }
  return writes
}

function patternHolder(identifier: Node): Node | null {
  let child: Node = identifier
  for (let node = identifier.parent as Node | null | undefined; node != null; node = node.parent as Node | null | undefined) {
    if (node.type === 'VariableDeclarator') {
      const loop = node.parent.parent
      if (node.init === null && (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement')) return loop.type === 'ForOfStatement' ? loop : null
      return node
    }
    if (node.type === 'AssignmentExpression') return node.left === child ? node : null
    if (node.type === 'ForOfStatement') return node
    if (!/Pattern$|^Property$|^RestElement$/.test(node.type)) return null
    child = node
  }
  return null
}
