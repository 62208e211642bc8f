import type { PackIndex } from './pack-index.ts'

/** Where the objects of a pack lie and what each is made from, by their order in the pack; some 30 bytes for each. */
export interface PackLayout {
  readonly count: number
  /** Type of an object that is whole (1 commit, 2 tree, 3 blob, 4 tag); 0 for a delta. */
  readonly types: Uint8Array
  /** Bytes that its compressed data inflates to; the largest number where that is 4 GiB or more. */
  readonly sizes: Uint32Array
  /** First and next objects that are made from it; -1 where there is none. */
  readonly firstChild: Int32Array
  readonly nextSibling: Int32Array
  /** Objects that are made from it, directly or not, itself included. */
  readonly families: Int32Array
  /** Place of the object in the index. */
  inIndex(object: number): number
  /** Where its compressed data begins. */
  dataAt(object: number): number
  /** Where its data ends at the latest. */
  endOf(object: number): number
}

const headerMaxBytes = 64

/**
 * Reads the headers of all objects of a pack. Nothing where offsets do not fit what a number holds; an object that cannot be made sense of is
 * left out of every family, so that nobody comes to it.
 */
export function readPackLayout(index: PackIndex, size: number, width: number, read: (offset: number, length: number) => Buffer): PackLayout | undefined {
  const { count } = index
  const scale = 2 ** (32 - Math.clz32(count))
  if (size * scale > Number.MAX_SAFE_INTEGER) return undefined
  const keys = new Float64Array(count)
  for (let i = 0; i < count; i++) keys[i] = index.offset(i) * scale + i
  keys.sort()
  const offsetOf = (object: number): number => Math.floor((keys[object] as number) / scale)
  const inIndex = (object: number): number => (keys[object] as number) % scale
  const find = (offset: number): number => {
    let [low, high] = [0, count - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = offsetOf(middle)
      if (found === offset) return middle
      if (found < offset) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
  const types = new Uint8Array(count)
  const sizes = new Uint32Array(count)
  const headers = new Uint8Array(count)
  const bases = new Int32Array(count).fill(-1)
  let orderOf: Int32Array | undefined
  for (let object = 0; object < count; object++) {
    const offset = offsetOf(object)
    if (offset < 12 || offset >= size - width) continue
    const header = toHeader(read(offset, headerMaxBytes), width)
    if (header === undefined) continue
    sizes[object] = Math.min(header.size, 0xffffffff)
    headers[object] = header.length
    if (header.type <= 4) types[object] = header.type
    else if (header.base !== undefined) bases[object] = find(offset - header.base)
    else if (header.baseOid !== undefined) {
      orderOf ??= toOrder(inIndex, count)
      const place = findOid(index, header.baseOid, width)
      bases[object] = place === -1 ? -1 : (orderOf[place] as number)
    }
  }
  const firstChild = new Int32Array(count).fill(-1)
  // What an object is made from is not asked for again once it stands among its siblings.
  const nextSibling = bases
  const families = new Int32Array(count).fill(1)
  for (let object = count - 1; object >= 0; object--) {
    const base = bases[object] as number
    if (base < 0 || base === object) {
      nextSibling[object] = -1
      continue
    }
    nextSibling[object] = firstChild[base] as number
    firstChild[base] = object
    families[base] = (families[base] as number) + (families[object] as number)
  }
  return {
    count,
    types,
    sizes,
    firstChild,
    nextSibling,
    families,
    inIndex,
    dataAt: object => offsetOf(object) + (headers[object] as number),
    endOf: object => (object + 1 < count ? offsetOf(object + 1) : size - width),
  }
}

interface Header {
  readonly type: number
  readonly size: number
  readonly length: number
  /** Distance back to the base. */
  readonly base?: number
  readonly baseOid?: Buffer
}

function toHeader(bytes: Buffer, width: number): Header | undefined {
  let at = 0
  let byte = bytes[at++] as number
  const type = (byte >> 4) & 7
  let size = byte & 15
  for (let scale = 16; byte >= 128; scale *= 128) {
    byte = bytes[at++] as number
    size += (byte & 127) * scale
  }
  if (at > bytes.length || !Number.isSafeInteger(size)) return undefined
  if (type >= 1 && type <= 4) return { type, size, length: at }
  if (type === 7) return at + width > bytes.length ? undefined : { type, size, length: at + width, baseOid: Buffer.from(bytes.subarray(at, at + width)) }
  if (type !== 6) return undefined
  byte = bytes[at++] as number
  let base = byte & 127
  while (byte >= 128) {
    byte = bytes[at++] as number
    base = (base + 1) * 128 + (byte & 127)
  }
  return at > bytes.length || !Number.isSafeInteger(base) ? undefined : { type, size, length: at, base }
}

function toOrder(inIndex: (object: number) => number, count: number): Int32Array {
  const order = new Int32Array(count)
  for (let object = 0; object < count; object++) order[inIndex(object)] = object
  return order
}

function findOid({ bytes, oidsAt, count }: PackIndex, oid: Buffer, width: number): number {
  let [low, high] = [0, count - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = oid.compare(bytes, oidsAt + middle * width, oidsAt + (middle + 1) * width)
    if (order === 0) return middle
    if (order > 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}
