import { toFingerprint, toPreview, type Match } from '@nuvion-guard/core'
import { createIsAllowed } from '../allow.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { envAccessOf } from '../env-access.ts'
import { hardcodedKeysOf } from '../fold/hardcoded-keys.ts'
import { defineRule, namesOption, type Edit, type Suggestion } from '../rule.ts'
import type { LintFile } from '../source/lint-file.ts'

/** Options of `no-hardcoded-key`. */
export interface NoHardcodedKeyOptions {
  /** Fingerprints of accepted keys, and globs of files whose keys are accepted. */
  readonly allow?: readonly string[]
  /** Globs of files in which sandbox keys are accepted. */
  readonly allowTestKeysIn?: readonly string[]
}

/** Flags a key in any text, written out, escaped, encoded or put together from constants. */
export const noHardcodedKey = defineRule<NoHardcodedKeyOptions>({
  name: 'no-hardcoded-key',
  description: 'Disallow Nuvion keys in source text, written out, encoded or put together from constants',
  languages: 'any',
  takesHints: true,
  options: { allow: namesOption, allowTestKeysIn: namesOption },
  hasSuggestions: true,
  *check(file, options) {
    const isAllowed = createIsAllowed(file, options.allow, options.allowTestKeysIn)
    for (const { match, range, isComposed } of hardcodedKeysOf(file)) {
      if (isAllowed(match)) continue
      if (!isComposed) {
        yield { range, messageId: match.environment ?? 'webhook', data: dataOf(match, file), suggestions: suggestRead(match, file) }
        continue
      }
      const what = match.environment === 'live' ? 'Production key' : match.environment === 'test' ? 'Sandbox key' : 'Webhook signing secret'
      yield { range, messageId: 'composed', data: { what, ...dataOf(match, file) } }
    }
  },
})

function variableOf(match: Match): string {
  return match.environment === null ? 'NUVION_WEBHOOK_SECRET' : 'NUVION_API_KEY'
}

function dataOf(match: Match, file: LintFile): Record<string, string> {
  const read = file.isScript ? envAccessOf(file, variableOf(match)).expression : variableOf(match)
  return { preview: toPreview(match.secret), fingerprint: toFingerprint(match.secret), read }
}

/** Offered where a string that is nothing but the key stands as a value in code that runs on a server, or may. */
function suggestRead(match: Match, file: LintFile): readonly Suggestion[] {
  if (!file.isScript || match.encoding !== 'plain') return []
  const node = file.source.getNodeByRangeIndex(match.start) as unknown as Node | null
  if (node?.type !== 'Literal' || node.range[0] !== match.start - 1 || node.range[1] !== match.end + 1 || !isValue(node)) return []
  const { side } = file.sideOf(node)
  if (side === 'client' || side === 'shared') return []
  const access = envAccessOf(file, variableOf(match))
  const text = node.parent.type === 'JSXAttribute' ? `{${access.expression}}` : access.expression
  const first = (file.source.ast.body[0] as unknown as Node | undefined)?.range[0] ?? 0
  const imported: readonly Edit[] = access.importLine === null || file.text.includes(access.importLine) ? [] : [{ range: [first, first], text: `${access.importLine}\n` }]
  return [{ messageId: 'readFromEnvironment', data: { read: access.expression }, edits: [...imported, { range: node.range, text }] }]
}

function isValue(node: NodeOf<'Literal'>): boolean {
  const parent = node.parent
  switch (parent.type) {
    case 'VariableDeclarator':
      return parent.init === node && !isAsConst(parent)
    case 'Property':
    case 'PropertyDefinition':
      return parent.value === node
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return parent.right === node
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee !== node
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'ArrayExpression':
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
    case 'TemplateLiteral':
    case 'JSXExpressionContainer':
    case 'JSXAttribute':
    case 'ExportDefaultDeclaration':
      return true
    default:
      return false
  }
}

function isAsConst(node: Node): boolean {
  return node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.typeAnnotation?.typeAnnotation.type === 'TSLiteralType'
}
