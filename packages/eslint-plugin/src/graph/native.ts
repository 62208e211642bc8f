import { createRequire } from 'node:module'

/** The part of oxc-resolver that is used. */
export interface NativeResolver {
  resolveFileSync(file: string, request: string): { readonly path?: string; readonly error?: string }
  clearCache(): void
}

/** The part of oxc-parser that is used. */
export interface NativeParser {
  parseSync(filename: string, text: string, options: { readonly lang: 'js' | 'jsx' | 'ts' | 'tsx'; readonly sourceType: 'unambiguous' }): { readonly program: unknown; readonly errors: readonly unknown[] }
}

interface Native {
  readonly resolver: ((options: object) => NativeResolver) | null
  readonly parser: NativeParser | null
}

let loaded: Native | undefined

/** Loads the optional native packages on first use; says once, as a process warning, which are absent and what that costs. */
export function loadNative(): Native {
  if (loaded !== undefined) return loaded
  const require = createRequire(import.meta.url)
  const missing: string[] = []
  const load = (name: string): unknown => {
    try {
      return require(name) as unknown
    } catch {
      missing.push(name)
      return null
    }
  }
  const resolver = load('oxc-resolver') as { readonly ResolverFactory: new (options: object) => NativeResolver } | null
  const parser = load('oxc-parser') as NativeParser | null
  loaded = { resolver: resolver === null ? null : options => new resolver.ResolverFactory(options), parser }
  if (missing.length > 0) {
    process.emitWarning(`Following keys across modules is limited to relative imports and plain exports, because ${missing.join(' and ')} can't be loaded. Install ${missing.length > 1 ? 'them' : 'it'} as a development dependency to follow aliases, barrels and helper functions.`, {
      code: 'NUVION_LIMITED_IMPORTS',
    })
  }
  return loaded
}
