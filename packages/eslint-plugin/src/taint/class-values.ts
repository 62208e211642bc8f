import { membersAround } from '../ast/ancestors.ts'
import { returnsOf } from '../ast/functions.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { onlyWrite } from '../fold/objects.ts'
import type { LintFile } from '../source/lint-file.ts'

/** A value that a class gives to a property of its instances. */
interface ClassValue {
  readonly name: string | null
  readonly value: Node
  /** What a getter returns is worked out when it is asked for: printing an instance does not show it. */
  readonly isShown: boolean
}

/** The members of the class that `this`, an instance or a name stands for; none where the file does not declare it. */
export function classMembersOf(file: LintFile, outer: Node): NodeOf<'ClassBody'>['body'] {
  if (outer.type === 'ThisExpression') return membersAround(outer)
  const node = unwrap(outer)
  const made = unwrap(onlyWrite(file.variableOf(node))?.value ?? node)
  const place = file.variableOf(made.type === 'NewExpression' ? made.callee : made)?.defs[0]?.node as Node | undefined
  return place?.type === 'ClassDeclaration' ? place.body.body : []
}

/** The values of the properties of a class: where they are declared, by getters, and in the constructor. */
export function classValuesOf(members: NodeOf<'ClassBody'>['body']): readonly ClassValue[] {
  const values: ClassValue[] = []
  for (const member of members) {
    const name = staticName(member)
    if (member.type === 'PropertyDefinition' && member.value !== null) values.push({ name, value: member.value, isShown: !member.static && name?.startsWith('#') !== true })
    if (member.type !== 'MethodDefinition') continue
    if (member.kind === 'get') values.push(...returnsOf(member.value).map(value => ({ name, value, isShown: false })))
    if (member.kind !== 'constructor') continue
    for (const one of member.value.params) {
      if (one.type !== 'TSParameterProperty') continue
      const [target, value] = one.parameter.type === 'AssignmentPattern' ? [one.parameter.left, one.parameter.right] : [one.parameter, one.parameter]
      values.push({ name: staticName(target), value, isShown: true })
    }
    for (const statement of member.value.body?.body ?? []) {
      const set = statement.type === 'ExpressionStatement' ? statement.expression : null
      if (set?.type !== 'AssignmentExpression' || set.left.type !== 'MemberExpression' || set.left.object.type !== 'ThisExpression') continue
      const property = staticName(set.left)
      values.push({ name: property, value: set.right, isShown: property?.startsWith('#') !== true })
    }
  }
  return values
}
