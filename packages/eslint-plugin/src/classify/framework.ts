import { frameworks, serverPackages, type FrameworkFacts } from '@nuvion-guard/rules'
import { matchesGlob } from './glob.ts'

const candidates = frameworks.filter(one => one.kind !== 'overlay')
const byId = new Map(frameworks.map(one => [one.id, one]))

/** The facts of a stack by its id, or `null` where the id is unknown. */
export function frameworkById(id: string | null): FrameworkFacts | null {
  return id === null ? null : (byId.get(id) ?? null)
}

/** The main stack of a file: the manifest's, else the one that the file's text or path tells; `null` where none does. */
export function detectFramework(options: { readonly paths: readonly string[]; readonly text: string; readonly dependencies: ReadonlySet<string> | null }): FrameworkFacts | null {
  const { paths, text, dependencies } = options
  const named = dependencies === null ? [] : candidates.filter(one => one.dependencies.some(name => dependencies.has(name)))
  // A bundler beside a framework is the framework's own.
  const used = named.some(one => one.kind !== 'bundler') ? named.filter(one => one.kind !== 'bundler') : named
  if (used.length === 1) return used[0] as FrameworkFacts
  const pool = used.length > 0 ? used : candidates
  const told = pool.find(one => one.tellingTexts?.some(word => text.includes(word)) === true) ?? tellByPath(pool, paths, used.length === 0 && isServerProject(dependencies))
  return told ?? used[0] ?? null
}

/** Whether a manifest names a package that makes the project a server. */
export function isServerProject(dependencies: ReadonlySet<string> | null): boolean {
  return dependencies !== null && serverPackages.some(name => dependencies.has(name))
}

function tellByPath(pool: readonly FrameworkFacts[], paths: readonly string[], isServer: boolean): FrameworkFacts | undefined {
  // In an Express or Nest project a folder named app says nothing about Next.js.
  if (isServer) return undefined
  return pool.find(one => one.tellingPaths !== undefined && paths.some(path => matchesGlob(path, one.tellingPaths as readonly string[])))
}
