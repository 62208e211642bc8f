import { isFunction, type FunctionNode } from '../ast/ancestors.ts'
import { functionOf } from '../ast/functions.ts'
import type { Node } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import type { LintFile } from '../source/lint-file.ts'
import { classMembersOf } from './class-values.ts'

/** The function of the file that a callee stands for: a variable's, a method of an object literal, or one of a class. */
export function localFunction(file: LintFile, outer: Node): FunctionNode | null {
  const callee = unwrap(outer)
  if (callee.type !== 'MemberExpression') return functionOf(callee, file.variableOf(callee))
  const name = staticName(callee)
  if (name === null) return null
  const folder = folderOf(file)
  const member = classMembersOf(file, callee.object).find(one => (one.type === 'MethodDefinition' || one.type === 'PropertyDefinition') && staticName(one) === name)
  const value = member !== undefined && 'value' in member ? member.value : folder.propertyOf(callee.object, name)
  return isFunction(value) ? value : null
}
