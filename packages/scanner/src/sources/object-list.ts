import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { Git } from './git.ts'
import { listLooseObjects } from './loose-object.ts'
import { listPackFiles, sizeOf } from './pack-files.ts'
import { readSpans } from './records.ts'

/** Ids of objects in a compact form: 20 or 32 bytes each and a table to look them up in. */
export interface ObjectList {
  readonly count: number
  /** Bytes of an id. */
  readonly oidBytes: 20 | 32
  /** The ids from `start` up to `end` as `cat-file --batch` takes them: hexadecimal, one a line. */
  toLines(start: number, end: number): string
  /** The place in the list of the binary id at `offset`, or -1. */
  find(bytes: Uint8Array, offset: number): number
  /** Whether the list holds the binary id at `offset`. */
  has(bytes: Uint8Array, offset: number): boolean
  /** Whether the list holds the hexadecimal id at `offset` of ASCII text. */
  hasHex(bytes: Uint8Array, offset: number): boolean
  /** The id at a place of the list, hexadecimal. */
  oid(number: number): string
  /** The list without the places where `done` says `mark`. */
  without(done: Uint8Array, mark: number): ObjectList
  /** The list in a form that another thread can open. */
  share(): SharedObjectList
}

/** A list as it goes to another thread: memory that both see. */
export interface SharedObjectList {
  readonly count: number
  readonly width: number
  readonly factor: number
  readonly store: SharedArrayBuffer
  readonly table: SharedArrayBuffer
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
/** An index can lie. */
const guessMax = 10_000_000
const QUESTION = 63

/** Lists every object of the store, reachable or not, packed, loose or in an alternate, in the order of the packs. */
export async function listStore(git: Git, signal: AbortSignal): Promise<Listing> {
  const listing = await readListing(git, ['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname)'], signal)
  if (!/^error: unable to open .*: /m.test(listing.complaint)) return listing
  // At a folder of loose objects that is closed git stops listing them: the other folders are read all the same.
  const { list } = listing
  const missed = listLooseObjects(git).filter(hex => !list.hasHex(Buffer.from(hex), 0))
  const oids = createOidStore(list.oidBytes)
  for (const line of [...list.toLines(0, list.count).split('\n').slice(0, -1), ...missed]) oids.add(Buffer.from(line), 0)
  return { ...listing, list: oids.toList() }
}

/** Lists the objects that `revisions` (arguments of `rev-list`) reach. */
export async function listReachable(git: Git, revisions: readonly string[], signal: AbortSignal): Promise<Listing> {
  return await readListing(git, ['rev-list', '--objects', '--missing=print', ...revisions], signal)
}

/** Lists the objects of the store that have one of these types, and of which `isWanted` says so by the hexadecimal id at a place. */
export async function listOfTypes(git: Git, types: readonly string[], signal: AbortSignal, isWanted: (bytes: Buffer, at: number) => boolean): Promise<ObjectList> {
  const hexLength = git.objectFormat === 'sha256' ? 64 : 40
  const oids = createOidStore(hexLength / 2)
  const stream = git.stream(['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname) %(objecttype)'])
  await readSpans(stream, LF, signal, (bytes, from, to) => {
    if (types.includes(bytes.toString('latin1', from + hexLength + 1, to)) && isWanted(bytes, from)) oids.add(bytes, from)
  })
  return oids.toList()
}

async function readListing(git: Git, args: readonly string[], signal: AbortSignal): Promise<Listing> {
  const hexLength = git.objectFormat === 'sha256' ? 64 : 40
  const oids = createOidStore(hexLength / 2, guessPacked(git, hexLength / 2))
  const missing: string[] = []
  const onLine = (bytes: Buffer, from: number, to: number): void => {
    if (bytes[from] === QUESTION) missing.push(bytes.toString('latin1', from + 1, from + 1 + hexLength))
    else if (to - from >= hexLength) oids.add(bytes, from)
  }
  const complaint = await readSpans(git.stream(args), LF, signal, onLine, hexLength)
  return { list: oids.toList(), missing, complaint }
}

/** How many objects the packs hold, by the sizes of their indexes: each has an id, a checksum and an offset there. */
function guessPacked(git: Git, width: number): number {
  let count = 0
  for (const pack of listPackFiles(join(git.commonDirectory, 'objects'))) {
    count += Math.ceil(sizeOf(pack.replace(/\.pack$/, '.idx')) / (width + 8))
  }
  return Math.min(count, guessMax)
}

interface OidStore {
  add(hex: Buffer, from: number): void
  addBinary(bytes: Buffer, from: number): void
  toList(): ObjectList
}

/** `expected` is a guess at how many ids there will be, better too high than too low: memory costs nothing until it is written. */
function createOidStore(width: number, expected = 0): OidStore {
  let store = toSharedBuffer(width * Math.max(16_384, expected))
  let filled = 0
  const next = (): number => {
    if (filled === store.length) {
      const larger = toSharedBuffer(width * Math.ceil((filled / width) * 1.5))
      store.copy(larger)
      store = larger
    }
    const at = filled
    filled += width
    return at
  }
  return {
    add(hex, from) {
      const at = next()
      for (let i = 0; i < width; i++) {
        store[at + i] = ((nibbles[hex[from + 2 * i] as number] as number) << 4) | (nibbles[hex[from + 2 * i + 1] as number] as number)
      }
    },
    addBinary(bytes, from) {
      const at = next()
      bytes.copy(store, at, from, from + width)
    },
    toList() {
      // A random factor: whoever chose the ids cannot choose where they collide.
      return toObjectList({ store, count: filled / width, width, factor: randomInt(2 ** 32 - 1) | 1 })
    },
  }
}

function toSharedBuffer(size: number): Buffer<SharedArrayBuffer> {
  return Buffer.from(new SharedArrayBuffer(size))
}

/** Opens what another thread shared. */
export function openSharedList({ store, table, ...rest }: SharedObjectList): ObjectList {
  return toObjectList({ store: Buffer.from(store), table: new Int32Array(table), ...rest })
}

interface ObjectListParts {
  readonly store: Buffer<SharedArrayBuffer>
  readonly count: number
  readonly width: number
  readonly factor: number
  readonly table?: Int32Array<SharedArrayBuffer>
}

function toObjectList({ store, count, width, factor, table: openedTable }: ObjectListParts): ObjectList {
  let table = openedTable
  const slotOf = (bytes: Uint8Array, at: number): number => {
    const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
    const low = ((bytes[at + 4] as number) << 24) | ((bytes[at + 5] as number) << 16) | ((bytes[at + 6] as number) << 8) | (bytes[at + 7] as number)
    return (Math.imul(high, factor) ^ Math.imul(low ^ factor, factor)) >>> 7
  }
  const isSame = (number: number, bytes: Uint8Array, at: number): boolean => {
    const own = number * width
    for (let i = 0; i < width; i++) if (store[own + i] !== bytes[at + i]) return false
    return true
  }
  const toTable = (): Int32Array<SharedArrayBuffer> => {
    let capacity = 1024
    while (capacity < count * 1.5) capacity *= 2
    const made = new Int32Array(new SharedArrayBuffer(capacity * 4))
    for (let i = 0; i < count; i++) {
      let slot = slotOf(store, i * width) & (capacity - 1)
      while (made[slot] !== 0) slot = (slot + 1) & (capacity - 1)
      made[slot] = i + 1
    }
    return made
  }
  const find = (bytes: Uint8Array, at: number): number => {
    table ??= toTable()
    const mask = table.length - 1
    for (let slot = slotOf(bytes, at) & mask; ; slot = (slot + 1) & mask) {
      const number = (table[slot] as number) - 1
      if (number === -1 || isSame(number, bytes, at)) return number
    }
  }
  const binary = Buffer.alloc(width)
  return {
    count,
    oidBytes: width === 32 ? 32 : 20,
    toLines(start, end) {
      const hex = store.toString('hex', start * width, end * width)
      let lines = ''
      for (let i = 0; i < hex.length; i += 2 * width) lines += `${hex.slice(i, i + 2 * width)}\n`
      return lines
    },
    oid: number => store.toString('hex', number * width, (number + 1) * width),
    find,
    has: (bytes, offset) => find(bytes, offset) !== -1,
    hasHex(bytes, offset) {
      for (let i = 0; i < width; i++) {
        binary[i] = ((nibbles[bytes[offset + 2 * i] as number] as number) << 4) | (nibbles[bytes[offset + 2 * i + 1] as number] as number)
      }
      return find(binary, 0) !== -1
    },
    without(done, mark) {
      const left = createOidStore(width)
      for (let i = 0; i < count; i++) if (done[i] !== mark) left.addBinary(store, i * width)
      return left.toList()
    },
    share: () => ({ store: store.buffer, count, width, factor, table: (table ??= toTable()).buffer }),
  }
}
