import { join } from 'node:path'
import type { Git } from './git.ts'
import { listLooseObjects } from './loose-object.ts'
import { createOidStore, type ObjectList } from './object-list.ts'
import { ifReadable, listPackFiles } from './pack-files.ts'
import { oidBytesOf } from './oid-bytes.ts'
import { guessPacked, readPlainStore } from './plain-store.ts'
import { readSpans } from './records.ts'

/** Objects in one list, and what was said of others. */
export interface Listing {
  readonly list: ObjectList
  readonly missing: MissingObjects
  /** What git complained about, redacted. */
  readonly complaint: string
}

const LF = 10
const QUESTION = 63

/** Lists every object of the store, reachable or not, packed, loose or in an alternate. */
export async function listStore(git: Git, signal: AbortSignal): Promise<Listing> {
  const list = ifReadable(() => readPlainStore(git))
  return list === undefined ? await askForStore(git, signal) : { list, missing: { count: 0, oids: [] }, complaint: '' }
}

/** Lists all that there is, in the order of the packs. */
export const storeArguments = ['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname)']

/** Whether git came to a folder of loose objects that is closed. */
export function isHalted(complaint: string): boolean {
  return /^error: unable to open .*: /m.test(complaint)
}

/** What git says. */
async function askForStore(git: Git, signal: AbortSignal): Promise<Listing> {
  const listing = await readListing(git, storeArguments, signal)
  if (!isHalted(listing.complaint)) return listing
  // At a folder of loose objects that is closed git stops listing them: the other folders are read all the same.
  const { list } = listing
  const missed = listLooseObjects(git).filter(hex => !list.hasHex(Buffer.from(hex), 0))
  const oids = createOidStore(list.oidBytes)
  for (const line of [...list.toLines(0, list.count).split('\n').slice(0, -1), ...missed]) oids.add(Buffer.from(line), 0)
  return { ...listing, list: oids.toList() }
}

/** Objects that git names and does not have. */
export interface MissingObjects {
  readonly count: number
  /** The first of them. */
  readonly oids: readonly string[]
}

const namedMax = 3

/** Asks git which of the objects that `revisions` (arguments of `rev-list`) reach are missing; with what it complained about, redacted. */
export async function listMissing(git: Git, revisions: readonly string[], signal: AbortSignal): Promise<MissingObjects & { readonly complaint: string }> {
  const missing = createMissing()
  const complaint = await readSpans(git.stream(['rev-list', '--quiet', '--objects', '--missing=print', ...revisions]), LF, signal, (bytes, from, to) => {
    if (bytes[from] === QUESTION) missing.add(bytes, from, to)
  })
  return { ...missing.objects, complaint }
}

/** Collects what `rev-list` says after a question mark. */
export function createMissing(): { readonly objects: MissingObjects; add(bytes: Buffer, from: number, to: number): void } {
  const oids: string[] = []
  const objects = { count: 0, oids }
  return {
    objects,
    add(bytes, from, to) {
      if (objects.count++ < namedMax) oids.push(bytes.toString('latin1', from + 1, to))
    },
  }
}

/** Lists the objects that `revisions` (arguments of `rev-list`) reach. */
export async function listReachable(git: Git, revisions: readonly string[], signal: AbortSignal): Promise<Listing> {
  return await readListing(git, toReachableArguments(revisions), signal)
}

/** Lists what `revisions` (arguments of `rev-list`) reach; what is missing after a question mark. */
export function toReachableArguments(revisions: readonly string[]): string[] {
  return ['rev-list', '--objects', '--missing=print', ...revisions]
}

/** Lists the objects of the store that have one of these types, and of which `isWanted` says so by the hexadecimal id at a place. */
export async function listOfTypes(git: Git, types: readonly string[], signal: AbortSignal, isWanted: (bytes: Buffer, at: number) => boolean): Promise<ObjectList> {
  const width = oidBytesOf(git)
  const hexLength = width * 2
  const oids = createOidStore(width)
  const stream = git.stream(['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch-check=%(objectname) %(objecttype)'])
  await readSpans(stream, LF, signal, (bytes, from, to) => {
    if (types.includes(bytes.toString('latin1', from + hexLength + 1, to)) && isWanted(bytes, from)) oids.add(bytes, from)
  })
  return oids.toList()
}

async function readListing(git: Git, args: readonly string[], signal: AbortSignal): Promise<Listing> {
  const width = oidBytesOf(git)
  const hexLength = width * 2
  const oids = createOidStore(width, guessPacked(listPackFiles(join(git.commonDirectory, 'objects')), width))
  const missing = createMissing()
  const onLine = (bytes: Buffer, from: number, to: number): void => {
    if (bytes[from] === QUESTION) missing.add(bytes, from, to)
    else if (to - from >= hexLength) oids.add(bytes, from)
  }
  const complaint = await readSpans(git.stream(args), LF, signal, onLine, hexLength)
  return { list: oids.toList(), missing: missing.objects, complaint }
}
