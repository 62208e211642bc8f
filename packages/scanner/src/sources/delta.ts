/** The sizes that a delta begins with, and where its instructions start; nothing where it is cut off. */
export function readDeltaSizes(delta: Buffer): { readonly base: number; readonly target: number; readonly at: number } | undefined {
  let at = 0
  const next = (): number => {
    let value = 0
    for (let scale = 1; at < delta.length; scale *= 128) {
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
}

interface DeltaReader {
  /** Applies a delta, whose instructions begin at `at`, to `base`; whether it fills `target` exactly and stays inside of both. */
  apply(base: Buffer, delta: Buffer, at: number, target: Buffer): boolean
  /** Of the last delta; valid until the next. */
  changes(): Changes
}

/** Changes that are this close are told as one. */
const joinedBytes = 256

/** Creates a reader of deltas that also tells what they change. */
export function createDeltaReader(): DeltaReader {
  let bounds = new Uint32Array(1024)
  let length = 0
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
  return {
    changes: () => ({ bounds, length }),
    apply(base, delta, at, target) {
      const end = delta.length
      let filled = 0
      length = 0
      while (at < end) {
        const code = delta[at++] as number
        if (code >= 128) {
          let offset = 0
          let size = 0
          if ((code & 1) !== 0) offset = delta[at++] as number
          if ((code & 2) !== 0) offset |= (delta[at++] as number) << 8
          if ((code & 4) !== 0) offset |= (delta[at++] as number) << 16
          if ((code & 8) !== 0) offset += (delta[at++] as number) * 0x1000000
          if ((code & 16) !== 0) size = delta[at++] as number
          if ((code & 32) !== 0) size |= (delta[at++] as number) << 8
          if ((code & 64) !== 0) size |= (delta[at++] as number) << 16
          if (size === 0) size = 0x10000
          if (at > end || offset + size > base.length || filled + size > target.length) return false
          mark(filled, filled)
          if (size < 48) for (let i = 0; i < size; i++) target[filled + i] = base[offset + i] as number
          else base.copy(target, filled, offset, offset + size)
          filled += size
        } else {
          if (code === 0 || at + code > end || filled + code > target.length) return false
          mark(filled, filled + code)
          for (let i = 0; i < code; i++) target[filled + i] = delta[at + i] as number
          at += code
          filled += code
        }
      }
      mark(filled, filled)
      return filled === target.length
    },
  }
}
