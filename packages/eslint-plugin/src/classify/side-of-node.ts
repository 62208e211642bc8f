import { frameworks, type FrameworkFacts } from '@nuvion-guard/rules'
import type { TSESTree } from '@typescript-eslint/utils'
import { isFunction } from '../ast/ancestors.ts'
import { isServerFunction } from '../ast/functions.ts'
import type { Node } from '../ast/node.ts'
import { frameworkById } from './framework.ts'
import { matchesGlob } from './glob.ts'
import { guardedSide } from './guard.ts'
import type { FileSide, Placed } from './types.ts'


/** The part of ESLint's SourceCode that placing a node reads; oxlint's has it as well. */
export interface ScopedSource {
  readonly ast: TSESTree.Program
  readonly getDeclaredVariables?: (node: Node) => readonly {
    readonly references: readonly { readonly identifier: unknown; readonly init?: boolean | undefined; readonly isTypeReference?: boolean | undefined }[]
  }[]
}

/** The side of a node: of the innermost function, guard or export that a stack places, else of the file. */
export function sideOfNode(node: Node, sourceCode: ScopedSource, file: FileSide): Placed {
  const facts = frameworkById(file.framework)
  return sideWithin(node, { sourceCode, file, facts: facts === null ? frameworks : [facts], visited: new Set() }) ?? { side: file.side, reason: file.reason }
}

interface Context {
  readonly sourceCode: ScopedSource
  readonly file: FileSide
  readonly facts: readonly FrameworkFacts[]
  readonly visited: Set<Node>
}

function sideWithin(start: Node, context: Context): Placed | undefined {
  let topLevel: Node = start
  for (let node: Node | undefined = start; node !== undefined && node.type !== 'Program'; node = parentOf(node)) {
    topLevel = node
    const placed = (isFunction(node) ? sideOfFunction(node, context) : undefined) ?? sideOfProperty(node, context) ?? guardedSide(node)
    if (placed !== undefined) return placed
  }
  return sideOfExport(topLevel, context) ?? sideOfUses(topLevel, context)
}

function sideOfFunction(node: Node, { facts }: Context): Placed | undefined {
  if (isServerFunction(node)) return { side: 'server', reason: "the function starts with 'use server'" }
  const call = parentOf(node)
  return call?.type === 'CallExpression' && call.callee !== node ? sideOfCall(call.callee, facts) : undefined
}

function sideOfCall(callee: Node, facts: readonly FrameworkFacts[]): Placed | undefined {
  const names = calleeNames(callee)
  // `.handler` and `.server` are everyday words: they count only on the stack's own builders.
  const nameIn = (calls: readonly string[] = []): string | undefined => calls.find(name => names.includes(name) && (!name.startsWith('.') || isBuilder(callee)))?.replace('.', '')
  for (const { title, serverCalls, clientCalls } of facts) {
    const server = nameIn(serverCalls)
    if (server !== undefined) return { side: 'server', reason: `${title} runs the function given to ${server} on the server` }
    const client = nameIn(clientCalls)
    if (client !== undefined) return { side: 'client', reason: `${title} ships the function given to ${client} to the browser` }
  }
  return undefined
}

function calleeNames(callee: Node): string[] {
  if (callee.type === 'Identifier') return [callee.name]
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return []
  const method = callee.property.name
  return callee.object.type === 'Identifier' ? [`.${method}`, `${callee.object.name}.${method}`] : [`.${method}`]
}

function isBuilder(callee: Node): boolean {
  let node: Node = callee
  while (node.type === 'MemberExpression' || node.type === 'CallExpression') node = node.type === 'MemberExpression' ? node.object : node.callee
  return node.type === 'Identifier' && /^create(?:ServerFn|IsomorphicFn|Middleware|ServerFileRoute|FileRoute|APIFileRoute)$/.test(node.name)
}

function sideOfProperty(node: Node, { facts }: Context): Placed | undefined {
  if (node.type !== 'Property' || node.computed) return undefined
  const key = node.key.type === 'Identifier' ? node.key.name : 'value' in node.key ? node.key.value : undefined
  const one = facts.find(stack => stack.serverProperties?.includes(String(key)) === true)
  const call = parentOf(node.parent)
  if (one === undefined || call?.type !== 'CallExpression' || !isBuilder(call.callee)) return undefined
  return { side: 'server', reason: `${one.title} runs the ${String(key)} part of a route on the server` }
}

function sideOfExport(topLevel: Node, { sourceCode, file, facts }: Context): Placed | undefined {
  const names = exportedNames(topLevel, sourceCode.ast)
  if (names.length === 0) return undefined
  for (const one of facts) {
    if (file.framework !== one.id) continue
    const server = one.serverExports?.find(name => names.includes(name))
    if (server !== undefined && (one.serverExportFiles === undefined || matchesGlob(file.path, one.serverExportFiles))) return { side: 'server', reason: `${one.title} runs the export ${server} on the server only` }
    const client = one.clientExports?.find(name => names.includes(name))
    if (client !== undefined && file.side !== 'server') return { side: 'client', reason: `${one.title} ships the export ${client} to the browser` }
  }
  return undefined
}

function exportedNames(topLevel: Node, program: TSESTree.Program): string[] {
  if (topLevel.type === 'ExportDefaultDeclaration') return ['default']
  if (topLevel.type === 'ExportNamedDeclaration') return declaredNames(topLevel.declaration)
  const local = declaredNames(topLevel)
  if (local.length === 0) return []
  return program.body.flatMap(statement =>
    statement.type === 'ExportNamedDeclaration' && statement.source === null
      ? statement.specifiers.flatMap(one => (local.includes('name' in one.local ? one.local.name : '') && one.exported.type === 'Identifier' ? [one.exported.name] : []))
      : [],
  )
}

function declaredNames(node: Node | null): string[] {
  if (node?.type === 'FunctionDeclaration') return node.id === null ? [] : [node.id.name]
  if (node?.type !== 'VariableDeclaration') return []
  return node.declarations.flatMap(one => (one.id.type === 'Identifier' ? [one.id.name] : []))
}

/** The tree's root, and nodes of template parsers, have no parent. */
function parentOf(node: Node): Node | undefined {
  return (node as { readonly parent?: Node | null }).parent ?? undefined
}

/** A top-level declaration or import that only server code uses is dropped from the client bundle together with that code. */
function sideOfUses(topLevel: Node, context: Context): Placed | undefined {
  const { sourceCode, visited } = context
  if (sourceCode.getDeclaredVariables === undefined || visited.has(topLevel)) return undefined
  if (topLevel.type !== 'VariableDeclaration' && topLevel.type !== 'FunctionDeclaration' && topLevel.type !== 'ImportDeclaration') return undefined
  visited.add(topLevel)
  const parts: readonly Node[] = topLevel.type === 'ImportDeclaration' ? topLevel.specifiers : topLevel.type === 'VariableDeclaration' ? topLevel.declarations : [topLevel]
  const getDeclaredVariables = sourceCode.getDeclaredVariables.bind(sourceCode)
  const uses = parts.flatMap(getDeclaredVariables).flatMap(variable => variable.references.filter(reference => reference.init !== true && reference.isTypeReference !== true).map(reference => reference.identifier as Node))
  if (uses.length === 0) return undefined
  let reason = ''
  for (const use of uses) {
    const placed = sideWithin(use, context)
    if (placed?.side !== 'server') return undefined
    reason = placed.reason
  }
  return { side: 'server', reason: `${reason}, and nothing else uses it` }
}
