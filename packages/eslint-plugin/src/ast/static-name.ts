import type { Node } from './node.ts'

/** The name of a member or property key where it stands in the text: `a.b`, `a['b']`, `{ b: 1 }`, `{ 'b': 1 }`, `#b`. */
export function nameOfKey(key: Node, computed: boolean): string | null {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (key.type === 'Identifier' && !computed) return key.name
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return String(key.value)
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? null
  return null
}

/** The text of a literal that names something: `'a'`, `` `a` ``, `1`; null for what is no literal or is not there. */
export function literalName(node: Node | null | undefined): string | null {
  return node == null ? null : nameOfKey(node, true)
}

/** The static property name of a member expression or property, else null. */
export function staticName(node: Node): string | null {
  switch (node.type) {
    case 'MemberExpression':
      return nameOfKey(node.property, node.computed)
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
    case 'AccessorProperty':
      return nameOfKey(node.key, node.computed)
    case 'Identifier':
      return node.name
    case 'TSEnumMember':
      return nameOfKey(node.id, false)
    default:
      return null
  }
}

/** A name has no more parts; a chain of thousands of calls has none. */
const mostParts = 100

/** The dotted path of an identifier or member chain, `this` and `import.meta` included, else null: `process.env.HOME`. */
export function dottedName(node: Node, parts = 0): string | null {
  if (parts === mostParts) return null
  if (node.type === 'Identifier') return node.name
  if (node.type === 'ThisExpression') return 'this'
  if (node.type === 'MetaProperty') return `${node.meta.name}.${node.property.name}`
  if (node.type === 'ChainExpression' || node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression') return dottedName(node.expression, parts)
  if (node.type === 'AwaitExpression') return dottedName(node.argument, parts)
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const callee = dottedName(node.callee, parts + 1)
    return callee === null ? null : `${callee}()`
  }
  if (node.type !== 'MemberExpression') return null
  const object = dottedName(node.object, parts + 1)
  const name = staticName(node)
  return object === null || name === null ? null : `${object}.${name}`
}
