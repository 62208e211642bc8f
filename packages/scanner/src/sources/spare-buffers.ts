import type { BufferPool } from './buffer-pool.ts'

/** By which they differ in size. */
const stepBytes = 1024 * 1024

/**
 * Creates a pool of single large buffers, no more than `maxBytes` at a time. What is given back is taken again: left to the garbage collector, it would stay
 * until that comes round, and dozens of others with it.
 */
export function createSpareBuffers(maxBytes: number): BufferPool {
  const spare: ArrayBufferLike[] = []
  let used = 0
  const spareBytes = (): number => spare.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const takeSpare = (bytes: number): ArrayBufferLike | undefined => {
    const [smallest] = spare.filter(memory => memory.byteLength >= bytes).sort((a, b) => a.byteLength - b.byteLength)
    if (smallest !== undefined) spare.splice(spare.indexOf(smallest), 1)
    return smallest
  }
  return {
    take(size) {
      const bytes = Math.max(1, Math.ceil(size / stepBytes)) * stepBytes
      let memory = takeSpare(bytes)
      if (memory === undefined) {
        if (used + bytes > maxBytes) return undefined
        while (used + spareBytes() + bytes > maxBytes) spare.pop()
        memory = new ArrayBuffer(bytes)
      }
      used += memory.byteLength
      return Buffer.from(memory, 0, size)
    },
    giveBack({ buffer }) {
      used -= buffer.byteLength
      spare.push(buffer)
    },
    clear() {
      used = 0
    },
  }
}
