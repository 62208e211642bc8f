import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Git } from './git.ts'
import { looseFolders, looseIn } from './loose-object.ts'
import { createOidStore, type ObjectList } from './object-list.ts'
import { oidBytesOf } from './oid-bytes.ts'
import { isPackName, sizeOf, toIndexFile } from './pack-files.ts'
import { withPackIndex } from './pack-index.ts'
import { canLayOut } from './pack-layout.ts'
import { toWholeSpan } from './pack-span.ts'

/** An index can lie. */
const guessMax = 10_000_000

/**
 * Reads the ids of a store from the indexes of its packs and the names of its loose objects: no process, and a fraction of the time and memory that git's
 * answer takes. Nothing where anything is out of the ordinary (an alternate, a quarantine, a pack without an index, with an old one or with a name of its
 * own): git knows what to make of it, and what to say. Throws what the file system throws.
 */
export function readPlainStore(git: Git): ObjectList | undefined {
  const objects = join(git.commonDirectory, 'objects')
  if (isLent(git) || isThere(join(objects, 'info/alternates'))) return undefined
  const width = oidBytesOf(git)
  // Loose objects first: one that is packed meanwhile is in a pack that is seen then.
  const loose = looseFolders(objects).flatMap(folder => looseIn(objects, folder, width))
  const packs = listPlainPacks(join(objects, 'pack'))
  if (packs === undefined) return undefined
  const oids = createOidStore(width, loose.length + guessPacked(packs, width))
  for (const pack of packs) {
    const isRead = withPackIndex(toIndexFile(pack), width, index => {
      if (index === undefined || !canLayOut(toWholeSpan(index.count), sizeOf(pack))) return false
      oids.addPack(pack, index)
      return true
    })
    if (!isRead) return undefined
  }
  for (const oid of loose) oids.add(Buffer.from(oid, 'latin1'), 0)
  return oids.toUniqueList()
}

/** Whether git was told of another place for objects: as in a hook, of what has arrived. */
export function isLent(git: Git): boolean {
  const { GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES } = git.environment
  return GIT_OBJECT_DIRECTORY !== undefined || GIT_ALTERNATE_OBJECT_DIRECTORIES !== undefined
}

/** The packs in a folder; nothing where one has no index, or a name of its own. Throws what the file system throws. */
export function listPlainPacks(folder: string): string[] | undefined {
  const names = new Set(isThere(folder) ? readdirSync(folder) : [])
  const packs = [...names].filter(name => name.endsWith('.pack'))
  return packs.every(name => isPackName(name) && names.has(toIndexFile(name))) ? packs.map(name => join(folder, name)) : undefined
}

/** Throws where that cannot be told. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** How many objects packs hold, by the sizes of their indexes: each has an id of `width` bytes, a checksum and an offset there. */
export function guessPacked(packs: readonly string[], width: number): number {
  const counts = packs.map(pack => Math.ceil(sizeOf(toIndexFile(pack)) / (width + 8)))
  return Math.min(counts.reduce((sum, count) => sum + count, 0), guessMax)
}
