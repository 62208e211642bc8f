import { detect, type Match } from '@nuvion-guard/core'
import { isWithin } from '../ast/is-within.ts'
import { inSourceOrder } from '../ast/node-index.ts'
import type { Node, NodeOf, Range } from '../ast/node.ts'
import type { LintFile } from '../source/lint-file.ts'
import { writesOf } from '../ast/variable.ts'
import { folderOf } from './fold.ts'
import { joinPieces, sketchOf, type Folded, type Piece } from './value.ts'

/** A key that no literal holds whole: an expression puts it together. */
export interface ComposedKey {
  readonly match: Match
  readonly node: Node
  /** From the piece with the key's first character to the one with its last. */
  readonly range: Range
}

const key = {}

/** Every key that an expression of the file puts together or decodes and that the text alone does not show. */
export function composedKeysOf(file: LintFile): readonly ComposedKey[] {
  return file.once(key, () => findComposed(file))
}

/** What a file must hold for an expression to yield a prefix: a part of it, or something that decodes. */
const pieces = /nv_(?:live|test|wsk)|nv[_-]["'`$]|["'`]nv|NV[_-]|fromCharCode|fromCodePoint|atob|base64|['"`]hex['"`]|reverse|decodeURI|unescape|Uint8Array|["'`][nv]["'`]/

function findComposed(file: LintFile): ComposedKey[] {
  if (!pieces.test(file.text)) return []
  const folder = folderOf(file)
  const index = file.nodes()
  const candidates: Node[] = [
    ...index.of('BinaryExpression').filter(node => node.operator === '+'),
    ...index.of('TemplateLiteral').filter(node => node.expressions.length > 0),
    ...index.of('TaggedTemplateExpression'),
    ...index.of('CallExpression'),
    ...index.of('LogicalExpression'),
    ...index.of('ConditionalExpression'),
  ].sort(inSourceOrder)
  const found: ComposedKey[] = []
  const textMatches = file.matches().filter(match => match.encoding !== 'template' && match.encoding !== 'split')
  for (const node of [...candidates, ...index.of('AssignmentExpression').filter(one => one.operator === '+=')]) {
    const folded = node.type === 'AssignmentExpression' ? foldAdditions(file, node) : folder.fold(node)
    if (folded?.kind !== 'text') continue
    const text = sketchOf(folded)
    if (text === null || text.length < 16 || !text.includes('nv_')) continue
    for (const match of detect(text, { path: file.isAboutNuvion ? 'nuvion' : '' })) {
      if (match.confidence === 'low') continue
      const place = placeOf(folded.pieces, match)
      if (place === null) continue
      const { first, last, isWhole } = place
      // a key that one literal or name holds whole is reported where it is written
      if (isWhole && (first.node.type === 'Literal' || first.node.type === 'TemplateElement' || first.node.type === 'Identifier' || first.node.type === 'MemberExpression')) continue
      const range: Range = node.type === 'AssignmentExpression' ? node.range : [first.node.range[0], Math.max(first.node.range[1], last.node.range[1])]
      const isSame = (other: Match): boolean => other.secret.equals(match.secret)
      if (textMatches.some(other => other.start < range[1] && range[0] < other.end && isSame(other))) continue
      // the text scan reports a key of constants where it is used, or where its first constant stands
      if (textMatches.some(other => isSame(other) && other.start < node.range[1] && node.range[0] < other.end)) continue
      if (found.some(other => isSame(other.match) && isWithin(node, other.node))) continue
      found.push({ match, node, range })
    }
  }
  return found
}

/** What a variable holds after `+=`: its first value and every text that was added up to there. */
function foldAdditions(file: LintFile, node: NodeOf<'AssignmentExpression'>): Folded | null {
  const variable = file.variableOf(node.left)
  if (variable === null || node.parent.type !== 'ExpressionStatement') return null
  const values: (Folded | null)[] = []
  const folder = folderOf(file)
  for (const { value, path } of writesOf(variable)) {
    if (path.length > 0 || (values.length > 0 && (value.parent?.type !== 'AssignmentExpression' || value.parent.operator !== '+='))) return null
    values.push(folder.fold(value))
    if (value === node.right) return joinPieces(values, '', node)
  }
  return null
}

function placeOf(pieces: readonly Piece[], match: Match): { first: Piece; last: Piece; isWhole: boolean } | null {
  let at = 0
  let first: Piece | null = null
  for (const piece of pieces) {
    const length = piece.text?.length ?? 1
    if (first === null && match.start < at + length) {
      first = piece
    }
    if (first !== null && match.end <= at + length) return { first, last: piece, isWhole: first === piece }
    at += length
  }
  return null
}
