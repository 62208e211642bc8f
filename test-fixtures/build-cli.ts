import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { loadConfig } from 'rolldown/config'

/** Builds the scanner's bundle once before all tests: end-to-end tests run what users run. */
export async function setup(): Promise<void> {
  const root = resolve(import.meta.dirname, '..')
  process.chdir(root)
  const config = await loadConfig(resolve(root, 'rolldown.config.ts'))
  const [scanner] = [await (typeof config === 'function' ? config({}) : config)].flat()
  if (scanner === undefined) throw new Error('rolldown.config.ts builds nothing')
  const file = resolve(root, 'packages/scanner/dist/cli.js')
  const { output: target, ...input } = scanner
  const bundle = await rolldown(input)
  const { output } = await bundle.generate([target].flat()[0])
  await bundle.close()
  const { code } = output[0]
  if (existsSync(file) && readFileSync(file, 'utf8') === code) return
  // Another run may be executing it: it is replaced, never rewritten in place.
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.${String(process.pid)}.tmp`
  writeFileSync(temporary, code)
  chmodSync(temporary, 0o755)
  renameSync(temporary, file)
}
