import { closeSync, fstatSync, openSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Arena } from './arena.ts'
import type { ObjectList } from './object-list.ts'
import type { ObjectSink } from './object-reader.ts'
import { readFamilies, readMark, type PackPlan } from './pack-families.ts'
import { toIndexFile } from './pack-files.ts'
import { withPackIndex, type PackIndex } from './pack-index.ts'
import { canLayOut, readPackLayout } from './pack-layout.ts'
import { eachIdOf, toWholeSpan, type PackSpan } from './pack-span.ts'
import type { PackWorker } from './pack-worker.ts'
import { createPackWindow, type PackWindow } from './pack-window.ts'
import type { Scratch } from './scratch.ts'

export interface PackReadOptions {
  /** The objects that are wanted. */
  readonly list: ObjectList
  /** By place in the list, shared: 0, or `readMark` for what was handed on, here or by the worker. Another number is what the worker has taken while it reads. */
  readonly done: Uint8Array
  readonly wholeMaxBytes: number
  readonly sink: ObjectSink
  readonly arena: Arena
  /** Of this thread: for the layout of one pack after the other. */
  readonly scratch: Scratch
  readonly signal: AbortSignal
  /** Reads along. */
  readonly worker?: PackWorker | undefined
}

/**
 * Hands on the objects of one pack, or of a span of it, that are wanted and not done, inflating each once: what is made from an object comes right after it.
 * What it is not sure of (damaged, too large, another version) it leaves undone, for git. Resolves with the places of the objects in the list, in the
 * order of the pack; nothing where it cannot read the pack at all.
 */
export async function readPack(packFile: string, options: PackReadOptions, span?: PackSpan): Promise<Int32Array | undefined> {
  const { list, wholeMaxBytes, sink, arena, signal, worker } = options
  const file = openSync(packFile, 'r')
  try {
    const { size } = fstatSync(file)
    const window = createPackWindow(file, size, arena.packBytes())
    const plan = readPlan(packFile, size, window, options, span)
    if (plan === undefined) return undefined
    const stop = (): void => {
      Atomics.store(plan.cursor, 1, 1)
    }
    signal.addEventListener('abort', stop, { once: true })
    const pause = async (): Promise<boolean> => {
      await nextTurn()
      return !signal.aborted
    }
    const help = worker?.read(packFile, plan, sink)
    try {
      await readFamilies(plan, window, { list, mark: readMark, wholeMaxBytes, sink, arena, pause })
    } finally {
      // Also where this thread cannot go on: the worker reads one pack at a time.
      await help
      signal.removeEventListener('abort', stop)
    }
    return plan.places
  } finally {
    closeSync(file)
  }
}

/** Lays out what of a pack is wanted; nothing where it is not read here. */
export function readPlan(
  packFile: string,
  size: number,
  window: PackWindow,
  { list, done, scratch }: Pick<PackReadOptions, 'list' | 'done' | 'scratch'>,
  given?: PackSpan,
): PackPlan | undefined {
  const width = list.oidBytes
  return withPackIndex(toIndexFile(packFile), width, index => {
    if (index === undefined || size < 12 + width) return undefined
    const span = given ?? toWholeSpan(index.count)
    if (!canLayOut(span, size)) return undefined
    window.seek(0, 12)
    if (window.bytes.toString('latin1', 0, 4) !== 'PACK' || window.bytes.readUInt32BE(8) !== index.count) return undefined
    const indexed = readPackLayout({ index, span, size, width }, window, scratch)
    if (indexed === undefined) return undefined
    const { layout, numbers } = indexed
    toPlaces(numbers, packFile, { index, span }, list)
    return { layout, places: numbers, done, cursor: new Int32Array(new SharedArrayBuffer(8)) }
  })
}

/** Turns numbers in the index into places in the list; -1 stays, and is where an object is not wanted. */
function toPlaces(numbers: Int32Array, packFile: string, { index, span }: { readonly index: PackIndex; readonly span: PackSpan }, list: ObjectList): void {
  const run = list.runs.get(packFile)
  // The pack may have been replaced since it was listed.
  if (run?.count === span.count) {
    if (run.first > 0) for (let object = 0; object < numbers.length; object++) if (numbers[object] !== -1) numbers[object] = (numbers[object] as number) + run.first
    return
  }
  const places = new Int32Array(span.count)
  let filled = 0
  eachIdOf(index, span, (bytes, at) => {
    places[filled++] = list.find(bytes, at)
  })
  for (let object = 0; object < numbers.length; object++) if (numbers[object] !== -1) numbers[object] = places[numbers[object] as number] as number
}
