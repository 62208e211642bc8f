import { readFileSync } from 'node:fs'
import { defineConfig, type Plugin } from 'rolldown'

const version = (name: string): string => (JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')) as { version: string }).version
const resolve = { conditionNames: ['nuvion-source', 'import', 'node', 'default'] }

/** Where a fact rests is for its readers: no program asks. */
const withoutSources: Plugin = {
  name: 'without-sources',
  transform: {
    filter: { id: 'rules/*.ts' },
    handler: code => code.replace(/\bsource: (?:'[^'\n]*'|"[^"\n]*"|`[^`\n]*`),?/g, ''),
  },
}

export default defineConfig([
  {
    input: 'packages/scanner/src/cli.ts',
    platform: 'node',
    resolve,
    transform: { define: { __VERSION__: JSON.stringify(version('scanner')) } },
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
