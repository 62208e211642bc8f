import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defineConfig, type Plugin } from 'rolldown'

const version = (name: string): string => (JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')) as { version: string }).version
const resolve = { conditionNames: ['nuvion-source', 'import', 'node', 'default'] }

/** Where a fact rests, and which stacks it is of, is for its readers: no program asks. */
const withoutSources: Plugin = {
  name: 'without-sources',
  transform: {
    filter: { id: 'rules/*.ts' },
    handler: code => code.replace(/\b(?:source: (?:'[^'\n]*'|"[^"\n]*"|`[^`\n]*`)|stacks: \[[^\]\n]*\]),?/g, ''),
  },
}

/** The nearest folder above a module that a package stands in. */
function toPackageFolder(id: string): string {
  let folder = dirname(id)
  while (!(existsSync(join(folder, 'package.json')) && 'version' in readManifest(folder))) folder = dirname(folder)
  return folder
}

function readManifest(folder: string): { name?: string; version?: string; license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<typeof readManifest>
}

/** The licences of the packages whose code a bundle holds, in one file beside it: they ask for it. */
const withLicences: Plugin = {
  name: 'with-licences',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap(file => (file.type === 'chunk' ? Object.keys(file.modules) : []))
    const folders = new Set(modules.filter(id => id.includes('/node_modules/') && !id.startsWith('\0')).map(toPackageFolder))
    const notices = [...folders].map(folder => {
      const { name = '', version = '', license = '' } = readManifest(folder)
      const file = readdirSync(folder).find(one => /^licen[cs]e/i.test(one))
      return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}\n`
    })
    this.emitFile({ type: 'asset', fileName: 'third-party-licences.txt', source: [...new Set(notices)].sort().join(`\n${'-'.repeat(80)}\n\n`) })
  },
}

export default defineConfig([
  {
    input: 'packages/scanner/src/cli.ts',
    platform: 'node',
    resolve,
    transform: { define: { __VERSION__: JSON.stringify(version('scanner')) } },
    plugins: [withLicences],
    output: { file: 'packages/scanner/dist/cli.js', format: 'esm', codeSplitting: false, banner: '#!/usr/bin/env node', minify: true },
  },
  {
    input: 'packages/eslint-plugin/src/index.ts',
    platform: 'node',
    resolve,
    transform: { define: { __VERSION__: JSON.stringify(version('eslint-plugin')) } },
    plugins: [withoutSources],
    external: ['eslint', 'oxc-parser', 'oxc-resolver'],
    output: { file: 'packages/eslint-plugin/dist/index.js', format: 'esm', codeSplitting: false, minify: true, comments: false },
  },
])
