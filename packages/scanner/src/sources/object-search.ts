import { createChunkDetector, detectBytes, mayHoldKey, plainScreener, type LocatedMatch, type Oid, type OriginKind, type Screener, type Screening } from '@nuvion-guard/core'
import { nearBytes, type Changes } from './delta.ts'
import type { ObjectList } from './object-list.ts'
import type { ObjectSink, ObjectType, SearchCounts, ToOid } from './object-reader.ts'
import { toPathText } from './path-bytes.ts'
import type { Visit } from './source.ts'
import { createTreeReader, readChangedEntries, readEntries, type OnTreeEntry } from './tree-entries.ts'

interface ObjectSearchOptions {
  readonly visit: Visit
  /** Is called for each object that is not what its type says, or that the store cannot give. */
  readonly onUnreadable?: () => void
  readonly oidBytes: 20 | 32
  /** Where given, every object that another one names is looked up in it. */
  readonly present?: ObjectList | undefined
  /** Commits whose parents a shallow clone left out. */
  readonly shallow: ReadonlySet<string>
  /** The byte filter; that of the arena where objects are read there. */
  readonly screener?: Screener | undefined
}

interface ObjectSearch {
  readonly sink: ObjectSink & Required<Pick<ObjectSink, 'variants'>>
  readonly counts: SearchCounts
  /** Objects that the store names and cannot give, or that are not what their type says; the first of them. */
  readonly unreadable: string[]
  unreadableCount(): number
}

const namedMax = 1000
const NUL = 0
const LF = 10
const SPACE = 32
const letterP = 0x70
/** By their first letter, the header lines that name an object, which come first: `tree `, `parent `, `object `. */
const headerLengths: ReadonlyMap<number, number> = new Map([[0x74, 5], [letterP, 7], [0x6f, 7]])

/** Searches every object for keys: the content of blobs, the names in trees, messages and identities of commits and tags. */
export function createObjectSearch({ visit, onUnreadable, oidBytes, present, shallow, screener = plainScreener }: ObjectSearchOptions): ObjectSearch {
  const counts: SearchCounts = { objects: 0, bytes: 0, commits: 0, absent: 0 }
  const unreadable: string[] = []
  let unreadableCount = 0
  const hexLength = oidBytes * 2

  const report = (matches: readonly LocatedMatch[], kind: OriginKind, oid: string, path: string): void => {
    if (matches.length > 0) visit(matches, { kind, oid: oid as Oid, path })
  }
  const skip = (oid: string): void => {
    onUnreadable?.()
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
  const searchHistory = (toOid: ToOid, kind: 'commit' | 'tag', bytes: Buffer): void => {
    // A message in UTF-16 holds zero bytes, and any encoding of a key.
    if (screener.screen(bytes) !== 'dirty' && !bytes.includes(NUL)) return
    // The message is searched on its own, so that its lines count from its beginning; a tag of a tree starts like any other.
    const end = bytes.indexOf('\n\n')
    const oid = toOid()
    report(detectBytes(end === -1 ? bytes : bytes.subarray(0, end)), kind, oid, oid)
    if (end !== -1 && end + 2 < bytes.length) report(detectBytes(bytes.subarray(end + 2)), kind, oid, oid)
  }
  const searchBlob = (toOid: ToOid, bytes: Buffer): Screening => {
    const screening = isPerhapsWide(bytes) ? 'dirty' : screener.screen(bytes)
    if (screening !== 'dirty') return screening
    const matches = detectBytes(bytes)
    if (matches.length > 0) report(matches, 'blob', toOid(), toOid())
    return 'dirty'
  }
  const linkHeader = (toOid: ToOid, bytes: Buffer): void => {
    if (present === undefined) return
    for (let at = 0; at < bytes.length; ) {
      const length = headerLengths.get(bytes[at] as number)
      if (length === undefined || bytes[at + length - 1] !== SPACE) return
      const idEnd = at + length + hexLength
      const lineEnd = bytes[idEnd] === LF ? idEnd : bytes.indexOf(LF, at)
      if (lineEnd === -1) return
      const isCutOff = shallow.size > 0 && bytes[at] === letterP && shallow.has(toOid())
      if (!isCutOff && lineEnd >= idEnd && !present.hasHex(bytes, at + length)) counts.absent++
      at = lineEnd + 1
    }
  }
  const count = (type: ObjectType, size: number): void => {
    counts.objects++
    counts.bytes += size
    if (type === 'commit') counts.commits++
  }
  const searchWhole = (toOid: ToOid, type: ObjectType, bytes: Buffer): Screening => {
    count(type, bytes.length)
    if (bytes.length === 0) return 'clean'
    if (type === 'tree') {
      const screening = screener.screen(bytes)
      const isWhole = readEntries(bytes, oidBytes, screening === 'dirty' ? toNameSearch(toOid()) : link) === bytes.length
      if (isWhole) return screening
      skip(toOid())
      return 'dirty'
    }
    if (type !== 'commit' && type !== 'tag') return searchBlob(toOid, bytes)
    linkHeader(toOid, bytes)
    searchHistory(toOid, type, bytes)
    return 'dirty'
  }
  const searchVariant = (toOid: ToOid, type: ObjectType, bytes: Buffer, changes: Changes, base: Screening): Screening => {
    // A base that is not dirty is not wide: only a change in its head can make it so.
    const isSearched = type === 'blob' ? changes.length === 0 || (changes.bounds[0] as number) >= wideHead || !isPerhapsWide(bytes) : type === 'tree'
    const screening = isSearched ? screenChanges(bytes, changes, base, screener) : 'dirty'
    if (screening === 'dirty') return searchWhole(toOid, type, changes.complete())
    if (type === 'tree' && !readChangedEntries(changes.complete(), oidBytes, changes, link)) return searchWhole(toOid, type, bytes)
    count(type, bytes.length)
    return screening
  }
  return {
    counts,
    unreadable,
    unreadableCount: () => unreadableCount,
    sink: {
      whole(oid, type, bytes) {
        searchWhole(() => oid, type, bytes)
      },
      variants: { whole: searchWhole, variant: searchVariant },
      addCounts(more) {
        counts.objects += more.objects
        counts.bytes += more.bytes
        counts.commits += more.commits
        counts.absent += more.absent
      },
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
  if ((bytes[0] as number) >= 0xfe) return true
  const end = Math.min(bytes.length, wideHead)
  for (let i = 0; i < end; i++) if (bytes[i] === NUL) return true
  return false
}

/**
 * What the filter says of a variant of a `base` that is not dirty. Where the base is clean, a needle touches a change. Where one was near, a change
 * as far away as the filter looks around can make it count: all within `nearBytes` is looked at, once where changes are that close.
 */
export function screenChanges(bytes: Buffer, changes: Pick<Changes, 'bounds' | 'length'>, base: Screening, screener: Screener): Screening {
  return base === 'clean' ? screenCleanVariant(bytes, changes, screener) : screenNearVariant(bytes, changes, screener)
}

function screenCleanVariant(bytes: Buffer, { bounds, length }: Pick<Changes, 'bounds' | 'length'>, screener: Screener): Screening {
  let screening: Screening = 'clean'
  for (let i = 0; i < length; i += 2) {
    const found = screener.screenTouching(bytes, bounds[i] as number, bounds[i + 1] as number)
    if (found === 'dirty') return found
    if (found === 'near') screening = found
  }
  return screening
}

function screenNearVariant(bytes: Buffer, { bounds, length }: Pick<Changes, 'bounds' | 'length'>, screener: Screener): Screening {
  for (let i = 0; i < length; ) {
    const start = Math.max(0, (bounds[i] as number) - nearBytes)
    let end = (bounds[i + 1] as number) + nearBytes
    for (i += 2; i < length && (bounds[i] as number) - nearBytes <= end; i += 2) end = (bounds[i + 1] as number) + nearBytes
    if (screener.screen(bytes.subarray(start, Math.min(bytes.length, end))) === 'dirty') return 'dirty'
  }
  return 'near'
}

/** Bytes at the beginning of an object that tell whether it is wide. */
const wideHead = 512
