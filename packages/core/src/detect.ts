import { readBase64 } from './base64.ts'
import { isLeftBoundary } from './boundary.ts'
import { readCandidate, type Candidate } from './candidate.ts'
import { readCharCodes } from './char-codes.ts'
import { createConstantOf, createContinuationOf, nameBefore, type ConstantOf } from './constant.ts'
import { createIsInContext } from './context.ts'
import { readHex } from './hex.ts'
import { judge } from './judge.ts'
import type { Encoding, Match } from './match.ts'
import { base64Needles, reversedPrefixes } from './needles.ts'
import { readReversed } from './reversed.ts'
import { Secret } from './secret.ts'

/** What is known about a text besides its characters. */
export interface DetectContext {
  /** Path or name of the text: Nuvion named in it counts as context. */
  readonly path?: string
}

type IsInContext = (start: number, end: number) => boolean

/** Decoded text is searched again, this deep: base64 of base64 of percent-encoding is as far as people go. */
const maxDepth = 3

const n = '(?:n|%(?:25)*6[eE]|\\\\+(?:x6[eE]|x\\{6[eE]\\}|u006[eE]|u\\{0{0,4}6[eE]\\}|0?156)|&(?:amp;)?#(?:0{0,5}110|[xX]0{0,5}6[eE]);)'
const v = '(?:v|%(?:25)*76|\\\\+(?:x76|x\\{76\\}|u0076|u\\{0{0,4}76\\}|0?166)|&(?:amp;)?#(?:0{0,5}118|[xX]0{0,5}76);)'
const seam = '(?:\\\\{0,3}["\'`]\\s{0,40}(?:[-+.&|~<>,]{1,2})?\\s{0,40}(?:[a-zA-Z]{1,2})?\\\\{0,3}["\'`])?'
const ahead = '(?=[_\\\\%&="\'`$#{])'
const plainBeginning = new RegExp(`nv${ahead}`, 'g')
const anyBeginning = new RegExp(`${n}${seam}${v}${ahead}`, 'g')
/** Holds in every text in which the two first letters of a key are escaped or set apart. */
const setApart = /6[eE](?:v|[;}]v|%76|\\[xu]|;&|\}\\)|110;(?:v|&)|156(?:v|\\)|n(?:%(?:25)*7|\\+(?:x|u|0?16)|&(?:amp;)?#|\\{0,3}["'`][^\w]{1,90}[a-zA-Z]{0,2}\\{0,3}["'`]v)/

/**
 * Finds every key in a text: plain, escaped, split, encoded. Pure, total and linear in the length of the text.
 * Matches come in order of their place; `low` ones are contestable and count as findings only where asked for.
 */
export function detect(text: string, context: DetectContext = {}): Match[] {
  return detectAt(text, context.path ?? '', 0).sort((a, b) => a.start - b.start || a.end - b.end)
}

function detectAt(text: string, path: string, depth: number): Match[] {
  const matches: Match[] = []
  const isInContext = createIsInContext(text, path)
  collectWritten(text, isInContext, matches)
  if (depth < maxDepth) {
    if (holdsBase64(text)) collectDecoded(isInContext, depth, 'base64', readBase64(text), matches)
    if (holdsHex(text)) collectDecoded(isInContext, depth, 'hex', readHex(text), matches)
    if (reversedPrefixes.some(prefix => text.includes(prefix))) collectDecoded(isInContext, depth, 'reversed', readReversed(text), matches)
    if (/110[^\w]|0x6[eE]|0o?156[^\w]/.test(text)) collectDecoded(isInContext, depth, 'charcodes', readCharCodes(text), matches)
  }
  return matches
}

const anyBase64Needle = new RegExp(base64Needles.map(needle => needle.text).join('|'))
/** A needle that a line break cuts in two is found by its halves, so text that looks wrapped is always read. */
const wrappedLine = /[A-Za-z0-9+/]{4}\r?\n/

function holdsBase64(text: string): boolean {
  return anyBase64Needle.test(text) || wrappedLine.test(text)
}

function holdsHex(text: string): boolean {
  return /6[eE][ :-]?76[ :-]?5[fF]/.test(text)
}

function collectWritten(text: string, isInContext: IsInContext, matches: Match[]): void {
  const constantOf = createConstantOf(text)
  const continuationOf = createContinuationOf(text)
  const beginning = setApart.test(text) ? anyBeginning : plainBeginning
  beginning.lastIndex = 0
  for (let found = beginning.exec(text); found !== null; found = beginning.exec(text)) {
    const start = found.index
    if (!isLeftBoundary(text, start)) continue
    const candidate = continued(readCandidate(text, start, constantOf), text, start, continuationOf)
    if (candidate === undefined) continue
    const confidence = judge(candidate, isInContext(start, candidate.end))
    if (confidence === undefined) continue
    matches.push({
      ruleId: candidate.shape.ruleId,
      environment: candidate.shape.environment,
      confidence,
      encoding: candidate.encoding,
      secret: new Secret(candidate.key),
      start,
      end: candidate.end,
    })
    beginning.lastIndex = Math.max(beginning.lastIndex, candidate.end)
  }
}

/** A literal that is nothing but a prefix goes on where its name is put before the rest. */
function continued(candidate: Candidate | undefined, text: string, start: number, continuationOf: ConstantOf): Candidate | undefined {
  if (candidate === undefined || candidate.body !== '') return candidate
  const name = nameBefore(text, start)
  const rest = name === undefined ? undefined : continuationOf(name)?.replace(/[-_]+$/, '')
  if (rest === undefined) return candidate
  const head = candidate.shape.prefix + (candidate.hasOptionalPart ? (candidate.shape.optionalPart ?? '') : '')
  return { ...candidate, key: head + rest, body: rest, encoding: 'template', isCutOff: false }
}

function collectDecoded(
  isInContext: IsInContext,
  depth: number,
  encoding: Encoding,
  tokens: Iterable<{ readonly decoded: string; readonly start: number; readonly end: number }>,
  matches: Match[],
): void {
  for (const token of tokens) {
    const named = isInContext(token.start, token.end) ? 'nuvion' : ''
    for (const inner of detectAt(token.decoded, named, depth + 1)) {
      const isKnown = matches.some(match => match.start < token.end && token.start < match.end && match.secret.equals(inner.secret))
      if (!isKnown) matches.push({ ...inner, encoding, start: token.start, end: token.end })
    }
  }
}
