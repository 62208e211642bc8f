import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { ScanError } from '../scan-error.ts'
import { createArena, type Arena } from './arena.ts'
import { createBatchParser } from './batch-parser.ts'
import type { Git } from './git.ts'
import type { ObjectList } from './object-list.ts'
import type { ObjectReader, ObjectSink } from './object-reader.ts'
import { isRefusal, listPackFiles, sizeOf } from './pack-files.ts'
import { readPack, type PackReadOptions } from './pack-reader.ts'
import type { PackSpan } from './pack-span.ts'
import { smallPackBytes } from './pack-window.ts'
import { startPackWorker, type StartedPackWorker } from './pack-worker.ts'
import { createScratch } from './scratch.ts'
import type { PackPart, StoreListing } from './store-listing.ts'

const sliceObjects = 2048
const objectsPerProcess = 4096
const maxProcesses = 2
const maxRestarts = 2000
/** In `done`: left to git. */
const leftMark = 3
/** Objects up to this size are held whole. */
export const wholeMaxBytes = 16 * 1024 * 1024

/** A run of neighbours in the list, from `start` up to `end`. */
interface Slice {
  start: number
  readonly end: number
}

/** Starts a second thread where the packs are large enough to pay for it; it gets ready while git lists the objects. */
export function startHelp(git: Git, program: string | undefined): StartedPackWorker | undefined {
  if (program === undefined || availableParallelism() < 2) return undefined
  let bytes = 0
  for (const pack of listPackFiles(join(git.commonDirectory, 'objects'))) bytes += sizeOf(pack)
  // Small packs are read before a second thread has started.
  return bytes < smallPackBytes ? undefined : startPackWorker(program)
}

interface StoreReaderOptions {
  readonly worker?: StartedPackWorker | undefined
  readonly arena?: Arena
  /** Commits whose parents a shallow clone left out. */
  readonly shallow?: ReadonlySet<string>
}

/** Reads the objects of a store: from the packs themselves what they give, with the help of `worker` and in the memory of `arena`; the rest through git. */
export function createStoreReader(
  git: Git,
  store: Pick<StoreListing, 'total' | 'whole' | 'parts'>,
  { worker, arena = createArena(), shallow = new Set() }: StoreReaderOptions = {},
): ObjectReader {
  const scratch = createScratch()
  return {
    total: store.total,
    async read(sink, signal) {
      for await (const { list, packs } of store.parts()) {
        if (signal.aborted) return
        worker?.set(list, { shallow, isLinked: store.whole !== undefined, wholeMaxBytes })
        await readPart(git, list, packs ?? listPackFiles(join(git.commonDirectory, 'objects')).map(file => ({ file })), { worker, arena, scratch, sink, signal })
      }
    },
  }
}

async function readPart(git: Git, list: ObjectList, packs: readonly PackPart[], options: Pick<PackReadOptions, 'worker' | 'arena' | 'scratch' | 'sink' | 'signal'>): Promise<void> {
  const { scratch, sink, signal } = options
  const done = new Uint8Array(scratch('done', list.count), 0, list.count).fill(0)
  const left: number[] = []
  for (const { file, span } of packs) {
    if (signal.aborted) return
    const places = await readPackIfPossible(file, { ...options, list, done, wholeMaxBytes }, span)
    if (places !== undefined) takeLeft(places, done, left)
  }
  if (signal.aborted) return
  for (let place = done.indexOf(0); place !== -1; place = done.indexOf(0, place + 1)) left.push(place)
  await createBatchReader(git, left.length === list.count ? list : list.only(left)).read(sink, signal)
}

/** A pack can vanish while git repacks, or be closed to us: then git is asked for its objects. */
async function readPackIfPossible(pack: string, options: PackReadOptions, span: PackSpan | undefined): Promise<Int32Array | undefined> {
  try {
    return await readPack(pack, options, span)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return undefined
  }
}

/** In the order of the pack: git reads neighbours faster. */
function takeLeft(places: Int32Array, done: Uint8Array, left: number[]): void {
  for (let object = 0; object < places.length; object++) {
    const place = places[object] as number
    if (place === -1 || done[place] !== 0) continue
    done[place] = leftMark
    left.push(place)
  }
}

/**
 * Reads the objects of `list` with `git cat-file --batch`, in as many processes as pay. git dies of an object of unknown type: that one
 * is `unreadable`, and a new process goes on behind it.
 */
export function createBatchReader(git: Git, list: ObjectList): ObjectReader {
  return {
    total: list.count,
    async read(sink, signal) {
      const slices = createSlices(list.count)
      const budget = { restarts: 0 }
      const processes = Math.max(1, Math.min(maxProcesses, availableParallelism(), Math.ceil(list.count / objectsPerProcess)))
      const lanes = Array.from({ length: processes }, () => readLane(git, list, slices, { sink, signal, budget }))
      const endings = await Promise.allSettled(lanes)
      for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
    },
  }
}

interface Slices {
  take(): Slice | undefined
  giveBack(slices: readonly Slice[]): void
}

/** Neighbours stay together, so that git's cache of delta bases serves them. */
function createSlices(count: number): Slices {
  let next = 0
  const returned: Slice[] = []
  return {
    take() {
      const again = returned.pop()
      if (again !== undefined) return again
      if (next >= count) return undefined
      const start = next
      next = Math.min(count, next + sliceObjects)
      return { start, end: next }
    },
    giveBack: slices => returned.push(...slices.filter(slice => slice.start < slice.end)),
  }
}

interface LaneOptions {
  readonly sink: ObjectSink
  readonly signal: AbortSignal
  readonly budget: { restarts: number }
}

async function readLane(git: Git, list: ObjectList, slices: Slices, { sink, signal, budget }: LaneOptions): Promise<void> {
  for (;;) {
    const first = slices.take()
    if (first === undefined || isAborted(signal)) return
    const sent = [first]
    const stream = git.stream(['cat-file', '--batch', '--buffer'], { input: Readable.from(toLines(list, slices, sent)) })
    const parser = createBatchParser(sink, { wholeMaxBytes })
    const readAll = async (): Promise<void> => {
      for await (const chunk of stream.stdout as AsyncIterable<Buffer>) {
        if (isAborted(signal)) return
        parser.push(chunk)
      }
    }
    const [reading] = await Promise.allSettled([readAll()])
    if (reading.status === 'rejected' || isAborted(signal)) stream.stop()
    const [ending] = await Promise.allSettled([stream.done])
    if (isAborted(signal)) return
    if (reading.status === 'rejected') throw reading.reason
    if (!skipFinished(sent, parser.finished())) continue
    // git ended before it had answered for everything: the next object is the one it died of.
    if (budget.restarts++ >= maxRestarts) {
      if (ending.status === 'rejected') throw ending.reason
      throw new ScanError('git cat-file did not answer for every object. Run: git fsck', { exitCode: 3 })
    }
    const culprit = sent.find(slice => slice.start < slice.end)
    if (culprit !== undefined) {
      sink.unreadable(list.toLines(culprit.start, culprit.start + 1).trim())
      culprit.start++
    }
    slices.giveBack(sent)
  }
}

/** Asked anew each time: it changes while others wait. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}

function* toLines(list: ObjectList, slices: Slices, sent: Slice[]): Generator<string> {
  for (let slice = sent[0]; slice !== undefined; slice = slices.take()) {
    if (slice !== sent[0]) sent.push(slice)
    yield list.toLines(slice.start, slice.end)
  }
}

/** Takes the first `finished` objects out of what was sent; whether any is left. */
function skipFinished(sent: readonly Slice[], finished: number): boolean {
  let left = finished
  for (const slice of sent) {
    const taken = Math.min(left, slice.end - slice.start)
    slice.start += taken
    left -= taken
  }
  return sent.some(slice => slice.start < slice.end)
}
