import type { ModuleText } from './module-text.ts'
import { summarise } from './summarise.ts'
import { summariseText } from './summarise-text.ts'
import { loadNative } from './native.ts'
import type { Sketch } from './sketch.ts'

/** A name taken from another module; `name` is `default`, `*` or an exported name. */
export interface ImportedName {
  readonly source: string
  readonly name: string
}

/** A top-level binding: the key it reads or holds itself, and the other top-level names it uses. */
export interface Binding {
  /** Words for the key: the environment name, or what stands there. */
  readonly key: string | null
  readonly uses: readonly string[]
  /** What its value holds; nothing where only the text was read. */
  readonly sketch?: () => Sketch | null
}

/** What a module exports and how its top-level names hang together. */
export interface ModuleFacts {
  readonly isServerFunctions: boolean
  readonly bindings: ReadonlyMap<string, Binding>
  readonly imports: ReadonlyMap<string, ImportedName>
  /** Exported name to a local name or to a name of another module. */
  readonly exports: ReadonlyMap<string, string | ImportedName>
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[]
  /** The key that a statement at the top level uses, whatever is imported. */
  readonly effect: string | null
}

const cache = new WeakMap<ModuleText, ModuleFacts>()

/** Parses a module once for as long as its text is cached; a syntax error falls back to what the text tells. */
export function moduleFacts(module: ModuleText, extraNames: readonly string[]): ModuleFacts {
  const known = cache.get(module)
  if (known !== undefined) return known
  const { parser } = loadNative()
  const facts = (parser === null ? null : summarise(parser, module, extraNames)) ?? summariseText(module, extraNames)
  cache.set(module, facts)
  return facts
}
