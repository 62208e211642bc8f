import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { loadNative, type NativeResolver } from './native.ts'

/** How specifiers are resolved, from `settings.nuvion.resolver`. */
export interface ResolverSettings {
  readonly alias?: Readonly<Record<string, string>>
  readonly conditions?: readonly string[]
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.vue', '.svelte', '.astro']
const resolvers = new Map<string, NativeResolver>()

/** Resolves a specifier from an absolute file to an absolute file; `null` where there is none or where it lies in `node_modules`. */
export function resolveImport(file: string, specifier: string, root: string, settings: ResolverSettings = {}): string | null {
  if (/^(?:node|bun|https?|data|virtual|astro|jsr|npm):/.test(specifier)) return null
  const clean = specifier.replace(/\?.*$/, '')
  const found = resolveNatively(file, clean, root, settings) ?? resolveByConvention(file, clean, root)
  return found === null || /[\\/]node_modules[\\/]/.test(found) ? null : found
}

/** Forgets what was read of the file system, for editors that stay open. */
export function forgetResolved(): void {
  for (const resolver of resolvers.values()) resolver.clearCache()
}

function resolveNatively(file: string, specifier: string, root: string, settings: ResolverSettings): string | null {
  const { resolver: create } = loadNative()
  if (create === null) return null
  const key = JSON.stringify([root, settings])
  let resolver = resolvers.get(key)
  if (resolver === undefined) {
    const alias = Object.fromEntries(Object.entries(settings.alias ?? {}).map(([from, to]) => [from, [resolve(root, to)]]))
    resolver = create({
      tsconfig: 'auto',
      alias,
      extensions,
      extensionAlias: { '.js': ['.ts', '.tsx', '.js', '.jsx'], '.jsx': ['.tsx', '.jsx'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] },
      conditionNames: [...(settings.conditions ?? []), 'source', 'development', 'browser', 'import', 'module', 'node', 'default', 'require'],
      mainFields: ['source', 'browser', 'module', 'main'],
    })
    resolvers.set(key, resolver)
  }
  return resolver.resolveFileSync(file, specifier).path ?? null
}

/** Aliases that frameworks set up in their own configuration, where no tsconfig tells them; the folders are tried in order. */
const conventions: readonly (readonly [start: string, folders: readonly string[]])[] = [
  ['@/', ['src', '.', 'app']], ['~/', ['src', 'app', '.']], ['~~/', ['.']], ['@@/', ['.']], ['$lib/', ['src/lib']], ['$/', ['src']], ['#/', ['src', '.']], ['src/', ['src']],
]

/** Resolves a path, or an alias that frameworks set up, without a look at any setting. */
export function resolveByConvention(file: string, specifier: string, root: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('/')) return withExtension(resolve(dirname(file), specifier))
  for (const [start, folders] of conventions) {
    // `$lib` alone is the folder itself
    if (!`${specifier}/`.startsWith(start)) continue
    for (const folder of folders) {
      const found = withExtension(join(root, folder, specifier.slice(start.length)))
      if (found !== null) return found
    }
  }
  return null
}

function withExtension(path: string): string | null {
  const stem = path.replace(/\.[cm]?jsx?$/, '')
  const tries = [path, ...extensions.map(one => path + one), ...(stem === path ? [] : extensions.map(one => stem + one)), ...extensions.map(one => join(path, `index${one}`))]
  return tries.find(one => statSync(one, { throwIfNoEntry: false })?.isFile() === true) ?? null
}
