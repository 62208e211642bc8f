import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundles the core and the key mint from source and loads them: benchmarks measure what is in the tree, with nothing built before. */
export async function loadCore() {
  const folder = mkdtempSync(join(tmpdir(), 'nuvion-bench-'))
  const entry = join(folder, 'entry.ts')
  const from = path => JSON.stringify(join(root, path))
  writeFileSync(
    entry,
    [
      `export * from ${from('packages/core/src/index.ts')}`,
      `export { listNeedles } from ${from('packages/core/src/needles.ts')}`,
      `export { createRandom, mintBody, mintKey } from ${from('test-fixtures/mint.ts')}`,
    ].join('\n'),
  )
  const alias = { '@nuvion-guard/rules': join(root, 'rules/index.ts') }
  const bundle = await rolldown({ input: entry, platform: 'node', resolve: { alias } })
  const file = join(folder, 'core.mjs')
  await bundle.write({ file, format: 'esm' })
  const core = await import(pathToFileURL(file).href)
  rmSync(folder, { recursive: true, force: true })
  return core
}

/** Source files below a folder, read into memory, up to a number of bytes. */
export async function readSources(folder, maxBytes) {
  const { readdirSync, readFileSync } = await import('node:fs')
  const sources = []
  let bytes = 0
  const walk = directory => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (bytes >= maxBytes) return
      const path = join(directory, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && /\.(?:[cm]?[jt]sx?|json|md|css|html|ya?ml|py|go|c|h)$/.test(entry.name)) {
        const content = readFileSync(path)
        sources.push(content)
        bytes += content.length
      }
    }
  }
  walk(folder)
  return { sources, bytes }
}
