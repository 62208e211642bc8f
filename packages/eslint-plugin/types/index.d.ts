import type { ESLint, Linter } from 'eslint'

/** The plugin: rules, presets, and the parser for files that are read as plain text. */
declare const plugin: ESLint.Plugin & {
  readonly configs: Readonly<Record<'recommended' | 'strict' | 'all' | 'env' | 'data', Linter.Config[]>> & { readonly 'legacy-recommended': Linter.LegacyConfig }
  readonly parsers: { readonly text: Linter.Parser }
}

export default plugin
export { plugin as 'module.exports' }

/** A language whose files are linted for keys beside JavaScript and TypeScript. */
export type LanguageName = 'vue' | 'svelte' | 'astro' | 'html' | 'css' | 'json' | 'jsonc' | 'markdown' | 'yaml' | 'toml' | 'env'

/** How the files of a language are read: by a parser of yours, by a language of a plugin of yours, or as plain text. */
export type LanguageReader =
  | { readonly parser: object; readonly parserOptions?: Readonly<Record<string, unknown>> }
  | { readonly plugins: Readonly<Record<string, unknown>>; readonly language: string; readonly languageOptions?: Readonly<Record<string, unknown>> }
  | 'text'

/** Makes the config block that lints the files of one language with rules of this plugin; without a reader they are read as plain text. */
export declare function languageBlock(options: {
  readonly language: LanguageName
  readonly plugin: ESLint.Plugin
  readonly rules: Readonly<Record<string, Linter.RuleEntry>>
  readonly reader?: LanguageReader
}): Linter.Config

/** Shared options under `settings.nuvion`; an option of a rule wins over them. */
export interface NuvionSettings {
  /** The id of a stack, such as `next` or `sveltekit`; `auto` or nothing: found from manifest, text and path. */
  readonly framework?: string
  readonly clientFiles?: readonly string[]
  readonly serverFiles?: readonly string[]
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

/** Options of `no-client-side-key`. */
export interface NoClientSideKeyOptions {
  /** Follow imports into other files. On by default. */
  readonly crossModule?: boolean
  /** How many modules an import is followed through. */
  readonly maxDepth?: number
  readonly allow?: readonly string[]
}

/** Options of `no-env-inlining`. */
export interface NoEnvInliningOptions {
  /** Globs of further files that configure a build. */
  readonly configFiles?: readonly string[]
}

/** Options of `no-hardcoded-key`. */
export interface NoHardcodedKeyOptions {
  /** Fingerprints of accepted keys, and globs of files whose keys are accepted. */
  readonly allow?: readonly string[]
  /** Globs of files in which sandbox keys are accepted. */
  readonly allowTestKeysIn?: readonly string[]
}

/** Options of `no-key-in-command`. */
export interface NoKeyInCommandOptions {
  /** Further functions that run a command. */
  readonly commands?: readonly string[]
}

/** Options of `no-key-in-serialized-data`. */
export interface NoKeyInSerializedDataOptions {
  /** Further functions whose arguments go to the browser. */
  readonly sinks?: readonly string[]
}

/** Options of `no-key-in-storage`. */
export interface NoKeyInStorageOptions {
  /** Further objects or functions that store what they are given. */
  readonly sinks?: readonly string[]
  /** Names of secret stores in which a key may be kept. */
  readonly allowStores?: readonly string[]
}

/** Options of `no-key-in-url`. */
export interface NoKeyInUrlOptions {
  /** Further option names of requests whose values go into the query. */
  readonly params?: readonly string[]
}

/** Options of `no-key-logging`. */
export interface NoKeyLoggingOptions {
  /** Further names of objects or functions that write logs. */
  readonly loggers?: readonly string[]
}

/** Options of `no-key-to-untrusted-host`. */
export interface NoKeyToUntrustedHostOptions {
  /** Further hosts that a key may go to. */
  readonly hosts?: readonly string[]
}

/** Options of `no-live-key-in-tests`. */
export interface NoLiveKeyInTestsOptions {
  /** Globs of further files that are test code. */
  readonly testFiles?: readonly string[]
  readonly allow?: readonly string[]
}

/** Options of `no-public-env-key`. */
export interface NoPublicEnvKeyOptions {
  /** Further prefixes that a build publishes. */
  readonly prefixes?: readonly string[]
  /** Further names that hold a key although they don't say so. */
  readonly envNames?: readonly string[]
  /** Names that are accepted. */
  readonly allow?: readonly string[]
}

/** Options of `require-bearer-auth`. */
export interface RequireBearerAuthOptions {
  /** Further header names in which a key is sent by mistake. */
  readonly headerNames?: readonly string[]
}

/** Options of `require-server-only`. */
export interface RequireServerOnlyOptions {
  /** The marker to ask for; `auto` takes the one of the file's framework. */
  readonly marker?: string
}
