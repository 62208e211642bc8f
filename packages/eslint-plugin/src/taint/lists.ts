import { isFunction } from '../ast/ancestors.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { writesOf, type PathStep } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { textOf } from '../fold/value.ts'
import type { LintFile } from '../source/lint-file.ts'
import { calleeName } from './sanitiser.ts'
import type { Sources } from './sources.ts'
import { toTrace, wholeEnvironment, type Trace } from './trace.ts'

/** Follows what loops and callbacks take out of an environment, one element at a time. */
export interface Lists {
  /** What `env[name]` reads where the name is an element of a list of names. */
  readonly readByName: (node: NodeOf<'MemberExpression'>) => readonly Trace[]
  /** `[name, value]` of `Object.entries(process.env)`: the value is a variable of the environment, the name is none; null for other lists. */
  readonly elements: (list: Node, step: PathStep | undefined) => readonly Trace[] | null
}

/** The methods that call back for each element, with the parameter that takes it. */
export const callbacks: Readonly<Record<string, number>> = { forEach: 0, map: 0, flatMap: 0, reduce: 1 }

/** Says whether code that goes through an environment picks variables by their names, and other ones than those of Nuvion. */
export function picksNames(text: string): boolean {
  if (/['"`^]NUVION_?['"`/]/.test(text) && !text.includes('!')) return false
  return /\.(?:startsWith|test|match|includes|indexOf|has|search)\(|===/.test(text)
}

/** The list whose elements a name stands for, and the loop or the call that goes through it. */
export function listBehind(file: LintFile, name: Node): readonly [list: Node, user: Node] | null {
  const variable = file.variableOf(name)
  const definition = variable?.defs[0]
  const place = definition?.node as Node | undefined
  if (definition?.type === 'Parameter' && isFunction(place)) {
    const call = place.parent
    const callee = call.type === 'CallExpression' ? unwrap(call.callee) : call
    const at = callee.type === 'MemberExpression' ? callbacks[staticName(callee) ?? ''] : undefined
    return callee.type === 'MemberExpression' && at !== undefined && place.params[at] === (definition.name as Node) ? [unwrap(callee.object), call] : null
  }
  const loop = place?.parent?.parent
  if (loop?.type === 'ForInStatement') return [unwrap(loop.right), loop]
  const [write] = writesOf(variable)
  return write?.isElement === true && loop != null ? [unwrap(write.value), loop] : null
}

/** Follows lists, given what says of an expression that it is a whole environment. */
export function createLists(file: LintFile, sources: Sources, isEnvironment: (node: Node) => boolean): Lists {
  const isListOf = (list: Node, method: RegExp): boolean => list.type === 'CallExpression' && method.test(calleeName(list) ?? '') && list.arguments[0] !== undefined && isEnvironment(list.arguments[0])

  function readByName(node: NodeOf<'MemberExpression'>): readonly Trace[] {
    const [list, user] = listBehind(file, node.property) ?? []
    if (list === undefined || user === undefined) return []
    if (user.type === 'ForInStatement' ? isEnvironment(list) : isListOf(list, /^Object\.keys$/)) return picksNames(file.textOf(user)) ? [] : [wholeEnvironment(node)]
    const folded = folderOf(file).fold(list)
    const names = folded?.kind === 'list' ? folded.items.map(textOf) : []
    return names.flatMap(name => (name !== null && sources.isKeyName(name) ? [toTrace('env', name, node)] : []))
  }

  function elements(list: Node, step: PathStep | undefined): readonly Trace[] | null {
    const call = unwrap(list)
    if (!isListOf(call, /^Object\.(?:entries|values)$/)) return null
    return (call.type === 'CallExpression' && calleeName(call) === 'Object.values') || (step?.kind === 'item' && step.index === 1) ? [wholeEnvironment(call)] : []
  }

  return { readByName, elements }
}
