import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBufferPool, largestBuffer } from './buffer-pool.ts'

const start = 100
const poolBytes = 4 * largestBuffer

function createPool(): { pool: ReturnType<typeof createBufferPool>; memory: ArrayBuffer } {
  const memory = new ArrayBuffer(start + poolBytes + 50)
  return { pool: createBufferPool(memory, start, start + poolBytes), memory }
}

test('no two buffers that are in use share a byte, and all lie in the pool', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.record({ take: fc.oneof(fc.nat(9000), fc.nat(largestBuffer)) }), fc.record({ giveBack: fc.nat() })), { maxLength: 200 }), steps => {
      const { pool, memory } = createPool()
      const inUse: Buffer[] = []
      for (const step of steps) {
        if ('take' in step) {
          const buffer = pool.take(step.take)
          if (buffer === undefined) continue
          expect([buffer.buffer, buffer.length]).toEqual([memory, step.take])
          inUse.push(buffer)
        } else {
          const [given] = inUse.splice(step.giveBack % Math.max(1, inUse.length), 1)
          if (given !== undefined) pool.giveBack(given)
        }
      }
      const places = inUse.filter(({ length }) => length > 0).sort((a, b) => a.byteOffset - b.byteOffset)
      let end = start
      for (const { byteOffset, length } of places) {
        expect(byteOffset).toBeGreaterThanOrEqual(end)
        end = byteOffset + length
      }
      expect(end).toBeLessThanOrEqual(start + poolBytes)
    }),
    { numRuns: 500 },
  )
})

test('what was given back in pieces can be taken as a whole', () => {
  const { pool } = createPool()
  for (const size of [5000, 70_000, 4096, largestBuffer, 1, 300_000, largestBuffer]) {
    const count = poolBytes / Math.max(4096, 2 ** Math.ceil(Math.log2(size)))
    const buffers = Array.from({ length: count }, () => pool.take(size))
    expect(buffers).not.toContain(undefined)
    expect(pool.take(1)).toBeUndefined()
    for (const buffer of buffers) if (buffer !== undefined) pool.giveBack(buffer)
  }
})

test('memory that was never used is touched only when nothing else is left', () => {
  const { pool } = createPool()
  let end = 0
  for (let round = 0; round < 50; round++) {
    const buffers = Array.from({ length: 16 }, (_, i) => pool.take(2 ** (12 + ((round + i) % 6))))
    for (const buffer of buffers) {
      if (buffer === undefined) throw new Error('no room')
      end = Math.max(end, buffer.byteOffset + buffer.length)
      pool.giveBack(buffer)
    }
  }
  expect(end).toBeLessThan(2 * largestBuffer / 4)
})

test('a buffer that is too large, or after the last block, is refused; after clearing all is free', () => {
  const { pool } = createPool()
  expect(pool.take(largestBuffer + 1)).toBeUndefined()
  for (let i = 0; i < 4; i++) expect(pool.take(largestBuffer)).toBeDefined()
  expect(pool.take(0)).toBeUndefined()
  pool.clear()
  expect(pool.take(largestBuffer)?.byteOffset).toBe(start)
})
