import { ScanError } from '../scan-error.ts'
import type { ObjectParts, ObjectSink, ObjectType } from './object-reader.ts'

interface BatchParser {
  /** Takes the next bytes of the stream. Throws `ScanError` where they are not what `cat-file --batch` writes. */
  push(chunk: Buffer): void
  /** Objects that were handed on, whole. */
  finished(): number
}

const LF = 10
const headerMaxBytes = 256
const types: ReadonlySet<string> = new Set(['blob', 'tree', 'commit', 'tag'])

/** Reads what `git cat-file --batch` writes. Objects up to `wholeMaxBytes` come whole, from one buffer that is used again; larger ones in pieces. */
export function createBatchParser(sink: ObjectSink, options: { readonly wholeMaxBytes: number }): BatchParser {
  let header = ''
  let arena = Buffer.allocUnsafeSlow(128 * 1024)
  let filled = 0
  let oid = ''
  let type: ObjectType = 'unknown'
  let size = 0
  /** Content bytes still to come; -1 while a header is read. */
  let left = -1
  let parts: ObjectParts | undefined
  let count = 0

  const open = (line: string): void => {
    const [name = '', kind = '', length = ''] = line.split(' ')
    if (kind === 'missing' || kind === 'ambiguous') {
      count++
      sink.unreadable(name)
      return
    }
    if (!/^\d+$/.test(length)) throw new ScanError('git cat-file wrote a header that cannot be read.', { exitCode: 3 })
    oid = name
    type = types.has(kind) ? (kind as ObjectType) : 'unknown'
    size = Number(length)
    left = size + 1
    filled = 0
    if (size > options.wholeMaxBytes) parts = sink.parts(oid, type, size)
  }
  const grow = (): void => {
    let capacity = arena.length
    while (capacity < size) capacity *= 2
    if (capacity === arena.length) return
    const larger = Buffer.allocUnsafeSlow(Math.min(capacity, Math.max(size, options.wholeMaxBytes)))
    arena.copy(larger, 0, 0, filled)
    arena = larger
  }
  /** Returns the position after the content that `chunk` holds from `at` on. */
  const take = (chunk: Buffer, at: number): number => {
    const end = Math.min(chunk.length, at + left)
    const isLast = end - at === left
    const contentEnd = isLast ? end - 1 : Math.min(end, at + left - 1)
    left -= end - at
    if (parts !== undefined) {
      if (contentEnd > at) parts.push(chunk.subarray(at, contentEnd))
      if (isLast) parts.end()
    } else if (isLast && filled === 0) {
      sink.whole(oid, type, chunk.subarray(at, contentEnd))
    } else {
      grow()
      chunk.copy(arena, filled, at, contentEnd)
      filled += contentEnd - at
      if (isLast) sink.whole(oid, type, arena.subarray(0, size))
    }
    if (isLast) {
      parts = undefined
      left = -1
      count++
    }
    return end
  }
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        if (left >= 0) {
          at = take(chunk, at)
          continue
        }
        const end = chunk.indexOf(LF, at)
        header += chunk.toString('latin1', at, end === -1 ? Math.min(chunk.length, at + headerMaxBytes) : end)
        if (header.length > headerMaxBytes) throw new ScanError('git cat-file wrote a header that cannot be read.', { exitCode: 3 })
        if (end === -1) return
        at = end + 1
        const line = header
        header = ''
        open(line)
      }
    },
    finished: () => count,
  }
}
