import { closeSync, openSync, readdirSync, readSync, type Dirent } from 'node:fs'
import { join } from 'node:path'

const sources = /^(?!.*\.(?:test|spec|stories|d)\.).*\.(?:[cm]?[jt]sx?|vue|svelte|astro)$|^\.env/
const skipped = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'vendor', 'target', 'storybook-static', '__tests__', '__mocks__', '__snapshots__', '__fixtures__', 'fixtures', 'test', 'tests', 'e2e'])
/** What `nuvion`, `Nuvion` and `NUVION` hold: a search less for each file. */
const words = ['uvion', 'UVION']
/** Files and folders that are read at most. */
const maxReads = 10_000
const recheckMs = 30_000
const buffer = Buffer.alloc(256 * 1024)
const answers = new Map<string, { readonly mentions: boolean; readonly checkedAt: number }>()

/** Whether any source file below a folder, tests aside, names Nuvion: imports of a project that does not are not worth following. The search is put off until a file is worth it. */
export function mentionsNuvion(folder: string, isWorthSearching: () => boolean = () => true): boolean {
  const known = answers.get(folder)
  const now = performance.now()
  if (known !== undefined && (known.mentions || now - known.checkedAt < recheckMs)) return known.mentions
  if (!isWorthSearching()) return false
  const mentions = search(folder)
  answers.set(folder, { mentions, checkedAt: performance.now() })
  return mentions
}

function search(folder: string): boolean {
  const folders = [folder]
  let reads = 0
  for (const current of folders) {
    // In a project too large to read through, following its imports is the lesser cost.
    if (++reads > maxReads) return true
    for (const entry of entriesOf(current)) {
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !entry.name.startsWith('.')) folders.push(join(current, entry.name))
      } else if (entry.isFile() && sources.test(entry.name)) {
        if (++reads > maxReads || names(join(current, entry.name))) return true
      }
    }
  }
  return false
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // A folder that may not be read holds nothing that an import could reach either.
    return []
  }
}

function names(file: string): boolean {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const text = buffer.subarray(0, readSync(descriptor, buffer))
    return words.some(word => text.includes(word))
  } catch {
    return false
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
