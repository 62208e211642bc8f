import type { Arena } from './arena.ts'

/** The sizes that a delta of `length` bytes begins with, and where its instructions start; nothing where it is cut off. */
export function readDeltaSizes(delta: Buffer, length: number): { readonly base: number; readonly target: number; readonly at: number } | undefined {
  let at = 0
  const next = (): number => {
    let value = 0
    for (let scale = 1; at < length; scale *= 128) {
      const byte = delta[at++] as number
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    return -1
  }
  const base = next()
  const target = next()
  return base < 0 || target < 0 ? undefined : { base, target, at }
}

/** Where a variant differs from its base: stretches outside of which every byte has the neighbours that it has there, ascending and apart. */
export interface Changes {
  /** Beginnings and ends, in turn. */
  readonly bounds: Uint32Array
  /** Numbers in `bounds` that count. */
  readonly length: number
  /** The whole variant. Until it is asked for, only what is near a change, and its first bytes, need be there. */
  complete(): Buffer
}

/** How near: bytes before and after each change, more than the longest needle of `mayHoldKey` with all that it looks at (some 410). */
export const nearBytes = 512
/** What the compiled program must know as well. */
export const deltaLimits = {
  nearBytes,
  /** Changes that are this close are told as one. */
  joinedBytes: 128,
  /** A copy of fewer bytes is done at once. */
  sparseBytes: 3 * nearBytes,
  /** Of an object's beginning all is copied. */
  headBytes: 512,
} as const
const { joinedBytes, sparseBytes, headBytes } = deltaLimits

export interface DeltaReader {
  /**
   * Applies the instructions of a delta, `steps` from `start` up to `end`, to `base`; whether it fills `target` exactly and stays inside of both. With `isSparse`
   * what stands far from every change is left out, until `complete` is called.
   */
  apply(base: Buffer, steps: Buffer, start: number, end: number, target: Buffer, isSparse?: boolean): boolean
  /** Of the last delta; valid until the next. */
  changes(): Changes
}

/** Creates a reader of deltas that also tells what they change; quick where all is in `arena`. */
export function createDeltaReader(arena?: Pick<Arena, 'applyDelta' | 'bounds'>): DeltaReader {
  let bounds = new Uint32Array(1024)
  let length = 0
  /** Whether the bounds are those of the arena. */
  let isThere = false
  let complete: () => Buffer = () => Buffer.alloc(0)
  const mark = (from: number, to: number): void => {
    if (length > 0 && from - (bounds[length - 1] as number) < joinedBytes) {
      bounds[length - 1] = to
      return
    }
    if (length + 2 > bounds.length) {
      const larger = new Uint32Array(bounds.length * 2)
      larger.set(bounds)
      bounds = larger
    }
    bounds[length++] = from
    bounds[length++] = to
  }
  const run = (base: Buffer, steps: Buffer, start: number, end: number, target: Buffer, isSparse: boolean): boolean => {
    let at = start
    let filled = 0
    /** Where the base goes on behind what was copied last: a copy from there changes nothing. */
    let follows = 0
    length = 0
    while (at < end) {
      const code = steps[at++] as number
      if (code >= 128) {
        let offset = 0
        let size = 0
        if ((code & 1) !== 0) offset = steps[at++] as number
        if ((code & 2) !== 0) offset |= (steps[at++] as number) << 8
        if ((code & 4) !== 0) offset |= (steps[at++] as number) << 16
        if ((code & 8) !== 0) offset += (steps[at++] as number) * 0x1000000
        if ((code & 16) !== 0) size = steps[at++] as number
        if ((code & 32) !== 0) size |= (steps[at++] as number) << 8
        if ((code & 64) !== 0) size |= (steps[at++] as number) << 16
        if (size === 0) size = 0x10000
        if (at > end || offset + size > base.length || filled + size > target.length) return false
        if (offset !== follows) mark(filled, filled)
        follows = offset + size
        if (size < 48) for (let i = 0; i < size; i++) target[filled + i] = base[offset + i] as number
        else if (!isSparse || size < sparseBytes || filled < headBytes) base.copy(target, filled, offset, offset + size)
        else {
          base.copy(target, filled, offset, offset + nearBytes)
          base.copy(target, filled + size - nearBytes, offset + size - nearBytes, offset + size)
        }
        filled += size
      } else {
        if (code === 0 || at + code > end || filled + code > target.length) return false
        mark(filled, filled + code)
        follows = -1
        for (let i = 0; i < code; i++) target[filled + i] = steps[at + i] as number
        at += code
        filled += code
      }
    }
    if (follows !== base.length) mark(filled, filled)
    return filled === target.length
  }
  const apply = (base: Buffer, steps: Buffer, start: number, end: number, target: Buffer, isSparse: boolean): boolean => {
    const told = arena?.applyDelta(base, steps, start, end, target, isSparse)
    isThere = told !== undefined
    if (told === undefined) return run(base, steps, start, end, target, isSparse)
    length = told
    return told !== -1
  }
  return {
    changes: () => ({ bounds: isThere && arena !== undefined ? arena.bounds : bounds, length, complete }),
    apply(base, steps, start, end, target, isSparse = false) {
      complete = () => {
        if (isSparse) apply(base, steps, start, end, target, false)
        complete = () => target
        return target
      }
      return apply(base, steps, start, end, target, isSparse)
    },
  }
}
