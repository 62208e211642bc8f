import { readBase64 } from './base64.ts'
import { isLeftBoundary } from './boundary.ts'
import { readCandidate, type Candidate } from './candidate.ts'
import { readCharCodes } from './char-codes.ts'
import { createConstantOf, createContinuationOf, nameBefore, type ConstantOf } from './constant.ts'
import { isInContext } from './context.ts'
import { readHex } from './hex.ts'
import { judge } from './judge.ts'
import type { Encoding, Match } from './match.ts'
import { base64Needles, hexNeedles, needles, reversedPrefixes } from './needles.ts'
import { readReversed } from './reversed.ts'
import { Secret } from './secret.ts'

/** What is known about a text besides its characters. */
export interface DetectContext {
  /** Path or name of the text: Nuvion named in it counts as context. */
  readonly path?: string
}

/** Decoded text is searched again, this deep: base64 of base64 of percent-encoding is as far as people go. */
const maxDepth = 3

const n = '(?:n|%(?:25)*6e|\\\\+x6e|\\\\+x\\{6e\\}|\\\\+u006e|\\\\+u\\{0{0,4}6e\\}|\\\\+0?156|&(?:amp;)?#0{0,5}110;|&(?:amp;)?#x0{0,5}6e;)'
const v = '(?:v|%(?:25)*76|\\\\+x76|\\\\+x\\{76\\}|\\\\+u0076|\\\\+u\\{0{0,4}76\\}|\\\\+0?166|&(?:amp;)?#0{0,5}118;|&(?:amp;)?#x0{0,5}76;)'
const seam = '(?:\\\\{0,3}["\'`]\\s{0,40}(?:[-+.&|~<>,]{1,2})?\\s{0,40}(?:[a-z]{1,2})?\\\\{0,3}["\'`])?'
const beginning = new RegExp(`${n}${seam}${v}(?=[_\\\\%&="'\`$#{])`, 'gi')

/**
 * Finds every key in a text: plain, escaped, split, encoded. Pure, total and linear in the length of the text.
 * Matches come in order of their place; `low` ones are contestable and count as findings only where asked for.
 */
export function detect(text: string, context: DetectContext = {}): Match[] {
  return detectAt(text, context.path ?? '', 0).sort((a, b) => a.start - b.start || a.end - b.end)
}

/** Whether a text could hold a key: a cheap test for callers that see many short texts without one. */
export function mayHoldKeyText(text: string): boolean {
  return needles.some(needle => text.includes(needle))
}

function detectAt(text: string, path: string, depth: number): Match[] {
  const matches: Match[] = []
  collectWritten(text, path, matches)
  if (depth < maxDepth) {
    if (holdsAny(text, base64Needles)) collectDecoded(text, path, depth, 'base64', readBase64(text), matches)
    if (holdsHex(text)) collectDecoded(text, path, depth, 'hex', readHex(text), matches)
    if (reversedPrefixes.some(prefix => text.includes(prefix))) collectDecoded(text, path, depth, 'reversed', readReversed(text), matches)
    if (text.includes('110') || /0x6e/i.test(text)) collectDecoded(text, path, depth, 'charcodes', readCharCodes(text), matches)
  }
  return matches
}

function holdsAny(text: string, list: readonly { readonly text: string }[]): boolean {
  // A needle that a line break cuts in two is found by its halves, so wrapped text is always read.
  return list.some(needle => text.includes(needle.text)) || /[A-Za-z0-9+/]{40}\r?\n/.test(text)
}

function holdsHex(text: string): boolean {
  return /6e[ :-]?76[ :-]?5f/i.test(text) && hexNeedles.length > 0
}

function collectWritten(text: string, path: string, matches: Match[]): void {
  const constantOf = createConstantOf(text)
  const continuationOf = createContinuationOf(text)
  beginning.lastIndex = 0
  for (let found = beginning.exec(text); found !== null; found = beginning.exec(text)) {
    const start = found.index
    if (!isLower(found[0]) || !isLeftBoundary(text, start)) continue
    const candidate = continued(readCandidate(text, start, constantOf), text, start, continuationOf)
    if (candidate === undefined) continue
    const confidence = judge(candidate, isInContext(text, start, candidate.end, path))
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

/** The pattern ignores case for the sake of hexadecimal digits; a prefix is lower case. */
function isLower(found: string): boolean {
  return !/^N|(?:^|[^%\\&#\dxu{])V$/.test(found)
}

function collectDecoded(
  text: string,
  path: string,
  depth: number,
  encoding: Encoding,
  tokens: Iterable<{ readonly decoded: string; readonly start: number; readonly end: number }>,
  matches: Match[],
): void {
  for (const token of tokens) {
    const named = isInContext(text, token.start, token.end, path) ? 'nuvion' : ''
    for (const inner of detectAt(token.decoded, named, depth + 1)) {
      const isKnown = matches.some(match => match.start < token.end && token.start < match.end && match.secret.equals(inner.secret))
      if (!isKnown) matches.push({ ...inner, encoding, start: token.start, end: token.end })
    }
  }
}
