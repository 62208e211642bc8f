import { readFileSync, statSync } from 'node:fs'

/** The index of one pack, version 2: ids and offsets, in the order of the ids. */
export interface PackIndex {
  readonly count: number
  /** The ids one after the other, from `oidsAt` on. */
  readonly bytes: Buffer
  readonly oidsAt: number
  offset(number: number): number
}

const indexMaxBytes = 64 * 1024 * 1024

/** Reads the index of a pack; nothing where it is larger than 64 MiB, of another version, or not what it should be. */
export function readPackIndex(file: string, width: number): PackIndex | undefined {
  if (statSync(file).size > indexMaxBytes) return undefined
  const bytes = readFileSync(file)
  if (bytes.length < 8 + 1024 + 2 * width || bytes.readUInt32BE(0) !== 0xff744f63 || bytes.readUInt32BE(4) !== 2) return undefined
  const count = bytes.readUInt32BE(8 + 255 * 4)
  const oidsAt = 8 + 1024
  const smallAt = oidsAt + count * (width + 4)
  const largeAt = smallAt + count * 4
  const end = bytes.length - 2 * width
  if (largeAt > end) return undefined
  return {
    count,
    bytes,
    oidsAt,
    offset(number) {
      const small = bytes.readUInt32BE(smallAt + number * 4)
      if (small < 0x80000000) return small
      const at = largeAt + (small - 0x80000000) * 8
      return at + 8 > end ? -1 : bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
    },
  }
}
