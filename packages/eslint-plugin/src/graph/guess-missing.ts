import { keyNameStrength, wordsOf } from '../taint/key-name.ts'

const local = /^(?:\.{1,2}\/|\/|@\/|~\/|~~\/|@@\/|#|\$lib\/|src\/|app\/|server\/|lib\/)/

/** What a module that is not on disk (generated, of another package, not checked out) must hold by its specifier and names; `null` where they don't tell. */
export function guessMissing(specifier: string, names: readonly string[]): string | null {
  // the place alone is no evidence: providers and contexts stand in the `app` folder of Next.js too
  if (!local.test(specifier) || !isServerPath(specifier) || !names.some(name => mayBringKey(name, specifier))) return null
  const key = names.find(name => keyNameStrength(name) === 'nuvion')
  if (key !== undefined) return key
  return [specifier, ...names].some(text => wordsOf(text).includes('nuvion')) ? 'the server\'s Nuvion client' : null
}

/** False for what brings no key into the browser, whatever its name says: hooks, components, server functions, query keys. */
export function mayBringKey(name: string, specifier: string): boolean {
  if (/^use[A-Z]/.test(name) || (/^[A-Z][a-z]/.test(name) && !name.endsWith('Client'))) return false
  const words = wordsOf(specifier)
  if (words.some(word => word === 'actions' || word === 'action')) return false
  const isAboutQueries = words.at(-1) === 'keys' || words.some(word => word === 'query' || word === 'queries')
  return !(isAboutQueries && name.endsWith('Keys') && !wordsOf(name).some(word => word === 'api' || word === 'secret'))
}

/** `@/server/nuvion`, `~/nuvion.server`, `./nuvion-server.ts`, `@/lib/nuvion/server-client`. */
function isServerPath(specifier: string): boolean {
  return specifier.replace(/\.[cm]?[jt]sx?$/, '').split('/').some(part => /(?:^| )server(?: client)?$/.test(wordsOf(part).join(' ')))
}
