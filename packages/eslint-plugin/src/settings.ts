import type { ClassifySettings } from './classify/types.ts'

/** Shared options under `settings.nuvion`; an option of a rule wins over them. */
export interface NuvionSettings extends ClassifySettings {
  /** Further environment names that hold a key. */
  readonly envNames?: readonly string[]
  /** Further prefixes of names that a build publishes. */
  readonly publicEnvPrefixes?: readonly string[]
  /** Further hosts that a key may go to, such as a proxy of your own. */
  readonly hosts?: readonly string[]
  /** Fingerprints and file globs whose keys are accepted. */
  readonly allow?: readonly string[]
  /** Path of the scanner's allowlist, relative to the working directory. */
  readonly allowlist?: string
  /** Names of functions that make a key safe to show. */
  readonly redactors?: readonly string[]
  /** Names of objects or functions that write logs. */
  readonly loggers?: readonly string[]
  readonly maxDepth?: number
  readonly crossModule?: boolean
  readonly resolver?: { readonly alias?: Readonly<Record<string, string>>; readonly conditions?: readonly string[] }
}

/** Reads `settings.nuvion`; anything but an object counts as nothing. */
export function readSettings(settings: unknown): NuvionSettings {
  const value = (settings as { nuvion?: unknown } | null | undefined)?.nuvion
  return typeof value === 'object' && value !== null ? (value) : {}
}
