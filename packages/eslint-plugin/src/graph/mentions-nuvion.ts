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
/** A project of so few files says nothing by not naming Nuvion. */
const fewFiles = 10
type Answer = 'named' | 'unnamed' | 'few-files' | 'too-large'
const answers = new Map<string, { readonly answer: Answer; readonly checkedAt: number }>()

/** Whether any source file below a folder, tests aside, names Nuvion: imports of a project that does not are not worth following. The search is put off until a file is worth it. */
export function mentionsNuvion(folder: string, isWorthSearching: () => boolean = () => true): boolean {
  const answer = answerOf(folder, isWorthSearching)
  // In a project too large to read through, following its imports is the lesser cost.
  return answer === 'named' || answer === 'too-large'
}

/** Whether it is known already that no source file names Nuvion. */
export function isUnnamed(folder: string): boolean {
  return answers.get(folder)?.answer === 'unnamed'
}

/** Whether the environment of a folder's project may hold a Nuvion key: its source names Nuvion, or is too little to tell. */
export function mayHaveNuvionKey(folder: string): boolean {
  const answer = answerOf(folder)
  return answer === 'named' || answer === 'few-files'
}

function answerOf(folder: string, isWorthSearching: () => boolean = () => true): Answer {
  const known = answers.get(folder)
  if (known !== undefined && (known.answer === 'named' || known.answer === 'too-large' || performance.now() - known.checkedAt < recheckMs)) return known.answer
  if (!isWorthSearching()) return 'unnamed'
  const answer = search(folder)
  answers.set(folder, { answer, checkedAt: performance.now() })
  return answer
}

function search(folder: string): Answer {
  const folders = [folder]
  let reads = 0
  let files = 0
  for (const current of folders) {
    if (++reads > maxReads) return 'too-large'
    for (const entry of entriesOf(current)) {
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !entry.name.startsWith('.')) folders.push(join(current, entry.name))
      } else if (entry.isFile() && sources.test(entry.name)) {
        files++
        if (++reads > maxReads) return 'too-large'
        if (names(join(current, entry.name))) return 'named'
      }
    }
  }
  return files < fewFiles ? 'few-files' : 'unnamed'
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
