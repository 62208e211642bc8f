import { dirname, relative } from 'node:path'
import { classifyFile } from '../classify/classify-file.ts'
import { nearestManifest } from '../classify/manifest.ts'
import type { ClassifySettings, Side } from '../classify/types.ts'
import { guessMissing } from './guess-missing.ts'
import { readModule } from './module-text.ts'
import { refreshGeneration } from './generation.ts'
import { resolveByConvention, type ResolverSettings } from './resolve-import.ts'
import { createWalk, type Walk } from './walk.ts'

/** The part of `settings.nuvion` that following imports reads. */
export interface GraphSettings extends ClassifySettings {
  readonly envNames?: readonly string[]
  /** Longest chain of modules that is followed; 8 where it is not given. */
  readonly maxDepth?: number
  readonly resolver?: ResolverSettings
}

/** The value imports of one specifier: `default`, `*` for a namespace, or exported names; none for a bare import. */
export interface ImportRequest {
  readonly source: string
  readonly names: readonly string[]
}

/** An imported binding that carries a key. */
export interface KeyImport {
  readonly source: string
  /** `default`, `*`, an exported name, or the empty string of a bare import. */
  readonly name: string
  /** POSIX paths relative to the project root, from the importing file to the one that reads the key. */
  readonly chain: readonly string[]
  /** The environment name, or words for what stands there. */
  readonly key: string
  /** Side of the file that reads the key; where it is `client` or `shared`, the read is reported there as well. */
  readonly originSide: Side
  /** False where the module is not on disk and only its specifier tells. */
  readonly isRead: boolean
}

/** The key that an imported value holds, or what `path` takes from it: names of properties, and `()` for a call. */
export interface HeldImport {
  /** The environment name, or words for what stands there; nothing for the whole environment. */
  readonly key: string | null
  /** POSIX path, relative to the project root, of the module that reads it. */
  readonly place: string
}

/** Looks into the module that a value is imported from; nothing where it holds no key for sure. */
export function findHeldKey(filename: string, { source, name }: { readonly source: string; readonly name: string }, path: readonly string[], settings: GraphSettings = {}): HeldImport | null {
  const { root, walk } = startWalk(filename, settings)
  const target = walk.resolve(filename, source)
  const held = target === null ? null : walk.held(target, name, path)
  return held === null ? null : { key: held.key, place: toPath(root, held.file) }
}

/** Whether the text of an imported module names Nuvion or holds a key; one that only a setting of the project leads to is not looked for. */
export function mayExportKey(filename: string, source: string, settings: GraphSettings = {}): boolean {
  const target = resolveByConvention(filename, source, rootOf(filename))
  return target !== null && readModule(target, settings.envNames ?? [])?.isSuspect === true
}

/** The file that declares what is imported, through barrels; nothing where its module is not on disk. */
export function findOrigin(filename: string, { source, name }: { readonly source: string; readonly name: string }, settings: GraphSettings = {}): string | null {
  const { walk } = startWalk(filename, settings)
  const target = walk.resolve(filename, source)
  return target === null ? null : walk.origin(target, name)
}

function startWalk(filename: string, settings: GraphSettings): { readonly root: string; readonly walk: Walk } {
  refreshGeneration()
  const root = rootOf(filename)
  return { root, walk: createWalk({ root, names: settings.envNames ?? [], resolver: settings.resolver ?? {}, maxDepth: settings.maxDepth ?? 8 }) }
}

function rootOf(filename: string): string {
  return nearestManifest(dirname(filename))?.root ?? dirname(filename)
}

function toPath(root: string, file: string): string {
  return relative(root, file).replaceAll('\\', '/')
}

/** Follows value imports of a file through barrels, aliases and helper functions, and returns those that carry a key into it. */
export function findKeyImports(filename: string, requests: readonly ImportRequest[], settings: GraphSettings = {}): KeyImport[] {
  const { root, walk } = startWalk(filename, settings)
  const names = settings.envNames ?? []
  const found: KeyImport[] = []
  for (const { source, names: wanted } of requests) {
    const target = walk.resolve(filename, source)
    if (target === null) {
      const guess = guessMissing({ filename, root, specifier: source, names: wanted, settings })
      for (const name of guess === null ? [] : wanted) found.push({ source, name, chain: [toPath(root, filename), source], key: guess as string, originSide: 'server', isRead: false })
      continue
    }
    if (!walk.mayReach(target)) continue
    for (const name of wanted.length === 0 ? [''] : wanted) {
      const trace = walk.trace(target, name)
      if (trace === null) continue
      const sideOf = (file: string): Side => classifyFile({ filename: file, text: readModule(file, names)?.text ?? '', settings, cwd: root }).side
      // Client code further down the chain that uses the key is reported in its own file: those that import it need no report each.
      if (trace.users.some(file => isShipped(sideOf(file)))) continue
      const originSide = sideOf(trace.files.at(-1) as string)
      found.push({ source, name, chain: [filename, ...trace.files].map(file => toPath(root, file)), key: trace.key, originSide, isRead: true })
    }
  }
  return found
}

function isShipped(side: Side): boolean {
  return side === 'client' || side === 'shared'
}
