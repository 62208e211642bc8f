/** What the header of an object in a pack says; the same one for every object. */
export interface PackHeader {
  /** 1 commit, 2 tree, 3 blob, 4 tag, 6 a delta to what lies `distance` bytes before it, 7 a delta to an object that is named by its id; 0 for damage. */
  type: number
  /** Bytes that its compressed data inflates to. */
  size: number
  distance: number
  /** Where its compressed data begins; of a named base, the id ends there. */
  dataAt: number
}

/** No header is longer, whatever the ids. */
export const headerMaxBytes = 64
/** Of it, for a size and a distance: more is damage, and no object may keep the reader for long. */
const numbersMaxBytes = 24

/** Creates a header to read into. */
export function createPackHeader(): PackHeader {
  return { type: 0, size: 0, distance: 0, dataAt: 0 }
}

/** Reads the header at `start` of `bytes`, which end at `end`, in a pack with ids of `width` bytes. What reaches over the end, or is too large for a number, is damage. */
export function readPackHeader(header: PackHeader, bytes: Buffer, start: number, end: number, width: number): void {
  const limit = start + numbersMaxBytes
  let at = start
  let byte = bytes[at++] as number
  const type = (byte >> 4) & 7
  let size = byte & 15
  for (let scale = 16; byte >= 128 && at < limit; scale *= 128) {
    byte = bytes[at++] as number
    size += (byte & 127) * scale
  }
  let distance = 0
  if (type === 7) at += width
  else if (type === 6) {
    byte = bytes[at++] as number
    distance = byte & 127
    while (byte >= 128 && at < limit) {
      byte = bytes[at++] as number
      distance = (distance + 1) * 128 + (byte & 127)
    }
  }
  header.type = type === 5 || at > end || !(size <= Number.MAX_SAFE_INTEGER) ? 0 : type
  header.size = size
  header.distance = distance
  header.dataAt = at
}
