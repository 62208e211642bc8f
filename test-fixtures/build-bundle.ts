import { resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { loadConfig } from 'rolldown/config'

/** The one file that a release of this package holds, built as `rolldown.config.ts` says. The current folder has to be the repository's. */
export async function buildBundle(name: 'scanner' | 'eslint-plugin'): Promise<string> {
  const config = await loadConfig(resolve(import.meta.dirname, '../rolldown.config.ts'))
  const all = [await (typeof config === 'function' ? config({}) : config)].flat()
  const own = all.find(one => typeof one.input === 'string' && one.input.startsWith(`packages/${name}/`))
  if (own === undefined) throw new Error(`rolldown.config.ts does not build ${name}`)
  const { output: target, ...input } = own
  const bundle = await rolldown(input)
  const { output } = await bundle.generate([target].flat()[0])
  await bundle.close()
  if (output.length !== 1) throw new Error(`${name} is built into ${String(output.length)} files`)
  return output[0].code
}
