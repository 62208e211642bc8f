import { openSync, closeSync, fstatSync } from 'node:fs'
import { parentPort, Worker, type MessagePort } from 'node:worker_threads'
import type { Screening } from '@nuvion-guard/core'
import { createArena, type Arena } from './arena.ts'
import { openSharedList, type ObjectList, type SharedObjectList } from './object-list.ts'
import type { ObjectSink, SearchCounts, ToOid } from './object-reader.ts'
import { createObjectSearch } from './object-search.ts'
import { readFamilies, readMark, type PackPlan } from './pack-families.ts'
import { createPackWindow } from './pack-window.ts'

/**
 * A second thread that reads packs along. It hands nothing on: what it finds clean it counts, and whatever else it leaves undone, so that no
 * key ever goes from one thread to another.
 */
export interface PackWorker {
  /** Takes families of the pack until none is left. Resolves when it has ended, also where the thread was lost: then what it did counts as not done. */
  read(packFile: string, plan: PackPlan, sink: ObjectSink): Promise<void>
  /** Ends the thread at once; nothing waits for it. */
  end(): void
}

/** What a thread is told once. */
interface Setting {
  readonly list: SharedObjectList
  readonly shallow: ReadonlySet<string>
  readonly isLinked: boolean
  readonly wholeMaxBytes: number
}

interface Job {
  readonly packFile: string
  readonly plan: PackPlan
}

type Answer = { readonly counts: SearchCounts; readonly isEnd: boolean }

/** In `done`: what the worker has taken. It becomes `readMark` when the worker has ended well. */
const workerMark = 2
const noCounts: SearchCounts = { objects: 0, bytes: 0, commits: 0, absent: 0 }

/** A worker with the way to tell it what it reads. */
export interface StartedPackWorker extends PackWorker {
  /** Tells what all packs have in common; before the first is read. */
  set(list: ObjectList, options: Omit<Setting, 'list'>): void
}

/** Starts a thread on `program`, a file that calls `servePackWorker`. */
export function startPackWorker(program: string): StartedPackWorker {
  // What it would print goes nowhere: it holds raw content. Its garbage is short-lived: a large nursery would only take memory.
  const worker = new Worker(program, { stdout: true, stderr: true, env: {}, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 4 } })
  let isLost = false
  let answer: ((given: Answer | undefined) => void) | undefined
  worker.on('message', (given: Answer) => answer?.(given))
  worker.on('error', () => {
    isLost = true
  })
  worker.once('exit', () => {
    isLost = true
    answer?.(undefined)
  })
  worker.unref()
  return {
    set(list, options) {
      worker.postMessage({ list: list.share(), ...options } satisfies Setting)
    },
    async read(packFile, plan, sink) {
      if (isLost || sink.addCounts === undefined) return
      worker.ref()
      const added = { ...noCounts }
      const isWell = await new Promise<boolean>(resolve => {
        answer = given => {
          if (given !== undefined) {
            sink.addCounts?.(given.counts)
            add(added, given.counts)
          }
          if (given === undefined || given.isEnd) resolve(given !== undefined)
        }
        worker.postMessage({ packFile, plan } satisfies Job)
      })
      answer = undefined
      worker.unref()
      settle(plan, isWell ? readMark : 0)
      if (!isWell) sink.addCounts({ objects: -added.objects, bytes: -added.bytes, commits: -added.commits, absent: -added.absent })
    },
    end() {
      void worker.terminate()
    },
  }
}

/** Only what this pack holds is looked at: a store can have very many packs. */
function settle({ done, places }: PackPlan, mark: number): void {
  for (const place of places) if (place !== -1 && done[place] === workerMark) done[place] = mark
}

function add(sum: SearchCounts, counts: SearchCounts): void {
  sum.objects += counts.objects
  sum.bytes += counts.bytes
  sum.commits += counts.commits
  sum.absent += counts.absent
}

/** The other end of `startPackWorker`: serves until the thread is ended. */
export function servePackWorker(): void {
  const port = parentPort as MessagePort
  const arena = createArena()
  let setting: Setting | undefined
  let list: ObjectList | undefined
  port.on('message', (message: Setting | Job) => {
    if ('list' in message) {
      setting = message
      list = openSharedList(message.list)
    } else if (setting !== undefined && list !== undefined) void work(port, { ...setting, list, arena }, message)
  })
}

async function work(
  port: MessagePort,
  { shallow, isLinked, wholeMaxBytes, list, arena }: Omit<Setting, 'list'> & { readonly list: ObjectList; readonly arena: Arena },
  { packFile, plan }: Job,
): Promise<void> {
  let left = 0
  const before = { ...noCounts }
  const leave = (): void => {
    left++
  }
  const search = createObjectSearch({
    visit: leave,
    onUnreadable: leave,
    oidBytes: list.oidBytes,
    present: isLinked ? list : undefined,
    shallow,
    screener: arena,
  })
  const { counts } = search
  const tell = (isEnd: boolean): void => {
    port.postMessage({ counts: { ...counts }, isEnd } satisfies Answer)
    Object.assign(counts, noCounts)
  }
  /** Takes back what is not clean: the other thread asks git for it. */
  const judge = (toOid: ToOid, look: () => Screening): Screening => {
    Object.assign(before, counts)
    const leftBefore = left
    const screening = look()
    if (left === leftBefore) return screening
    Object.assign(counts, before)
    plan.done[list.find(Buffer.from(toOid(), 'hex'), 0)] = 0
    return 'dirty'
  }
  const { variants } = search.sink
  const file = openSync(packFile, 'r')
  try {
    await readFamilies(plan, createPackWindow(file, fstatSync(file).size, arena.packBytes()), {
      list,
      mark: workerMark,
      wholeMaxBytes,
      arena,
      sink: {
        ...search.sink,
        variants: {
          whole: (toOid, type, bytes) => judge(toOid, () => variants.whole(toOid, type, bytes)),
          variant: (toOid, type, bytes, changes, base) => judge(toOid, () => variants.variant(toOid, type, bytes, changes, base)),
        },
      },
      pause() {
        tell(false)
        return true
      },
    })
  } finally {
    closeSync(file)
  }
  tell(true)
}
