import { randomInt } from 'node:crypto'
import { isSameOid, writeOid } from '../sources/oid-bytes.ts'

/** Numbers object ids in the order in which they were added, in a few dozen bytes each. */
export interface OidIndex {
  readonly size: () => number
  /** The number of a hexadecimal id, which is added where it is new; -1 for what is no id of this length. */
  add(oid: string): number
  /** The number of the hexadecimal id at `at` of ASCII text, which is known to be one; it is added where it is new. */
  addAscii(text: Uint8Array, at: number): number
  /** The number of a hexadecimal id, or -1. */
  readonly get: (oid: string) => number
  readonly oid: (number: number) => string
  /** The ids from `start` up to `end`, hexadecimal, one a line. */
  toLines(start: number, end: number): Buffer
}

/** Creates an empty index for ids of `width` bytes (20 or 32). */
export function createOidIndex(width: number): OidIndex {
  let store = Buffer.allocUnsafeSlow(width * 1024)
  let table = new Int32Array(4096)
  let count = 0
  // A random factor: whoever chose the ids cannot choose where they collide.
  const factor = randomInt(2 ** 32 - 1) | 1
  const key = Buffer.alloc(width)
  const read = (bytes: Buffer, at: number): number =>
    (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
  const find = (bytes: Buffer, at: number): number => {
    const mask = table.length - 1
    let slot = ((Math.imul(read(bytes, at), factor) ^ Math.imul(read(bytes, at + 8), factor)) >>> 5) & mask
    for (; ; slot = (slot + 1) & mask) {
      const number = (table[slot] as number) - 1
      if (number < 0 || isSameOid(store, number * width, bytes, at, width)) return slot
    }
  }
  const grow = (): void => {
    const larger = Buffer.allocUnsafeSlow(store.length * 2)
    store.copy(larger)
    store = larger
    table = new Int32Array(table.length * 2)
    for (let i = 0; i < count; i++) table[find(store, i * width)] = i + 1
  }
  const addKey = (): number => {
    let slot = find(key, 0)
    const known = table[slot] as number
    if (known > 0) return known - 1
    if ((count + 1) * width > store.length) {
      grow()
      slot = find(key, 0)
    }
    for (let i = 0, to = count * width; i < width; i++, to++) store[to] = key[i] as number
    table[slot] = ++count
    return count - 1
  }
  return {
    size: () => count,
    add(oid) {
      return oid.length === width * 2 && key.write(oid, 'hex') === width ? addKey() : -1
    },
    addAscii(text, at) {
      writeOid(text, at, key, 0, width)
      return addKey()
    },
    get(oid) {
      return oid.length === width * 2 && key.write(oid, 'hex') === width ? (table[find(key, 0)] as number) - 1 : -1
    },
    oid: number => store.toString('hex', number * width, (number + 1) * width),
    toLines(start, end) {
      const lines = Buffer.allocUnsafe((end - start) * (2 * width + 1))
      let to = 0
      for (let from = start * width; from < end * width; from++) {
        const byte = store[from] as number
        lines[to++] = digits[byte >> 4] as number
        lines[to++] = digits[byte & 15] as number
        if ((from + 1) % width === 0) lines[to++] = LF
      }
      return lines
    },
  }
}

const LF = 10
const digits = Buffer.from('0123456789abcdef')
