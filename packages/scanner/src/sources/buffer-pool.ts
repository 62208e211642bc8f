/** Buffers that are used again, by powers of two. */
export interface BufferPool {
  /** A buffer of at least `size` bytes; nothing where more than the limit would be in use. */
  take(size: number): Buffer | undefined
  /** Takes back what `take` gave. */
  giveBack(buffer: Buffer): void
}

const smallest = 12
/** Larger ones are few and would otherwise add up, class by class. */
const largestKept = 22

/** Creates a pool that hands out at most `maxBytes` at a time, of buffers that `allocate` makes. */
export function createBufferPool(maxBytes: number, allocate: (size: number) => Buffer): BufferPool {
  const free: Buffer[][] = Array.from({ length: largestKept + 1 }, () => [])
  let inUse = 0
  return {
    take(size) {
      const bits = Math.max(smallest, 32 - Math.clz32(Math.max(1, size - 1)))
      if (inUse + 2 ** bits > maxBytes) return undefined
      const buffer = free[bits]?.pop() ?? free[bits + 1]?.pop() ?? free[bits + 2]?.pop() ?? allocate(2 ** bits)
      inUse += buffer.length
      return buffer
    },
    giveBack(buffer) {
      inUse -= buffer.length
      free[31 - Math.clz32(buffer.length)]?.push(buffer)
    },
  }
}
