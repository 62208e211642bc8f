import { joiningCalls, joiningMethods, keyShapes, literalJoiners } from '@nuvion-guard/rules'
import { escapePattern, type ConstantOf } from './constant.ts'

/** A place where a key goes on after a break: the separator that stands in the key there, and where its next character is. */
export interface Seam {
  readonly next: number
  readonly insert: string
  readonly kind: 'split' | 'template'
  /** Set where the continuation is the text of a constant: characters that stand elsewhere. */
  readonly constant?: string
}

const space = '[ \\t]{0,200}(?:\\\\?\\r?\\n[ \\t]{0,200}){0,3}'
const quote = '\\\\{0,3}["\'`]'
const opener = `[a-zA-Z]{0,2}${quote}`
const joiner = `(?:${[...literalJoiners].sort((a, b) => b.length - a.length).map(escapePattern).join('|')})`
const method = `\\)?\\s{0,200}\\.\\s{0,20}(?:${joiningMethods.join('|')})\\s{0,20}\\(`
const joined = new RegExp(`${quote}${space}\\)?[ \\t]{0,9}(?:${joiner}|${method})${space}\\(?(?:_${space})?${opener}`, 'y')
const adjacentAcrossLines = new RegExp(`${quote}[ \\t]{0,200}\\\\?\\r?\\n[ \\t]{0,200}${opener}`, 'y')
const formatted = new RegExp(`(?:%[sv]|\\{0?\\}|\\$s)${quote}(?:${space},${space}|[ \\t]{0,9}%[ \\t]{0,9}\\(?|\\.format\\([ \\t]{0,9})${opener}`, 'y')
const adjacent = new RegExp(`${quote}[ \\t]{0,20}${quote}`, 'y')
const listed = new RegExp(`${quote}${space},${space}${opener}`, 'y')
const continued = /\\\r?\n[ \t]{0,200}/y
const softBreak = /=\r?\n/y
const interpolated = /(?:\$\{|#\{|\{)[ \t]{0,9}([A-Za-z_$][\w$]{0,60})[ \t]{0,9}\}/y
const dollarName = /\$([A-Za-z_]\w{0,60})/y
const addedName = new RegExp(`${quote}[ \\t]{0,9}[+.][ \\t]{0,9}\\$?([A-Za-z_$][\\w$]{0,60})(?![\\w$.([])(?:[ \\t]{0,9}[+.][ \\t]{0,9}${quote})?`, 'y')
const calls = joiningCalls.join('|')
const joinBefore = /(["'`])([-_.:/ ]?)\1\s{0,9}\.join\s{0,9}\(\s{0,99}[[({]?[^\])}]{0,200}$/
const implodeBefore = /(?:implode\s{0,9}\(|String\.join\s{0,9}\(|Fn::Join["']?\s{0,9}:\s{0,9}\[|!Join\s{0,9}\[)\s{0,99}(["'])([-_.:/ ]?)\1\s{0,99},[^)]{0,200}$/i
const callBefore = new RegExp(`(?:${calls})!?\\s{0,9}@?\\([^)]{0,200}$`, 'i')
const joinAfter = /^[^\])}]{0,400}[\])}]\s{0,99}(?:\.\s{0,9}join\s{0,9}\(\s{0,9}(?:(["'`])([-_.:/ ]?)\1)?|\*\s{0,9}(["'])([-_.:/ ]?)\3|,\s{0,9}(["'])([-_.:/ ]?)\5\s{0,9}\))/

/** Length of the longest prefix with its optional part. */
const prefixAndPart = Math.max(...keyShapes.map(shape => shape.prefix.length + (shape.optionalPart?.length ?? 0)))

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const bodyAhead = /[\w-]{2,}/y
const wholeBodyAhead = /[\w-]{16,}\\{0,3}["'`]/y
const closingAhead = /[\w-]{2,}\\{0,3}["'`]/y

/**
 * Whether a key that is broken off at `at` goes on: in the next literal of a concatenation, in the next element of a joined list, in an adjacent literal,
 * after a line continuation or in a constant. `sofar` is the length of what was read, prefix included.
 */
export function seamAt(text: string, at: number, sofar: number, prefixDone: boolean, constantOf: ConstantOf): Seam | undefined {
  const code = text.charCodeAt(at)
  if (code === 34 || code === 39 || code === 96 || code === 92) {
    const found = match(joined, text, at)
    if (found !== null) return { next: joined.lastIndex, insert: '', kind: 'split' }
    if (match(adjacent, text, at) !== null) {
      const next = adjacent.lastIndex
      // On one line two literals are two arguments, unless the first holds nothing but the prefix.
      if (!prefixDone || (sofar <= prefixAndPart && match(wholeBodyAhead, text, next) !== null)) return { next, insert: '', kind: 'split' }
    }
    if (match(adjacentAcrossLines, text, at) !== null) {
      const next = adjacentAcrossLines.lastIndex
      // A list of whole keys, one a line, is no broken key; nor is a second literal that ends in something else.
      if ((!prefixDone || sofar < 40) && match(closingAhead, text, next) !== null && !/^nv_/.test(text.slice(next, next + 3))) return { next, insert: '', kind: 'split' }
    }
    if (match(listed, text, at) !== null) {
      const next = listed.lastIndex
      const separator = listSeparator(text, at, next)
      if (separator !== undefined) return { next, insert: separator, kind: 'split' }
    }
    const name = match(addedName, text, at)?.[1]
    if (name !== undefined) {
      const next = addedName.lastIndex
      const constant = constantOf(name)
      if (constant !== undefined) return { next, insert: '', kind: 'template', constant }
    }
    if (code === 92 && match(continued, text, at) !== null && match(bodyAhead, text, continued.lastIndex) !== null) {
      return { next: continued.lastIndex, insert: '', kind: 'split' }
    }
    return undefined
  }
  if (code === 37 || code === 123) {
    if (match(formatted, text, at) !== null && match(bodyAhead, text, formatted.lastIndex) !== null) return { next: formatted.lastIndex, insert: '', kind: 'split' }
  }
  if (code === 61 && match(softBreak, text, at) !== null && at - text.lastIndexOf('\n', at - 1) > 60) {
    return { next: softBreak.lastIndex, insert: '', kind: 'split' }
  }
  if (code === 36 || code === 35 || code === 123) {
    const name = match(interpolated, text, at)?.[1]
    if (name !== undefined) {
      const next = interpolated.lastIndex
      const constant = constantOf(name)
      return constant === undefined ? undefined : { next, insert: '', kind: 'template', constant }
    }
    const plainName = match(dollarName, text, at)?.[1]
    if (plainName !== undefined) {
      const next = dollarName.lastIndex
      const constant = constantOf(plainName)
      return constant === undefined ? undefined : { next, insert: '', kind: 'template', constant }
    }
  }
  if (code === 10 || code === 13) return foldAt(text, at)
  return undefined
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
  const before = text.slice(Math.max(0, at - 300), at)
  const python = joinBefore.exec(before) ?? implodeBefore.exec(before)
  if (python !== null) return python[2] ?? ''
  const after = joinAfter.exec(text.slice(next, next + 500))
  if (after !== null) return after[2] ?? after[4] ?? after[6] ?? (/\.\s{0,9}join/.test(after[0]) ? ',' : '')
  return callBefore.test(before) ? '' : undefined
}
