import { detect } from '@nuvion-guard/core'
import type { Environment } from '@nuvion-guard/rules'
import { isFunction } from '../ast/ancestors.ts'
import { returnsOf } from '../ast/functions.ts'
import type { Node } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'
import { additionsTo, writesOf } from '../ast/variable.ts'
import { unwrap } from '../ast/unwrap.ts'
import { environmentOfHost } from '../sinks/request.ts'
import type { LintFile } from '../source/lint-file.ts'
import { environmentOfName, keyNameStrength, wordsOf } from '../taint/key-name.ts'
import { tracerOf } from '../taint/tracer.ts'
import { folderOf } from './fold.ts'

/** A place that speaks for one environment: by a key or by a host. */
interface EnvironmentSign {
  readonly environment: Environment
  readonly node: Node
  readonly what: string
}

/** What an expression holds of keys and hosts whose environment is known. */
export interface EnvironmentSigns {
  readonly keys: readonly EnvironmentSign[]
  readonly hosts: readonly EnvironmentSign[]
}

const titles = { live: 'production', test: 'sandbox' } as const

/** The environment in words. */
export function titleOf(environment: Environment): string {
  return titles[environment]
}

/** Collects the signs of an expression, through names and object literals but not into functions, save for those that make headers. */
export function signsIn(file: LintFile, root: Node): EnvironmentSigns {
  const folder = folderOf(file)
  const tracer = tracerOf(file)
  const keys: EnvironmentSign[] = []
  const hosts: EnvironmentSign[] = []
  const visited = new Set<Node>()

  function visit(outer: Node, shown: Node | null, depth: number): void {
    const node = unwrap(outer)
    if (depth > 8 || visited.has(node)) return
    visited.add(node)
    const at = shown ?? node
    const text = folder.sketchOf(node)
    if (text !== null) {
      // in prose a host is only mentioned; a text that is looked at for itself may be a whole command
      const host = depth === 0 || /^\s*\S+\s*$/.test(text) ? environmentOfHost(text) : null
      if (host !== null) hosts.push({ environment: host, node: at, what: host === 'live' ? 'api.nuvion.co' : 'api.nuvion.dev' })
      if (text.includes('nv_')) {
        for (const match of detect(text, { path: file.isAboutNuvion ? 'nuvion' : '' })) if (match.environment !== null && match.confidence !== 'low') keys.push({ environment: match.environment, node: at, what: `A ${titles[match.environment]} key` })
      }
      if (node.type === 'Literal' || host !== null) return
    }
    const source = tracer.sourceAt(node)
    const name = source?.kind === 'env' ? source.name : tracer.envNameOf(node)
    if (name !== null) {
      nameSigns(name, at)
      return
    }
    switch (node.type) {
      case 'Identifier': {
        const variable = file.variableOf(node)
        const writes = writesOf(variable)
        const [write] = writes
        if (writes.length === 1 && write !== undefined && write.path.length === 0 && !write.isElement) {
          const before = keys.length + hosts.length
          visit(write.value, at, depth + 1)
          for (const { value } of additionsTo(variable)) visit(value, at, depth + 1)
          if (keys.length + hosts.length > before) return
        }
        const step = write?.path.at(-1)
        nameSigns(step?.kind === 'property' ? step.name : node.name, at)
        return
      }
      case 'MemberExpression': {
        const property = staticName(node)
        const value = property === null ? null : folder.propertyOf(node.object, property)
        if (value !== null) visit(value, at, depth + 1)
        else if (property !== null) nameSigns(property, at)
        return
      }
      case 'TemplateLiteral':
        visitAll(node.expressions, shown, depth)
        return
      case 'BinaryExpression':
        if (node.operator === '+') visitAll([node.left, node.right], shown, depth)
        return
      case 'LogicalExpression':
        visitAll([node.left, node.right], shown, depth)
        return
      case 'ConditionalExpression':
        visitAll([node.consequent, node.alternate], shown, depth)
        return
      case 'ObjectExpression':
        // `rewriteRequestHeaders: (request, headers) => ({ … })`
        visitAll(node.properties.flatMap(one => (one.type === 'SpreadElement' ? one : isFunction(one.value) && /headers$/i.test(staticName(one) ?? '') ? returnsOf(one.value) : one.value)), shown, depth)
        return
      case 'ArrayExpression':
        visitAll(node.elements, shown, depth)
        return
      case 'CallExpression':
        if (node.callee.type === 'MemberExpression' && !/^(?:startsWith|includes|endsWith|test|match)$/.test(staticName(node.callee) ?? '')) visit(node.callee.object, shown, depth + 1)
        visitAll(node.arguments, shown, depth)
        return
      case 'NewExpression':
        visitAll(node.arguments, shown, depth)
        return
      default:
    }
  }

  function visitAll(parts: readonly (Node | null)[], shown: Node | null, depth: number): void {
    for (const one of parts) if (one !== null) visit(one.type === 'SpreadElement' ? one.argument : one, shown, depth + 1)
  }

  /** Names such as `NUVION_LIVE_API_KEY`, `SANDBOX_KEY` and `NUVION_SANDBOX_BASE_URL`. */
  function nameSigns(name: string, node: Node): void {
    const environment = environmentOfName(name)
    if (environment === null) return
    if (keyNameStrength(name) !== null) keys.push({ environment, node, what: `'${name}'` })
    else if (/nuvion/i.test(name) && wordsOf(name).some(word => word === 'url' || word === 'host' || word === 'endpoint')) hosts.push({ environment, node, what: `'${name}'` })
  }

  visit(root, null, 0)
  return { keys, hosts }
}
