/** A key of an app and the place that lets it out, or not: what the build did with it is read from the emitted files. */
export interface Case {
  readonly title: string
  /** The file whose reports count. */
  readonly file: string
  /** Only reports on lines with this text count. */
  readonly at?: string
  /** Name of the minted key in the app's files: `a` for `<<live-key:a>>`. */
  readonly key: string
}

/** A small app that a real bundler builds. */
export interface App {
  readonly name: string
  /** Stack id of the facts, whose client output globs are searched. */
  readonly framework: string
  readonly dependencies: readonly string[]
  readonly files: Readonly<Record<string, string>>
  /** Command line: a bin of the bundlers' package, or `node`. */
  readonly command: readonly [bin: string, ...args: string[]]
  readonly cases: readonly Case[]
}
