import { fromBytes } from './decode.ts'
import { joinPieces, numberOf, textOf, toText, type Folded } from './value.ts'
import type { Node } from '../ast/node.ts'

const longest = 1 << 16
/** Methods of texts that take numbers or nothing. */
const plainMethods = /^(?:slice|substring|substr|at|charAt|charCodeAt|codePointAt|toLowerCase|toUpperCase|trim|trimStart|trimEnd)$/

/** What a method of a folded value returns; null where a part that counts is unknown. */
export function callMethod(receiver: Folded, name: string, values: readonly (Folded | null)[], node: Node): Folded | null {
  if (receiver.kind === 'list') return callListMethod(receiver.items, name, values, node)
  if (receiver.kind === 'bytes') {
    if (name !== 'toString') return null
    return toText(fromBytes(receiver.bytes, values.length === 0 ? 'utf8' : (textOf(values[0]) ?? '')), node)
  }
  if (receiver.kind !== 'text') return name === 'toString' && values.length === 0 ? toText(textOf(receiver), node) : null
  if (name === 'concat') return joinPieces([receiver, ...values], '', node)
  if (name === 'toString' || name === 'valueOf' || name === 'normalize') return receiver
  const text = textOf(receiver)
  if (text === null) return null
  const first = values[0] ?? null
  const second = values[1] ?? null
  const numbers = values.map(numberOf)
  const [width] = numbers
  if (plainMethods.test(name)) {
    if (numbers.includes(null)) return null
    const result = (text[name as 'at'] as (...numbers: readonly unknown[]) => string | number | undefined).apply(text, numbers)
    return typeof result === 'number' ? { kind: 'constant', value: result } : toText(result ?? '', node)
  }
  switch (name) {
    case 'repeat':
      return width != null && width >= 0 && width * text.length <= longest ? toText(text.repeat(width), node) : null
    case 'padStart':
    case 'padEnd': {
      if (width == null || width > longest) return null
      const filler = second === null ? ' ' : textOf(second)
      return filler === null ? null : toText(name === 'padStart' ? text.padStart(width, filler) : text.padEnd(width, filler), node)
    }
    case 'replace':
    case 'replaceAll': {
      const replacement = textOf(second)
      const pattern = first?.kind === 'constant' && first.value instanceof RegExp ? first.value : textOf(first)
      if (replacement === null || pattern === null) return null
      if (pattern instanceof RegExp && text.length > 512) return null
      return toText(typeof pattern === 'string' && name === 'replaceAll' ? text.replaceAll(pattern, replacement) : text.replace(pattern, replacement), node)
    }
    case 'split': {
      const separator = first?.kind === 'constant' && first.value instanceof RegExp ? first.value : textOf(first)
      return separator === null || text.length > longest ? null : { kind: 'list', items: text.split(separator).map(part => toText(part, node)) }
    }
    default:
      return null
  }
}

function callListMethod(items: readonly (Folded | null)[], name: string, values: readonly (Folded | null)[], node: Node): Folded | null {
  switch (name) {
    case 'join': {
      const separator = values.length === 0 ? ',' : textOf(values[0])
      return separator === null ? null : joinPieces(items, separator, node)
    }
    case 'reverse':
    case 'toReversed':
      return { kind: 'list', items: [...items].reverse() }
    case 'concat':
      return { kind: 'list', items: [...items, ...values.flatMap(value => (value?.kind === 'list' ? value.items : [value]))] }
    case 'flat':
      return { kind: 'list', items: items.flatMap(item => (item?.kind === 'list' ? item.items : [item])) }
    case 'slice': {
      const numbers = values.map(numberOf)
      return numbers.includes(null) ? null : { kind: 'list', items: items.slice(...(numbers as number[])) }
    }
    case 'at': {
      const index = numberOf(values[0])
      return index === null ? null : (items.at(index) ?? null)
    }
    case 'pop':
      return items.at(-1) ?? null
    case 'shift':
      return items[0] ?? null
    case 'filter':
    case 'values':
      return values.length === 0 ? { kind: 'list', items } : null
    case 'toString':
      return joinPieces(items, ',', node)
    default:
      return null
  }
}
