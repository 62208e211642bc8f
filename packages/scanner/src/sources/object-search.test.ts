import { mayHoldKey, plainScreener } from '@nuvion-guard/core'
import { mintKey } from '@nuvion-guard/test-fixtures'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDeltaReader } from './delta.ts'
import { screenChanges } from './object-search.ts'

const key = mintKey('live', 1)
const forms = [
  key,
  Buffer.from(key).toString('base64'),
  Buffer.from(Buffer.from(key).toString('base64')).toString('base64'),
  Buffer.from(key, 'utf16le').toString('base64'),
  Buffer.from(key, 'utf16le').toString('latin1'),
  Buffer.from(key).toString('hex'),
  [...key].reverse().join(''),
  [...key].map(character => character.charCodeAt(0)).join(', '),
  [...key].map(character => `&#${String(character.charCodeAt(0))};`).join(''),
  [...key].map(character => `\\u00${character.charCodeAt(0).toString(16)}`).join(''),
  "'nv' + '_live_'",
]

/** Texts that are full of the beginnings, middles and ends of what is searched for. */
const piece = fc.oneof(
  fc.record({ form: fc.constantFrom(...forms), from: fc.nat(60), length: fc.nat(30) }).map(({ form, from, length }) => form.slice(from % form.length, (from % form.length) + length)),
  fc.constantFrom('110, 5, ', 'env"', '-env"', 'x', ' ', '\n', 'n', 'v', '_', '110, '),
  fc.nat(300).map(length => 'lorem ipsum '.repeat(30).slice(0, length)),
)
const text = fc.array(piece, { maxLength: 12 }).map(pieces => Buffer.from(pieces.join(''), 'latin1'))

type Step = { readonly copy: readonly [number, number] } | { readonly insert: string }
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.nat(4000), fc.integer({ min: 1, max: 900 })).map(copy => ({ copy }) as const),
  piece.map(insert => ({ insert }) as const),
)

function toDelta(base: Buffer, steps: readonly Step[]): { readonly delta: Buffer; readonly target: Buffer } {
  const delta: number[] = []
  const target: Buffer[] = []
  for (const one of steps) {
    if ('insert' in one) {
      const bytes = Buffer.from(one.insert, 'latin1').subarray(0, 127)
      if (bytes.length === 0) continue
      delta.push(bytes.length, ...bytes)
      target.push(bytes)
    } else if (base.length > 0) {
      const offset = one.copy[0] % base.length
      const size = Math.min(one.copy[1], base.length - offset)
      delta.push(0x80 | 1 | 2 | 16 | 32, offset & 255, offset >> 8, size & 255, size >> 8)
      target.push(base.subarray(offset, offset + size))
    }
  }
  return { delta: Buffer.from(delta), target: Buffer.concat(target) }
}

test('what a delta adds to a clean base is found near its changes', () => {
  const reader = createDeltaReader()
  let clean = 0
  fc.assert(
    fc.property(text, fc.array(step, { maxLength: 14 }), (base, steps) => {
      fc.pre(!mayHoldKey(base))
      const { delta, target } = toDelta(base, steps)
      const made = Buffer.alloc(target.length)
      expect(reader.apply(base, delta, 0, delta.length, made)).toBe(true)
      expect(made.equals(target)).toBe(true)
      const screening = screenChanges(target, reader.changes(), plainScreener.screen(base), plainScreener)
      if (screening === 'dirty') return
      clean++
      expect(mayHoldKey(target)).toBe(false)
      // A later variant relies on it.
      if (screening === 'clean') expect(plainScreener.screen(target)).toBe('clean')
    }),
    { numRuns: 20_000 },
  )
  expect(clean).toBeGreaterThan(100)
})

test('what two clean halves make is found where they meet', () => {
  const reader = createDeltaReader()
  let made = 0
  fc.assert(
    fc.property(fc.constantFrom(...forms), fc.nat(400), fc.nat(80), fc.boolean(), (form, at, apart, isInserted) => {
      const cut = at % form.length
      const filler = 'lorem ipsum '.repeat(40).slice(0, 300 + apart)
      const base = Buffer.from(`${form.slice(0, cut)}\n${filler}\n${form.slice(cut)}${filler}`, 'latin1')
      fc.pre(!mayHoldKey(base) && cut > 0)
      const second: Step = isInserted ? { insert: form.slice(cut) } : { copy: [cut + filler.length + 2, 900] }
      const { delta, target } = toDelta(base, [{ copy: [0, cut] }, second])
      expect(reader.apply(base, delta, 0, delta.length, Buffer.alloc(target.length))).toBe(true)
      if (!mayHoldKey(target)) return
      made++
      expect(screenChanges(target, reader.changes(), plainScreener.screen(base), plainScreener)).toBe('dirty')
    }),
    { numRuns: 5000 },
  )
  expect(made).toBeGreaterThan(50)
})

test('what a change far behind the beginning of a prefix makes of it is found', () => {
  const reader = createDeltaReader()
  for (const blanks of [0, 100, 200, 380]) {
    const head = `const key = 'nv' +${' '.repeat(blanks)}`
    const base = Buffer.from(`${head}'other'`)
    expect(mayHoldKey(base)).toBe(false)
    const { delta, target } = toDelta(base, [{ copy: [0, head.length] }, { insert: "'_live_'" }])
    expect(reader.apply(base, delta, 0, delta.length, Buffer.alloc(target.length))).toBe(true)
    expect(mayHoldKey(target)).toBe(true)
    expect(screenChanges(target, reader.changes(), plainScreener.screen(base), plainScreener)).toBe('dirty')
  }
})
