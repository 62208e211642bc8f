import type { Node } from '../ast/node.ts'
import type { Trace } from '../taint/trace.ts'
import type { LintFile } from '../source/lint-file.ts'
import type { Suggestion } from '../rule.ts'

/** Offers the last four characters in place of a key that stands alone as an expression. */
export function suggestLastFour(file: LintFile, trace: Trace): readonly Suggestion[] {
  const { node } = trace
  if (trace.kind === 'environment' || trace.kind === 'client' || trace.kind === 'literal' || trace.place !== undefined) return []
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression' && node.type !== 'CallExpression') return []
  const parent = node.parent as Node | undefined
  const text = file.textOf(node)
  const isShorthand = parent?.type === 'Property' && parent.shorthand
  const isAsserted = parent?.type === 'TSNonNullExpression'
  // an object or a list that carries the key has no last four characters
  if (parent?.type === 'SpreadElement' || /\.(?:map|flatMap|reduce)\([\s\S]*\)$/.test(text) || /headers|config|options/i.test(text.split('.').at(-1) ?? '')) return []
  const base = parent?.type === 'TSNonNullExpression' ? file.textOf(parent) : text
  const cut = isAsserted ? `${base}.slice(-4)` : `${base}?.slice(-4)`
  return [{ messageId: 'redact', edits: [{ range: isAsserted ? parent.range : node.range, text: isShorthand ? `${text}: ${cut}` : cut }] }]
}
