import { frameworks } from '@nuvion-guard/rules'
import { isKeyEnvName, keyNameStrength } from '../taint/key-name.ts'
import type { Binding } from './module-facts.ts'

/** A node of a tree in ESTree shape whose fields are not known beforehand. */
export type Tree = { readonly type: string; readonly start: number; readonly end: number } & Readonly<Record<string, unknown>>

interface Span {
  readonly start: number
  readonly end: number
}

const serverCalls = new Set(frameworks.flatMap(one => one.serverCalls ?? []).map(name => name.replace(/^\./, '')))
const builder = /^create(?:ServerFn|IsomorphicFn|Middleware|ServerFileRoute|ServerOnlyFn)$/
const comparisons = new Set(['===', '!==', '==', '!=', 'in', 'instanceof', '<', '>', '<=', '>='])
const harmlessCalls = /^(?:Boolean|createEnv|redact\w*|mask\w*|hash\w*|fingerprint\w*|createHash)$/i
const harmlessMembers = new Set(['length', 'startsWith', 'endsWith', 'includes', 'test'])

interface Reader {
  /** The key and the names that a part of the tree uses, functions that stay on the server left out. */
  readonly uses: (node: Tree) => Pick<Binding, 'key' | 'uses'>
  /** The key that a node is by itself: the environment name, or words for what stands there. */
  readonly keyAt: (node: Tree) => string | null
}

/** Makes the reader of one module. */
export function createReader(options: { readonly spans: readonly Span[]; readonly extraNames: readonly string[] }): Reader {
  const isKeyName = (name: unknown): name is string => typeof name === 'string' && isKeyEnvName(name, options.extraNames)

  const keyAt = (node: Tree): string | null => {
    switch (node.type) {
      case 'MemberExpression': {
        const property = node['property'] as Tree
        const name = property['name'] ?? property['value']
        if (isKeyName(name)) return name
        return typeof name === 'string' && isRuntimeConfig(node['object'] as Tree) && keyNameStrength(name) === 'nuvion' ? name : null
      }
      case 'ObjectPattern': {
        for (const one of node['properties'] as Tree[]) {
          const name = one.type === 'Property' ? ((one['key'] as Tree)['name'] ?? (one['key'] as Tree)['value']) : undefined
          if (isKeyName(name)) return name
        }
        return null
      }
      case 'CallExpression': {
        const first = (node['arguments'] as Tree[])[0]
        return first?.type === 'Literal' && isKeyName(first['value']) && /get|env|secret|config|require|read/i.test(lastName(node['callee'] as Tree)) ? first['value'] : null
      }
      case 'Literal':
      case 'TemplateLiteral':
      case 'BinaryExpression':
        return options.spans.some(span => span.start >= node.start && span.end <= node.end) ? 'a key that stands there' : null
      default:
        return null
    }
  }

  const uses = (root: Tree): Pick<Binding, 'key' | 'uses'> => {
    let key: string | null = null
    const names = new Set<string>()
    const stack: Tree[] = [root]
    while (stack.length > 0) {
      const node = stack.pop() as Tree
      if (isHarmless(node)) continue
      if (node.type === 'Identifier' || node.type === 'JSXIdentifier') names.add(node['name'] as string)
      key ??= keyAt(node)
      for (const child of childrenOf(node)) stack.push(child)
    }
    return { key, uses: [...names] }
  }
  return { uses, keyAt }
}

function isRuntimeConfig(object: Tree): boolean {
  const name = lastName(object.type === 'CallExpression' ? (object['callee'] as Tree) : object)
  return /^(?:use)?runtimeConfig$/i.test(name)
}

/** The last part of a dotted name. */
export function lastName(node: Tree): string {
  const name = node.type === 'MemberExpression' ? ((node['property'] as Tree)['name'] ?? (node['property'] as Tree)['value']) : node['name']
  return typeof name === 'string' ? name : ''
}

/** What says something about a key, but does not hold it, and what a build moves to the server. */
export function isHarmless(node: Tree): boolean {
  switch (node.type) {
    case 'UnaryExpression':
      return node['operator'] === '!' || node['operator'] === 'typeof' || node['operator'] === 'void' || node['operator'] === 'delete'
    case 'BinaryExpression':
      return comparisons.has(node['operator'] as string)
    case 'CallExpression': {
      const callee = node['callee'] as Tree
      const name = lastName(callee)
      if (harmlessCalls.test(name) || (callee.type === 'MemberExpression' && harmlessMembers.has(name))) return true
      return serverCalls.has(name) && (callee.type === 'Identifier' || builder.test(firstName(callee)))
    }
    case 'MemberExpression':
      return harmlessMembers.has(lastName(node))
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return startsOnServer(node)
    default:
      return node.type.startsWith('TS') && !/^TS(?:AsExpression|NonNullExpression|SatisfiesExpression|TypeAssertion|EnumDeclaration|EnumBody|EnumMember|InstantiationExpression|ParameterProperty)$/.test(node.type)
  }
}

function firstName(node: Tree): string {
  let current = node
  while (current.type === 'MemberExpression' || current.type === 'CallExpression') current = (current['object'] ?? current['callee']) as Tree
  return lastName(current)
}

function startsOnServer(node: Tree): boolean {
  const body = (node['body'] as Tree | null | undefined)?.['body']
  return Array.isArray(body) && (body[0] as Tree | undefined)?.['directive'] === 'use server'
}

function childrenOf(node: Tree): Tree[] {
  const children: Tree[] = []
  for (const field in node) {
    // Names of properties are no uses of bindings.
    if ((field === 'property' || field === 'key') && node['computed'] !== true) continue
    const child = node[field]
    if (Array.isArray(child)) {
      for (const one of child) if (isTree(one)) children.push(one)
    } else if (isTree(child)) children.push(child)
  }
  return children
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** The names that a pattern declares. */
export function patternNames(pattern: Tree): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string]
    case 'ObjectPattern':
      return (pattern['properties'] as Tree[]).flatMap(one => patternNames((one.type === 'RestElement' ? one['argument'] : one['value']) as Tree))
    case 'ArrayPattern':
      return (pattern['elements'] as (Tree | null)[]).flatMap(one => (one === null ? [] : patternNames(one)))
    case 'AssignmentPattern':
      return patternNames(pattern['left'] as Tree)
    case 'RestElement':
      return patternNames(pattern['argument'] as Tree)
    default:
      return []
  }
}
