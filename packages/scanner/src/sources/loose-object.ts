import { readdirSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import type { Git } from './git.ts'
import { oidBytesOf } from './oid-bytes.ts'
import { ifReadable, listObjectStores } from './pack-files.ts'

const maxBytes = 16 * 1024 * 1024
const folders = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const known: ReadonlySet<string> = new Set(['blob', 'tree', 'commit', 'tag'])

/** The content of a loose object of a type that git does not know; nothing where the object is anything else, damaged, or over 16 MiB. */
export async function readUnknownObject(git: Git, oid: string): Promise<Buffer | undefined> {
  const file = join(git.commonDirectory, 'objects', oid.slice(0, 2), oid.slice(2))
  try {
    if ((await stat(file)).size > maxBytes) return undefined
    const raw: Buffer = await promisify(inflate)(await readFile(file), { maxOutputLength: maxBytes })
    const headerEnd = raw.indexOf(0)
    const header = /^(\S+) (\d+)$/.exec(raw.toString('latin1', 0, Math.max(0, Math.min(headerEnd, 256))))
    if (header === null || known.has(header[1] ?? '') || Number(header[2]) !== raw.length - headerEnd - 1) return undefined
    return raw.subarray(headerEnd + 1)
  } catch {
    // Not loose, or not to be inflated: the caller counts it as unreadable.
    return undefined
  }
}

/** Ids of the loose objects of the store and its alternates, in those folders that can be listed: of the others git has spoken. */
export function listLooseObjects(git: Git): string[] {
  const width = oidBytesOf(git)
  const stores = [...listObjectStores(join(git.commonDirectory, 'objects'))]
  return [...new Set(stores.flatMap(store => folders.flatMap(folder => ifReadable(() => looseIn(store, folder, width)) ?? [])))]
}

/** The folders of a store that loose objects stand in. Throws what the file system throws. */
export function looseFolders(store: string): string[] {
  return readdirSync(store).filter(name => /^[0-9a-f]{2}$/.test(name))
}

/** Ids of `width` bytes of the loose objects in a folder of a store. Throws what the file system throws. */
export function looseIn(store: string, folder: string, width: number): string[] {
  const names = readdirSync(join(store, folder)).filter(name => name.length === 2 * (width - 1) && /^[0-9a-f]+$/i.test(name))
  return names.map(name => folder + name.toLowerCase())
}
