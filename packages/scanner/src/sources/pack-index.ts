import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The index of one pack, version 2: ids and offsets, in the order of the ids. It is read piece by piece: of a large pack it has tens of megabytes. */
export interface PackIndex {
  readonly count: number
  /** Calls `visit` with where each object begins in the pack, in bytes; -1 where the index does not say. */
  offsets(visit: (number: number, offset: number) => void): void
  /** Calls `visit` with each id: it stands at `at` of `bytes`, until the next. */
  ids(visit: (number: number, bytes: Buffer, at: number) => void): void
  /** The number of a binary id, or -1. */
  find(oid: Buffer): number
}

const indexMaxBytes = 64 * 1024 * 1024
const pieceBytes = 64 * 1024
const headerBytes = 8 + 1024

/** Opens the index of a pack for `read`; nothing where it is larger than 64 MiB, of another version, or not what it should be. Throws what the file system throws. */
export function withPackIndex<T>(path: string, width: number, read: (index: PackIndex | undefined) => T): T {
  const file = openSync(path, 'r')
  try {
    return read(toPackIndex(file, width))
  } finally {
    closeSync(file)
  }
}

function toPackIndex(file: number, width: number): PackIndex | undefined {
  const { size } = fstatSync(file)
  if (size > indexMaxBytes || size < headerBytes + 2 * width) return undefined
  const header = readAt(file, 0, headerBytes)
  if (header.readUInt32BE(0) !== 0xff744f63 || header.readUInt32BE(4) !== 2) return undefined
  const count = header.readUInt32BE(headerBytes - 4)
  const offsetsAt = headerBytes + count * (width + 4)
  const largeAt = offsetsAt + count * 4
  const end = size - 2 * width
  if (largeAt > end) return undefined
  let large: Buffer | undefined
  let known: Buffer | undefined
  return {
    count,
    offsets(visit) {
      eachRow(file, { at: offsetsAt, count, width: 4 }, (number, bytes, at) => {
        const small = bytes.readUInt32BE(at)
        if (small < 0x80000000) {
          visit(number, small)
          return
        }
        large ??= readAt(file, largeAt, end - largeAt)
        const row = (small - 0x80000000) * 8
        visit(number, row + 8 > large.length ? -1 : large.readUInt32BE(row) * 2 ** 32 + large.readUInt32BE(row + 4))
      })
    },
    ids(visit) {
      eachRow(file, { at: headerBytes, count, width }, visit)
    },
    find(oid) {
      // Only packs that name bases by their ids ask: those that git sends.
      known ??= readAt(file, headerBytes, count * width)
      let [low, high] = [0, count - 1]
      while (low <= high) {
        const middle = (low + high) >> 1
        const order = oid.compare(known, middle * width, (middle + 1) * width)
        if (order === 0) return middle
        if (order > 0) low = middle + 1
        else high = middle - 1
      }
      return -1
    },
  }
}

interface Rows {
  readonly at: number
  readonly count: number
  readonly width: number
}

function eachRow(file: number, { at, count, width }: Rows, visit: (number: number, bytes: Buffer, at: number) => void): void {
  const rows = Math.floor(pieceBytes / width)
  const piece = Buffer.allocUnsafeSlow(rows * width)
  for (let first = 0; first < count; first += rows) {
    const some = Math.min(rows, count - first)
    readInto(file, piece.subarray(0, some * width), at + first * width)
    for (let row = 0; row < some; row++) visit(first + row, piece, row * width)
  }
}

function readAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  readInto(file, bytes, at)
  return bytes
}

/** What is missing, because the file has become shorter, reads as zeros: no object begins there. */
function readInto(file: number, bytes: Buffer, at: number): void {
  let done = 0
  while (done < bytes.length) {
    const count = readSync(file, bytes, done, bytes.length - done, at + done)
    if (count === 0) break
    done += count
  }
  bytes.fill(0, done)
}
