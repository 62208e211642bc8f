import { anchorPairs, createScreener, plainScreener, type Screener } from '@nuvion-guard/core'
import { deltaLimits } from './delta.ts'
import { packProgram } from './pack-program.ts'

/**
 * Memory for the objects of a pack, and a compiled program that works in it: git's deltas at some five times and the byte filter at twice the speed of
 * JavaScript, from the first object on. One thread reads one pack at a time in it.
 */
export interface Arena extends Screener {
  /** Takes back all that was taken: what stands there must not be read any more. */
  clear(): void
  /** A buffer of `size` bytes, as they are; of ordinary memory where this one is used up. */
  take(size: number): Buffer
  /**
   * Applies a delta as `DeltaReader` does. How many numbers it wrote to `bounds`; -1 for a delta that is not sound; nothing where a buffer is of other
   * memory.
   */
  applyDelta(base: Buffer, steps: Buffer, start: number, end: number, target: Buffer, isSparse: boolean): number | undefined
  /** Beginnings and ends of what the last delta changes, in turn. */
  readonly bounds: Uint32Array
}

const pageBytes = 64 * 1024
const arenaBytes = 32 * 1024 * 1024
/** A larger buffer would leave no room for the many small ones. */
const largestBytes = 4 * 1024 * 1024
/** The table of pairs, at the beginning. */
const tableBytes = 65_536
/** Changes are apart: there are no more of them in a target than this. */
const boundsBytes = (largestBytes / deltaLimits.joinedBytes + 2) * 8
/** The program reads a few bytes more than it is asked for. */
const slackBytes = 64

interface Program {
  readonly applyDelta: (base: number, baseLength: number, at: number, end: number, target: number, targetLength: number, isSparse: number, bounds: number) => number
  readonly findPair: (at: number, end: number) => number
}

/** What is used of it: Node's types leave it to those of the browser. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Global: new (type: { readonly value: 'i32' }, value: number) => object
  readonly Module: new (program: Uint8Array) => object
  readonly Instance: new (module: object, imports: { readonly env: Readonly<Record<string, object>> }) => { readonly exports: unknown }
}

/** Creates an arena; nothing where this Node runs no WebAssembly, or gives no memory for it. */
export function createArena(): Arena | undefined {
  const started = start()
  if (started === undefined) return undefined
  const { program, buffer } = started
  new Uint8Array(buffer).set(anchorPairs())
  const first = tableBytes + boundsBytes
  let next = first
  const isHere = (bytes: Uint8Array): boolean => bytes.buffer === buffer
  const screener = createScreener((bytes, from, to) => program.findPair(bytes.byteOffset + from, bytes.byteOffset + to) - bytes.byteOffset)
  return {
    bounds: new Uint32Array(buffer, tableBytes, boundsBytes / 4),
    clear() {
      next = first
    },
    take(size) {
      if (size > largestBytes || next + size + slackBytes > arenaBytes) return Buffer.allocUnsafeSlow(size)
      next += size
      return Buffer.from(buffer, next - size, size)
    },
    applyDelta(base, steps, begin, end, target, isSparse) {
      if (!isHere(base) || !isHere(steps) || !isHere(target)) return undefined
      const { byteOffset: at } = steps
      return program.applyDelta(base.byteOffset, base.length, at + begin, at + end, target.byteOffset, target.length, Number(isSparse), tableBytes)
    },
    screen: bytes => (isHere(bytes) ? screener : plainScreener).screen(bytes),
    screenTouching: (bytes, from, to) => (isHere(bytes) ? screener : plainScreener).screenTouching(bytes, from, to),
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
