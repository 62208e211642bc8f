import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const alternatesDepth = 5

/** The packs of an object store and of its alternates. What is not found here git finds: nothing depends on the list being whole. */
export function listPackFiles(objects: string, depth = 0): string[] {
  const packs = entries(join(objects, 'pack'))
    .filter(name => /^pack-[0-9a-f]+\.pack$/.test(name))
    .map(name => join(objects, 'pack', name))
  if (depth === alternatesDepth) return packs
  const alternates = text(join(objects, 'info/alternates'))
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#') && !line.startsWith('"'))
  return [...new Set([...packs, ...alternates.flatMap(path => listPackFiles(resolve(objects, path), depth + 1))])]
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
    return readFileSync(file, 'utf8')
  } catch {
    // Most stores have no alternates.
    return ''
  }
}
