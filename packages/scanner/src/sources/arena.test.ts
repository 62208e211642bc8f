import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainScreener } from '@nuvion-guard/core'
import { mintKey } from '@nuvion-guard/test-fixtures'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import startWabt from 'wabt'
import { createArena, type Arena } from './arena.ts'
import { createDeltaReader, nearBytes } from './delta.ts'

const source = join(import.meta.dirname, 'pack-program.wat')

/** After a change of the text: `npx vitest run packages/scanner/src/sources/arena.test.ts --update` (`-u` before a path takes the path for its value). */
test('the compiled program is what its text assembles to', async () => {
  const wabt = await startWabt()
  const module = wabt.parseWat(source, readFileSync(source, 'utf8'), { simd: true, bulk_memory: true })
  module.validate()
  const program = Buffer.from(module.toBinary({}).buffer).toString('base64')
  await expect(`/** pack-program.wat, assembled; a test compares them. */\nexport const packProgram = '${program}'\n`).toMatchFileSnapshot('pack-program.ts')
})

/** A buffer of the arena with `before` bytes before it and three behind it, which nothing must change. */
function take(arena: Arena, size: number, before = 0): { readonly buffer: Buffer; readonly isIntact: () => boolean } {
  const taken = arena.take(before + size + 3)
  if (taken === undefined) throw new Error('no room')
  taken.set([1, 2, 3], before + size)
  return { buffer: taken.subarray(before, before + size), isIntact: () => taken.subarray(before + size).equals(Buffer.from([1, 2, 3])) }
}

function place(arena: Arena, bytes: Uint8Array, before = 0): Buffer {
  const { buffer } = take(arena, bytes.length, before)
  buffer.set(bytes)
  return buffer
}

type Step = { readonly copy: readonly [number, number] } | { readonly insert: Uint8Array } | { readonly raw: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(9000), fc.oneof(fc.nat(70), fc.nat(700), fc.nat(9000))).map(copy => ({ copy }) as const) },
  { weight: 4, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 127 }).map(insert => ({ insert }) as const) },
  { weight: 1, arbitrary: fc.nat(255).map(raw => ({ raw }) as const) },
)

/** A delta in git's form; copies are cut to what the base has, but for one in sixteen. */
function toDelta(base: Uint8Array, steps: readonly Step[]): { readonly delta: Uint8Array; readonly length: number } {
  const delta: number[] = []
  let length = 0
  for (const one of steps) {
    if ('raw' in one) delta.push(one.raw)
    else if ('insert' in one) {
      delta.push(one.insert.length, ...one.insert)
      length += one.insert.length
    } else {
      const [at, bytes] = one.copy
      const offset = at % (base.length + 1)
      const size = at % 16 === 1 ? bytes : Math.min(bytes, base.length - offset)
      const parts = [offset & 255, (offset >> 8) & 255, 0, 0, size & 255, (size >> 8) & 255, 0]
      const used = parts.map((part, i) => (part === 0 ? 0 : 1 << i)).reduce((sum, bit) => sum | bit, 0)
      delta.push(128 | used, ...parts.filter(part => part !== 0))
      length += size === 0 ? 0x10000 : size
    }
  }
  return { delta: Uint8Array.from(delta), length: Math.min(length, 200_000) }
}

test('a delta that is applied in the arena makes and tells the same as one that is not, sound or damaged', () => {
  const arena = createArena()
  const [quick, plain] = [createDeltaReader(arena), createDeltaReader()]
  let sound = 0
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9000 }), fc.array(step, { maxLength: 30 }), fc.boolean(), fc.integer({ min: -1, max: 1 }), fc.nat(40), (base, steps, isSparse, off, before) => {
      arena.clear()
      const { delta, length } = toDelta(base, steps)
      const size = Math.max(0, length + (off === 0 ? 0 : off))
      const { buffer: target, isIntact } = take(arena, size, before)
      const there = { base: place(arena, base, before), delta: place(arena, delta), target }
      there.target.fill(0)
      const here = { base: Buffer.from(base), delta: Buffer.from(delta), target: Buffer.alloc(size) }
      const isSound = plain.apply(here.base, here.delta, 0, delta.length, here.target, isSparse)
      expect(quick.apply(there.base, there.delta, 0, delta.length, there.target, isSparse)).toBe(isSound)
      expect(isIntact()).toBe(true)
      if (!isSound) return
      sound++
      const [told, expected] = [quick.changes(), plain.changes()]
      expect(told.bounds.buffer).toBe(there.base.buffer)
      const bounds = [...told.bounds.subarray(0, told.length)]
      expect(bounds).toEqual([...expected.bounds.subarray(0, expected.length)])
      for (let i = 0; i < bounds.length; i += 2) {
        const [from, to] = [Math.max(0, (bounds[i] as number) - nearBytes), (bounds[i + 1] as number) + nearBytes]
        expect(there.target.subarray(from, to).equals(here.target.subarray(from, to))).toBe(true)
      }
      expect(told.complete().equals(expected.complete())).toBe(true)
    }),
    { numRuns: 3000 },
  )
  // About one in six is sound: enough of both kinds, whatever the seed.
  expect(sound).toBeGreaterThan(200)
})

test('a delta with as many changes as a buffer of the arena has room for tells them all', () => {
  const arena = createArena()
  const [quick, plain] = [createDeltaReader(arena), createDeltaReader()]
  const base = place(arena, Buffer.alloc(60_000, 'base '))
  const changes = Math.floor((4 * 1024 * 1024) / 128)
  const { delta } = toDelta(base, Array.from({ length: changes }, (): Step => ({ copy: [2, 128] })))
  const target = arena.take(changes * 128)
  if (target === undefined) throw new Error('no room')
  expect(quick.apply(base, place(arena, delta), 0, delta.length, target)).toBe(true)
  expect(plain.apply(base, Buffer.from(delta), 0, delta.length, Buffer.alloc(target.length))).toBe(true)
  const [told, expected] = [quick.changes(), plain.changes()]
  expect(told.bounds.buffer).toBe(base.buffer)
  expect(told.length).toBe(changes * 2 + 2)
  expect(told.length).toBe(expected.length)
  expect(Buffer.compare(Buffer.from(told.bounds.slice(0, told.length).buffer), Buffer.from(expected.bounds.slice(0, told.length).buffer))).toBe(0)
})

test('the filter finds in the arena what it finds elsewhere, wherever a text stands', () => {
  const arena = createArena()
  const key = mintKey('live', 1)
  const forms = [key, Buffer.from(key).toString('base64'), Buffer.from(key).toString('hex'), [...key].reverse().join(''), "'nv' + '_live_'", '110, 118, 95', 'env"', '"v"', 'n', 'v_', '%76']
  const piece = fc.oneof(
    fc.record({ form: fc.constantFrom(...forms), from: fc.nat(60), length: fc.nat(30) }).map(({ form, from, length }) => form.slice(from % form.length, (from % form.length) + length)),
    fc.nat(90).map(length => 'lorem ipsum '.repeat(9).slice(0, length)),
  )
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), fc.nat(20), fc.nat(400), fc.nat(200), (pieces, before, from, length) => {
      arena.clear()
      const text = Buffer.from(pieces.join(''), 'latin1')
      const there = place(arena, text, before)
      place(arena, Buffer.from(key))
      const found = plainScreener.screen(text)
      seen.add(found)
      expect(arena.screen(there)).toBe(found)
      const touching = plainScreener.screenTouching(text, from, from + length)
      // Where a needle touches, both find it; what else a pair at the edge belongs to may differ.
      if (touching !== arena.screenTouching(there, from, from + length)) expect(found).not.toBe('clean')
    }),
    { numRuns: 20_000 },
  )
  expect([...seen].sort()).toEqual(['clean', 'dirty', 'near'])
})

test('what is not of the arena is read all the same', () => {
  const arena = createArena()
  const text = Buffer.from(`key = '${mintKey('live', 2)}'`)
  expect(arena.screen(text)).toBe('dirty')
  const base = Buffer.from('base')
  const reader = createDeltaReader(arena)
  const target = Buffer.alloc(4)
  expect(reader.apply(base, Buffer.from([128 | 16, 4]), 0, 2, target)).toBe(true)
  expect(target.toString()).toBe('base')
  const large = arena.take(44 * 1024 * 1024)
  expect(large?.buffer).not.toBe(arena.take(1)?.buffer)
  expect(arena.take(5 * 1024 * 1024)).toBeUndefined()
  if (large !== undefined) arena.giveBack(large)
  expect(arena.take(5 * 1024 * 1024)).toHaveLength(5 * 1024 * 1024)
})

test('packs that are read as a whole take the same memory, one after the other: hundreds of them add nothing', () => {
  const arena = createArena()
  expect(arena.packBytes()).toBe(arena.packBytes())
})
