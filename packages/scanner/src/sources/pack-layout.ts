import { randomInt } from 'node:crypto'
import { createPackHeader, headerMaxBytes, readPackHeader } from './pack-header.ts'
import type { PackIndex } from './pack-index.ts'
import type { PackSpan } from './pack-span.ts'
import type { PackWindow } from './pack-window.ts'
import type { Scratch } from './scratch.ts'

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

/** A layout with, by the order in the pack, the number of each object among those that the index has of the span. */
export interface IndexedLayout {
  readonly layout: PackLayout
  readonly numbers: Int32Array
}

/** Whether a span of a pack of `size` bytes is one that can be laid out: an offset and a number have to fit one number. */
export function canLayOut({ from, to, count }: PackSpan, size: number): boolean {
  return (Math.min(to, size) - Math.max(from, 0)) * scaleOf(count) <= Number.MAX_SAFE_INTEGER
}

function scaleOf(count: number): number {
  return 2 ** (32 - Math.clz32(count))
}

/** A span of a pack of `size` bytes with ids of `width` bytes. */
interface LayoutInput {
  readonly index: PackIndex
  readonly span: PackSpan
  readonly size: number
  readonly width: number
}

/**
 * Reads the headers of all objects of a span that can be laid out, and of what lies before it and they are made from, directly or not: that stands first,
 * with the number -1. An object that cannot be made sense of is left out of every family, so that nobody comes to it. Nothing where the index has another
 * number of objects there. The layout is valid until the next one in the same `scratch`.
 */
export function readPackLayout(input: LayoutInput, window: PackWindow, scratch: Scratch): IndexedLayout | undefined {
  const { index, span, size, width } = input
  const order = sortByOffset(input, new Float64Array(scratch('order', span.count * 8), 0, span.count))
  if (order === undefined) return undefined
  const readHeader = createHeaderReader(input, window)
  const before = span.count === index.count ? new Float64Array() : findBefore(input, order, readHeader, scratch)
  const count = before.length + span.count
  const offsets = size < 2 ** 32 ? new Uint32Array(scratch('offsets', (count + 1) * 4), 0, count + 1) : new Float64Array(scratch('offsets', (count + 1) * 8), 0, count + 1)
  const numbers = new Int32Array(scratch('numbers', count * 4), 0, count).fill(-1)
  offsets.set(before)
  for (let i = 0; i < span.count; i++) {
    offsets[before.length + i] = order.offset(i)
    numbers[before.length + i] = order.number(i)
  }
  offsets[count] = Math.min(order.next, size - width)
  const types = new Uint8Array(scratch('types', count), 0, count).fill(0)
  // Their order is written down: its memory is free.
  const bases = new Int32Array(scratch('order', count * 8), 0, count).fill(-1)
  const largestChild = new Int32Array(scratch('order', count * 8), count * 4, count).fill(-1)
  for (let object = 0; object < count; object++) {
    const { type, base } = readHeader(offsets[object] as number)
    if (type !== 0 && type <= 4) types[object] = type
    else if (base !== -1) bases[object] = findOffset(offsets, base < (offsets[object] as number) ? object : count, base)
  }
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

/** The type of an object, 0 where it makes no sense, and where in the pack that begins which it is made from, or -1; the same one each time. */
interface ObjectHeader {
  type: number
  base: number
}

function createHeaderReader({ index, size, width }: LayoutInput, window: PackWindow): (offset: number) => ObjectHeader {
  const header = createPackHeader()
  const read: ObjectHeader = { type: 0, base: -1 }
  let [bytes, viewStart, viewEnd] = [window.bytes, 0, 0]
  return offset => {
    read.type = 0
    read.base = -1
    if (offset < 12 || offset >= size - width) return read
    if (offset < viewStart || offset + headerMaxBytes > viewEnd) {
      window.seek(offset, headerMaxBytes)
      bytes = window.bytes
      viewStart = offset - window.at
      viewEnd = viewStart + window.end
    }
    readPackHeader(header, bytes, offset - viewStart, viewEnd - viewStart, width)
    read.type = header.type
    if (header.type === 6) read.base = offset - header.distance
    else if (header.type === 7) {
      const number = index.find(bytes.subarray(header.dataAt - width, header.dataAt))
      if (number !== -1) read.base = index.offset(number)
    }
    return read
  }
}

/** Objects of a span by their order in the pack. */
interface SpanOrder {
  /** Where an object begins; of one outside of the pack, the nearest end. */
  offset(object: number): number
  /** Its number among those that the index has of the span. */
  number(object: number): number
  /** Where the first object after the span begins, or Infinity. */
  readonly next: number
}

/** Nothing where there are not as many objects as the span says. It stands in `both`. */
function sortByOffset({ index, span: { from, to, count }, size }: LayoutInput, both: Float64Array): SpanOrder | undefined {
  const first = Math.max(0, from)
  const last = Math.min(to, size)
  const scale = scaleOf(count)
  let filled = 0
  let next = Infinity
  index.offsets((_, offset) => {
    if (offset >= from && offset < to) {
      if (filled < count) both[filled] = (Math.max(first, Math.min(last, offset)) - first) * scale + filled
      filled++
    } else if (offset >= to && offset < next) next = offset
  })
  if (filled !== count) return undefined
  both.sort()
  return {
    offset: object => first + Math.floor((both[object] as number) / scale),
    number: object => (both[object] as number) % scale,
    next,
  }
}

/** Where that begins, in its order, which lies before a span and its objects are made from: as much as the span has; the rest of a span that needs more is left to git. */
function findBefore({ span: { from, count } }: LayoutInput, order: SpanOrder, readHeader: (offset: number) => ObjectHeader, scratch: Scratch): Float64Array {
  const found = new Float64Array(scratch('found', count * 8), 0, count)
  let filled = 0
  const bits = Math.ceil(Math.log2(count * 2))
  const capacity = 2 ** bits
  /** By their hash; 0 is free, for nothing begins there. */
  const table = new Float64Array(scratch('table', capacity * 8), 0, capacity).fill(0)
  // A random factor: whoever made the pack cannot choose where they collide.
  const factor = randomInt(2 ** 32 - 1) | 1
  const look = (offset: number): void => {
    const { base } = readHeader(offset)
    if (base < 1 || base >= from || filled === count) return
    let slot = Math.imul(base % 2 ** 32, factor) >>> (32 - bits)
    while (table[slot] !== 0) {
      if (table[slot] === base) return
      slot = (slot + 1) % capacity
    }
    table[slot] = base
    found[filled++] = base
  }
  for (let object = 0; object < count; object++) look(order.offset(object))
  for (let i = 0; i < filled; i++) look(found[i] as number)
  return found.subarray(0, filled).sort()
}

/** The object before this one that begins at `offset`, or -1. Bases are near, mostly: steps back double until one is far enough. */
function findOffset(offsets: Uint32Array | Float64Array, object: number, offset: number): number {
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
