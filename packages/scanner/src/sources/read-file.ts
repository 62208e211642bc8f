import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createChunkDetector, detectBytes, type LocatedMatch } from '@nuvion-guard/core'
import { toPathBytes } from './path-bytes.ts'
import type { Skip } from './source.ts'
import { toReason } from './walk.ts'

/** What came out of one file; `skip` says why it was not read, or not read as a whole. */
export interface FileResult {
  readonly matches: readonly LocatedMatch[]
  readonly bytes: number
  readonly skip?: Skip['reason']
}

export interface ReadFileOptions {
  /** What the path is called in the report; the core may draw on the name. */
  readonly path: string
  readonly followsLink: boolean
  readonly signal: AbortSignal
}

const bufferBytes = 32 * 1024 * 1024
const pieceBytes = 1024 * 1024

/** Reads one file after the other into a single buffer; a larger file goes through piece by piece. */
export function createFileReader(): (absolute: string, options: ReadFileOptions) => Promise<FileResult> {
  let buffer: Buffer | undefined
  return async (absolute, options) => {
    let file: number
    try {
      file = openSync(toPathBytes(absolute), flags(options.followsLink))
    } catch (error) {
      return { matches: [], bytes: 0, skip: toReason(error) }
    }
    try {
      const stats = fstatSync(file)
      if (!stats.isFile()) return { matches: [], bytes: 0, skip: 'not-a-file' }
      buffer ??= Buffer.allocUnsafeSlow(bufferBytes)
      return stats.size < bufferBytes ? readWhole(file, stats.size, buffer, options) : await readPieces(file, stats.size, buffer, options)
    } catch (error) {
      return { matches: [], bytes: 0, skip: toReason(error) }
    } finally {
      closeSync(file)
    }
  }
}

/** A pipe that took the file's place since it was listed must not be waited for, a link not be followed. */
function flags(followsLink: boolean): number {
  // Windows knows none of the three.
  const known = constants as Partial<typeof constants>
  return constants.O_RDONLY | (known.O_NONBLOCK ?? 0) | (known.O_NOCTTY ?? 0) | (followsLink ? 0 : (known.O_NOFOLLOW ?? 0))
}

function readWhole(file: number, size: number, buffer: Buffer, { path }: ReadFileOptions): FileResult {
  // A size of 0 can be a lie (/proc): there the file is read to its end.
  const limit = size === 0 ? buffer.length : size
  let bytes = 0
  while (bytes < limit) {
    const count = readSync(file, buffer, bytes, limit - bytes, null)
    if (count === 0) break
    bytes += count
  }
  const matches = detectBytes(buffer.subarray(0, bytes), { path })
  return { matches, bytes, ...changed(file, size, bytes) }
}

async function readPieces(file: number, size: number, buffer: Buffer, { path, signal }: ReadFileOptions): Promise<FileResult> {
  const detector = createChunkDetector({ path })
  let bytes = 0
  while (bytes < size && !signal.aborted) {
    const count = readSync(file, buffer, 0, Math.min(pieceBytes, size - bytes), null)
    if (count === 0) break
    bytes += count
    detector.push(buffer.subarray(0, count))
    // Between two pieces an interrupt gets through.
    await nextTurn()
  }
  const matches = detector.end()
  if (signal.aborted) return { matches, bytes, skip: 'interrupted' }
  return { matches, bytes, ...changed(file, size, bytes) }
}

/** No more than the size at the start is read, so that a file that grows for ever comes to an end; then it counts as not read whole. */
function changed(file: number, size: number, bytes: number): { readonly skip?: 'changed' } {
  const now = fstatSync(file).size
  return now !== size || (size > 0 && bytes !== size) ? { skip: 'changed' } : {}
}
