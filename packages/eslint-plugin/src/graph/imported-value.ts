import type { ImportedName } from './module-facts.ts'
import { readModule } from './module-text.ts'
import { rootOf, startWalk, toPath, type GraphSettings } from './project-walk.ts'
import { resolveByConvention } from './resolve-import.ts'

/** The key that an imported value holds, or what `path` takes from it: names of properties, and `()` for a call. */
export interface HeldImport {
  /** The environment name, or words for what stands there; nothing for the whole environment. */
  readonly key: string | null
  /** POSIX path, relative to the project root, of the module that reads it. */
  readonly place: string
}

/** Looks into the module that a value is imported from; nothing where it holds no key for sure. */
export function findHeldKey(filename: string, { source, name }: ImportedName, path: readonly string[], settings: GraphSettings = {}): HeldImport | null {
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
export function findOrigin(filename: string, { source, name }: ImportedName, settings: GraphSettings = {}): string | null {
  const { walk } = startWalk(filename, settings)
  const target = walk.resolve(filename, source)
  return target === null ? null : walk.origin(target, name)
}
