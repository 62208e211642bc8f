import { readSync } from 'node:fs'

/** What is in view of a pack; valid until the next `seek`. */
export interface PackWindow {
  bytes: Buffer
  /** Where in `bytes` the place that was sought lies. */
  at: number
  /** Where in `bytes` the view ends. */
  end: number
  /** Brings `length` bytes from `offset` on into view, or those up to the end of the pack. */
  seek(offset: number, length: number): void
}

const pageBytes = 64 * 1024
const overlapBytes = 16 * 1024
const pages = 32

/** Looks into a pack through pages that are kept: neighbours cost one read. */
export function createPackWindow(file: number, size: number): PackWindow {
  const kept: (Buffer | undefined)[] = []
  const held = new Float64Array(pages).fill(-1)
  const filled = new Uint32Array(pages)
  let single = Buffer.allocUnsafeSlow(pageBytes)
  return {
    bytes: single,
    at: 0,
    end: 0,
    seek(offset, length) {
      const page = Math.floor(offset / pageBytes)
      const start = offset - page * pageBytes
      if (start + length > pageBytes + overlapBytes) {
        if (single.length < length) single = Buffer.allocUnsafeSlow(length * 2)
        this.bytes = single
        this.at = 0
        this.end = readFully(file, single, Math.min(length, size - offset), offset)
        return
      }
      const slot = page % pages
      const bytes = (kept[slot] ??= Buffer.allocUnsafeSlow(pageBytes + overlapBytes))
      if (held[slot] !== page) {
        held[slot] = -1
        filled[slot] = readFully(file, bytes, Math.min(bytes.length, size - page * pageBytes), page * pageBytes)
        held[slot] = page
      }
      this.bytes = bytes
      this.at = start
      this.end = filled[slot] as number
    },
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
