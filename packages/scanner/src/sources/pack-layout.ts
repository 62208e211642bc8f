import { createPackHeader, headerMaxBytes, readPackHeader } from './pack-header.ts'
import type { PackIndex } from './pack-index.ts'
import type { PackWindow } from './pack-window.ts'

/** Where the objects of a pack lie and what each is made from, by their order in the pack; 13 bytes for each (17 in a pack of 4 GiB), in memory that threads share. */
export interface PackLayout {
  readonly count: number
  /** Where each object begins, and after the last one where it ends. */
  readonly offsets: Uint32Array | Float64Array
  /** Type of an object that is whole (1 commit, 2 tree, 3 blob, 4 tag); 0 for a delta. */
  readonly types: Uint8Array
  /** Of the objects made from it, the one that has the largest family of its own; -1 where there is none. The others follow it as siblings. */
  readonly largestChild: Int32Array
  /** The next one that is made from the same object; -1 after the last. */
  readonly nextSibling: Int32Array
}

/** A layout with, by the order in the pack, the number of each object in the index. */
export interface IndexedLayout {
  readonly layout: PackLayout
  readonly numbers: Int32Array
}

/** Creates arrays that threads share. */
const shared = {
  bytes: (count: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(count)),
  numbers: (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(count * 4)),
  offsets: (count: number, size: number): Uint32Array | Float64Array =>
    size < 2 ** 32 ? new Uint32Array(new SharedArrayBuffer(count * 4)) : new Float64Array(new SharedArrayBuffer(count * 8)),
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
  const offsets = shared.offsets(count + 1, size)
  const numbers = shared.numbers(count)
  sortByOffset(index, size, offsets, numbers)
  offsets[count] = size - width
  let orders: Int32Array | undefined
  const findByOid = (oid: Buffer): number => {
    const number = index.find(oid)
    if (number === -1) return -1
    orders ??= invert(numbers)
    return orders[number] as number
  }
  const types = shared.bytes(count)
  const bases = shared.numbers(count).fill(-1)
  const header = createPackHeader()
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
    readPackHeader(header, bytes, offset - viewStart, viewEnd - viewStart, width)
    const { type } = header
    if (type <= 4) types[object] = type
    else if (type === 6) bases[object] = findBefore(offsets, object, offset - header.distance)
    else bases[object] = findByOid(bytes.subarray(header.dataAt - width, header.dataAt))
  }
  const largestChild = shared.numbers(count).fill(-1)
  // What an object is made from is not asked for again once it stands among its siblings.
  const nextSibling = bases
  /** Objects that are made from it, directly or not, itself included. */
  const families = new Int32Array(count).fill(1)
  for (let object = count - 1; object >= 0; object--) {
    const base = bases[object] as number
    nextSibling[object] = -1
    if (base < 0 || base === object) continue
    const family = families[object] as number
    families[base] = (families[base] as number) + family
    const largest = largestChild[base] as number
    if (largest === -1 || family > (families[largest] as number)) {
      nextSibling[object] = largest
      largestChild[base] = object
    } else {
      nextSibling[object] = nextSibling[largest] as number
      nextSibling[largest] = object
    }
  }
  return { layout: { count, offsets, types, largestChild, nextSibling }, numbers }
}

/** Writes where the objects begin, in the order of the pack, and the number of each in the index; of an object outside of the pack, the nearest end. */
function sortByOffset(index: PackIndex, size: number, offsets: Uint32Array | Float64Array, numbers: Int32Array): void {
  const { count } = index
  const scale = scaleOf(count)
  const both = new Float64Array(count)
  index.readOffsets(both)
  for (let number = 0; number < count; number++) both[number] = (both[number] as number) * scale + number
  both.sort()
  for (let object = 0; object < count; object++) {
    const value = both[object] as number
    const offset = Math.floor(value / scale)
    offsets[object] = Math.max(0, Math.min(size, offset))
    numbers[object] = value - offset * scale
  }
}

/** The object before this one that begins at `offset`, or -1. Bases are near, mostly: steps back double until one is far enough. */
function findBefore(offsets: Uint32Array | Float64Array, object: number, offset: number): number {
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
