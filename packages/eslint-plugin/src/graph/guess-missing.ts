import { dirname, join, resolve } from 'node:path'
import { classifyFile } from '../classify/classify-file.ts'
import type { ClassifySettings } from '../classify/types.ts'
import { keyNameStrength, wordsOf } from '../taint/key-name.ts'

const local = /^(?:\.{1,2}\/|\/|@\/|~\/|~~\/|@@\/|#|\$lib\/|src\/|app\/|server\/|lib\/)/

/** What a module that is not on disk (generated, of another package, not checked out) must hold by its specifier and names; `null` where they don't tell. */
export function guessMissing(options: { readonly filename: string; readonly root: string; readonly specifier: string; readonly names: readonly string[]; readonly settings: ClassifySettings }): string | null {
  const { filename, root, specifier, names, settings } = options
  // a hook runs in the browser, wherever it stands
  if (!local.test(specifier) || names.length === 0 || names.some(name => /^use[A-Z]/.test(name))) return null
  const key = names.find(name => keyNameStrength(name) === 'nuvion')
  if (key !== undefined && isServerPath()) return key
  const speaks = [specifier, ...names].some(text => wordsOf(text).includes('nuvion'))
  return speaks && isServerPath() ? 'the server\'s Nuvion client' : null

  function isServerPath(): boolean {
    const path = specifier.startsWith('.') ? resolve(dirname(filename), specifier) : join(root, specifier.replace(/^\$lib\//, 'src/lib/').replace(/^(?:@|~{1,2}|@@|#)\/?/, ''))
    if (wordsOf(specifier).includes('server')) return true
    const file = /\.\w+$/.test(path) ? path : `${path}.ts`
    return classifyFile({ filename: file, text: '', settings: { ...settings, clientFiles: [] }, cwd: root }).side === 'server'
  }
}
