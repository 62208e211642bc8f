import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { loadConfig } from 'rolldown/config'
import { renderTemplate } from '@nuvion-guard/test-fixtures'

const packageRoot = resolve(import.meta.dirname, '../..')
const repositoryRoot = resolve(packageRoot, '../..')

/** Builds the plugin as the release does and puts it where an installation would, in `node_modules` of a new folder; with or without its optional packages. */
export async function installPlugin({ withOptional }: { readonly withOptional: boolean }): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'installed-'))
  const config = await loadConfig(join(repositoryRoot, 'rolldown.config.ts'))
  const all = [await (typeof config === 'function' ? config({}) : config)].flat()
  const own = all.find(one => typeof one.input === 'string' && one.input.includes('eslint-plugin'))
  if (own === undefined) throw new Error('rolldown.config.ts does not build the plugin')
  const { output, ...input } = own
  const bundle = await rolldown({ ...input, cwd: repositoryRoot })
  const built = await bundle.generate([output].flat()[0])
  await bundle.close()
  const target = join(root, 'node_modules/eslint-plugin-nuvion')
  mkdirSync(join(target, 'dist'), { recursive: true })
  for (const chunk of built.output) writeFileSync(join(target, 'dist', chunk.type === 'chunk' ? chunk.fileName : chunk.fileName), chunk.type === 'chunk' ? chunk.code : chunk.source)
  writeFileSync(join(target, 'package.json'), readFileSync(join(packageRoot, 'package.json')))
  if (withOptional) for (const name of ['oxc-parser', 'oxc-resolver']) symlinkSync(packageFolder(name), join(root, 'node_modules', name))
  cpSync(join(packageRoot, 'types'), join(target, 'types'), { recursive: true })
  return root
}

/** Writes files, templates rendered, below a folder. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), renderTemplate(text).text)
  }
}

/** The folder of a package of this one's own dependencies. */
export function packageFolder(name: string): string {
  return join(packageRoot, 'node_modules', name)
}

/** The environment of a child process in which nothing but the folders above it is searched for packages. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'NODE_PATH' && name !== 'NODE_OPTIONS')
  return { ...Object.fromEntries(inherited), ...more }
}
