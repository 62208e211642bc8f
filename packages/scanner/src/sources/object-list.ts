import { randomInt } from 'node:crypto'
import { isSameOid, writeOid } from './oid-bytes.ts'
import type { PackIndex } from './pack-index.ts'
import { eachIdOf, toWholeSpan, type PackSpan } from './pack-span.ts'
import { createScratch, type Scratch } from './scratch.ts'

/** Ids of objects in a compact form: 20 or 32 bytes each and a table to look them up in. */
export interface ObjectList {
  readonly count: number
  /** Bytes of an id. */
  readonly oidBytes: 20 | 32
  /** The ids from `start` up to `end` as `cat-file --batch` takes them: hexadecimal, one a line. */
  toLines(start: number, end: number): string
  /** By pack file: where its ids stand one after the other, in the order of its index. */
  readonly runs: ReadonlyMap<string, Run>
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

/** Neighbours in a list: the place of the first, and how many. */
interface Run {
  readonly first: number
  readonly count: number
}

/** A list as it goes to another thread: memory that both see. */
export interface SharedObjectList {
  readonly count: number
  readonly width: 20 | 32
  readonly factor: number
  readonly store: SharedArrayBuffer
  readonly slots: Int32Array<SharedArrayBuffer>
}

/** Collects ids for a list. */
export interface OidStore {
  /** Ids that were added. */
  count(): number
  /** Adds the hexadecimal id at `from` of ASCII text. */
  add(hex: Buffer, from: number): void
  /** Adds the ids of a pack, or those of a span of it, in the order of its index. */
  addPack(pack: string, index: PackIndex, span?: PackSpan): void
  toList(): ObjectList
  /** The list without ids that were added before. */
  toUniqueList(): ObjectList
  /** The same without ids that `eachOther` visits, binary, at `at` of `bytes`. */
  toListWithout(eachOther: (visit: (bytes: Buffer, at: number) => void) => void): ObjectList
}

/**
 * Creates a store for ids of `width` bytes. `expected` is a guess at how many ids there will be, better too high than too low: memory costs nothing until it is
 * written. Its lists stand in `scratch`, and are valid until the next store there has ids.
 */
export function createOidStore(width: 20 | 32, expected = 0, scratch = createScratch()): OidStore {
  let store = Buffer.from(scratch('ids', width * Math.max(16_384, expected)))
  let filled = 0
  const packs: (Run & { readonly pack: string })[] = []
  const reserve = (count: number): number => {
    const at = filled
    filled += count * width
    if (filled > store.length) {
      const larger = Buffer.from(scratch('ids', width * Math.ceil((filled / width) * 1.5)))
      store.copy(larger, 0, 0, at)
      store = larger
    }
    return at
  }
  // A random factor: whoever chose the ids cannot choose where they collide.
  const factor = randomInt(2 ** 32 - 1) | 1
  const toUniqueList = (): ObjectList => {
    const count = filled / width
    const [only] = packs
    // The index of a pack names each object once.
    if (only?.count === count) return toObjectList({ store, count, width, factor, scratch, runs: new Map([[only.pack, only]]) })
    const table = createOidTable(store, width, factor, createSlots(scratch, count))
    const runs = new Map<string, Run>()
    let kept = 0
    const keep = (first: number, end: number): void => {
      for (let i = first; i < end; i++) {
        if (table.find(store, i * width) !== -1) continue
        store.copyWithin(kept * width, i * width, (i + 1) * width)
        table.add(kept++)
      }
    }
    let end = 0
    for (const run of packs) {
      const first = kept
      end = run.first + run.count
      keep(run.first, end)
      if (kept === first + run.count) runs.set(run.pack, { first, count: run.count })
    }
    keep(end, count)
    return toObjectList({ store, count: kept, width, factor, scratch, runs, table })
  }
  return {
    count: () => filled / width,
    add(hex, from) {
      const at = reserve(1)
      writeOid(hex, from, store, at, width)
    },
    addPack(pack, index, span = toWholeSpan(index.count)) {
      const { count } = span
      const at = reserve(count)
      if (count === index.count) index.readIds(store, at)
      else {
        let to = at
        eachIdOf(index, span, (bytes, from) => {
          bytes.copy(store, to, from, from + width)
          to += width
        })
      }
      packs.push({ pack, first: at / width, count })
    },
    toList: () => toObjectList({ store, count: filled / width, width, factor, scratch }),
    toUniqueList,
    toListWithout(eachOther) {
      const list = toUniqueList()
      const isElsewhere = new Uint8Array(list.count)
      let found = 0
      eachOther((bytes, at) => {
        const place = list.find(bytes, at)
        if (place === -1 || isElsewhere[place] === 1) return
        isElsewhere[place] = 1
        found++
      })
      if (found === 0) return list
      let kept = 0
      for (let i = 0; i < list.count; i++) if (isElsewhere[i] === 0) store.copyWithin(kept++ * width, i * width, (i + 1) * width)
      return toObjectList({ store, count: kept, width, factor, scratch })
    },
  }
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

function createSlots(scratch: Scratch, count: number): Int32Array<SharedArrayBuffer> {
  let capacity = 1024
  while (capacity < count * 1.5) capacity *= 2
  return new Int32Array(scratch('slots', capacity * 4), 0, capacity).fill(0)
}

function createOidTable(store: Buffer, width: number, factor: number, slots: Int32Array<SharedArrayBuffer>): OidTable {
  const mask = slots.length - 1
  const slotOf = (bytes: Uint8Array, at: number): number => {
    const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
    const low = ((bytes[at + 4] as number) << 24) | ((bytes[at + 5] as number) << 16) | ((bytes[at + 6] as number) << 8) | (bytes[at + 7] as number)
    return ((Math.imul(high, factor) ^ Math.imul(low ^ factor, factor)) >>> 7) & mask
  }
  return {
    slots,
    find(bytes, at) {
      for (let slot = slotOf(bytes, at); ; slot = (slot + 1) & mask) {
        const number = (slots[slot] as number) - 1
        if (number === -1 || isSameOid(store, number * width, bytes, at, width)) return number
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
  return toObjectList({ store: ids, count, width, factor, scratch: createScratch(), table: createOidTable(ids, width, factor, slots) })
}

interface ObjectListParts {
  readonly store: Buffer<SharedArrayBuffer>
  readonly count: number
  readonly width: 20 | 32
  readonly factor: number
  readonly scratch: Scratch
  readonly runs?: ReadonlyMap<string, Run>
  readonly table?: OidTable
}

function toObjectList({ store, count, width, factor, scratch, runs = new Map(), table: given }: ObjectListParts): ObjectList {
  let table = given
  const toTable = (): OidTable => {
    const made = createOidTable(store, width, factor, createSlots(scratch, count))
    for (let i = 0; i < count; i++) made.add(i)
    return made
  }
  const find = (bytes: Uint8Array, at: number): number => (table ??= toTable()).find(bytes, at)
  const binary = Buffer.alloc(width)
  return {
    count,
    oidBytes: width,
    runs,
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
      writeOid(bytes, offset, binary, 0, width)
      return find(binary, 0) !== -1
    },
    only(places) {
      // What it is made from is needed besides.
      const own = createScratch()
      const some = Buffer.from(own('ids', places.length * width))
      places.forEach((place, i) => store.copy(some, i * width, place * width, (place + 1) * width))
      return toObjectList({ store: some, count: places.length, width, factor, scratch: own })
    },
    share: () => ({ store: store.buffer, count, width, factor, slots: (table ??= toTable()).slots }),
  }
}
