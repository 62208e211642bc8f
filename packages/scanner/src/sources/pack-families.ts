import type { Screening } from '@nuvion-guard/core'
import type { Arena } from './arena.ts'
import { createDeltaReader, readDeltaSizes } from './delta.ts'
import { createInflater } from './inflater.ts'
import type { ObjectList } from './object-list.ts'
import type { ObjectSink, ObjectType } from './object-reader.ts'
import { createPackHeader, headerMaxBytes, readPackHeader } from './pack-header.ts'
import type { PackLayout } from './pack-layout.ts'
import type { PackWindow } from './pack-window.ts'

/** What of a pack is to be read, in memory that threads share: each takes families until none is left. */
export interface PackPlan {
  readonly layout: PackLayout
  /** By their order in the pack, the places of the objects in the list; -1 for one that is not wanted. */
  readonly places: Int32Array
  /** By place in the list: 0, or the mark of the thread that has handed the object on. */
  readonly done: Uint8Array
  /** Two numbers: the next object in the order of the pack that nobody has looked at, and 1 for all threads to stop. */
  readonly cursor: Int32Array
}

/** In `done`: handed on. */
export const readMark = 1

export interface FamilyReadOptions {
  readonly list: ObjectList
  /** What this thread writes into `done`; not 0. */
  readonly mark: number
  readonly wholeMaxBytes: number
  readonly sink: ObjectSink
  /** Of this thread. */
  readonly arena: Arena
  /** Is called every few milliseconds; `false` ends the reading. */
  readonly pause: () => Promise<boolean> | boolean
}

interface Frame {
  /** Of the arena. */
  readonly held: Buffer
  /** What of it is the object: inflating took a byte more. */
  readonly bytes: Buffer
  /** The sink's answer for it. */
  readonly screening: Screening
  /** The next object to be made from it; after the last of them, -1, comes the one with the largest family: few buffers wait for that. */
  next: number
  readonly largest: number
}

const typeNames: readonly ObjectType[] = ['unknown', 'commit', 'tree', 'blob', 'tag']
/** Of a delta, mostly; its pages cost nothing until they are written. */
const deltaBytes = 1024 * 1024
const turnBytes = 4 * 1024 * 1024
const takenObjects = 64
/** A header and compressed data that are longer are rare. */
const farBytes = 16 * 1024

/** No more come from compressing that many bytes (zlib's `deflateBound`, with the smallest memory), unless somebody means them to: that is left to git. */
function deflatedMaxBytes(size: number): number {
  return size + Math.ceil(size / 8) + Math.ceil(size / 64) + 64
}

/** Hands on the objects of one family after the other, each made from its base right after it. What cannot be made is left undone. */
export async function readFamilies(
  { layout, places, done, cursor }: PackPlan,
  window: PackWindow,
  { list, mark, wholeMaxBytes, sink, arena, pause }: FamilyReadOptions,
): Promise<void> {
  const { count, offsets, types, largestChild, nextSibling } = layout
  const header = createPackHeader()
  arena.clear()
  const inflate = createInflater()
  const deltas = createDeltaReader(arena)
  let delta = arena.take(deltaBytes)
  let since = 0

  /** Brings an object into view and reads its header; whether it is small enough to be held. */
  const open = (object: number): boolean => {
    const start = offsets[object] as number
    let length = (offsets[object + 1] as number) - start
    if (length > farBytes) {
      // Between two objects there can be others, of another span.
      window.seek(start, headerMaxBytes)
      readPackHeader(header, window.bytes, window.at, window.end, list.oidBytes)
      length = Math.min(length, header.dataAt - window.at + deflatedMaxBytes(header.size))
    }
    window.seek(start, length)
    readPackHeader(header, window.bytes, window.at, window.end, list.oidBytes)
    return header.type !== 0 && header.size <= wholeMaxBytes
  }
  const inflateInto = (output: Buffer): boolean => inflate(window.bytes, header.dataAt, window.end, output, header.size)
  const readWhole = (object: number): Buffer | undefined => {
    const held = open(object) ? arena.take(header.size + 1) : undefined
    if (held === undefined || inflateInto(held)) return held
    arena.giveBack(held)
    return undefined
  }
  const readVariant = (object: number, base: Buffer, isSparse: boolean): Buffer | undefined => {
    if (!open(object)) return undefined
    const { size } = header
    if (delta === undefined || delta.length <= size) {
      if (delta !== undefined) arena.giveBack(delta)
      delta = arena.take(size + 1)
    }
    if (delta === undefined || !inflateInto(delta)) return undefined
    const told = readDeltaSizes(delta, size)
    if (told === undefined || told.base !== base.length || told.target > wholeMaxBytes) return undefined
    const variant = arena.take(told.target)
    if (variant === undefined || deltas.apply(base, delta, told.at, size, variant, isSparse)) return variant
    arena.giveBack(variant)
    return undefined
  }
  const handOn = (object: number, type: ObjectType, bytes: Buffer, base: Screening): Screening => {
    since += bytes.length + 200
    const place = places[object] as number
    if (place === -1 || Atomics.compareExchange(done, place, 0, mark) !== 0) return 'dirty'
    if (sink.variants === undefined) {
      sink.whole(list.oid(place), type, bytes)
      return 'dirty'
    }
    const toOid = (): string => list.oid(place)
    return base === 'dirty' ? sink.variants.whole(toOid, type, bytes) : sink.variants.variant(toOid, type, bytes, deltas.changes(), base)
  }
  /** Whether to go on. */
  const turn = async (): Promise<boolean> => {
    since = 0
    return (await pause()) && Atomics.load(cursor, 1) === 0
  }
  const toFrame = (object: number, held: Buffer, bytes: Buffer, screening: Screening): Frame => {
    const largest = largestChild[object] as number
    return { held, bytes, screening, next: nextSibling[largest] as number, largest }
  }
  const readFamily = async (root: number, type: ObjectType): Promise<boolean> => {
    const first = readWhole(root)
    if (first === undefined) return true
    const whole = first.subarray(0, first.length - 1)
    const screening = handOn(root, type, whole, 'dirty')
    if (largestChild[root] === -1) {
      arena.giveBack(first)
      return true
    }
    const frames = [toFrame(root, first, whole, screening)]
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      let child = frame.next
      if (child === -1) {
        child = frame.largest
        // After its last child nothing needs it: a long chain takes two buffers.
        frames.pop()
      } else frame.next = nextSibling[child] as number
      // Nothing is made from a leaf: what stands far from its changes is copied only if somebody asks.
      const isLeaf = largestChild[child] === -1
      const bytes = readVariant(child, frame.bytes, isLeaf && frame.screening !== 'dirty')
      const childScreening = bytes === undefined ? 'dirty' : handOn(child, type, bytes, frame.screening)
      if (child === frame.largest) arena.giveBack(frame.held)
      if (bytes === undefined) continue
      if (isLeaf) arena.giveBack(bytes)
      else frames.push(toFrame(child, bytes, bytes, childScreening))
      if (since > turnBytes && !(await turn())) return false
    }
    return true
  }

  for (let start = Atomics.add(cursor, 0, takenObjects); start < count; start = Atomics.add(cursor, 0, takenObjects)) {
    const end = Math.min(count, start + takenObjects)
    for (let root = start; root < end; root++) {
      const type = typeNames[types[root] as number]
      if (type === undefined || type === 'unknown') continue
      if (!(await readFamily(root, type))) return
    }
    if (since > turnBytes && !(await turn())) return
  }
}
