import { membersAround } from '../ast/ancestors.ts'
import { returnsOf } from '../ast/functions.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'

/** The values that a class gives to a property of `this`: where it is declared, by a getter, and in the constructor. */
export function classValuesOf(node: NodeOf<'MemberExpression'>, name: string): readonly Node[] {
  if (node.object.type !== 'ThisExpression') return []
  const values: Node[] = []
  for (const member of membersAround(node)) {
    if (member.type === 'PropertyDefinition' && staticName(member) === name && member.value !== null) values.push(member.value)
    if (member.type !== 'MethodDefinition') continue
    if (member.kind === 'get' && staticName(member) === name) values.push(...returnsOf(member.value))
    for (const statement of member.kind === 'constructor' ? (member.value.body?.body ?? []) : []) {
      const set = statement.type === 'ExpressionStatement' ? statement.expression : null
      if (set?.type === 'AssignmentExpression' && set.left.type === 'MemberExpression' && set.left.object.type === 'ThisExpression' && staticName(set.left) === name) values.push(set.right)
    }
  }
  return values
}
