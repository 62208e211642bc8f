import { readBase64, readBrokenBase64 } from './base64.ts'
import { isLeftBoundary } from './boundary.ts'
import { readCandidate, type Candidate } from './candidate.ts'
import { readCharCodes } from './char-codes.ts'
import { createConstantOf, createContinuationOf, nameBefore, type ConstantOf } from './constant.ts'
import { createIsInContext } from './context.ts'
import { readHex } from './hex.ts'
import { judge } from './judge.ts'
import type { Encoding, Match } from './match.ts'
import { needleKind } from './needles.ts'
import { kindsIn } from './prefilter.ts'
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
const seam = '(?:\\\\{0,3}["\'`]\\s{0,40}[-+.&|~<>,]{0,2}\\s{0,40}[a-zA-Z]{0,2}\\\\{0,3}["\'`])?'
const ahead = '(?=[_\\\\%&="\'`$#{])'
const plainBeginning = new RegExp(`nv${ahead}`, 'g')
const anyBeginning = new RegExp(`${n}${seam}${v}${ahead}`, 'g')
/**
 * Finds every key in a text: plain, escaped, split, encoded. Pure, total and linear in the length of the text.
 * Matches come in order of their place; `low` ones are contestable and count as findings only where asked for.
 */
export function detect(text: string, context: DetectContext = {}): Match[] {
  return detectKinds(text, kindsIn(text), context)
}

/** The same where the ways in which a key could stand in the text are known, as bits of `needleKind`. */
export function detectKinds(text: string, kinds: number, context: DetectContext = {}): Match[] {
  return kinds === 0 ? [] : detectAt(text, kinds, context.path ?? '', 0).sort((a, b) => a.start - b.start || a.end - b.end)
}

function detectAt(text: string, kinds: number, path: string, depth: number): Match[] {
  const holds = (kind: number): boolean => (kinds & kind) !== 0
  const matches: Match[] = []
  const isInContext = createIsInContext(text, path)
  if (holds(needleKind.written | needleKind.apart)) collectWritten(text, holds(needleKind.apart), isInContext, matches)
  if (depth === maxDepth) return matches
  if (holds(needleKind.base64)) collectDecoded(isInContext, depth, 'base64', readBase64(text), matches)
  if (holds(needleKind.wrapped)) collectDecoded(isInContext, depth, 'base64', readBrokenBase64(text), matches)
  if (holds(needleKind.hex)) collectDecoded(isInContext, depth, 'hex', readHex(text), matches)
  if (holds(needleKind.reversed)) collectDecoded(isInContext, depth, 'reversed', readReversed(text), matches)
  if (holds(needleKind.codes)) collectDecoded(isInContext, depth, 'charcodes', readCharCodes(text), matches)
  return matches
}

function collectWritten(text: string, isSetApart: boolean, isInContext: IsInContext, matches: Match[]): void {
  const constantOf = createConstantOf(text)
  const continuationOf = createContinuationOf(text, constantOf)
  const beginning = new RegExp(isSetApart ? anyBeginning : plainBeginning)
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
    for (const inner of detectAt(token.decoded, kindsIn(token.decoded), named, depth + 1)) {
      const isKnown = matches.some(match => match.start < token.end && token.start < match.end && match.secret.equals(inner.secret))
      if (!isKnown) matches.push({ ...inner, encoding, start: token.start, end: token.end })
    }
  }
}
