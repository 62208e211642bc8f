/** Is told every entry of a tree; `bytes` is valid during the call, `oidAt` is where the binary id begins. */
export type OnTreeEntry = (bytes: Buffer, nameStart: number, nameEnd: number, oidAt: number, isSubmodule: boolean) => void

interface TreeReader {
  /** Takes the next bytes of the tree. */
  push(piece: Buffer): void
  /** Whether the tree ended where an entry ends. */
  end(): boolean
}

const NUL = 0
const SPACE = 32
const nameMaxBytes = 1024 * 1024

/** Reads the entries of one raw tree, which may come in pieces: `mode SP name NUL id`. */
export function createTreeReader(oidBytes: number, onEntry: OnTreeEntry): TreeReader {
  let rest: Buffer | undefined
  let isBroken = false
  return {
    push(piece) {
      if (isBroken) return
      const bytes = rest === undefined ? piece : Buffer.concat([rest, piece])
      const end = readEntries(bytes, oidBytes, onEntry)
      isBroken = bytes.length - end > nameMaxBytes
      rest = end === bytes.length || isBroken ? undefined : Buffer.from(bytes.subarray(end))
    },
    end: () => rest === undefined && !isBroken,
  }
}

/** Reads the whole entries that `bytes` begins with; returns where the first that is not whole begins. */
export function readEntries(bytes: Buffer, oidBytes: number, onEntry: OnTreeEntry): number {
  const { length } = bytes
  let entry = 0
  while (entry < length) {
    let at = entry
    while (at < length && bytes[at] !== SPACE) at++
    const nameStart = at + 1
    at = nameStart
    while (at < length && bytes[at] !== NUL) at++
    const end = at + 1 + oidBytes
    if (end > length) return entry
    // Mode 160000; its commit lives in another repository.
    onEntry(bytes, nameStart, at, at + 1, bytes[entry] === 0x31 && bytes[entry + 1] === 0x36)
    entry = end
  }
  return length
}
