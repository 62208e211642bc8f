import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { findVariable, writesOf, type PathStep } from '../ast/variable.ts'
import { unwrap } from '../ast/unwrap.ts'
import type { LintFile } from '../source/lint-file.ts'
import { callMethod, joinPieces } from './call-method.ts'
import { callTextFunction, fromBytes, toBytes } from './decode.ts'
import { seenFrom, textOf, toText, type Folded, type Piece } from './value.ts'

/** Finds out what an expression is worth without running it. */
export interface Folder {
  fold(node: Node): Folded | null
  /** The object literal that an expression stands for, through constants and `Object.freeze`. */
  objectOf(node: Node): NodeOf<'ObjectExpression'> | null
  /** The value of a property of an object literal, its spreads of known objects included. */
  propertyOf(object: NodeOf<'ObjectExpression'>, name: string): Node | null
}

/** Values of parameters while the body of a local function is folded. */
type Bindings = ReadonlyMap<string, Folded | null>

const key = {}
const deepest = 24

/** The folder of a file; every expression is folded once, whichever rule asks. */
export function folderOf(file: LintFile): Folder {
  return file.once(key, () => createFolder(file))
}

function createFolder(file: LintFile): Folder {
  const known = new WeakMap<Node, Folded | null>()
  const objects = new WeakMap<Node, NodeOf<'ObjectExpression'> | null>()
  let depth = 0

  function fold(node: Node, bindings?: Bindings): Folded | null {
    if (bindings === undefined) {
      const found = known.get(node)
      if (found !== undefined) return found
      known.set(node, null)
    }
    if (depth >= deepest) return null
    depth++
    const folded = foldNode(node, bindings)
    depth--
    if (bindings === undefined) known.set(node, folded)
    return folded
  }

  function foldNode(outer: Node, bindings: Bindings | undefined): Folded | null {
    const node = unwrap(outer)
    if (node !== outer) return fold(node, bindings)
    switch (node.type) {
      case 'Literal': {
        if (typeof node.value === 'string') return toText(node.value, node)
        if (typeof node.value === 'number' || typeof node.value === 'boolean' || node.value === null || node.value instanceof RegExp) return { kind: 'constant', value: node.value }
        return null
      }
      case 'TemplateLiteral': {
        const pieces: Piece[] = []
        for (const [at, quasi] of node.quasis.entries()) {
          if (quasi.value.cooked !== '') pieces.push({ text: quasi.value.cooked, node: quasi })
          const expression = node.expressions[at]
          if (expression !== undefined) pieces.push(...piecesOf(fold(expression, bindings), expression))
        }
        return pieces.length === 0 ? toText('', node) : { kind: 'text', pieces }
      }
      case 'TaggedTemplateExpression':
        return dottedName(node.tag) === 'String.raw' ? foldRaw(node, bindings) : null
      case 'BinaryExpression':
        return node.operator === '+' ? foldSum(node, bindings) : null
      case 'LogicalExpression': {
        const left = fold(node.left, bindings)
        if (left === null) return null
        const value = left.kind === 'constant' ? left.value : left.kind === 'text' ? textOf(left) : left
        if (left.kind === 'text' && value === null) return null
        const takesRight = node.operator === '??' ? value === null || value === undefined : node.operator === '||' ? !value : Boolean(value)
        return takesRight ? fold(node.right, bindings) : left
      }
      case 'ConditionalExpression': {
        const test = fold(node.test, bindings)
        const value = test?.kind === 'constant' ? test.value : textOf(test)
        if (test === null || (test.kind === 'text' && value === null)) return null
        return fold(value ? node.consequent : node.alternate, bindings)
      }
      case 'UnaryExpression': {
        const argument = fold(node.argument, bindings)
        if (node.operator === '-' && argument?.kind === 'constant' && typeof argument.value === 'number') return { kind: 'constant', value: -argument.value }
        return null
      }
      case 'ArrayExpression': {
        const items: (Folded | null)[] = []
        for (const element of node.elements) {
          if (element === null) items.push(null)
          else if (element.type === 'SpreadElement') {
            const spread = fold(element.argument, bindings)
            if (spread?.kind === 'list') items.push(...spread.items)
            else if (spread?.kind === 'text' && textOf(spread) !== null) items.push(...[...(textOf(spread) as string)].map(one => toText(one, element)))
            else return null
          } else items.push(fold(element, bindings))
        }
        return { kind: 'list', items }
      }
      case 'Identifier':
        return foldName(node, bindings)
      case 'MemberExpression':
        return foldMember(node, bindings)
      case 'CallExpression':
        return foldCall(node, bindings)
      case 'NewExpression':
        return foldNew(node, bindings)
      default:
        return null
    }
  }

  function foldRaw(node: NodeOf<'TaggedTemplateExpression'>, bindings: Bindings | undefined): Folded {
    const pieces: Piece[] = []
    for (const [at, quasi] of node.quasi.quasis.entries()) {
      if (quasi.value.raw !== '') pieces.push({ text: quasi.value.raw, node: quasi })
      const expression = node.quasi.expressions[at]
      if (expression !== undefined) pieces.push(...piecesOf(fold(expression, bindings), expression))
    }
    return { kind: 'text', pieces }
  }

  function foldSum(node: NodeOf<'BinaryExpression'>, bindings: Bindings | undefined): Folded | null {
    // a long sum leans to the left: walk it instead of recursing
    const operands: Node[] = []
    let current: Node = node
    while (current.type === 'BinaryExpression' && current.operator === '+') {
      operands.push(current.right)
      current = unwrap(current.left)
    }
    operands.push(current)
    operands.reverse()
    const values = operands.map(operand => fold(operand, bindings))
    if (values.every(value => value?.kind === 'constant' && typeof value.value === 'number')) return { kind: 'constant', value: values.reduce((sum, value) => sum + ((value as { value: number }).value), 0) }
    if (!values.some(value => value?.kind === 'text')) return null
    return { kind: 'text', pieces: values.flatMap((value, at) => piecesOf(value, operands[at] as Node)) }
  }

  function piecesOf(folded: Folded | null, node: Node): readonly Piece[] {
    if (folded?.kind === 'text') return folded.pieces
    if (folded?.kind === 'list') {
      const joined = joinPieces(folded.items, ',', node)
      return joined?.kind === 'text' ? joined.pieces : [{ text: null, node }]
    }
    return [{ text: textOf(folded), node }]
  }

  function foldName(node: NodeOf<'Identifier'>, bindings: Bindings | undefined): Folded | null {
    if (bindings?.has(node.name) === true) return seenFrom(bindings.get(node.name) ?? null, node)
    if (node.name === 'undefined') return { kind: 'constant', value: undefined }
    const variable = findVariable(file.scopeOf(node), node.name)
    if (variable === null) return null
    const writes = writesOf(variable)
    const write = writes[0]
    if (writes.length !== 1 || write === undefined || write.isElement || variable.references.filter(one => one.isWrite()).length !== 1) return null
    if (variable.defs[0]?.type === 'Parameter') return null
    return seenFrom(foldAlong(write.value, write.path), node)
  }

  function foldAlong(value: Node, path: readonly PathStep[]): Folded | null {
    let current: Node = value
    for (const [at, step] of path.entries()) {
      if (step.kind === 'rest') return null
      if (step.kind === 'property') {
        const object = objectOf(current)
        const property = object === null ? null : propertyOf(object, step.name)
        if (property === null) return null
        current = property
      } else {
        const list = fold(current)
        return at === path.length - 1 && list?.kind === 'list' ? (list.items[step.index] ?? null) : null
      }
    }
    return fold(current)
  }

  function foldMember(node: NodeOf<'MemberExpression'>, bindings: Bindings | undefined): Folded | null {
    const name = node.computed ? textOf(fold(node.property, bindings)) : staticName(node)
    if (name === null) return null
    const enumValue = enumMember(node, name)
    if (enumValue !== null) return seenFrom(fold(enumValue), node)
    const classValue = classMember(node, name)
    if (classValue !== null) return seenFrom(fold(classValue), node)
    const object = objectOf(node.object)
    if (object !== null) {
      const property = propertyOf(object, name)
      return property === null ? null : seenFrom(fold(property), node)
    }
    const value = fold(node.object, bindings)
    if (value?.kind === 'list') {
      if (name === 'length') return { kind: 'constant', value: value.items.length }
      return /^\d+$/.test(name) ? seenFrom(value.items[Number(name)] ?? null, node) : null
    }
    if (value?.kind === 'text') {
      const text = textOf(value)
      if (name === 'href') return value
      if (text === null) return null
      if (name === 'length') return { kind: 'constant', value: text.length }
      return /^\d+$/.test(name) ? toText(text[Number(name)] ?? '', node) : null
    }
    return null
  }

  function enumMember(node: NodeOf<'MemberExpression'>, name: string): Node | null {
    if (node.object.type !== 'Identifier') return null
    const definition = findVariable(file.scopeOf(node), node.object.name)?.defs[0]?.node as Node | undefined
    if (definition?.type !== 'TSEnumDeclaration') return null
    return definition.body.members.find(member => staticName(member) === name)?.initializer ?? null
  }

  function classMember(node: NodeOf<'MemberExpression'>, name: string): Node | null {
    let owner: Node | null | undefined
    if (node.object.type === 'ThisExpression') {
      owner = node.parent
      while (owner != null && owner.type !== 'ClassBody') owner = owner.parent
    } else if (node.object.type === 'Identifier') {
      const definition = findVariable(file.scopeOf(node), node.object.name)?.defs[0]?.node as Node | undefined
      owner = definition?.type === 'ClassDeclaration' ? definition.body : undefined
    }
    if (owner?.type !== 'ClassBody') return null
    for (const member of owner.body) if (member.type === 'PropertyDefinition' && staticName(member) === name && (member.readonly || member.static || name.startsWith('#'))) return member.value
    return null
  }

  function foldCall(node: NodeOf<'CallExpression'>, bindings: Bindings | undefined): Folded | null {
    const callee = unwrap(node.callee)
    const name = dottedName(callee)
    if (name !== null && node.arguments.length > 0) {
      const known = foldGlobalCall(node, name.replace(/^(?:globalThis|window|self)\./, ''), bindings)
      if (known !== undefined) return known
    }
    if (callee.type === 'MemberExpression') {
      const method = staticName(callee)
      const receiver = method === null ? null : fold(callee.object, bindings)
      if (method === null || receiver === null) return null
      if (receiver.kind === 'list' && method === 'map') return foldMap(receiver.items, node, bindings)
      if (receiver.kind === 'list' && method === 'reduce') return foldReduce(receiver.items, node, bindings)
      if (receiver.kind === 'list' && method === 'filter') return { kind: 'list', items: receiver.items }
      return callMethod(receiver, method, valuesOf(node.arguments, bindings) ?? [null], node)
    }
    return callee.type === 'Identifier' ? foldLocalCall(callee, node, bindings) : null
  }

  /** `undefined`: no global that is known here. */
  function foldGlobalCall(node: NodeOf<'CallExpression'>, name: string, bindings: Bindings | undefined): Folded | null | undefined {
    const first = node.arguments[0] as Node
    switch (name) {
      case 'atob':
      case 'btoa':
      case 'decodeURIComponent':
      case 'decodeURI':
      case 'encodeURIComponent':
      case 'encodeURI':
      case 'unescape':
      case 'String':
      case 'JSON.parse': {
        const text = textOf(fold(first, bindings))
        const result = text === null ? null : callTextFunction(name, text)
        return result === null ? null : toText(result, node)
      }
      case 'String.fromCharCode':
      case 'String.fromCodePoint': {
        const values = valuesOf(node.arguments, bindings)
        if (values === null) return null
        let text = ''
        for (const value of values) {
          if (value?.kind !== 'constant' || typeof value.value !== 'number' || value.value < 0 || value.value > 0x10ffff || !Number.isInteger(value.value)) return null
          text += String.fromCodePoint(value.value)
        }
        return toText(text, node)
      }
      case 'Buffer.from': {
        const value = fold(first, bindings)
        if (value?.kind === 'list') return bytesOf(value.items)
        const text = textOf(value)
        const encoding = node.arguments[1] === undefined ? 'utf8' : textOf(fold(node.arguments[1], bindings))
        const bytes = text === null || encoding === null ? null : toBytes(text, encoding)
        return bytes === null ? null : { kind: 'bytes', bytes }
      }
      case 'Uint8Array.from':
      case 'Uint8Array.of': {
        const value = fold(first, bindings)
        return value?.kind === 'list' ? bytesOf(value.items) : null
      }
      case 'Array.from': {
        const value = fold(first, bindings)
        const items = value?.kind === 'list' ? value.items : textOf(value) === null ? null : [...(textOf(value) as string)].map(one => toText(one, node))
        if (items === null) return null
        return node.arguments.length === 1 ? { kind: 'list', items } : null
      }
      case 'Object.freeze':
      case 'Object.seal':
        return fold(first, bindings)
      case 'Object.values': {
        const object = objectOf(first)
        if (object === null) return null
        return { kind: 'list', items: object.properties.map(property => (property.type === 'Property' ? fold(property.value as Node, bindings) : null)) }
      }
      case 'TextDecoder().decode': {
        const value = fold(first, bindings)
        const text = value?.kind === 'bytes' ? fromBytes(value.bytes, 'utf8') : null
        return text === null ? null : toText(text, node)
      }
      default:
        return undefined
    }
  }

  function foldMap(items: readonly (Folded | null)[], node: NodeOf<'CallExpression'>, bindings: Bindings | undefined): Folded | null {
    const callback = node.arguments[0]
    if (callback === undefined || items.length > 512) return null
    if (dottedName(callback) === 'String.fromCharCode' || dottedName(callback) === 'String.fromCodePoint') {
      return { kind: 'list', items: items.map(item => (item?.kind === 'constant' && typeof item.value === 'number' ? toText(String.fromCharCode(item.value), node) : null)) }
    }
    if (dottedName(callback) === 'atob') {
      return { kind: 'list', items: items.map(item => { const text = textOf(item); const result = text === null ? null : callTextFunction('atob', text); return result === null ? null : toText(result, node) }) }
    }
    const body = bodyOf(callback)
    const parameter = callback.type === 'ArrowFunctionExpression' || callback.type === 'FunctionExpression' ? callback.params[0] : undefined
    if (body === null || parameter?.type !== 'Identifier') return null
    return { kind: 'list', items: items.map(item => fold(body, new Map([...(bindings ?? []), [parameter.name, item]]))).map(item => seenFrom(item, node)) }
  }

  function foldReduce(items: readonly (Folded | null)[], node: NodeOf<'CallExpression'>, bindings: Bindings | undefined): Folded | null {
    const [callback, start] = node.arguments
    const body = callback === undefined ? null : bodyOf(callback)
    if (body === null || items.length > 512 || (callback?.type !== 'ArrowFunctionExpression' && callback?.type !== 'FunctionExpression')) return null
    const [sum, item] = callback.params
    if (sum?.type !== 'Identifier' || item?.type !== 'Identifier') return null
    const [first = null, ...others] = start === undefined ? items : [fold(start, bindings), ...items]
    return seenFrom(others.reduce((before, each) => fold(body, new Map([...(bindings ?? []), [sum.name, before], [item.name, each]])), first), node)
  }

  function foldLocalCall(callee: NodeOf<'Identifier'>, node: NodeOf<'CallExpression'>, bindings: Bindings | undefined): Folded | null {
    const variable = findVariable(file.scopeOf(callee), callee.name)
    const definition = variable?.defs[0]?.node as Node | undefined
    const callable = definition?.type === 'FunctionDeclaration' ? definition : definition?.type === 'VariableDeclarator' ? definition.init : null
    const body = callable == null ? null : bodyOf(callable)
    if (body === null || (callable?.type !== 'FunctionDeclaration' && callable?.type !== 'ArrowFunctionExpression' && callable?.type !== 'FunctionExpression')) return null
    const values = valuesOf(node.arguments, bindings)
    if (values === null) return null
    const inner = new Map<string, Folded | null>()
    for (const [at, parameter] of callable.params.entries()) {
      if (parameter.type === 'Identifier') inner.set(parameter.name, values[at] ?? null)
      else if (parameter.type === 'AssignmentPattern' && parameter.left.type === 'Identifier') inner.set(parameter.left.name, at < values.length ? (values[at] ?? null) : fold(parameter.right))
      else return null
    }
    return seenFrom(fold(body, inner), node)
  }

  function foldNew(node: NodeOf<'NewExpression'>, bindings: Bindings | undefined): Folded | null {
    const name = dottedName(node.callee)
    const first = node.arguments[0]
    if (first === undefined) return null
    if (name === 'String') return fold(first, bindings)
    if (name === 'Uint8Array') {
      const value = fold(first, bindings)
      return value?.kind === 'list' ? bytesOf(value.items) : null
    }
    if (name === 'URL') {
      const path = fold(first, bindings)
      if (node.arguments[1] === undefined) return path
      const base = fold(node.arguments[1], bindings)
      return base === null ? path : { kind: 'text', pieces: [...piecesOf(base, node.arguments[1]), ...piecesOf(path, first)] }
    }
    return null
  }

  function bytesOf(items: readonly (Folded | null)[]): Folded | null {
    const numbers = items.map(item => (item?.kind === 'constant' && typeof item.value === 'number' ? item.value : null))
    return numbers.includes(null) ? null : { kind: 'bytes', bytes: Uint8Array.from(numbers as number[]) }
  }

  function valuesOf(nodes: readonly Node[], bindings: Bindings | undefined): (Folded | null)[] | null {
    const values: (Folded | null)[] = []
    for (const one of nodes) {
      if (one.type === 'SpreadElement') {
        const spread = fold(one.argument, bindings)
        if (spread?.kind !== 'list') return null
        values.push(...spread.items)
      } else values.push(fold(one, bindings))
    }
    return values
  }

  function objectOf(outer: Node): NodeOf<'ObjectExpression'> | null {
    const node = unwrap(outer)
    if (node.type === 'ObjectExpression') return node
    const found = objects.get(node)
    if (found !== undefined) return found
    objects.set(node, null)
    const object = findObject(node)
    objects.set(node, object)
    return object
  }

  function findObject(node: Node): NodeOf<'ObjectExpression'> | null {
    if (node.type === 'CallExpression' && /^Object\.(?:freeze|seal)$/.test(dottedName(node.callee) ?? '')) return node.arguments[0] === undefined ? null : objectOf(node.arguments[0])
    if (node.type === 'Identifier') {
      const variable = findVariable(file.scopeOf(node), node.name)
      if (variable === null || variable.defs[0]?.type === 'Parameter') return null
      const writes = writesOf(variable)
      const write = writes[0]
      if (writes.length !== 1 || write === undefined || write.isElement) return null
      let current: Node | null = write.value
      for (const step of write.path) {
        const object: NodeOf<'ObjectExpression'> | null = current === null ? null : objectOf(current)
        current = object === null || step.kind !== 'property' ? null : propertyOf(object, step.name)
      }
      return current === null ? null : objectOf(current)
    }
    if (node.type === 'MemberExpression') {
      const name = staticName(node)
      const object = objectOf(node.object)
      const property = name === null || object === null ? null : propertyOf(object, name)
      if (property !== null) return objectOf(property)
      const value = name === null ? null : classMember(node, name)
      return value === null ? null : objectOf(value)
    }
    return null
  }

  function propertyOf(object: NodeOf<'ObjectExpression'>, name: string): Node | null {
    for (let at = object.properties.length - 1; at >= 0; at--) {
      const property = object.properties[at] as (typeof object.properties)[number]
      if (property.type === 'SpreadElement') {
        const spread = objectOf(property.argument)
        const found = spread === null ? null : propertyOf(spread, name)
        if (found !== null) return found
      } else if (staticName(property) === name) return property.value
    }
    return null
  }

  return { fold: node => fold(node), objectOf, propertyOf }
}

/** The only expression that a function returns; null for longer bodies. */
function bodyOf(callable: Node): Node | null {
  if (callable.type !== 'ArrowFunctionExpression' && callable.type !== 'FunctionExpression' && callable.type !== 'FunctionDeclaration') return null
  if (callable.body.type !== 'BlockStatement') return callable.body
  const only = callable.body.body.length === 1 ? callable.body.body[0] : undefined
  return only?.type === 'ReturnStatement' ? only.argument : null
}
