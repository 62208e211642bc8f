/** Where a piece of code runs: `shared` code is in the browser bundle as well as on the server, so a key in it leaks like in client code. */
export type Side = 'client' | 'server' | 'shared' | 'unknown'

/** Where a piece of code runs, and why, in words that fit a message. */
export interface Placed {
  readonly side: Side
  readonly reason: string
}

/** The part of `settings.nuvion` and of rule options that classification reads; globs are relative to the project root. */
export interface ClassifySettings {
  /** A stack id of `rules/frameworks.ts`; `auto` or nothing: found from manifest, text and path. */
  readonly framework?: string
  readonly clientFiles?: readonly string[]
  readonly serverFiles?: readonly string[]
}

/** What `classifyFile` decides from. */
export interface ClassifyInput {
  /** Absolute, or relative to `cwd`. */
  readonly filename: string
  readonly text: string
  readonly settings?: ClassifySettings | undefined
  readonly cwd?: string | undefined
}

/** The side of a whole file. */
export interface FileSide extends Placed {
  /** Stack id of `rules/frameworks.ts`. */
  readonly framework: string | null
  /** POSIX path relative to the project root (the nearest manifest's folder, else `cwd`). */
  readonly path: string
  /** Absolute project root. */
  readonly root: string
}

/** What reading an environment name without a public prefix does in this project's client code. */
export type EnvReadEffect = 'undefined-in-browser' | 'leaks-to-browser' | 'may-leak'
