import { join } from 'node:path'
import { ScanError } from '../scan-error.ts'
import type { Git } from './git.ts'
import { createMissing, isHalted, storeArguments, toReachableArguments } from './list-objects.ts'
import { listLooseObjects, looseFolders, looseIn } from './loose-object.ts'
import { createOidStore, type OidStore } from './object-list.ts'
import { oidBytesOf } from './oid-bytes.ts'
import { ifReadable, listObjectStores, listPackFiles, sizeOf, toIndexFile } from './pack-files.ts'
import { withPackIndex, type PackIndex } from './pack-index.ts'
import { canLayOut } from './pack-layout.ts'
import { cutPack, type PackSpan } from './pack-span.ts'
import { guessPacked, isLent, listPlainPacks } from './plain-store.ts'
import { createScratch, type Scratch } from './scratch.ts'
import type { PackPart, StoreListing, StorePart } from './store-listing.ts'

/** From how many objects on a store is read in parts, and how many a part has. */
interface LargeStoreLimits {
  readonly largeObjects: number
  readonly partObjects: number
}

/** An object takes 44 bytes while it is listed: so an audit stays under 200 MB. */
const storeLimits: LargeStoreLimits = { largeObjects: 500_000, partObjects: 75_000 }
/** git reads these parts, at a third of the speed: only where a history would take more than 300 MB. */
const askedLimits: LargeStoreLimits = { largeObjects: 2_000_000, partObjects: 75_000 }
const LF = 10
const QUESTION = 63

/**
 * Everything in a store of too many objects for one list: each pack in spans, small ones together. What more than one pack holds, or a pack and a loose
 * file, is in one part only. Nothing where the store is not that large.
 */
export function openLargeStore(git: Git, limits = storeLimits, asked = askedLimits): StoreListing | undefined {
  const total = guessTotal(git)
  if (total < limits.largeObjects) return undefined
  const plain = ifReadable(() => openPlain(git, limits))
  if (plain !== undefined) return plain
  return total < asked.largeObjects ? undefined : askInParts(git, storeArguments, total, asked)
}

/** What `revisions` (arguments of `rev-list`) reach in a store of too many objects for one list; nothing where the store is not that large. */
export function openLargeHistory(git: Git, revisions: readonly string[], asked = askedLimits): StoreListing | undefined {
  const total = guessTotal(git)
  return total < asked.largeObjects ? undefined : askInParts(git, toReachableArguments(revisions), total, asked)
}

function guessTotal(git: Git): number {
  return guessPacked(listPackFiles(join(git.commonDirectory, 'objects')), oidBytesOf(git))
}

/** A pack as it is cut. */
interface CutPack {
  readonly file: string
  readonly spans: readonly PackSpan[]
}

/** Throws what the file system throws. */
function openPlain(git: Git, { partObjects }: LargeStoreLimits): StoreListing | undefined {
  if (isLent(git)) return undefined
  const width = oidBytesOf(git)
  const loose: LooseFolder[] = []
  let looseCount = 0
  const files: string[] = []
  for (const store of listObjectStores(join(git.commonDirectory, 'objects'))) {
    for (const folder of looseFolders(store)) {
      // At one that is closed git knows what to say.
      looseCount += looseIn(store, folder, width).length
      loose.push({ store, folder })
    }
    const plain = listPlainPacks(join(store, 'pack'))
    if (plain === undefined) return undefined
    files.push(...plain)
  }
  const packs: CutPack[] = []
  for (const file of files) {
    const size = sizeOf(file)
    const spans = withPackIndex(toIndexFile(file), width, index => (index === undefined ? undefined : cutPack(index, size, partObjects)))
    if (spans?.every(span => canLayOut(span, size)) !== true) return undefined
    packs.push({ file, spans })
  }
  return {
    total: packs.flatMap(({ spans }) => spans).reduce((sum, { count }) => sum + count, looseCount),
    whole: undefined,
    // Loose objects first: one that is packed meanwhile git finds in its pack.
    *parts() {
      const scratch = createScratch()
      yield* toLooseParts(loose, files, { width, partObjects, scratch })
      yield* toPackParts(packs, { width, partObjects, scratch })
    },
    told: () => ({ missing: { count: 0, oids: [] }, complaint: '' }),
  }
}

interface PartOptions {
  readonly width: 20 | 32
  readonly partObjects: number
  readonly scratch: Scratch
}

/** A folder of a store for loose objects whose ids begin alike. */
interface LooseFolder {
  readonly store: string
  readonly folder: string
}

function* toLooseParts(loose: readonly LooseFolder[], packs: readonly string[], { width, partObjects, scratch }: PartOptions): Generator<StorePart> {
  let oids = createOidStore(width, partObjects, scratch)
  // The same object in two stores is in one part.
  const sorted = [...loose].sort((a, b) => (a.folder < b.folder ? -1 : 1))
  for (const [i, { store, folder }] of sorted.entries()) {
    // One that is gone has become part of a pack.
    for (const oid of ifReadable(() => looseIn(store, folder, width)) ?? []) oids.add(Buffer.from(oid, 'latin1'), 0)
    const next = sorted[i + 1]
    if (next !== undefined && (oids.count() < partObjects || next.folder === folder)) continue
    const list = oids.toListWithout(toIds(packs, width))
    if (list.count > 0) yield { list, packs: [] }
    oids = createOidStore(width, partObjects, scratch)
  }
}

function* toPackParts(packs: readonly CutPack[], { width, partObjects, scratch }: PartOptions): Generator<StorePart> {
  const done: string[] = []
  for (const parts of groupPacks(packs, partObjects)) {
    const oids = createOidStore(width, partObjects, scratch)
    for (const { file, span } of parts) {
      readIndex(file, width, index => {
        oids.addPack(file, index, span)
      })
    }
    const files = parts.map(({ file }) => file)
    const list = oids.toListWithout(toIds(done.filter(file => !files.includes(file)), width))
    if (list.count > 0) yield { list, packs: parts }
    done.push(...files)
  }
}

/** Spans of a pack that is cut stand alone, small packs together. */
function* groupPacks(packs: readonly CutPack[], partObjects: number): Generator<readonly Required<PackPart>[]> {
  let group: Required<PackPart>[] = []
  let count = 0
  for (const { file, spans } of packs) {
    const parts = spans.map(span => ({ file, span }))
    const objects = spans.reduce((sum, span) => sum + span.count, 0)
    if (group.length > 0 && count + objects > partObjects) {
      yield group
      group = []
      count = 0
    }
    if (parts.length > 1) for (const part of parts) yield [part]
    else {
      group.push(...parts)
      count += objects
    }
  }
  if (group.length > 0) yield group
}

/** Visits the ids of packs. */
function toIds(packs: readonly string[], width: number): Parameters<OidStore['toListWithout']>[0] {
  return visit => {
    for (const pack of packs) {
      readIndex(pack, width, index => {
        index.ids((_, bytes, at) => {
          visit(bytes, at)
        })
      })
    }
  }
}

/** Throws `ScanError` (3) where the pack is gone: then nobody knows what else is. */
function readIndex(pack: string, width: number, read: (index: PackIndex) => void): void {
  const isRead = ifReadable(() =>
    withPackIndex(toIndexFile(pack), width, index => {
      if (index !== undefined) read(index)
      return index !== undefined
    }),
  )
  if (isRead !== true) throw new ScanError('The repository was packed anew while it was read. Run this again.', { exitCode: 3 })
}

/** What git lists, a part after the other: it waits while one is read. */
function askInParts(git: Git, args: readonly string[], total: number, { partObjects }: LargeStoreLimits): StoreListing {
  const width = oidBytesOf(git)
  const hexLength = width * 2
  const missing = createMissing()
  let complaint = ''
  return {
    total,
    whole: undefined,
    async *parts() {
      const stream = git.stream(args)
      // Awaited when the list has ended.
      stream.done.catch(() => undefined)
      const scratch = createScratch()
      let oids = createOidStore(width, partObjects, scratch)
      try {
        let rest = Buffer.alloc(0)
        for await (const chunk of stream.stdout as AsyncIterable<Buffer>) {
          const bytes = Buffer.concat([rest, chunk])
          let from = 0
          for (let to = bytes.indexOf(LF); to !== -1; to = bytes.indexOf(LF, from)) {
            if (bytes[from] === QUESTION) missing.add(bytes, from, to)
            else if (to - from >= hexLength) oids.add(bytes, from)
            from = to + 1
            if (oids.count() < partObjects) continue
            yield { list: oids.toList(), packs: [] }
            oids = createOidStore(width, partObjects, scratch)
          }
          rest = bytes.subarray(from)
        }
        complaint = await stream.done
      } finally {
        stream.stop()
      }
      if (oids.count() > 0) yield { list: oids.toList(), packs: [] }
      // At a folder of loose objects that is closed git stops listing them: the other folders are read all the same, a few of them twice.
      if (isHalted(complaint)) {
        const loose = createOidStore(width)
        for (const oid of listLooseObjects(git)) loose.add(Buffer.from(oid, 'latin1'), 0)
        yield { list: loose.toList(), packs: [] }
      }
    },
    told: () => ({ missing: missing.objects, complaint }),
  }
}
