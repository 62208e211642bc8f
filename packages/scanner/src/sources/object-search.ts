import { createChunkDetector, detectBytes, mayHoldKey, type LocatedMatch, type Oid, type OriginKind } from '@nuvion-guard/core'
import type { Changes } from './delta.ts'
import type { ObjectList } from './object-list.ts'
import type { ObjectSink, ObjectType } from './object-reader.ts'
import { toPathText } from './path-bytes.ts'
import type { Visit } from './source.ts'
import { createTreeReader, readEntries, type OnTreeEntry } from './tree-entries.ts'

interface ObjectSearchOptions {
  readonly visit: Visit
  readonly oidBytes: 20 | 32
  /** Where given, every object that another one names is looked up in it. */
  readonly present?: ObjectList | undefined
  /** Commits whose parents a shallow clone left out. */
  readonly shallow: ReadonlySet<string>
}

interface ObjectSearch {
  readonly sink: ObjectSink
  readonly counts: { objects: number; bytes: number; commits: number; absent: number }
  /** Objects that the store names and cannot give, or that are not what their type says; the first of them. */
  readonly unreadable: string[]
  unreadableCount(): number
}

const namedMax = 1000
const LF = 10
const NUL = 0

/** Searches every object for keys: the content of blobs, the names in trees, messages and identities of commits and tags. */
export function createObjectSearch({ visit, oidBytes, present, shallow }: ObjectSearchOptions): ObjectSearch {
  const counts = { objects: 0, bytes: 0, commits: 0, absent: 0 }
  const unreadable: string[] = []
  let unreadableCount = 0
  const hexLength = oidBytes * 2

  const report = (matches: readonly LocatedMatch[], kind: OriginKind, oid: string, path: string): void => {
    if (matches.length > 0) visit(matches, { kind, oid: oid as Oid, path })
  }
  const skip = (oid: string): void => {
    unreadableCount++
    if (unreadable.length < namedMax) unreadable.push(oid)
  }
  const link: OnTreeEntry = (bytes, _nameStart, _nameEnd, oidAt, isSubmodule) => {
    if (!isSubmodule && present !== undefined && !present.has(bytes, oidAt)) counts.absent++
  }
  const toNameSearch =
    (oid: string): OnTreeEntry =>
    (bytes, nameStart, nameEnd, oidAt, isSubmodule) => {
      link(bytes, nameStart, nameEnd, oidAt, isSubmodule)
      const name = bytes.subarray(nameStart, nameEnd)
      if (mayHoldKey(name)) report(detectBytes(name), 'tree', oid, toPathText(name))
    }
  const searchHistory = (oid: string, kind: 'commit' | 'tag', bytes: Buffer): void => {
    // A message in UTF-16 holds zero bytes, and any encoding of a key.
    if (!mayHoldKey(bytes) && !bytes.includes(NUL)) return
    // The message is searched on its own, so that its lines count from its beginning; a tag of a tree starts like any other.
    const end = bytes.indexOf('\n\n')
    report(detectBytes(end === -1 ? bytes : bytes.subarray(0, end)), kind, oid, oid)
    if (end !== -1 && end + 2 < bytes.length) report(detectBytes(bytes.subarray(end + 2)), kind, oid, oid)
  }
  const searchBlob = (oid: string, bytes: Buffer): boolean => {
    const isClean = !isPerhapsWide(bytes) && !mayHoldKey(bytes)
    if (!isClean) report(detectBytes(bytes), 'blob', oid, oid)
    return isClean
  }
  const linkHeader = (oid: string, bytes: Buffer): void => {
    if (present === undefined) return
    for (let at = 0; at < bytes.length; ) {
      const lineEnd = bytes.indexOf(LF, at)
      if (lineEnd === -1 || lineEnd === at) return
      const key = bytes.toString('latin1', at, Math.min(lineEnd, at + 7))
      const length = key.startsWith('tree ') ? 5 : key.startsWith('parent ') || key.startsWith('object ') ? 7 : 0
      if (length === 0) return
      const isCutOff = key.startsWith('parent ') && shallow.has(oid)
      if (!isCutOff && lineEnd - at >= length + hexLength && !present.hasHex(bytes, at + length)) counts.absent++
      at = lineEnd + 1
    }
  }
  const count = (type: ObjectType, size: number): void => {
    counts.objects++
    counts.bytes += size
    if (type === 'commit') counts.commits++
  }
  const searchWhole = (oid: string, type: ObjectType, bytes: Buffer): boolean => {
    count(type, bytes.length)
    if (bytes.length === 0) return true
    if (type !== 'tree' && type !== 'commit' && type !== 'tag') return searchBlob(oid, bytes)
    if (type === 'tree') {
      if (readEntries(bytes, oidBytes, mayHoldKey(bytes) ? toNameSearch(oid) : link) !== bytes.length) skip(oid)
    } else {
      linkHeader(oid, bytes)
      searchHistory(oid, type, bytes)
    }
    return false
  }
  const searchVariant = (oid: string, type: ObjectType, bytes: Buffer, changes: Changes): boolean => {
    if (type !== 'blob' || isPerhapsWide(bytes) || mayHoldKeyNear(bytes, changes)) return searchWhole(oid, type, bytes)
    count(type, bytes.length)
    return true
  }
  return {
    counts,
    unreadable,
    unreadableCount: () => unreadableCount,
    sink: {
      whole: searchWhole,
      variants: { whole: searchWhole, variant: searchVariant },
      parts(oid, type, size) {
        count(type, size)
        if (type === 'tree') {
          const reader = createTreeReader(oidBytes, toNameSearch(oid))
          return {
            push: piece => {
              reader.push(piece)
            },
            end() {
              if (!reader.end()) skip(oid)
            },
          }
        }
        const detector = createChunkDetector()
        return {
          push: piece => {
            detector.push(piece)
          },
          end() {
            report(detector.end(), type === 'commit' || type === 'tag' ? type : 'blob', oid, oid)
          },
        }
      },
      unreadable: skip,
    },
  }
}

/** Text of two bytes a character has a mark or zeros at its beginning; it is searched in another way, whatever bytes it is made of. */
function isPerhapsWide(bytes: Buffer): boolean {
  return bytes.subarray(0, 512).includes(NUL) || (bytes[0] ?? 0) >= 0xfe
}

/**
 * Whether a changed stretch, with what stands around it, could hold a key. A needle of `mayHoldKey` with all that it looks at before and after
 * is shorter than `reach`: one that is not there in the base touches a change.
 */
export function mayHoldKeyNear(bytes: Buffer, { bounds, length }: Changes): boolean {
  for (let i = 0; i < length; i += 2) {
    const from = Math.max(0, (bounds[i] as number) - reach)
    if (mayHoldKey(bytes.subarray(from, Math.min(bytes.length, (bounds[i + 1] as number) + reach)))) return true
  }
  return false
}

const reach = 128
