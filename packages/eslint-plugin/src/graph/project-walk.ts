import { dirname, relative } from 'node:path'
import { nearestManifest } from '../classify/manifest.ts'
import type { ClassifySettings } from '../classify/types.ts'
import { refreshGeneration } from './generation.ts'
import type { ResolverSettings } from './resolve-import.ts'
import { createWalk, type Walk } from './walk.ts'

/** The part of `settings.nuvion` that following imports reads. */
export interface GraphSettings extends ClassifySettings {
  readonly envNames?: readonly string[]
  /** Longest chain of modules that is followed; 8 where it is not given. */
  readonly maxDepth?: number
  readonly resolver?: ResolverSettings
}

/** Starts a walk of the project that a file belongs to. */
export function startWalk(filename: string, settings: GraphSettings): { readonly root: string; readonly walk: Walk } {
  refreshGeneration()
  const root = rootOf(filename)
  return { root, walk: createWalk({ root, names: settings.envNames ?? [], resolver: settings.resolver ?? {}, maxDepth: settings.maxDepth ?? 8 }) }
}

/** The folder of the nearest manifest above a file. */
export function rootOf(filename: string): string {
  return nearestManifest(dirname(filename))?.root ?? dirname(filename)
}

/** The POSIX path of a file, relative to the root. */
export function toPath(root: string, file: string): string {
  return relative(root, file).replaceAll('\\', '/')
}
