import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The index of one pack, version 2: ids and offsets, in the order of the ids. It is read piece by piece: that of a large pack has hundreds of megabytes. */
export interface PackIndex {
  readonly count: number
  /** Calls `visit` with where each object begins in the pack, in bytes; -1 where the index does not say. */
  offsets(visit: (number: number, offset: number) => void): void
  /** Where the object of this number begins, as above. */
  offset(number: number): number
  /** Writes the ids to `target`, one after the other, from `at` on. */
  readIds(target: Buffer, at: number): void
  /** Calls `visit` with each id: it stands at `at` of `bytes`, until the next. */
  ids(visit: (number: number, bytes: Buffer, at: number) => void): void
  /** The number of a binary id, or -1; -1 for all where the ids are too many to be held. */
  find(oid: Buffer): number
}

/** Of ids that are held. */
const heldMaxBytes = 64 * 1024 * 1024
const pieceBytes = 64 * 1024
const headerBytes = 8 + 1024
/** From here on a row for an offset is the number of another row, of 8 bytes. */
const firstLarge = 0x80000000

/** Opens the index of a pack for `read`; nothing where it is of another version, or not what it should be. Throws what the file system throws. */
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
  if (size < headerBytes + 2 * width) return undefined
  const header = readAt(file, 0, headerBytes)
  if (header.readUInt32BE(0) !== 0xff744f63 || header.readUInt32BE(4) !== 2 || !isSound(header)) return undefined
  const count = header.readUInt32BE(headerBytes - 4)
  const offsetsAt = headerBytes + count * (width + 4)
  const largeAt = offsetsAt + count * 4
  const end = size - 2 * width
  if (largeAt > end) return undefined
  let known: Buffer | undefined
  const large = createRows(file, largeAt, Math.floor((end - largeAt) / 8))
  const toOffset = (row: number): number => {
    if (row < firstLarge) return row
    const at = large.seek(row - firstLarge)
    return at === -1 ? -1 : large.bytes.readUInt32BE(at) * 2 ** 32 + large.bytes.readUInt32BE(at + 4)
  }
  return {
    count,
    offsets(visit) {
      eachPiece(file, { at: offsetsAt, count, width: 4 }, (first, piece) => {
        piece.swap32()
        const rows = new Uint32Array(piece.buffer, piece.byteOffset, piece.length / 4)
        for (let row = 0; row < rows.length; row++) visit(first + row, toOffset(rows[row] as number))
      })
    },
    offset: number => toOffset(readAt(file, offsetsAt + number * 4, 4).readUInt32BE(0)),
    readIds(target, at) {
      readInto(file, target.subarray(at, at + count * width), headerBytes)
    },
    ids(visit) {
      eachPiece(file, { at: headerBytes, count, width }, (first, piece) => {
        for (let at = 0; at < piece.length; at += width) visit(first + at / width, piece, at)
      })
    },
    find(oid) {
      // Only packs that name bases by their ids ask: those that git sends.
      if (count * width > heldMaxBytes) return -1
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

/** By the first byte of their ids, how many objects come up to there: git takes no index where that goes down. */
function isSound(header: Buffer): boolean {
  for (let at = 12; at < headerBytes; at += 4) if (header.readUInt32BE(at) < header.readUInt32BE(at - 4)) return false
  return true
}

interface Rows {
  readonly at: number
  readonly count: number
  readonly width: number
}

/** Rows of 8 bytes, `count` of them from `from` on: `seek` brings one into `bytes` and says where it stands there; -1 where there is none. */
function createRows(file: number, from: number, count: number): { readonly bytes: Buffer; seek(row: number): number } {
  let bytes: Buffer = Buffer.alloc(0)
  let first = 0
  return {
    get bytes() {
      return bytes
    },
    seek(row) {
      if (row >= count) return -1
      if (row < first || row >= first + bytes.length / 8) {
        // They stand in the order in which they are asked for, mostly.
        first = row
        bytes = readAt(file, from + first * 8, Math.min(pieceBytes, (count - first) * 8))
      }
      return (row - first) * 8
    },
  }
}

function eachPiece(file: number, { at, count, width }: Rows, visit: (first: number, piece: Buffer) => void): void {
  const rows = Math.floor(pieceBytes / width)
  const bytes = Buffer.allocUnsafeSlow(Math.min(count, rows) * width)
  for (let first = 0; first < count; first += rows) {
    const piece = bytes.subarray(0, Math.min(rows, count - first) * width)
    readInto(file, piece, at + first * width)
    visit(first, piece)
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
