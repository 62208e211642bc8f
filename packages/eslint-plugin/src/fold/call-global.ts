import { fromBytes, textFunctionOf, toBytes } from './decode.ts'
import { bytesOf, numberOf, textOf, toText, type Folded } from './value.ts'
import type { Node } from '../ast/node.ts'

/** What a global function returns; null where an argument that counts is unknown, `undefined` for functions that are not known here. */
export function callGlobal(name: string, argumentsOf: () => readonly (Folded | null)[] | null, node: Node): Folded | null | undefined {
  switch (name) {
    case 'String.fromCharCode':
    case 'String.fromCodePoint': {
      const codes = argumentsOf()?.map(numberOf) ?? [null]
      const areValid = codes.every(code => code !== null && code >= 0 && code <= 0x10ffff && Number.isInteger(code))
      return areValid ? toText(String.fromCodePoint(...(codes as number[])), node) : null
    }
    case 'Buffer.from': {
      const [value = null, encoding] = argumentsOf() ?? []
      if (value?.kind === 'list') return bytesOf(value)
      const text = textOf(value)
      const form = encoding === undefined ? 'utf8' : textOf(encoding)
      const bytes = text === null || form === null ? null : toBytes(text, form)
      return bytes === null ? null : { kind: 'bytes', bytes }
    }
    case 'Uint8Array.from':
    case 'Uint8Array.of':
      return bytesOf(argumentsOf()?.[0])
    case 'Array.from': {
      const [value = null, ...more] = argumentsOf() ?? []
      const items = value?.kind === 'list' ? value.items : textOf(value)
      return items === null || more.length > 0 ? null : { kind: 'list', items: typeof items === 'string' ? Array.from(items, one => toText(one, node)) : items }
    }
    case 'TextDecoder().decode': {
      const value = argumentsOf()?.[0]
      return value?.kind === 'bytes' ? toText(fromBytes(value.bytes, 'utf8'), node) : null
    }
    default: {
      const apply = textFunctionOf(name)
      if (apply === undefined) return undefined
      const text = textOf(argumentsOf()?.[0])
      return text === null ? null : toText(apply(text), node)
    }
  }
}
