import { readFileSync, statSync } from 'node:fs'
import { mayHoldKeyText } from '@nuvion-guard/core'

/** A source module as text, with what a look at the text alone tells. */
export interface ModuleText {
  readonly file: string
  readonly text: string
  /** The text may read or hold a key. */
  readonly isSuspect: boolean
  /** Specifiers of its value imports and re-exports, duplicates left out. */
  readonly specifiers: readonly string[]
}

const maxBytes = 1_000_000
const script = /\.[cm]?[jt]sx?$/
const cache = new Map<string, { readonly mtimeMs: number; readonly size: number; readonly module: ModuleText | null }>()

/** Reads a module, or takes it from the cache where path, time and size are as they were; `null` for what can't be read or is no script. */
export function readModule(file: string, extraNames: readonly string[]): ModuleText | null {
  if (!script.test(file) || file.endsWith('.d.ts')) return null
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile() || stat.size > maxBytes) return null
  const key = extraNames.length === 0 ? file : `${file}\0${extraNames.join('\0')}`
  const known = cache.get(key)
  if (known !== undefined && known.mtimeMs === stat.mtimeMs && known.size === stat.size) return known.module
  let module: ModuleText | null = null
  try {
    const text = readFileSync(file, 'utf8')
    module = { file, text, isSuspect: /nuvion/i.test(text) || mayHoldKeyText(text) || extraNames.some(name => text.includes(name)), specifiers: specifiersOf(text) }
  } catch {
    // A file that vanished or may not be read between the two calls carries nothing that could be shown.
  }
  cache.set(key, { mtimeMs: stat.mtimeMs, size: stat.size, module })
  return module
}

function specifiersOf(text: string): readonly string[] {
  const found = new Set<string>()
  for (const match of text.matchAll(/\b(?:from|import)\s*(?:\(\s*)?(['"])([^'"\n]{1,400})\1/g)) found.add(match[2] as string)
  if (text.includes('require(')) for (const match of text.matchAll(/\brequire\(\s*(['"])([^'"\n]{1,400})\1/g)) found.add(match[2] as string)
  return [...found]
}
