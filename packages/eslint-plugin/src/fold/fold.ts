import { bodyOf, functionOf } from '../ast/functions.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { operandsOf } from '../ast/operands.ts'
import type { PathStep } from '../ast/variable.ts'
import { unwrap } from '../ast/unwrap.ts'
import type { LintFile } from '../source/lint-file.ts'
import { callGlobal } from './call-global.ts'
import { callMethod } from './call-method.ts'
import { createObjects, onlyWrite, type Objects } from './objects.ts'
import { bytesOf, numberOf, piecesOf, seenFrom, sketchOf, textOf, toText, type Folded, type Piece } from './value.ts'

/** Finds out what an expression is worth without running it; nothing is known of a node that is not there. */
export interface Folder extends Pick<Objects, 'objectOf' | 'propertyOf'> {
  fold(node: Node | null | undefined): Folded | null
  /** The whole text of an expression, or null where a part of it is unknown. */
  textOf(node: Node | null | undefined): string | null
  /** The text with a mark for every unknown part; null where it is no text at all. */
  sketchOf(node: Node | null | undefined): string | null
}

/** Values of parameters while the body of a local function is folded. */
type Bindings = ReadonlyMap<string, Folded | null>

const key = {}
const deepest = 24
/** Items of a list that a callback is folded for. */
const mostItems = 512
/** Steps that one question takes inside of functions, for calls and lists in their bodies multiply. */
const mostSteps = 20_000

/** The folder of a file; every expression is folded once, whichever rule asks. */
export function folderOf(file: LintFile): Folder {
  return file.once(key, () => createFolder(file))
}

function createFolder(file: LintFile): Folder {
  const known = new WeakMap<Node, Folded | null>()
  const { objectOf, propertyOf, memberOf } = createObjects(file)
  let depth = 0
  let steps = 0
  let bindings: Bindings | undefined

  function fold(node: Node | null | undefined): Folded | null {
    if (node == null) return null
    const found = bindings === undefined ? known.get(node) : undefined
    if (found !== undefined) return found
    if (depth === 0) steps = 0
    if (depth >= deepest || (bindings !== undefined && ++steps > mostSteps)) return null
    if (bindings === undefined) known.set(node, null)
    depth++
    const folded = foldNode(node)
    depth--
    if (bindings === undefined) known.set(node, folded)
    return folded
  }

  /** The same with other bindings: those of a function that is called, or none outside of it. */
  function foldWith(inner: Bindings | undefined, node: Node): Folded | null {
    const outer = bindings
    bindings = inner
    const folded = fold(node)
    bindings = outer
    return folded
  }

  function foldNode(outer: Node): Folded | null {
    const node = unwrap(outer)
    if (node !== outer) return fold(node)
    switch (node.type) {
      case 'Literal':
        if (typeof node.value === 'string') return toText(node.value, node)
        return typeof node.value === 'bigint' ? null : { kind: 'constant', value: node.value }
      case 'TemplateLiteral':
        return foldTemplate(node, 'cooked')
      case 'TaggedTemplateExpression':
        return dottedName(node.tag) === 'String.raw' ? foldTemplate(node.quasi, 'raw') : null
      case 'BinaryExpression':
        return node.operator === '+' ? foldSum(node) : null
      case 'LogicalExpression': {
        const left = fold(node.left)
        if (left === null) return null
        const value = worthOf(left)
        if (value === unknown) return null
        const takesRight = node.operator === '??' ? value == null : node.operator === '||' ? !value : Boolean(value)
        return takesRight ? fold(node.right) : left
      }
      case 'ConditionalExpression': {
        const test = fold(node.test)
        const value = test === null ? unknown : worthOf(test)
        return value === unknown ? null : fold(value ? node.consequent : node.alternate)
      }
      case 'UnaryExpression': {
        const number = node.operator === '-' ? numberOf(fold(node.argument)) : null
        return number === null ? null : { kind: 'constant', value: -number }
      }
      case 'ArrayExpression': {
        const items: (Folded | null)[] = []
        for (const element of node.elements) {
          if (element?.type !== 'SpreadElement') items.push(fold(element))
          else {
            const spread = fold(element.argument)
            const text = textOf(spread)
            if (spread?.kind === 'list') items.push(...spread.items)
            else if (spread?.kind === 'text' && text !== null) items.push(...Array.from(text, one => toText(one, element)))
            else return null
          }
        }
        return { kind: 'list', items }
      }
      case 'Identifier':
        return foldName(node)
      case 'MemberExpression':
        return foldMember(node)
      case 'CallExpression':
        return foldCall(node)
      case 'NewExpression':
        return foldNew(node)
      default:
        return null
    }
  }

  function foldTemplate(node: NodeOf<'TemplateLiteral'>, form: 'cooked' | 'raw'): Folded | null {
    const pieces: Piece[] = []
    for (const [at, quasi] of node.quasis.entries()) {
      if (quasi.value[form] !== '') pieces.push({ text: quasi.value[form], node: quasi })
      const expression = node.expressions[at]
      if (expression !== undefined) pieces.push(...piecesOf(fold(expression), expression))
    }
    return pieces.length === 0 ? toText('', node) : { kind: 'text', pieces }
  }

  function foldSum(node: NodeOf<'BinaryExpression'>): Folded | null {
    const operands = operandsOf(node)
    const values = operands.map(fold)
    const numbers = values.map(numberOf)
    if (!numbers.includes(null)) return { kind: 'constant', value: (numbers as number[]).reduce((sum, value) => sum + value, 0) }
    if (!values.some(value => value?.kind === 'text')) return null
    return { kind: 'text', pieces: values.flatMap((value, at) => piecesOf(value, operands[at] as Node)) }
  }

  function foldName(node: NodeOf<'Identifier'>): Folded | null {
    if (bindings?.has(node.name) === true) return seenFrom(bindings.get(node.name) ?? null, node)
    if (node.name === 'undefined') return { kind: 'constant', value: undefined }
    const variable = file.variableOf(node)
    const write = onlyWrite(variable)
    if (write === null || variable?.references.filter(one => one.isWrite()).length !== 1) return null
    return seenFrom(foldAlong(write.value, write.path), node)
  }

  function foldAlong(value: Node, path: readonly PathStep[]): Folded | null {
    let current: Node | null = value
    for (const [at, step] of path.entries()) {
      if (step.kind === 'item') {
        const list = foldWith(undefined, current)
        return at === path.length - 1 && list?.kind === 'list' ? (list.items[step.index] ?? null) : null
      }
      current = step.kind === 'property' ? propertyOf(current, step.name) : null
      if (current === null) return null
    }
    return foldWith(undefined, current)
  }

  function foldMember(node: NodeOf<'MemberExpression'>): Folded | null {
    const name = node.computed ? textOf(fold(node.property)) : staticName(node)
    if (name === null) return null
    const object = objectOf(node.object)
    const member = memberOf(node, name) ?? propertyOf(object, name)
    if (member !== null) return seenFrom(foldWith(undefined, member), node)
    const value = object === null ? fold(node.object) : null
    if (value?.kind !== 'list' && value?.kind !== 'text') return null
    if (name === 'href' && value.kind === 'text') return value
    const items = value.kind === 'list' ? value.items : textOf(value)
    if (items === null) return null
    if (name === 'length') return { kind: 'constant', value: items.length }
    if (!/^\d+$/.test(name)) return null
    return typeof items === 'string' ? toText(items[Number(name)] ?? '', node) : seenFrom(items[Number(name)] ?? null, node)
  }

  function foldCall(node: NodeOf<'CallExpression'>): Folded | null {
    const callee = unwrap(node.callee)
    const [first] = node.arguments
    const name = dottedName(callee)?.replace(/^(?:globalThis|window|self)\./, '')
    if (name !== undefined && first !== undefined) {
      if (/^Object\.(?:freeze|seal)$/.test(name)) return fold(first)
      if (name === 'Object.values') {
        const object = objectOf(first)
        return object === null ? null : { kind: 'list', items: object.properties.map(property => (property.type === 'Property' ? fold(property.value) : null)) }
      }
      const result = callGlobal(name, () => valuesOf(node.arguments), node)
      if (result !== undefined) return result
    }
    if (callee.type !== 'MemberExpression') return callee.type === 'Identifier' ? foldLocalCall(callee, node) : null
    const method = staticName(callee)
    const receiver = method === null ? null : fold(callee.object)
    if (method === null || receiver === null) return null
    if (receiver.kind === 'list') {
      if (method === 'map') return foldMap(receiver.items, node)
      if (method === 'reduce') return foldReduce(receiver.items, node)
      if (method === 'filter') return receiver
    }
    return callMethod(receiver, method, valuesOf(node.arguments) ?? [null], node)
  }

  /** The parameters of a callback whose body is one expression, and that body. */
  function callbackOf(callback: Node | undefined): { readonly names: readonly (string | null)[]; readonly body: Node } | null {
    const callable = callback === undefined ? null : functionOf(callback, null)
    const body = callable === null ? null : bodyOf(callable)
    return callable === null || body === null ? null : { names: callable.params.map(one => (one.type === 'Identifier' ? one.name : null)), body }
  }

  function foldMap(items: readonly (Folded | null)[], node: NodeOf<'CallExpression'>): Folded | null {
    const [callback] = node.arguments
    if (callback === undefined || items.length > mostItems) return null
    const name = dottedName(callback)
    if (name !== null && /^(?:atob|String\.from(?:CharCode|CodePoint))$/.test(name)) return { kind: 'list', items: items.map(item => callGlobal(name, () => [item], node) ?? null) }
    const callable = callbackOf(callback)
    const [parameter] = callable?.names ?? []
    if (callable == null || parameter == null) return null
    return { kind: 'list', items: items.map(item => seenFrom(foldWith(new Map(bindings).set(parameter, item), callable.body), node)) }
  }

  function foldReduce(items: readonly (Folded | null)[], node: NodeOf<'CallExpression'>): Folded | null {
    const [callback, start] = node.arguments
    const callable = callbackOf(callback)
    const [sum, each] = callable?.names ?? []
    if (callable === null || sum == null || each == null || items.length > mostItems) return null
    const [first = null, ...others] = start === undefined ? items : [fold(start), ...items]
    return seenFrom(others.reduce((before, item) => foldWith(new Map(bindings).set(sum, before).set(each, item), callable.body), first), node)
  }

  function foldLocalCall(callee: NodeOf<'Identifier'>, node: NodeOf<'CallExpression'>): Folded | null {
    const callable = functionOf(callee, file.variableOf(callee))
    const body = callable === null ? null : bodyOf(callable)
    const values = body === null ? null : valuesOf(node.arguments)
    if (callable === null || body === null || values === null) return null
    const inner = new Map<string, Folded | null>()
    for (const [at, parameter] of callable.params.entries()) {
      const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
      if (name.type !== 'Identifier') return null
      inner.set(name.name, at >= values.length && parameter.type === 'AssignmentPattern' ? foldWith(undefined, parameter.right) : (values[at] ?? null))
    }
    return seenFrom(foldWith(inner, body), node)
  }

  function foldNew(node: NodeOf<'NewExpression'>): Folded | null {
    const [first, second] = node.arguments
    if (first === undefined) return null
    switch (dottedName(node.callee)) {
      case 'String':
        return fold(first)
      case 'Uint8Array':
        return bytesOf(fold(first))
      case 'URL': {
        const base = fold(second)
        return second === undefined || base === null ? fold(first) : { kind: 'text', pieces: [...piecesOf(base, second), ...piecesOf(fold(first), first)] }
      }
      default:
        return null
    }
  }

  function valuesOf(nodes: readonly Node[]): (Folded | null)[] | null {
    const values: (Folded | null)[] = []
    for (const one of nodes) {
      const value = fold(one.type === 'SpreadElement' ? one.argument : one)
      if (one.type !== 'SpreadElement') values.push(value)
      else if (value?.kind === 'list') values.push(...value.items)
      else return null
    }
    return values
  }

  return { fold, textOf: node => textOf(fold(node)), sketchOf: node => sketchOf(fold(node)), objectOf, propertyOf }
}

const unknown = Symbol('unknown')

/** What decides a condition: a constant's value, a whole text, or an object. */
function worthOf(folded: Folded): unknown {
  return folded.kind === 'constant' ? folded.value : folded.kind === 'text' ? (textOf(folded) ?? unknown) : folded
}
