import { joiningCalls, joiningMethods, keyShapes } from '@nuvion-guard/rules'
import { terminalCode } from './boundary.ts'
import { joiner, toReference, type ConstantOf } from './constant.ts'

/** A place where a key goes on after a break: the separator that stands in the key there, and where its next character is. */
export interface Seam {
  readonly next: number
  readonly insert: string
  readonly kind: 'split' | 'template'
  /** Set where the continuation is the text of a constant: characters that stand elsewhere. */
  readonly constant?: string
}

const comment = '(?:/\\*[^*\\n]{0,80}\\*/[ \\t]{0,99})?'
/** The end of a line, as it is or as it is written in a string, with a comment or a continuation mark before it. */
const lineEnd = '(?:(?://|#|--)[^\\n]{0,200}?|[\\\\`_])?(?:\\r?\\n|(?:\\\\{1,2}r)?\\\\{1,2}n)(?:[ \\t]|\\\\{1,2}t){0,200}'
const space = `[ \\t]{0,200}${comment}(?:${lineEnd}){0,3}`
const quote = '\\\\{0,3}["\'`]'
const opener = `[a-zA-Z@$]{0,2}${quote}`
const identifier = '([A-Za-z_$][\\w$]{0,60})'
const method = `\\)?\\s{0,200}(?:;\\s{0,200}\\w{1,40})?\\.\\s{0,20}(?:${joiningMethods.join('|')})\\s{0,20}\\(`
const joined = new RegExp(`${quote}(?:\\.\\w{1,12}\\(\\))?${space}\\)?[ \\t]{0,9}(?:${joiner}|${method})${space}\\(?${opener}`, 'y')
const added = new RegExp(`${quote}[ \\t]{0,9};?[ \\t]{0,9}\\r?\\n\\s{0,200}\\$?${identifier}[ \\t]{0,9}(?:[+.&~^]=|<<)${space}${opener}`, 'y')
const adjacentAcrossLines = new RegExp(`${quote}[ \\t]{0,200}${comment}${lineEnd}${opener}`, 'y')
const adjacent = new RegExp(`${quote}[ \\t]{0,20}${comment}@?${quote}`, 'y')
const formatted = new RegExp(`(?:%[sv]|\\{0?\\}|\\$s)${quote}(?:${space},${space}|[ \\t]{0,9}%[ \\t]{0,9}\\(?|\\.format\\([ \\t]{0,9}|[ \\t]{1,9})(?:${opener}|\\$?${identifier}(?!\\())`, 'y')
const listed = new RegExp(`${quote}${space}[,;]${space}${opener}`, 'y')
const continued = /[\\^]\r?\n[ \t]{0,200}/y
const softBreak = /=\r?\n/y
const reference = new RegExp(`[$#%]?\\{{1,3}[ \\t]{0,9}(["'\`])([\\w-]{1,99})\\1[ \\t]{0,9}\\}|${toReference(identifier)}`, 'y')
/** What shows nothing between a prefix and a body: the end of a highlighted search result, a colour, a chance to break the line. */
const hidden = new RegExp(`(?:${terminalCode}|</?\\w{1,9}>|<!-- -->|[\\u200b\\xad\\u2060]){1,4}(?=[\\w-]{16})`, 'iy')
const addedName = new RegExp(`${quote}[ \\t]{0,9}[+.][ \\t]{0,9}\\$?${identifier}(?![\\w$.([])(?:[ \\t]{0,9}[+.][ \\t]{0,9}${quote})?`, 'y')
const separator = '(["\'`])([-_.:/ ]?)'
const joinBefore = new RegExp(`${separator}\\1\\s{0,9}\\.join\\s{0,9}\\(\\s{0,99}[[({]?[^\\])}]{0,200}$`)
const separatorBefore = new RegExp(`(?:join|implode|intercalate|concat|concat_ws)["']?[\\s:([]{1,9}${separator}\\1[\\s,][^)]{0,200}$`, 'i')
const formatBefore = /(["'])(?:(?:%[sv]|\{\d?\})([-_.:/ ]?)){1,5}(?:%[sv]|\{\d?\})\1\s{0,9}(?:,|%\s{0,9}\(|\.format\(|-f)[^)]{0,200}$/
const callBefore = new RegExp(`(?:(?:${joiningCalls.join('|')})!?\\s{0,9}@?\\(|-join\\s)[^)]{0,200}$`, 'i')
const separatorAfter = new RegExp(`^[^\\])}]{0,400}(?:[\\])}]\\s{0,99}(?:[.|]\\s{0,9}(?:join\\w{0,9}|mkString)\\s{0,9}\\(|-join|\\*)|\\s-join|,\\s{0,9}sep\\s{0,9}=)\\s{0,9}(?:separator:\\s{0,9})?${separator}\\1`)
const argumentAfter = new RegExp(`^[^\\])}]{0,400}[\\])}]\\s{0,99},\\s{0,9}${separator}\\1\\s{0,9}\\)`)
const joinAfter = /^[^\])}]{0,400}[\])}]\s{0,99}\.\s{0,9}(?:join(?!\w|\s{0,9}\()|joined\(\)|concat\(\)|mkString)/

/** Length of the longest prefix with its optional part. */
const prefixAndPart = Math.max(...keyShapes.map(shape => shape.prefix.length + (shape.optionalPart?.length ?? 0)))
/** Characters of a prefix and a body that is too short for a key, and of the shortest whole key that is often issued. */
const [tooShort, wholeKey] = [24, 40]

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const bodyAhead = /[\w-]{2,}/y
const closingAhead = /(?!nv_)[\w-]{2,}\\{0,3}["'`]/y

/** What was read of a key so far: its length, prefix included, whether its prefix is whole, and whether it was put together already. */
export interface Progress {
  readonly length: number
  readonly hasPrefix: boolean
  readonly isSplit: boolean
}

/**
 * Whether a key that is broken off at `at` goes on: in the next literal of a concatenation, in the next element of a joined list, in an adjacent literal,
 * after a line continuation or in a constant.
 */
export function seamAt(text: string, at: number, sofar: Progress, constantOf: ConstantOf): Seam | undefined {
  const code = text.charCodeAt(at)
  if (code === 34 || code === 39 || code === 96 || code === 92) {
    const seam = literalSeamAt(text, at, sofar, constantOf)
    if (seam !== undefined) return seam
  }
  if ((code === 92 || code === 94) && match(continued, text, at) !== null && match(bodyAhead, text, continued.lastIndex) !== null) return split(continued.lastIndex)
  if (code === 37 || code === 123) {
    const found = match(formatted, text, at)
    if (found?.[1] !== undefined) return named(found[1], formatted.lastIndex, constantOf)
    if (found !== null) return split(formatted.lastIndex)
  }
  if (code === 61 && match(softBreak, text, at) !== null && at - text.lastIndexOf('\n', at - 1) > 60) return split(softBreak.lastIndex)
  if (code === 36 || code === 35 || code === 123 || code === 37 || code === 92) {
    const found = match(reference, text, at)
    const next = reference.lastIndex
    if (found?.[2] !== undefined) return { next, insert: '', kind: 'template', constant: found[2] }
    // One of the groups holds the name: the others are empty.
    const name = found?.slice(3).join('')
    if (name !== undefined) return named(name, next, constantOf)
  }
  if (code === 10 || code === 13) return foldAt(text, at)
  return sofar.hasPrefix && sofar.length <= prefixAndPart && match(hidden, text, at) !== null ? split(hidden.lastIndex) : undefined
}

function split(next: number, insert = ''): Seam {
  return { next, insert, kind: 'split' }
}

function named(name: string, next: number, constantOf: ConstantOf): Seam | undefined {
  const constant = constantOf(name)
  return constant === undefined ? undefined : { next, insert: '', kind: 'template', constant }
}

/** The same behind the closing quote of a literal. */
function literalSeamAt(text: string, at: number, { length, hasPrefix, isSplit }: Progress, constantOf: ConstantOf): Seam | undefined {
  if (match(joined, text, at) !== null) return split(joined.lastIndex)
  if (match(adjacent, text, at) !== null) {
    const next = adjacent.lastIndex
    // On one line two literals are two arguments, unless the first is too short for a key.
    const isPiece = (length < tooShort || (isSplit && length < wholeKey)) && match(closingAhead, text, next) !== null
    if (!hasPrefix || isPiece) return split(next)
  }
  // A list of whole keys, one a line, is no broken key; nor is a second literal that ends in something else.
  if (match(adjacentAcrossLines, text, at) !== null && (!hasPrefix || length < wholeKey) && match(closingAhead, text, adjacentAcrossLines.lastIndex) !== null) {
    return split(adjacentAcrossLines.lastIndex)
  }
  // `name += '…'` on the line below, where the literal is what the name is set to.
  const grown = match(added, text, at)?.[1]
  if (grown !== undefined && length < wholeKey && text.slice(Math.max(0, at - 200), at).includes(grown)) return split(added.lastIndex)
  if (match(listed, text, at) !== null) {
    const next = listed.lastIndex
    const separator = listSeparator(text, at, next)
    if (separator !== undefined) return split(next, separator)
  }
  const name = match(addedName, text, at)?.[1]
  return name === undefined ? undefined : named(name, addedName.lastIndex, constantOf)
}

/** A YAML folded scalar (`key: >-`) whose lines hold nothing but the key. */
function foldAt(text: string, at: number): Seam | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  const indent = /^[ \t]+(?=[\w-]+$)/.exec(text.slice(lineStart, Math.min(at, lineStart + 400)))?.[0]
  if (indent === undefined) return undefined
  const start = text.charCodeAt(at) === 13 ? at + 2 : at + 1
  if (!text.startsWith(indent, start)) return undefined
  const next = start + indent.length
  const line = /^[\w-]{4,200}(?=\s|$)/.exec(text.slice(next, next + 201))
  if (line === null || /^nv_/.test(line[0]) || !/^[ \t]*(?:\r?\n|$)/.test(text.slice(next + line[0].length, next + line[0].length + 40))) return undefined
  // The header of the folded scalar stands above lines of the same indent.
  let above = lineStart
  for (let lines = 0; lines < 40 && above > 0; lines++) {
    const start = text.lastIndexOf('\n', above - 2) + 1
    const content = text.slice(start, Math.min(above - 1, start + 400))
    if (/(?:^|[:\s-])>[-+]?\d?\s*(?:#.*)?$/.test(content)) return { next, insert: '', kind: 'split' }
    if (!/^[ \t]+[\w-]+\s*$/.test(content)) return undefined
    above = start
  }
  return undefined
}

/** What stands between the elements of a list of literals, where something puts them together. */
function listSeparator(text: string, at: number, next: number): string | undefined {
  // Literals of one character are the characters of a text: nothing else is written so.
  if (/["'`][\w-]$/.test(text.slice(at - 2, at))) return ''
  const before = text.slice(Math.max(0, at - 300), at)
  const found = joinBefore.exec(before) ?? separatorBefore.exec(before) ?? formatBefore.exec(before)
  if (found !== null) return found[2] ?? ''
  const after = text.slice(next, next + 500)
  const separated = separatorAfter.exec(after) ?? argumentAfter.exec(after)
  if (separated !== null) return separated[2] ?? ''
  return joinAfter.test(after) || callBefore.test(before) ? '' : undefined
}
