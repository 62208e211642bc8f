import type { Changes } from './delta.ts'

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
    onEntry(bytes, nameStart, at, at + 1, isSubmoduleMode(bytes, entry))
    entry = end
  }
  return length
}

/**
 * Reads the entries that touch a change, in the tree that its base is known to be; returns whether that worked out. It starts at what looks
 * like the beginning of an entry and goes on until it is past the change: what stands far from every change is not looked at.
 */
export function readChangedEntries(bytes: Buffer, oidBytes: number, { bounds, length: boundCount }: Pick<Changes, 'bounds' | 'length'>, onEntry: OnTreeEntry): boolean {
  const { length } = bytes
  let entry = 0
  for (let change = 0; change < boundCount; change += 2) {
    const to = Math.min(length, bounds[change + 1] as number)
    if (entry > to) continue
    entry = findEntry(bytes, oidBytes, bounds[change] as number, entry)
    while (entry < length && entry <= to) {
      if (!isMode(bytes, entry)) return false
      let at = entry + 5
      while (at < length && bytes[at] !== SPACE) at++
      const nameStart = ++at
      while (at < length && bytes[at] !== NUL) at++
      const end = at + 1 + oidBytes
      if (end > length) return false
      onEntry(bytes, nameStart, at, at + 1, isSubmoduleMode(bytes, entry))
      entry = end
    }
    if (entry < length && !isMode(bytes, entry)) return false
  }
  return true
}

/** The last place before `place`, not before `first`, where an entry seems to begin: after a NUL and an id stands a mode. */
function findEntry(bytes: Buffer, oidBytes: number, place: number, first: number): number {
  for (let at = Math.min(place, bytes.length - 1); at > first; at--) {
    if (bytes[at - oidBytes - 1] === NUL && isMode(bytes, at)) return at
  }
  return first
}

/** `40000 `, `100644 `, `100755 `, `120000 `, `160000 `: what git writes. */
function isMode(bytes: Buffer, at: number): boolean {
  if (bytes[at] === 0x34) return bytes[at + 1] === 0x30 && bytes[at + 2] === 0x30 && bytes[at + 5] === SPACE
  return bytes[at] === 0x31 && bytes[at + 6] === SPACE && (bytes[at + 1] === 0x30 || bytes[at + 1] === 0x32 || bytes[at + 1] === 0x36)
}

/** Mode 160000: the commit lives in another repository. */
function isSubmoduleMode(bytes: Buffer, entry: number): boolean {
  return bytes[entry] === 0x31 && bytes[entry + 1] === 0x36
}
