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
        node.expressions.forEach(one => { visit(one, shown, depth + 1) })
        return
      case 'BinaryExpression':
        if (node.operator === '+') {
          visit(node.left, shown, depth + 1)
          visit(node.right, shown, depth + 1)
        }
        return
      case 'LogicalExpression':
        visit(node.left, shown, depth + 1)
        visit(node.right, shown, depth + 1)
        return
      case 'ConditionalExpression':
        visit(node.consequent, shown, depth + 1)
        visit(node.alternate, shown, depth + 1)
        return
      case 'ObjectExpression':
        for (const property of node.properties) {
          if (property.type === 'SpreadElement') visit(property.argument, shown, depth + 1)
          // `rewriteRequestHeaders: (request, headers) => ({ … })`
          else if (isFunction(property.value) && /headers$/i.test(staticName(property) ?? '')) returnsOf(property.value).forEach(one => { visit(one, shown, depth + 1) })
          else visit(property.value, shown, depth + 1)
        }
        return
      case 'ArrayExpression':
        for (const element of node.elements) if (element !== null) visit(element.type === 'SpreadElement' ? element.argument : element, shown, depth + 1)
        return
      case 'CallExpression':
        if (node.callee.type === 'MemberExpression' && !/^(?:startsWith|includes|endsWith|test|match)$/.test(staticName(node.callee) ?? '')) visit(node.callee.object, shown, depth + 1)
        node.arguments.forEach(one => { visit(one.type === 'SpreadElement' ? one.argument : one, shown, depth + 1) })
        return
      case 'NewExpression':
        node.arguments.forEach(one => { visit(one.type === 'SpreadElement' ? one.argument : one, shown, depth + 1) })
        return
      default:
    }
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
