import { randomInt } from 'node:crypto'
import type { Git } from './git.ts'
import { readRecords } from './records.ts'

/** Ids of objects in a compact form: 20 or 32 bytes each and a table to look them up in. */
export interface ObjectList {
  readonly count: number
  /** The ids from `start` up to `end` as `cat-file --batch` takes them: hexadecimal, one a line. */
  toLines(start: number, end: number): string
  /** Whether the list holds the binary id at `offset` (by its first 62 bits). */
  hasBinary(bytes: Uint8Array, offset: number): boolean
  /** Whether the list holds the hexadecimal id at `offset` of ASCII text. */
  hasHex(bytes: Uint8Array, offset: number): boolean
}

interface Listing {
  readonly list: ObjectList
  /** Ids that git named but does not have. */
  readonly missing: readonly string[]
  /** What git complained about, redacted. */
  readonly complaint: string
}

const nibbles = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(value) ? 0 : value
})
const LF = 10
const QUESTION = 63

/** Lists every object of the store, reachable or not, packed, loose or in an alternate, in the order of the packs. */
export async function listStore(git: Git, signal: AbortSignal): Promise<Listing> {
  return await readListing(git, ['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname)'], signal)
}

/** Lists the objects that `revisions` (arguments of `rev-list`) reach. */
export async function listReachable(git: Git, revisions: readonly string[], signal: AbortSignal): Promise<Listing> {
  return await readListing(git, ['rev-list', '--objects', '--missing=print', ...revisions], signal)
}

async function readListing(git: Git, args: readonly string[], signal: AbortSignal): Promise<Listing> {
  const hexLength = git.objectFormat === 'sha256' ? 64 : 40
  const oids = createOidStore(hexLength / 2)
  const missing: string[] = []
  const complaint = await readRecords(git.stream(args), LF, signal, record => {
    if (record[0] === QUESTION) missing.push(record.toString('latin1', 1, 1 + hexLength))
    else if (record.length >= hexLength) oids.add(record, 0)
  })
  return { list: oids.toList(), missing, complaint }
}

function createOidStore(width: number): { add(hex: Buffer, from: number): void; toList(): ObjectList } {
  let store = Buffer.allocUnsafeSlow(width * 4096)
  let count = 0
  return {
    add(hex, from) {
      if ((count + 1) * width > store.length) {
        const larger = Buffer.allocUnsafeSlow(store.length * 2)
        store.copy(larger)
        store = larger
      }
      const at = count++ * width
      for (let i = 0; i < width; i++) {
        store[at + i] = ((nibbles[hex[from + 2 * i] as number] as number) << 4) | (nibbles[hex[from + 2 * i + 1] as number] as number)
      }
    },
    toList: () => toObjectList(store, count, width),
  }
}

function toObjectList(store: Buffer, count: number, width: number): ObjectList {
  let capacity = 1024
  while (capacity < count * 1.5) capacity *= 2
  const table = new Uint32Array(capacity * 2)
  const mask = capacity - 1
  // Random factors: whoever chose the ids cannot choose where they collide.
  const [first, second] = [randomInt(2 ** 32 - 1) | 1, randomInt(2 ** 32 - 1) | 1]
  const slotOf = (high: number, low: number): number => ((Math.imul(high, first) ^ Math.imul(low, second)) >>> 7) & mask
  const find = (high: number, low: number): number => {
    let slot = slotOf(high, low)
    for (; ; slot = (slot + 1) & mask) {
      const [foundHigh, foundLow] = [table[2 * slot] as number, table[2 * slot + 1] as number]
      if ((foundHigh === high && foundLow === low) || (foundHigh | foundLow) === 0) return slot
    }
  }
  // A low bit that is always set keeps every key apart from an empty slot.
  const highOf = (bytes: Uint8Array, at: number): number =>
    (((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0
  for (let i = 0; i < count; i++) {
    const [high, low] = [highOf(store, i * width), (highOf(store, i * width + 4) | 1) >>> 0]
    const slot = find(high, low)
    table[2 * slot] = high
    table[2 * slot + 1] = low
  }
  const has = (high: number, low: number): boolean => table[2 * find(high, low) + 1] !== 0
  const binary = Buffer.alloc(8)
  return {
    count,
    toLines(start, end) {
      const hex = store.toString('hex', start * width, end * width)
      let lines = ''
      for (let i = 0; i < hex.length; i += 2 * width) lines += `${hex.slice(i, i + 2 * width)}\n`
      return lines
    },
    hasBinary: (bytes, offset) => has(highOf(bytes, offset), (highOf(bytes, offset + 4) | 1) >>> 0),
    hasHex(bytes, offset) {
      for (let i = 0; i < 8; i++) {
        binary[i] = ((nibbles[bytes[offset + 2 * i] as number] as number) << 4) | (nibbles[bytes[offset + 2 * i + 1] as number] as number)
      }
      return has(highOf(binary, 0), (highOf(binary, 4) | 1) >>> 0)
    },
  }
}
