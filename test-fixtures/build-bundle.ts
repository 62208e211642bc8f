import { resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { loadConfig } from 'rolldown/config'

/** What is built of a package as `rolldown.config.ts` says: its one file of code, and by name the texts beside it. */
export interface Built {
  readonly code: string
  readonly texts: ReadonlyMap<string, string>
}

/** Builds the bundle of a package in memory. The current folder has to be the repository's. */
export async function buildBundle(name: 'scanner' | 'eslint-plugin'): Promise<Built> {
  const config = await loadConfig(resolve(import.meta.dirname, '../rolldown.config.ts'))
  const all = [await (typeof config === 'function' ? config({}) : config)].flat()
  const own = all.find(one => typeof one.input === 'string' && one.input.startsWith(`packages/${name}/`))
  if (own === undefined) throw new Error(`rolldown.config.ts does not build ${name}`)
  const { output: target, ...input } = own
  const bundle = await rolldown(input)
  const { output } = await bundle.generate([target].flat()[0])
  await bundle.close()
  const [code, ...rest] = output
  const texts = new Map<string, string>()
  for (const file of rest) {
    if (file.type === 'chunk') throw new Error(`${name} is built into more than one file of code: ${file.fileName}`)
    texts.set(file.fileName, String(file.source))
  }
  return { code: code.code, texts }
}
