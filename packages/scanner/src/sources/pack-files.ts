import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readRegularFile } from './git-directory.ts'

const alternatesDepth = 5

/** The packs of an object store and of its alternates. What is not found here git finds: nothing depends on the list being whole. */
export function listPackFiles(objects: string): string[] {
  const packs = Array.from(listObjectStores(objects), store =>
    entries(join(store, 'pack'))
      .filter(isPackName)
      .map(name => join(store, 'pack', name)),
  )
  return packs.flat()
}

/** Whether a file has the name that git gives to packs. */
export function isPackName(name: string): boolean {
  return /^pack-[0-9a-f]+\.pack$/.test(name)
}

/** The index that belongs to a pack. */
export function toIndexFile(pack: string): string {
  return pack.replace(/\.pack$/, '.idx')
}

/** What `read` returns; nothing where the file system refuses it. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!isRefusal(error)) throw error
    return undefined
  }
}

/** Whether it was the file system that failed. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** Bytes of a pack or an index; 0 for one that is gone, or in a folder that can be listed only: what that hides is found out later. */
export function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** An object store and its alternates, theirs too, each once; a store's own list is read when the next one is asked for. */
export function* listObjectStores(objects: string, depth = 0, seen = new Set<string>()): Generator<string> {
  // Stores that name one another again and again, through links too, would never come to an end.
  const place = toRealPath(objects)
  if (seen.has(place)) return
  seen.add(place)
  yield objects
  if (depth === alternatesDepth) return
  for (const line of text(join(objects, 'info/alternates')).split('\n')) {
    if (line !== '' && !line.startsWith('#')) yield* listObjectStores(resolve(objects, unquote(line)), depth + 1, seen)
  }
}

function toRealPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // Not there, or closed: nothing of it is listed.
    return path
  }
}

const escapes: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** A path as git quotes it: in double quotes, with the escapes of C. */
function unquote(line: string): string {
  if (!line.startsWith('"')) return line
  const bytes = line.slice(1, line.lastIndexOf('"')).replace(/\\([0-7]{3}|.)/g, (_, escape: string) =>
    escape.length === 3 ? String.fromCharCode(Number.parseInt(escape, 8)) : (escapes[escape] ?? escape),
  )
  return /[\u0080-\u00ff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // A store without packs, or one that only git can read.
    return []
  }
}

function text(file: string): string {
  try {
    return readRegularFile(file)
  } catch {
    // Most stores have no alternates.
    return ''
  }
}
