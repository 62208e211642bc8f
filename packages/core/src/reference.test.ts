import fc from 'fast-check'
import { mintKey, mintBody } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { detectBytes } from './bytes.ts'
import { detect } from './detect.ts'
import { mayHoldKey, mayHoldKeyText } from './prefilter.ts'
import { redact } from './redact.ts'
import { judgeBody } from './stand-in.ts'

/**
 * The obviously right reference: at every offset, try every prefix; walk left and right a character at a time. It knows plain keys only, so
 * generated text holds no quotes, escapes or names that an encoding could be made of.
 */
function reference(text: string): { start: number; key: string }[] {
  const found: { start: number; key: string }[] = []
  for (let at = 0; at < text.length; at++) {
    for (const prefix of ['nv_live_', 'nv_test_']) {
      if (text.slice(at, at + 8) !== prefix) continue
      if (at > 0 && /[A-Za-z0-9]/.test(text.charAt(at - 1))) continue
      let end = at + 8
      while (end < text.length && /[\w-]/.test(text.charAt(end))) {
        if (/^nv_(?:live|test|wsk)_/.test(text.slice(end, end + 8)) && !/[A-Za-z0-9]/.test(text.charAt(end - 1))) break
        end++
      }
      const key = text.slice(at, end).replace(/[-_]+$/, '')
      const rest = key.slice(8)
      const body = rest.startsWith('sk_') ? rest.slice(3) : rest
      if (body.length >= 16 && judgeBody(body) !== 'stand-in') found.push({ start: at, key })
    }
  }
  return found
}

const seed = fc.integer({ min: 1, max: 1_000_000 })
const piece = fc.oneof(
  seed.map(one => mintKey('live', one)),
  seed.map(one => mintKey('test', one, { alphabet: 'base64url', length: 24 })),
  seed.map(one => mintKey('live', one, { optionalPart: true, alphabet: 'hex-lower' })),
  seed.map(one => mintKey('test', one, { length: 12 })),
  seed.map(one => mintBody(one, { alphabet: 'base62', length: 10 })),
  fc.constantFrom('nv_live_', 'nv_test_', 'nv_', 'v_', '_', '-', ' ', '\n', '\r\n', '/', ':', ';', '@', '你', '😀', 'é', 'inv_live_', 'your_key_here', 'xxxxxxxxxxxxxxxxxxxxxxxx', 'nuvion ', 'nv_wsk_', 'a', '7'),
)
const text = fc.array(piece, { maxLength: 14 }).map(pieces => pieces.join(''))
/** A flag or a colour ends in a letter and is a boundary; the reference knows neither. */
const isReferenceText = (one: string): boolean => !/(?:^|[\s;])-[A-Za-z]nv_/.test(one)

test('plain keys are found exactly where the reference finds them', () => {
  fc.assert(
    fc.property(text.filter(isReferenceText), one => {
      const actual = detect(one).map(match => ({ start: match.start, key: match.secret.reveal(key => key) }))
      expect(actual).toEqual(reference(one))
    }),
    { numRuns: 5000 },
  )
})

const mark = fc.constantFrom("'", '"', '`', '\\', '%', '&', '=', '+', ',', '.', '#', '$', '{', '}', '(', ')', '[', ']', '\n', ' ', '%5f', '\\x5f', '\\u005f', '&#95;', '%6e', '\\x6e', '110,118,95,', '6e765f6c6976655f', 'bnZfbGl2ZV', '52X2xpdmVf', 'udl9saXZlX', '_evil_vn', '\0', "['nv','live','", ".join('_')", "' + '", 'key: >-\n  ')
const wild = fc.array(fc.oneof(piece, mark, fc.string({ maxLength: 6 })), { maxLength: 30 }).map(pieces => pieces.join(''))

describe('on any text', () => {
  test('nothing throws, spans lie inside the text and come in order', () => {
    fc.assert(
      fc.property(wild, one => {
        let last = -1
        for (const match of detect(one)) {
          expect(match.start).toBeGreaterThanOrEqual(last)
          expect(match.end).toBeGreaterThan(match.start)
          expect(match.end).toBeLessThanOrEqual(one.length)
          last = match.start
        }
      }),
      { numRuns: 5000 },
    )
  })

  test('no prefilter hides what detection finds', () => {
    fc.assert(
      fc.property(wild, one => {
        if (detect(one).length === 0) return
        expect(mayHoldKeyText(one)).toBe(true)
        expect(mayHoldKey(Buffer.from(one))).toBe(true)
        expect(mayHoldKey(Buffer.from(`x${one}`).subarray(1))).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  test('redacted text holds no key any more', () => {
    fc.assert(
      fc.property(wild, one => {
        expect(detect(redact(one)).map(match => match.encoding)).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })
})

test('no bytes make detection throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), bytes => void detectBytes(bytes)), { numRuns: 3000 })
})
