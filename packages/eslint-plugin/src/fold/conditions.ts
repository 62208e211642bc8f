import type { Environment } from '@nuvion-guard/rules'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import type { LintFile } from '../source/lint-file.ts'
import { environmentOfName, wordsOf } from '../taint/key-name.ts'
import { folderOf } from './fold.ts'
import { onlyWrite } from './objects.ts'

/** The other of the two environments. */
export function otherThan(environment: Environment): Environment {
  return environment === 'live' ? 'test' : 'live'
}

/** The environment in which a condition holds. */
export function environmentOfTest(file: LintFile, outer: Node): Environment | null {
  const node = unwrap(outer)
  switch (node.type) {
    case 'UnaryExpression': {
      const environment = node.operator === '!' ? environmentOfTest(file, node.argument) : null
      return environment === null ? null : otherThan(environment)
    }
    case 'BinaryExpression': {
      if (!/^[!=]==?$/.test(node.operator)) return null
      const text = comparedText(file, node)
      const isEqual = node.operator.startsWith('=')
      if (isEqual && /^(?:true|1|yes|on)$/i.test(text)) return environmentOfFlag(staticName(unwrap(node.left)))
      const environment = environmentOfWord(text)
      return environment === null || isEqual ? environment : isOneOfTwo(text) ? otherThan(environment) : null
    }
    case 'CallExpression': {
      const callee = unwrap(node.callee)
      const method = callee.type === 'MemberExpression' ? (staticName(callee) ?? '') : ''
      const pattern = callee.type === 'MemberExpression' && method === 'test' ? callee.object : null
      const text = pattern !== null ? file.textOf(onlyWrite(file.variableOf(pattern))?.value ?? pattern) : /^(?:startsWith|includes)$/.test(method) ? folderOf(file).textOf(node.arguments[0]) : null
      if (text !== null) return (/(?:nv|^)_(live|test)/.exec(text)?.[1] ?? null) as Environment | null
      return environmentOfFlag(dottedName(node.callee))
    }
    case 'Identifier':
    case 'MemberExpression':
      return environmentOfFlag(staticName(node))
    default:
      return null
  }
}

/** The text that a comparison compares with. */
function comparedText(file: LintFile, node: NodeOf<'BinaryExpression'>): string {
  const folder = folderOf(file)
  return folder.textOf(node.right) ?? folder.textOf(node.left) ?? ''
}

/** A condition that leaves only the other environment where it does not hold. */
export function isExact(file: LintFile, outer: Node): boolean {
  const node = unwrap(outer)
  return node.type !== 'BinaryExpression' || isOneOfTwo(comparedText(file, node))
}

/** Words for one environment that leave only the other one where they do not hold. */
export function isOneOfTwo(text: string): boolean {
  return /^(?:production|prod|live|sandbox)$/i.test(text)
}

/** The environment that a text names, as the value of a setting. */
export function environmentOfWord(text: string | null): Environment | null {
  if (/^(?:production|prod|live)$/i.test(text ?? '')) return 'live'
  return /^(?:sandbox|sbx|test|testing|development|dev)$/i.test(text ?? '') ? 'test' : null
}

/** The environment that the name of a flag asks for: `isSandbox`. */
function environmentOfFlag(name: string | null): Environment | null {
  const last = name?.split('.').at(-1) ?? ''
  const words = wordsOf(last)
  return words.length > 4 || words.includes('not') || words.includes('no') ? null : environmentOfName(last)
}
