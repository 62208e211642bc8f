import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { Git } from './git.ts'
import { listLooseObjects } from './loose-object.ts'
import { ifReadable, listPackFiles, listPlainStore, sizeOf, toIndexFile } from './pack-files.ts'
import { withPackIndex, type PackIndex } from './pack-index.ts'
import { canLayOut } from './pack-layout.ts'
import { readSpans } from './records.ts'

/** Ids of objects in a compact form: 20 or 32 bytes each and a table to look them up in. */
export interface ObjectList {
  readonly count: number
  /** Bytes of an id. */
  readonly oidBytes: 20 | 32
  /** The ids from `start` up to `end` as `cat-file --batch` takes them: hexadecimal, one a line. */
  toLines(start: number, end: number): string
  /** By pack file: where its ids stand one after the other in the order of its index, the place of the first. */
  readonly firsts: ReadonlyMap<string, number>
  /** The place in the list of the binary id at `offset`, or -1. */
  find(bytes: Uint8Array, offset: number): number
  /** Whether the list holds the binary id at `offset`. */
  has(bytes: Uint8Array, offset: number): boolean
  /** Whether the list holds the hexadecimal id at `offset` of ASCII text. */
  hasHex(bytes: Uint8Array, offset: number): boolean
  /** The id at a place of the list, hexadecimal. */
  oid(number: number): string
  /** The list of only these places, in their order. */
  only(places: readonly number[]): ObjectList
  /** The list in a form that another thread can open. */
  share(): SharedObjectList
}

/** A list as it goes to another thread: memory that both see. */
export interface SharedObjectList {
  readonly count: number
  readonly width: 20 | 32
  readonly factor: number
  readonly store: SharedArrayBuffer
  readonly slots: SharedArrayBuffer
}

interface Listing {
  readonly list: ObjectList
  readonly missing: MissingObjects
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

/** Lists every object of the store, reachable or not, packed, loose or in an alternate. */
export async function listStore(git: Git, signal: AbortSignal): Promise<Listing> {
  const list = ifReadable(() => readPlainStore(git))
  return list === undefined ? await askForStore(git, signal) : { list, missing: { count: 0, oids: [] }, complaint: '' }
}

/** What git says, in the order of the packs. */
async function askForStore(git: Git, signal: AbortSignal): Promise<Listing> {
  const listing = await readListing(git, ['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname)'], signal)
  if (!/^error: unable to open .*: /m.test(listing.complaint)) return listing
  // At a folder of loose objects that is closed git stops listing them: the other folders are read all the same.
  const { list } = listing
  const missed = listLooseObjects(git).filter(hex => !list.hasHex(Buffer.from(hex), 0))
  const oids = createOidStore(list.oidBytes)
  for (const line of [...list.toLines(0, list.count).split('\n').slice(0, -1), ...missed]) oids.add(Buffer.from(line), 0)
  return { ...listing, list: oids.toList() }
}

/**
 * Reads the ids from the indexes of the packs and the names of the loose objects: no process, and a fraction of the time and memory that its answer
 * takes. Nothing where anything is out of the ordinary: git knows what to make of it, and what to say.
 */
function readPlainStore(git: Git): ObjectList | undefined {
  const { GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES } = git.environment
  if (GIT_OBJECT_DIRECTORY !== undefined || GIT_ALTERNATE_OBJECT_DIRECTORIES !== undefined) return undefined
  const width = toWidth(git)
  const files = listPlainStore(join(git.commonDirectory, 'objects'), width)
  if (files === undefined) return undefined
  const oids = createOidStore(width, files.loose.length + guessPacked(files.packs, width))
  for (const pack of files.packs) {
    const isRead = withPackIndex(toIndexFile(pack), width, index => {
      if (index === undefined || !canLayOut(index.count, sizeOf(pack))) return false
      oids.addPack(pack, index)
      return true
    })
    if (!isRead) return undefined
  }
  for (const oid of files.loose) oids.add(Buffer.from(oid, 'latin1'), 0)
  return oids.toUniqueList()
}

/** Objects that git names and does not have. */
export interface MissingObjects {
  readonly count: number
  /** The first of them. */
  readonly oids: readonly string[]
}

const namedMax = 3

/** Asks git which of the objects that `revisions` (arguments of `rev-list`) reach are missing. */
export async function listMissing(git: Git, revisions: readonly string[], signal: AbortSignal): Promise<MissingObjects> {
  const missing = createMissing()
  await readSpans(git.stream(['rev-list', '--quiet', '--objects', '--missing=print', ...revisions]), LF, signal, (bytes, from, to) => {
    if (bytes[from] === QUESTION) missing.add(bytes, from, to)
  })
  return missing.objects
}

/** Collects what `rev-list` says after a question mark. */
function createMissing(): { readonly objects: MissingObjects; add(bytes: Buffer, from: number, to: number): void } {
  const oids: string[] = []
  const objects = { count: 0, oids }
  return {
    objects,
    add(bytes, from, to) {
      if (objects.count++ < namedMax) oids.push(bytes.toString('latin1', from + 1, to))
    },
  }
}

/** Lists the objects that `revisions` (arguments of `rev-list`) reach. */
export async function listReachable(git: Git, revisions: readonly string[], signal: AbortSignal): Promise<Listing> {
  return await readListing(git, ['rev-list', '--objects', '--missing=print', ...revisions], signal)
}

/** Lists the objects of the store that have one of these types, and of which `isWanted` says so by the hexadecimal id at a place. */
export async function listOfTypes(git: Git, types: readonly string[], signal: AbortSignal, isWanted: (bytes: Buffer, at: number) => boolean): Promise<ObjectList> {
  const width = toWidth(git)
  const hexLength = width * 2
  const oids = createOidStore(width)
  const stream = git.stream(['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname) %(objecttype)'])
  await readSpans(stream, LF, signal, (bytes, from, to) => {
    if (types.includes(bytes.toString('latin1', from + hexLength + 1, to)) && isWanted(bytes, from)) oids.add(bytes, from)
  })
  return oids.toList()
}

async function readListing(git: Git, args: readonly string[], signal: AbortSignal): Promise<Listing> {
  const width = toWidth(git)
  const hexLength = width * 2
  const oids = createOidStore(width, guessPacked(listPackFiles(join(git.commonDirectory, 'objects')), width))
  const missing = createMissing()
  const onLine = (bytes: Buffer, from: number, to: number): void => {
    if (bytes[from] === QUESTION) missing.add(bytes, from, to)
    else if (to - from >= hexLength) oids.add(bytes, from)
  }
  const complaint = await readSpans(git.stream(args), LF, signal, onLine, hexLength)
  return { list: oids.toList(), missing: missing.objects, complaint }
}

function toWidth(git: Git): 20 | 32 {
  return git.objectFormat === 'sha256' ? 32 : 20
}

/** How many objects packs hold, by the sizes of their indexes: each has an id, a checksum and an offset there. */
function guessPacked(packs: readonly string[], width: number): number {
  const counts = packs.map(pack => Math.ceil(sizeOf(toIndexFile(pack)) / (width + 8)))
  return Math.min(counts.reduce((sum, count) => sum + count, 0), guessMax)
}

interface OidStore {
  add(hex: Buffer, from: number): void
  /** Adds the ids of a pack, in the order of its index. */
  addPack(pack: string, index: PackIndex): void
  toList(): ObjectList
  /** The list without ids that were added before. */
  toUniqueList(): ObjectList
}

/** `expected` is a guess at how many ids there will be, better too high than too low: memory costs nothing until it is written. */
function createOidStore(width: 20 | 32, expected = 0): OidStore {
  let store = toSharedBuffer(width * Math.max(16_384, expected))
  let filled = 0
  const packs: { readonly pack: string; readonly first: number; readonly end: number }[] = []
  const reserve = (count: number): number => {
    const at = filled
    filled += count * width
    if (filled > store.length) {
      const larger = toSharedBuffer(width * Math.ceil((filled / width) * 1.5))
      store.copy(larger, 0, 0, at)
      store = larger
    }
    return at
  }
  // A random factor: whoever chose the ids cannot choose where they collide.
  const factor = randomInt(2 ** 32 - 1) | 1
  return {
    add(hex, from) {
      const at = reserve(1)
      for (let i = 0; i < width; i++) {
        store[at + i] = ((nibbles[hex[from + 2 * i] as number] as number) << 4) | (nibbles[hex[from + 2 * i + 1] as number] as number)
      }
    },
    addPack(pack, index) {
      const at = reserve(index.count)
      index.readIds(store, at)
      packs.push({ pack, first: at / width, end: filled / width })
    },
    toList: () => toObjectList({ store, count: filled / width, width, factor }),
    toUniqueList() {
      const count = filled / width
      const firsts = new Map<string, number>()
      const [only] = packs
      if (only !== undefined && only.end === count) {
        firsts.set(only.pack, 0)
        return toObjectList({ store, count, width, factor, firsts })
      }
      const table = createOidTable(store, width, factor, createSlots(count))
      let kept = 0
      const keep = (first: number, end: number): number => {
        for (let i = first; i < end; i++) {
          if (table.find(store, i * width) !== -1) continue
          store.copyWithin(kept * width, i * width, (i + 1) * width)
          table.add(kept++)
        }
        return kept
      }
      for (const { pack, first, end } of packs) {
        const place = kept
        if (keep(first, end) === place + end - first) firsts.set(pack, place)
      }
      keep(packs.at(-1)?.end ?? 0, count)
      return toObjectList({ store, count: kept, width, factor, firsts, table })
    },
  }
}

function toSharedBuffer(size: number): Buffer<SharedArrayBuffer> {
  return Buffer.from(new SharedArrayBuffer(size))
}

/** Finds ids among those of a store that were added. */
interface OidTable {
  /** Numbers of ids plus one; 0 is a free slot. */
  readonly slots: Int32Array<SharedArrayBuffer>
  /** The number of the binary id at `at`, or -1. */
  find(bytes: Uint8Array, at: number): number
  /** Adds an id that it does not have. */
  add(number: number): void
}

function createSlots(count: number): Int32Array<SharedArrayBuffer> {
  let capacity = 1024
  while (capacity < count * 1.5) capacity *= 2
  return new Int32Array(new SharedArrayBuffer(capacity * 4))
}

function createOidTable(store: Buffer, width: number, factor: number, slots: Int32Array<SharedArrayBuffer>): OidTable {
  const mask = slots.length - 1
  const slotOf = (bytes: Uint8Array, at: number): number => {
    const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
    const low = ((bytes[at + 4] as number) << 24) | ((bytes[at + 5] as number) << 16) | ((bytes[at + 6] as number) << 8) | (bytes[at + 7] as number)
    return ((Math.imul(high, factor) ^ Math.imul(low ^ factor, factor)) >>> 7) & mask
  }
  const isSame = (number: number, bytes: Uint8Array, at: number): boolean => {
    const own = number * width
    for (let i = 0; i < width; i++) if (store[own + i] !== bytes[at + i]) return false
    return true
  }
  return {
    slots,
    find(bytes, at) {
      for (let slot = slotOf(bytes, at); ; slot = (slot + 1) & mask) {
        const number = (slots[slot] as number) - 1
        if (number === -1 || isSame(number, bytes, at)) return number
      }
    },
    add(number) {
      let slot = slotOf(store, number * width)
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    },
  }
}

/** Opens what another thread shared. */
export function openSharedList({ store, slots, count, width, factor }: SharedObjectList): ObjectList {
  const ids = Buffer.from(store)
  return toObjectList({ store: ids, count, width, factor, table: createOidTable(ids, width, factor, new Int32Array(slots)) })
}

interface ObjectListParts {
  readonly store: Buffer<SharedArrayBuffer>
  readonly count: number
  readonly width: 20 | 32
  readonly factor: number
  readonly firsts?: ReadonlyMap<string, number>
  readonly table?: OidTable
}

function toObjectList({ store, count, width, factor, firsts = new Map(), table: given }: ObjectListParts): ObjectList {
  let table = given
  const toTable = (): OidTable => {
    const made = createOidTable(store, width, factor, createSlots(count))
    for (let i = 0; i < count; i++) made.add(i)
    return made
  }
  const find = (bytes: Uint8Array, at: number): number => (table ??= toTable()).find(bytes, at)
  const binary = Buffer.alloc(width)
  return {
    count,
    oidBytes: width,
    firsts,
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
    only(places) {
      const some = toSharedBuffer(places.length * width)
      places.forEach((place, i) => store.copy(some, i * width, place * width, (place + 1) * width))
      return toObjectList({ store: some, count: places.length, width, factor })
    },
    share: () => ({ store: store.buffer, count, width, factor, slots: (table ??= toTable()).slots.buffer }),
  }
}
