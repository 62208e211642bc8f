import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { buildBundle } from './build-bundle.ts'

/** Builds the scanner's bundle once before all tests: end-to-end tests run what users run. */
export async function setup(): Promise<void> {
  const root = resolve(import.meta.dirname, '..')
  process.chdir(root)
  const file = resolve(root, 'packages/scanner/dist/cli.js')
  const { code, texts } = await buildBundle('scanner')
  mkdirSync(dirname(file), { recursive: true })
  for (const [name, text] of texts) writeFileSync(resolve(dirname(file), name), text)
  if (existsSync(file) && readFileSync(file, 'utf8') === code) return chmodSync(file, 0o755)
  // Another run may be executing it: it is replaced, never rewritten in place.
  const temporary = `${file}.${String(process.pid)}.tmp`
  writeFileSync(temporary, code)
  chmodSync(temporary, 0o755)
  renameSync(temporary, file)
}
