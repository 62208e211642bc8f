/** Gives memory that threads share: by name, the same each time, with what was written to it before. */
export type Scratch = (name: string, bytes: number) => SharedArrayBuffer

/** Creates memory that is used again for one part of a store after the other: what is given back is gone only when garbage is collected, and that can be late. */
export function createScratch(): Scratch {
  const known = new Map<string, SharedArrayBuffer>()
  return (name, bytes) => {
    const before = known.get(name)
    if (before !== undefined && before.byteLength >= bytes) return before
    // What is not written of it costs nothing.
    const memory = new SharedArrayBuffer(2 ** Math.ceil(Math.log2(Math.max(4096, bytes))))
    known.set(name, memory)
    return memory
  }
}
