import { membersAround } from '../ast/ancestors.ts'
import { bodyOf, functionOf } from '../ast/functions.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { findVariable, writesOf, type Variable, type Written } from '../ast/variable.ts'
import type { LintFile } from '../source/lint-file.ts'

type ObjectLiteral = NodeOf<'ObjectExpression'>

/** Finds the object literals of a file behind the expressions that stand for them. */
export interface Objects {
  /** The object literal that an expression stands for, through constants and `Object.freeze`. */
  readonly objectOf: (node: Node | null | undefined) => ObjectLiteral | null
  /** The value of a property of the object literal that an expression stands for, its spreads of known objects included. */
  readonly propertyOf: (node: Node | null | undefined, name: string) => Node | null
  /** The value of a member of an enum, or of a constant member of a class. */
  readonly memberOf: (node: NodeOf<'MemberExpression'>, name: string) => Node | null
}

/** Objects that are spread into one another. */
const deepest = 12

/** The object literals of a file. */
export function createObjects(file: LintFile): Objects {
  const known = new WeakMap<Node, ObjectLiteral | null>()

  function objectOf(outer: Node | null | undefined): ObjectLiteral | null {
    if (outer == null) return null
    const node = unwrap(outer)
    if (node.type === 'ObjectExpression') return node
    const found = known.get(node)
    if (found !== undefined) return found
    known.set(node, null)
    const object = objectOf(valueBehind(node))
    known.set(node, object)
    return object
  }

  function valueBehind(node: Node): Node | null | undefined {
    switch (node.type) {
      case 'CallExpression': {
        if (/^Object\.(?:freeze|seal)$/.test(dottedName(node.callee) ?? '')) return node.arguments[0]
        const callable = functionOf(node.callee, file.variableOf(node.callee))
        return callable?.params.length === 0 ? bodyOf(callable) : null
      }
      case 'Identifier': {
        const write = onlyWrite(file.variableOf(node))
        return write?.path.reduce<Node | null>((value, step) => (step.kind === 'property' ? propertyOf(value, step.name) : null), write.value)
      }
      case 'MemberExpression': {
        const name = staticName(node)
        return name === null ? null : (propertyOf(node.object, name) ?? classMember(node, name))
      }
      default:
        return null
    }
  }

  function propertyOf(node: Node | null | undefined, name: string, depth = 0): Node | null {
    // an object can spread itself
    for (const property of depth < deepest ? (objectOf(node)?.properties.toReversed() ?? []) : []) {
      const value = property.type === 'SpreadElement' ? propertyOf(property.argument, name, depth + 1) : staticName(property) === name ? property.value : null
      if (value !== null) return value
    }
    return null
  }

  function ownerOf(node: NodeOf<'MemberExpression'>): Node | undefined {
    return node.object.type === 'Identifier' ? findVariable(file.scopeOf(node), node.object.name)?.defs[0]?.node : undefined
  }

  function classMember(node: NodeOf<'MemberExpression'>, name: string): Node | null {
    const owner = ownerOf(node)
    const members = node.object.type === 'ThisExpression' ? membersAround(node) : owner?.type === 'ClassDeclaration' ? owner.body.body : []
    for (const member of members) if (member.type === 'PropertyDefinition' && staticName(member) === name && (member.readonly || member.static || name.startsWith('#'))) return member.value
    return null
  }

  function memberOf(node: NodeOf<'MemberExpression'>, name: string): Node | null {
    const owner = ownerOf(node)
    const value = owner?.type === 'TSEnumDeclaration' ? owner.body.members.find(member => staticName(member) === name)?.initializer : undefined
    return value ?? classMember(node, name)
  }

  return { objectOf, propertyOf, memberOf }
}

/** The one value that a variable ever gets; null for parameters and elements of what is looped over. */
export function onlyWrite(variable: Variable | null): Written | null {
  const [write, ...more] = variable?.defs[0]?.type === 'Parameter' ? [] : writesOf(variable)
  return write === undefined || more.length > 0 || write.isElement ? null : write
}
