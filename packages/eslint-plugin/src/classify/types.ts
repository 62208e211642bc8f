/** Where a piece of code runs: `shared` code is in the browser bundle as well as on the server, so a key in it leaks like in client code. */
export type Side = 'client' | 'server' | 'shared' | 'unknown'

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

/** The side of a whole file, with the framework rule it rests on in words that fit a message. */
export interface FileSide {
  readonly side: Side
  /** Stack id of `rules/frameworks.ts`. */
  readonly framework: string | null
  readonly reason: string
  /** POSIX path relative to the project root (the nearest manifest's folder, else `cwd`). */
  readonly path: string
  /** Absolute project root. */
  readonly root: string
}

/** What reading an environment name without a public prefix does in this project's client code. */
export type EnvReadEffect = 'undefined-in-browser' | 'leaks-to-browser' | 'may-leak'
