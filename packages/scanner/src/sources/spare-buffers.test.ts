import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSpareBuffers } from './spare-buffers.ts'

const mebibyte = 1024 * 1024

test('no two buffers that are in use share memory, and no more is held than allowed', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.record({ take: fc.nat(5 * mebibyte) }), fc.record({ giveBack: fc.nat() })), { maxLength: 60 }), steps => {
      const pool = createSpareBuffers(12 * mebibyte)
      const inUse: Buffer[] = []
      for (const step of steps) {
        if ('take' in step) {
          const buffer = pool.take(step.take)
          if (buffer === undefined) continue
          expect(buffer).toHaveLength(step.take)
          inUse.push(buffer)
        } else {
          const [given] = inUse.splice(step.giveBack % Math.max(1, inUse.length), 1)
          if (given !== undefined) pool.giveBack(given)
        }
        expect(new Set(inUse.map(({ buffer }) => buffer)).size).toBe(inUse.length)
        expect(inUse.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)).toBeLessThanOrEqual(12 * mebibyte)
      }
    }),
    { numRuns: 200 },
  )
})

test('what is given back is taken again, and makes room for what it is too small for', () => {
  const pool = createSpareBuffers(8 * mebibyte)
  const first = pool.take(3 * mebibyte)
  if (first === undefined) throw new Error('no room')
  pool.giveBack(first)
  const second = pool.take(2 * mebibyte)
  expect(second?.buffer).toBe(first.buffer)
  if (second !== undefined) pool.giveBack(second)
  expect(pool.take(7 * mebibyte)).toHaveLength(7 * mebibyte)
  expect(pool.take(2 * mebibyte)).toBeUndefined()
})
