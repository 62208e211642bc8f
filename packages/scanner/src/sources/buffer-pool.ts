/** Buffers of one stretch of memory. */
export interface BufferPool {
  /** A buffer of exactly `size` bytes, whatever they are; nothing where there is no room. */
  take(size: number): Buffer | undefined
  /** Takes back what `take` gave: nobody reads it any more. */
  giveBack(buffer: Buffer): void
  /** Takes back all. */
  clear(): void
}

const smallest = 12
const largest = 22
/** What is free is put together again each time that the pool would grow by this. */
const growthBytes = 1024 * 1024

/** The largest buffer that a pool gives. */
export const largestBuffer = 2 ** largest

/**
 * Creates a pool of the memory from `start` to `end`, in blocks whose sizes are powers of two. Two halves that are free become one block again, but not before
 * memory that was never written would be touched: that costs nothing until then, and most buffers are wanted again in the size they had.
 */
export function createBufferPool(memory: ArrayBuffer, start: number, end: number): BufferPool {
  /** By the power of two, where free blocks begin, counted from `start`. */
  const free: number[][] = Array.from({ length: largest + 1 }, () => [])
  const freeOf = (bits: number): number[] => free[bits] as number[]
  /** From here on all is free. */
  let touched = 0
  let joinedAt = growthBytes

  const takeFree = (bits: number): number | undefined => {
    for (let larger = bits; larger <= largest; larger++) {
      const block = freeOf(larger).pop()
      if (block === undefined) continue
      while (larger > bits) freeOf(--larger).push(block + 2 ** larger)
      return block
    }
    return undefined
  }
  const join = (): void => {
    for (let bits = smallest; bits < largest; bits++) {
      const blocks = freeOf(bits).sort((a, b) => a - b)
      const kept: number[] = []
      for (let i = 0; i < blocks.length; i++) {
        const block = blocks[i] as number
        if (block % 2 ** (bits + 1) === 0 && blocks[i + 1] === block + 2 ** bits) {
          freeOf(bits + 1).push(block)
          i++
        } else kept.push(block)
      }
      free[bits] = kept
    }
  }
  const takeNew = (bits: number): number | undefined => {
    const block = Math.ceil(touched / 2 ** bits) * 2 ** bits
    if (start + block + 2 ** bits > end) return undefined
    // What is left out before a block that is larger than the last one.
    while (touched < block) {
      const gap = Math.min(largest, 31 - Math.clz32(touched & -touched))
      freeOf(gap).push(touched)
      touched += 2 ** gap
    }
    touched = block + 2 ** bits
    return block
  }
  const takeBlock = (bits: number): number | undefined => {
    const block = takeFree(bits)
    if (block !== undefined) return block
    if (touched + 2 ** bits <= joinedAt && touched + 2 ** bits <= end - start) return takeNew(bits)
    join()
    joinedAt = Math.max(joinedAt, touched + growthBytes)
    return takeFree(bits) ?? takeNew(bits)
  }
  return {
    take(size) {
      if (size > largestBuffer) return undefined
      const block = takeBlock(toBits(size))
      return block === undefined ? undefined : Buffer.from(memory, start + block, size)
    },
    giveBack({ byteOffset, length }) {
      freeOf(toBits(length)).push(byteOffset - start)
    },
    clear() {
      for (const blocks of free) blocks.length = 0
      touched = 0
      joinedAt = growthBytes
    },
  }
}

function toBits(size: number): number {
  return Math.max(smallest, 32 - Math.clz32(Math.max(1, size) - 1))
}
