import { anchorTable, createScreener, plainScreener, type Screener } from '@nuvion-guard/core'
import { createBufferPool, largestBuffer } from './buffer-pool.ts'
import { deltaLimits } from './delta.ts'
import { packProgram } from './pack-program.ts'
import { smallPackBytes } from './pack-window.ts'
import { createSpareBuffers } from './spare-buffers.ts'

/**
 * Memory for the objects of a pack, and a compiled program that works in it: git's deltas at some five times and the byte filter at twice the speed of
 * JavaScript, from the first object on. One thread reads one pack at a time in it.
 */
export interface Arena extends Screener {
  /** A buffer of exactly `size` bytes, as they are; of ordinary memory where there is no room in this one, and nothing where too much of that is in use. */
  take(size: number): Buffer | undefined
  /** Takes back what `take` gave: nobody reads it any more. */
  giveBack(buffer: Buffer): void
  /** Takes back all. */
  clear(): void
  /** Of ordinary memory, for what is in view of a pack; the same each time. */
  readonly packBytes: () => Buffer
  /**
   * Applies a delta as `DeltaReader` does. How many numbers it wrote to `bounds`; -1 for a delta that is not sound; nothing where a buffer is of other
   * memory, or there is no program.
   */
  applyDelta(base: Buffer, steps: Buffer, start: number, end: number, target: Buffer, isSparse: boolean): number | undefined
  /** Beginnings and ends of what the last delta changes, in turn. */
  readonly bounds: Uint32Array
}

const pageBytes = 64 * 1024
const arenaBytes = 32 * 1024 * 1024
/** Of ordinary memory, at a time. */
const elsewhereMaxBytes = 48 * 1024 * 1024
/** The table of anchors, at the beginning. */
const tableBytes = 65_536
/** Changes are apart: there are no more of them in a target than this. */
const boundsBytes = (largestBuffer / deltaLimits.joinedBytes + 2) * 8
/** The program reads a few bytes more than it is asked for. */
const slackBytes = 64

interface Program {
  readonly applyDelta: (base: number, baseLength: number, at: number, end: number, target: number, targetLength: number, isSparse: number, bounds: number) => number
  readonly findAnchor: (at: number, end: number) => number
}

/** What is used of it: Node's types leave it to those of the browser. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Global: new (type: { readonly value: 'i32' }, value: number) => object
  readonly Module: new (program: Uint8Array) => object
  readonly Instance: new (module: object, imports: { readonly env: Readonly<Record<string, object>> }) => { readonly exports: unknown }
}

/** Creates an arena; without the program where `isCompiled` says so, or where this Node runs no WebAssembly or gives no memory for it. */
export function createArena({ isCompiled = true } = {}): Arena {
  const { program, buffer } = (isCompiled ? start() : undefined) ?? { program: undefined, buffer: new ArrayBuffer(arenaBytes) }
  const pool = createBufferPool(buffer, tableBytes + boundsBytes, arenaBytes - slackBytes)
  const elsewhere = createSpareBuffers(elsewhereMaxBytes)
  let packBytes: Buffer | undefined
  const isHere = (bytes: Uint8Array): boolean => bytes.buffer === buffer
  return {
    ...createArenaScreener(program, buffer),
    bounds: new Uint32Array(buffer, tableBytes, boundsBytes / 4),
    take(size) {
      return pool.take(size) ?? elsewhere.take(size)
    },
    giveBack(given) {
      if (isHere(given)) pool.giveBack(given)
      else elsewhere.giveBack(given)
    },
    clear() {
      pool.clear()
      elsewhere.clear()
    },
    // What is not written of it costs nothing.
    packBytes: () => (packBytes ??= Buffer.allocUnsafeSlow(smallPackBytes)),
    applyDelta(base, steps, begin, end, target, isSparse) {
      if (program === undefined || !isHere(base) || !isHere(steps) || !isHere(target)) return undefined
      const { byteOffset: at } = steps
      return program.applyDelta(base.byteOffset, base.length, at + begin, at + end, target.byteOffset, target.length, Number(isSparse), tableBytes)
    },
  }
}

function createArenaScreener(program: Program | undefined, buffer: ArrayBuffer): Screener {
  if (program === undefined) return plainScreener
  new Uint8Array(buffer).set(anchorTable())
  const screener = createScreener((bytes, from, to) => program.findAnchor(bytes.byteOffset + from, bytes.byteOffset + to) - bytes.byteOffset)
  return {
    screen: bytes => (bytes.buffer === buffer ? screener : plainScreener).screen(bytes),
    screenTouching: (bytes, from, to) => (bytes.buffer === buffer ? screener : plainScreener).screenTouching(bytes, from, to),
  }
}

function start(): { readonly program: Program; readonly buffer: ArrayBuffer } | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: arenaBytes / pageBytes })
    const limits = Object.entries(deltaLimits).map(([name, value]) => [name, new WebAssembly.Global({ value: 'i32' }, value)] as const)
    const module = new WebAssembly.Module(Buffer.from(packProgram, 'base64'))
    const { exports: program } = new WebAssembly.Instance(module, { env: { memory, ...Object.fromEntries(limits) } })
    return { program: program as Program, buffer: memory.buffer }
  } catch {
    // `--jitless` has no WebAssembly, and a limit on address space (`ulimit -v`) leaves no room for its guard pages.
    return undefined
  }
}
