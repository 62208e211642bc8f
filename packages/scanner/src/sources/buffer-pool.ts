/** Buffers that are used again, by powers of two. */
export interface BufferPool {
  /** A buffer of exactly `size` bytes; nothing where more than the limit would be in use. */
  take(size: number): Buffer | undefined
  giveBack(buffer: Buffer): void
}

const smallest = 12

/** Creates a pool that hands out at most `maxBytes` at a time. */
export function createBufferPool(maxBytes: number): BufferPool {
  const free: Buffer[][] = []
  let inUse = 0
  const classOf = (size: number): number => Math.max(smallest, 32 - Math.clz32(Math.max(1, size - 1)))
  return {
    take(size) {
      const bits = classOf(size)
      if (inUse + 2 ** bits > maxBytes) return undefined
      inUse += 2 ** bits
      const buffer = free[bits]?.pop() ?? Buffer.allocUnsafeSlow(2 ** bits)
      return buffer.length === size ? buffer : buffer.subarray(0, size)
    },
    giveBack(buffer) {
      const bits = 31 - Math.clz32(buffer.buffer.byteLength)
      inUse -= 2 ** bits
      // Large ones are few and would otherwise add up, class by class.
      if (bits <= 22) (free[bits] ??= []).push(Buffer.from(buffer.buffer, 0, 2 ** bits))
    },
  }
}
