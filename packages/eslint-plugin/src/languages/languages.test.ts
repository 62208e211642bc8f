import css from '@eslint/css'
import json from '@eslint/json'
import markdown from '@eslint/markdown'
import htmlPlugin from '@html-eslint/eslint-plugin'
import tsParser from '@typescript-eslint/parser'
import { renderTemplate } from '@nuvion-guard/test-fixtures'
import * as astroParser from 'astro-eslint-parser'
import { Linter as Linter10, type ESLint } from 'eslint'
import { Linter as Linter9 } from 'eslint-9'
import htmlBlocks from 'eslint-plugin-html'
import yml from 'eslint-plugin-yml'
import * as jsoncParser from 'jsonc-eslint-parser'
import * as svelteParser from 'svelte-eslint-parser'
import * as tomlParser from 'toml-eslint-parser'
import { describe, expect, it } from 'vitest'
import vueParser from 'vue-eslint-parser'
import * as yamlParser from 'yaml-eslint-parser'
import { noHardcodedKey } from '../rules/no-hardcoded-key.ts'
import { noPublicEnvKey } from '../rules/no-public-env-key.ts'
import { languageBlock, type LanguageReader } from './language-block.ts'
import type { LanguageName } from './language-files.ts'
import { textParser } from './text-parser.ts'

const plugin = { rules: { 'no-hardcoded-key': noHardcodedKey, 'no-public-env-key': noPublicEnvKey } } as unknown as ESLint.Plugin
const rules = { 'nuvion/no-hardcoded-key': 'error', 'nuvion/no-public-env-key': 'error' } as const

interface Row {
  readonly title: string
  readonly language: LanguageName
  readonly filename: string
  readonly code: string
  readonly reader: LanguageReader
  /** Lines of hardcoded keys, then of public names. */
  readonly keys: readonly number[]
  readonly names?: readonly number[]
}

const vueCode = '<template>\n  <a :title="\'<<live-key:a>>\'">{{ "<<live-key:b>>" }}</a>\n</template>\n<script setup lang="ts">\nconst key: string = "<<test-key:c>>"\nconst open = import.meta.env.VITE_NUVION_API_KEY\n</script>\n'
const svelteCode = '<script lang="ts">\n  const key: string = "<<live-key:a>>"\n</script>\n<p title="<<test-key:b>>">x</p>\n'
const astroCode = '---\nconst key = "<<live-key:a>>"\n---\n<p data-k="<<test-key:b>>">x</p>\n'
const htmlCode = '<!doctype html>\n<html lang="en"><body data-key="<<live-key:a>>">\n<script>const k = "<<test-key:b>>"</script>\n<p>%VITE_NUVION_API_KEY%</p></body></html>\n'
const cssCode = 'a::after {\n  content: "<<live-key:a>>";\n}\n/* <<test-key:b>> */\n'
const jsonCode = '{\n  "key": "<<live-key:a>>",\n  "env": { "NEXT_PUBLIC_NUVION_API_KEY": "x" }\n}\n'
const jsoncCode = '{\n  // <<live-key:a>>\n  "key": "<<test-key:b>>"\n}\n'
const markdownCode = '# Use\n\nThe key <<live-key:a>> is yours.\n\n```js\nconst k = "<<test-key:b>>"\n```\n'
const yamlCode = 'env:\n  NEXT_PUBLIC_NUVION_API_KEY: ${{ secrets.NUVION }}\n  KEY: <<live-key:a>>\n  # <<test-key:b>>\n'
const tomlCode = '# <<live-key:a>>\nkey = "<<test-key:b>>"\n'
const envCode = 'NUVION_API_KEY=<<live-key:a>>\nVITE_NUVION_API_KEY=x\n'

const rows: readonly Row[] = [
  { title: 'vue-eslint-parser', language: 'vue', filename: 'a.vue', code: vueCode, reader: { parser: vueParser, parserOptions: { parser: tsParser } }, keys: [2, 2, 5], names: [6] },
  { title: 'text', language: 'vue', filename: 'a.vue', code: vueCode, reader: 'text', keys: [2, 2, 5], names: [6] },
  { title: 'svelte-eslint-parser', language: 'svelte', filename: 'a.svelte', code: svelteCode, reader: { parser: svelteParser, parserOptions: { parser: tsParser } }, keys: [2, 4] },
  { title: 'text', language: 'svelte', filename: 'a.svelte', code: svelteCode, reader: 'text', keys: [2, 4] },
  { title: 'astro-eslint-parser', language: 'astro', filename: 'a.astro', code: astroCode, reader: { parser: astroParser, parserOptions: { parser: tsParser } }, keys: [2, 4] },
  { title: 'text', language: 'astro', filename: 'a.astro', code: astroCode, reader: 'text', keys: [2, 4] },
  { title: '@html-eslint', language: 'html', filename: 'a.html', code: htmlCode, reader: { plugins: { html: htmlPlugin }, language: 'html/html' }, keys: [2, 3], names: [4] },
  { title: 'text', language: 'html', filename: 'a.html', code: htmlCode, reader: 'text', keys: [2, 3], names: [4] },
  { title: '@eslint/css', language: 'css', filename: 'a.css', code: cssCode, reader: { plugins: { css }, language: 'css/css' }, keys: [2, 4] },
  { title: 'text', language: 'css', filename: 'a.scss', code: cssCode, reader: 'text', keys: [2, 4] },
  { title: '@eslint/json', language: 'json', filename: 'a.json', code: jsonCode, reader: { plugins: { json }, language: 'json/json' }, keys: [2], names: [3] },
  { title: 'text', language: 'json', filename: 'a.json', code: jsonCode, reader: 'text', keys: [2], names: [3] },
  { title: '@eslint/json', language: 'jsonc', filename: 'a.jsonc', code: jsoncCode, reader: { plugins: { json }, language: 'json/jsonc' }, keys: [2, 3] },
  { title: 'jsonc-eslint-parser', language: 'jsonc', filename: 'a.jsonc', code: jsoncCode, reader: { parser: jsoncParser }, keys: [2, 3] },
  { title: 'text', language: 'jsonc', filename: 'a.jsonc', code: jsoncCode, reader: 'text', keys: [2, 3] },
  { title: '@eslint/markdown', language: 'markdown', filename: 'a.md', code: markdownCode, reader: { plugins: { markdown }, language: 'markdown/gfm' }, keys: [3, 6] },
  { title: 'text', language: 'markdown', filename: 'a.md', code: markdownCode, reader: 'text', keys: [3, 6] },
  { title: 'yaml-eslint-parser', language: 'yaml', filename: '.github/workflows/ci.yml', code: yamlCode, reader: { parser: yamlParser }, keys: [3, 4], names: [2] },
  { title: 'eslint-plugin-yml', language: 'yaml', filename: 'ci.yaml', code: yamlCode, reader: { plugins: { yml }, language: 'yml/yaml' }, keys: [3, 4], names: [2] },
  { title: 'text', language: 'yaml', filename: 'ci.yaml', code: yamlCode, reader: 'text', keys: [3, 4], names: [2] },
  { title: 'toml-eslint-parser', language: 'toml', filename: 'a.toml', code: tomlCode, reader: { parser: tomlParser }, keys: [1, 2] },
  { title: 'text', language: 'toml', filename: 'a.toml', code: tomlCode, reader: 'text', keys: [1, 2] },
  { title: 'text', language: 'env', filename: '.env', code: envCode, reader: 'text', keys: [1], names: [2] },
  { title: 'text', language: 'env', filename: 'deploy/.env.production', code: envCode, reader: 'text', keys: [1], names: [2] },
]

interface AnyLinter {
  verify(text: string, config: unknown, options: { readonly filename: string }): { readonly ruleId: string | null; readonly line: number; readonly fatal?: boolean | undefined }[]
}
const linters: readonly (readonly [string, new (options: object) => AnyLinter])[] = [
  ['9.39.5', Linter9],
  ['10.15.0', Linter10],
]

describe.each(linters)('ESLint %s', (_version, Linter) => {
  it.each(rows)('$language by $title: $filename', ({ language, filename, code, reader, keys, names }) => {
    const linter = new Linter({ configType: 'flat' })
    const { text } = renderTemplate(code)
    const messages = linter.verify(text, [languageBlock({ language, plugin, rules, reader })], { filename })
    const linesOf = (rule: string): number[] => messages.filter(message => message.ruleId === `nuvion/${rule}`).map(message => message.line).sort((a, b) => a - b)
    expect(messages.filter(message => message.fatal === true || message.ruleId === null)).toEqual([])
    expect({ keys: linesOf('no-hardcoded-key'), names: linesOf('no-public-env-key') }).toEqual({ keys, names: names ?? [] })
  })

  it('lints the scripts of a page through eslint-plugin-html', () => {
    const linter = new Linter({ configType: 'flat' })
    const { text } = renderTemplate(htmlCode)
    const messages = linter.verify(text, [{ files: ['**/*.html'], plugins: { html: htmlBlocks, nuvion: plugin }, rules }], { filename: 'a.html' })
    expect(messages.every(message => message.fatal !== true)).toBe(true)
  })
})

describe('the text parser', () => {
  it.each(['', '\n', 'a\r\nb\n', '\uFEFFkey=1', 'a\u2028b', '{{{ <<< ===', '\u0000'])('takes %j', text => {
    for (const [, Linter] of linters) {
      const messages = new Linter({ configType: 'flat' }).verify(text, [{ files: ['**/*.txt'], languageOptions: { parser: textParser }, plugins: { nuvion: plugin }, rules }], { filename: 'a.txt' })
      expect(messages).toEqual([])
    }
  })

  it('spans the text', () => {
    const program = textParser.parse('ab\r\ncde')
    expect(program).toMatchObject({ range: [0, 7], loc: { start: { line: 1, column: 0 }, end: { line: 2, column: 3 } } })
  })
})
