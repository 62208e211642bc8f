import { readSync } from 'node:fs'

const windowBytes = 16 * 1024
const overlapBytes = 16 * 1024
const windows = 768

/** Gives pieces of a pack, through windows that are kept: neighbours cost one read. A piece is valid until the next call. */
export function createPackWindow(file: number, size: number): (offset: number, length: number) => Buffer {
  const slots: (Buffer | undefined)[] = []
  const held = new Float64Array(windows).fill(-1)
  const filled = new Uint32Array(windows)
  let single = Buffer.allocUnsafeSlow(windowBytes)
  return (offset, length) => {
    const window = Math.floor(offset / windowBytes)
    const start = offset - window * windowBytes
    if (start + length > windowBytes + overlapBytes) {
      if (single.length < length) single = Buffer.allocUnsafeSlow(length * 2)
      return single.subarray(0, readFully(file, single, Math.min(length, size - offset), offset))
    }
    const slot = window % windows
    const bytes = (slots[slot] ??= Buffer.allocUnsafeSlow(windowBytes + overlapBytes))
    if (held[slot] !== window) {
      held[slot] = -1
      filled[slot] = readFully(file, bytes, Math.min(bytes.length, size - window * windowBytes), window * windowBytes)
      held[slot] = window
    }
    return bytes.subarray(start, Math.min(start + length, filled[slot] as number))
  }
}

function readFully(file: number, target: Buffer, length: number, position: number): number {
  let done = 0
  while (done < length) {
    const count = readSync(file, target, done, length - done, position + done)
    if (count === 0) break
    done += count
  }
  return done
}
