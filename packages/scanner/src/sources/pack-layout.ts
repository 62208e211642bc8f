import type { PackIndex } from './pack-index.ts'
import type { PackWindow } from './pack-window.ts'

/**
 * Where the objects of a pack lie and what each is made from, by their order in the pack; some 30 bytes for each, in memory that threads
 * share.
 */
export interface PackLayout {
  readonly count: number
  /** Where each object begins, and after the last one where it ends. */
  readonly offsets: Float64Array
  /** Bytes of its header: its compressed data follows. */
  readonly headers: Uint8Array
  /** Type of an object that is whole (1 commit, 2 tree, 3 blob, 4 tag); 0 for a delta. */
  readonly types: Uint8Array
  /** Bytes that its compressed data inflates to; the largest number where that is 4 GiB or more. */
  readonly sizes: Uint32Array
  /** The object made from it that has the largest family of its own, and the first of the others; -1 where there is none. */
  readonly largestChild: Int32Array
  readonly firstChild: Int32Array
  /** The next of the others that are made from the same object; -1 after the last. */
  readonly nextSibling: Int32Array
}

/** A layout with, by the order in the pack, the number of each object in the index. */
export interface IndexedLayout {
  readonly layout: PackLayout
  readonly numbers: Int32Array
}

const headerMaxBytes = 64
/** Of it, for a size and a distance: more is damage, and no object may keep the reader for long. */
const numbersMaxBytes = 24

/** Creates arrays that threads share. */
const shared = {
  bytes: (count: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(count)),
  sizes: (count: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(count * 4)),
  numbers: (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(count * 4)),
  offsets: (count: number): Float64Array => new Float64Array(new SharedArrayBuffer(count * 8)),
}

/** Whether a pack of `size` bytes is one that can be laid out: an offset and a number have to fit one number. */
export function canLayOut(count: number, size: number): boolean {
  return size * scaleOf(count) <= Number.MAX_SAFE_INTEGER
}

function scaleOf(count: number): number {
  return 2 ** (32 - Math.clz32(count))
}

/**
 * Reads the headers of all objects of a pack that can be laid out. An object that cannot be made sense of is left out of every family, so that
 * nobody comes to it.
 */
export function readPackLayout(index: PackIndex, size: number, width: number, window: PackWindow): IndexedLayout {
  const { count } = index
  const scale = scaleOf(count)
  const offsets = shared.offsets(count + 1)
  const numbers = shared.numbers(count)
  index.readOffsets(offsets)
  for (let number = 0; number < count; number++) offsets[number] = (offsets[number] as number) * scale + number
  offsets.subarray(0, count).sort()
  for (let object = 0; object < count; object++) {
    const both = offsets[object] as number
    const offset = Math.floor(both / scale)
    offsets[object] = offset
    numbers[object] = both - offset * scale
  }
  offsets[count] = size - width
  let orders: Int32Array | undefined
  const findByOid = (oid: Buffer): number => {
    const number = index.find(oid)
    if (number === -1) return -1
    orders ??= invert(numbers)
    return orders[number] as number
  }
  const types = shared.bytes(count)
  const sizes = shared.sizes(count)
  const headers = shared.bytes(count)
  const bases = shared.numbers(count).fill(-1)
  // One loop over numbers alone: most packs are read while nothing is compiled yet.
  let [bytes, viewStart, viewEnd] = [window.bytes, 0, 0]
  for (let object = 0; object < count; object++) {
    const offset = offsets[object] as number
    if (offset < 12 || offset >= size - width) continue
    if (offset + headerMaxBytes > viewEnd) {
      window.seek(offset, headerMaxBytes)
      bytes = window.bytes
      viewStart = offset - window.at
      viewEnd = viewStart + window.end
    }
    const start = offset - viewStart
    const limit = start + numbersMaxBytes
    let at = start
    let byte = bytes[at++] as number
    const type = (byte >> 4) & 7
    let inflated = byte & 15
    for (let scale = 16; byte >= 128 && at < limit; scale *= 128) {
      byte = bytes[at++] as number
      inflated += (byte & 127) * scale
    }
    let distance = 0
    if (type === 7) at += width
    else if (type === 6) {
      byte = bytes[at++] as number
      distance = byte & 127
      while (byte >= 128 && at < limit) {
        byte = bytes[at++] as number
        distance = (distance + 1) * 128 + (byte & 127)
      }
    }
    // What reaches over the end, or is too large for a number, is damage.
    if (type === 0 || type === 5 || viewStart + at > viewEnd || !(inflated <= Number.MAX_SAFE_INTEGER)) continue
    sizes[object] = inflated > 0xffffffff ? 0xffffffff : inflated
    headers[object] = at - start
    if (type <= 4) types[object] = type
    else if (type === 6) bases[object] = findBefore(offsets, object, offset - distance)
    else bases[object] = findByOid(bytes.subarray(at - width, at))
  }
  const largestChild = shared.numbers(count).fill(-1)
  const firstChild = shared.numbers(count).fill(-1)
  // What an object is made from is not asked for again once it stands among its siblings.
  const nextSibling = bases
  /** Objects that are made from it, directly or not, itself included. */
  const families = new Int32Array(count).fill(1)
  for (let object = count - 1; object >= 0; object--) {
    const base = bases[object] as number
    nextSibling[object] = -1
    if (base < 0 || base === object) continue
    families[base] = (families[base] as number) + (families[object] as number)
    const largest = largestChild[base] as number
    let other = object
    if (largest === -1 || (families[object] as number) > (families[largest] as number)) {
      largestChild[base] = object
      other = largest
    }
    if (other === -1) continue
    nextSibling[other] = firstChild[base] as number
    firstChild[base] = other
  }
  return { layout: { count, offsets, headers, types, sizes, largestChild, firstChild, nextSibling }, numbers }
}

/** The object before this one that begins at `offset`, or -1. Bases are near, mostly: steps back double until one is far enough. */
function findBefore(offsets: Float64Array, object: number, offset: number): number {
  let high = object - 1
  let low = high
  for (let step = 1; low >= 0 && (offsets[low] as number) > offset; step *= 2) {
    high = low - 1
    low -= step
  }
  for (low = Math.max(0, low); low <= high; ) {
    const middle = (low + high) >> 1
    const found = offsets[middle] as number
    if (found === offset) return middle
    if (found < offset) low = middle + 1
    else high = middle - 1
  }
  return -1
}

function invert(numbers: Int32Array): Int32Array {
  const orders = new Int32Array(numbers.length)
  numbers.forEach((number, order) => {
    orders[number] = order
  })
  return orders
}
