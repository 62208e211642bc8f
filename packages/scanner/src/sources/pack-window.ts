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

const pageBytes = 32 * 1024
/** A page, and what reaches over its end. */
const bufferBytes = pageBytes + 16 * 1024
/** A pack of fewer bytes is in view as a whole: one read costs a fraction of hundreds. */
export const smallPackBytes = 30 * 1024 * 1024
/** 3 MiB: families jump back and forth in a pack, and a page that is read again costs as much as inflating ten objects. More pages save no time. */
const pagesMax = 64

interface Page {
  readonly bytes: Buffer
  readonly filled: number
}

/** Looks into a pack in `memory`, which has `smallPackBytes`: into all of a small one, else through pages. */
export function createPackWindow(file: number, size: number, memory: Buffer): PackWindow {
  return size < smallPackBytes ? createWholeWindow(file, size, memory) : createPagedWindow(file, size, memory)
}

function createWholeWindow(file: number, size: number, bytes: Buffer): PackWindow {
  return {
    bytes,
    at: 0,
    end: readFully(file, bytes, size, 0),
    seek(offset) {
      this.at = offset
    },
  }
}

/** Keeps pages, and gives up first the one that was used longest ago: neighbours cost one read. */
function createPagedWindow(file: number, size: number, memory: Buffer): PackWindow {
  const kept = new Map<number, Page>()
  let single = memory.subarray(pagesMax * bufferBytes)
  let number = -1
  let page: Page = { bytes: single, filled: 0 }

  const takeBuffer = (): Buffer => {
    const [oldest] = kept
    if (oldest === undefined || kept.size < pagesMax) return memory.subarray(kept.size * bufferBytes, (kept.size + 1) * bufferBytes)
    kept.delete(oldest[0])
    return oldest[1].bytes
  }
  const turnTo = (wanted: number): Page => {
    let turned = kept.get(wanted)
    if (turned === undefined) {
      const bytes = takeBuffer()
      turned = { bytes, filled: readFully(file, bytes, Math.min(bytes.length, size - wanted * pageBytes), wanted * pageBytes) }
    } else kept.delete(wanted)
    kept.set(wanted, turned)
    return turned
  }

  return {
    bytes: single,
    at: 0,
    end: 0,
    seek(offset, length) {
      const wanted = Math.floor(offset / pageBytes)
      const start = offset - wanted * pageBytes
      if (start + length > bufferBytes) {
        if (single.length < length) single = Buffer.allocUnsafeSlow(length)
        this.bytes = single
        this.at = 0
        this.end = readFully(file, single, Math.min(length, size - offset), offset)
        return
      }
      if (wanted !== number) {
        page = turnTo(wanted)
        number = wanted
      }
      this.bytes = page.bytes
      this.at = start
      this.end = page.filled
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
