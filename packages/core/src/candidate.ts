import type { KeyShape } from '@nuvion-guard/rules'
import { cutOffMarks } from '@nuvion-guard/rules'
import type { ConstantOf } from './constant.ts'
import { escapeAt } from './escape.ts'
import type { Encoding } from './match.ts'
import { seamAt } from './seam.ts'
import { isAlphanumeric, isKeyCharacter, longestPrefix, shapeAt } from './shapes.ts'

/** A prefix with the longest run of key characters after it, decoded. */
export interface Candidate {
  readonly shape: KeyShape
  readonly key: string
  /** The key without prefix and optional part, trailing `-` and `_` dropped. */
  readonly body: string
  readonly hasOptionalPart: boolean
  readonly encoding: Extract<Encoding, 'plain' | 'escaped' | 'split' | 'template'>
  /** Offset after the last character of the key. */
  readonly end: number
  /** Where reading stopped; searching goes on there. */
  readonly readTo: number
  readonly isCutOff: boolean
}

/** Breaks and escapes that are followed in one key: more is a text made to be slow. */
const maxSeams = 200

interface Piece {
  readonly text: string
  readonly from: number
  readonly to: number
  /** Plain text: one character a code unit. */
  readonly literal: boolean
}

/** Reads the candidate that begins at `start`, through escapes, literal seams and constants; `undefined` where no prefix stands there. */
export function readCandidate(text: string, start: number, constantOf: ConstantOf): Candidate | undefined {
  const pieces: Piece[] = []
  let at = start
  let length = 0
  let seams = 0
  let encoding: Candidate['encoding'] = 'plain'
  let shape: KeyShape | undefined
  let head = ''
  const push = (piece: Piece): void => {
    pieces.push(piece)
    length += piece.text.length
    if (shape === undefined && head.length < longestPrefix) {
      head += piece.text.slice(0, longestPrefix)
      shape = shapeAt(head, 0)
    }
  }
  while (at < text.length) {
    // Until the prefix is whole no more than it is read: text without one costs a few characters a try.
    const limit = shape === undefined ? Math.min(text.length, at + longestPrefix - length) : text.length
    const runEnd = endOfRun(text, at, limit, pieces.length === 0)
    if (runEnd > at) {
      push({ text: text.slice(at, runEnd), from: at, to: runEnd, literal: true })
      if (shape === undefined && length >= longestPrefix) return undefined
      at = runEnd
      if (at < limit && isKeyCharacter[text.charCodeAt(at)] === 1) break
      continue
    }
    if (seams++ >= maxSeams) break
    const escaped = escapeAt(text, at)
    if (escaped !== undefined && isKeyCharacter[escaped.code] === 1) {
      // A broken `\x5f` at the end of a literal is no escape of the key's own text: it decodes to a key character or it ends the key.
      push({ text: String.fromCharCode(escaped.code), from: at, to: escaped.next, literal: false })
      if (shape === undefined && length >= longestPrefix) return undefined
      if (encoding === 'plain') encoding = 'escaped'
      at = escaped.next
      continue
    }
    const seam = seamAt(text, at, { length, hasPrefix: shape !== undefined, isSplit: encoding === 'split' }, constantOf)
    if (seam === undefined || seam.insert.length > 1 || (seam.insert !== '' && isKeyCharacter[seam.insert.charCodeAt(0)] !== 1)) break
    const inserted = seam.insert + (seam.constant ?? '')
    if (inserted !== '') push({ text: inserted, from: at, to: seam.next, literal: false })
    if (shape === undefined && length >= longestPrefix) return undefined
    encoding = seam.kind
    at = seam.next
  }
  if (shape === undefined) return undefined
  const whole = pieces.length === 1 ? (pieces[0]?.text ?? '') : pieces.map(piece => piece.text).join('')
  let kept = whole.length
  while (kept > 0 && !isAlphanumeric(whole.charCodeAt(kept - 1))) kept--
  const key = whole.slice(0, kept)
  const afterPrefix = key.slice(shape.prefix.length)
  const part = shape.optionalPart
  const hasOptionalPart = part !== undefined && afterPrefix.startsWith(part)
  return {
    shape,
    key,
    body: hasOptionalPart ? afterPrefix.slice(part.length) : afterPrefix,
    hasOptionalPart,
    encoding,
    end: rawEnd(pieces, kept),
    readTo: at,
    // Markdown sets a key in bold between asterisks; a mask has them on one side.
    isCutOff: text.charCodeAt(start - 1) !== 42 && isCutOffBy(text.slice(at, at + 13).toLowerCase()),
  }
}

function isCutOffBy(after: string): boolean {
  const mark = after.replace(/^[[({<]/, '')
  return cutOffMarks.some(one => mark.startsWith(one))
}

/** End of the run of key characters at `at`; a prefix inside the run, after `_` or `-`, begins a key of its own and ends this one. */
function endOfRun(text: string, at: number, limit: number, isFirst: boolean): number {
  let i = at
  while (i < limit && isKeyCharacter[text.charCodeAt(i)] === 1) {
    if (text.charCodeAt(i) === 110 && (i > at || !isFirst) && i > 0 && !isAlphanumeric(text.charCodeAt(i - 1)) && shapeAt(text, i) !== undefined) break
    i++
  }
  return i
}

function rawEnd(pieces: readonly Piece[], kept: number): number {
  let before = 0
  for (const piece of pieces) {
    if (before + piece.text.length >= kept) return piece.literal ? piece.from + kept - before : piece.to
    before += piece.text.length
  }
  return pieces.at(-1)?.to ?? 0
}
