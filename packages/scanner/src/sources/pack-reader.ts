import { closeSync, fstatSync, openSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createBufferPool } from './buffer-pool.ts'
import { createDeltaReader, readDeltaSizes } from './delta.ts'
import { createInflater } from './inflater.ts'
import type { ObjectList } from './object-list.ts'
import type { ObjectSink, ObjectType } from './object-reader.ts'
import { readPackIndex } from './pack-index.ts'
import { readPackLayout, type PackLayout } from './pack-layout.ts'
import { createPackWindow } from './pack-window.ts'

export interface PackReadOptions {
  /** The objects that are wanted. */
  readonly list: ObjectList
  /** By place in the list: 1 for what was handed on. */
  readonly done: Uint8Array
  readonly width: 20 | 32
  readonly wholeMaxBytes: number
  readonly sink: ObjectSink
  readonly signal: AbortSignal
}

interface Frame {
  readonly bytes: Buffer
  /** The sink's answer for it. */
  readonly isClean: boolean
  /** Objects still to be made from it, smaller families last to be popped. */
  readonly children: number[]
}

const typeNames: readonly ObjectType[] = ['unknown', 'commit', 'tree', 'blob', 'tag']
const poolMaxBytes = 96 * 1024 * 1024
const turnBytes = 4 * 1024 * 1024

/**
 * Hands on the objects of one pack that are wanted and not done, inflating each once: what is made from an object comes right after it.
 * What it is not sure of (damaged, too large, another version) it leaves undone, for git.
 */
export async function readPack(packFile: string, options: PackReadOptions): Promise<void> {
  const file = openSync(packFile, 'r')
  try {
    const { size } = fstatSync(file)
    const read = createPackWindow(file, size)
    const plan = readPlan(packFile, size, read, options)
    if (plan !== undefined) await readFamilies(plan.layout, plan.places, read, options)
  } finally {
    closeSync(file)
  }
}

interface Plan {
  readonly layout: PackLayout
  /** By their order in the pack, the places of the objects in the list. */
  readonly places: Int32Array
}

/** The index is large and needed only here. */
function readPlan(packFile: string, size: number, read: (offset: number, length: number) => Buffer, { list, width }: PackReadOptions): Plan | undefined {
  const index = readPackIndex(packFile.replace(/\.pack$/, '.idx'), width)
  if (index === undefined || size < 12 + width) return undefined
  const head = read(0, 12)
  if (head.toString('latin1', 0, 4) !== 'PACK' || head.readUInt32BE(8) !== index.count) return undefined
  const layout = readPackLayout(index, size, width, read)
  if (layout === undefined) return undefined
  const places = new Int32Array(layout.count)
  for (let object = 0; object < layout.count; object++) places[object] = list.find(index.bytes, index.oidsAt + layout.inIndex(object) * width)
  return { layout, places }
}

async function readFamilies(
  layout: PackLayout,
  places: Int32Array,
  read: (offset: number, length: number) => Buffer,
  { list, done, wholeMaxBytes, sink, signal }: PackReadOptions,
): Promise<void> {
  const pool = createBufferPool(poolMaxBytes)
  const inflate = createInflater()
  const deltas = createDeltaReader()
  let delta = Buffer.allocUnsafeSlow(64 * 1024)
  let since = 0

  const inflateInto = (object: number, output: Buffer): boolean => {
    const start = layout.dataAt(object)
    return inflate(read(start, layout.endOf(object) - start), output)
  }
  const readWhole = (object: number): Buffer | undefined => {
    const size = layout.sizes[object] as number
    const bytes = size > wholeMaxBytes ? undefined : pool.take(size + 1)
    if (bytes === undefined) return undefined
    if (inflateInto(object, bytes)) return bytes.subarray(0, size)
    pool.giveBack(bytes)
    return undefined
  }
  const readVariant = (object: number, base: Buffer): Buffer | undefined => {
    const size = layout.sizes[object] as number
    if (size > wholeMaxBytes) return undefined
    if (delta.length <= size) delta = Buffer.allocUnsafeSlow((size + 1) * 2)
    if (!inflateInto(object, delta.subarray(0, size + 1))) return undefined
    const steps = delta.subarray(0, size)
    const sizes = readDeltaSizes(steps)
    if (sizes === undefined || sizes.base !== base.length || sizes.target > wholeMaxBytes) return undefined
    const bytes = pool.take(sizes.target)
    if (bytes === undefined || deltas.apply(base, steps, sizes.at, bytes)) return bytes
    pool.giveBack(bytes)
    return undefined
  }
  const handOn = (object: number, type: ObjectType, bytes: Buffer, isCleanBase: boolean): boolean => {
    since += bytes.length + 200
    const place = places[object] as number
    if (place === -1 || done[place] === 1) return false
    done[place] = 1
    const oid = list.oid(place)
    if (sink.variants !== undefined) return isCleanBase ? sink.variants.variant(oid, type, bytes, deltas.changes()) : sink.variants.whole(oid, type, bytes)
    sink.whole(oid, type, bytes)
    return false
  }

  for (let root = 0; root < layout.count; root++) {
    const type = typeNames[layout.types[root] as number]
    if (type === undefined || type === 'unknown') continue
    const first = readWhole(root)
    if (first === undefined) continue
    const frames: Frame[] = [{ bytes: first, isClean: handOn(root, type, first, false), children: toChildren(layout, root) }]
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const child = frame.children.pop()
      if (child === undefined) {
        frames.pop()
        pool.giveBack(frame.bytes)
        continue
      }
      const bytes = readVariant(child, frame.bytes)
      // After its last child nothing needs it: a long chain takes two buffers.
      if (frame.children.length === 0) {
        frames.pop()
        pool.giveBack(frame.bytes)
      }
      if (bytes === undefined) continue
      frames.push({ bytes, isClean: handOn(child, type, bytes, frame.isClean), children: toChildren(layout, child) })
      if (since > turnBytes) {
        since = 0
        await nextTurn()
        if (signal.aborted) return
      }
    }
    if (since > turnBytes) {
      since = 0
      await nextTurn()
      if (signal.aborted) return
    }
  }
}

/** Small families come first: few buffers wait for the largest one. */
function toChildren({ firstChild, nextSibling, families }: PackLayout, object: number): number[] {
  const children: number[] = []
  for (let child = firstChild[object] as number; child !== -1; child = nextSibling[child] as number) children.push(child)
  return children.length < 2 ? children : children.sort((a, b) => (families[b] as number) - (families[a] as number) || b - a)
}
