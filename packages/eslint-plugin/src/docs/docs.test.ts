import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import parser from '@typescript-eslint/parser'
import { renderTemplate } from '@nuvion-guard/test-fixtures'
import * as astroParser from 'astro-eslint-parser'
import { ESLint, type Linter } from 'eslint'
import * as svelteParser from 'svelte-eslint-parser'
import { afterAll, describe, expect, it } from 'vitest'
import vueParser from 'vue-eslint-parser'
import plugin from '../index.ts'
import { languageBlock } from '../languages/language-block.ts'
import { readExamples, type Example } from './examples.ts'
import { withRulesTable } from './rules-table.ts'

const packageRoot = resolve(import.meta.dirname, '../..')
const names = Object.keys(plugin.rules)
const home = mkdtempSync(join(tmpdir(), 'docs-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const pageOf = (name: string): string => readFileSync(join(packageRoot, 'docs/rules', `${name}.md`), 'utf8')

async function lint(example: Example, rules: Readonly<Record<string, 'error'>>): Promise<readonly Linter.LintMessage[]> {
  const root = mkdtempSync(join(home, 'p-'))
  const manifest = { name: 'p', private: true, dependencies: Object.fromEntries(example.dependencies.map(name => [name, '*'])) }
  for (const [path, code] of Object.entries({ 'package.json': JSON.stringify(manifest), ...example.companions, [example.path]: example.code })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${renderTemplate(code).text}\n`)
  }
  const block = { plugins: { nuvion: plugin as ESLint.Plugin }, rules }
  const text = (language: Parameters<typeof languageBlock>[0]['language']): Linter.Config => languageBlock({ language, plugin, rules })
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    ignore: false,
    overrideConfig: [
      { ...block, files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'], languageOptions: { parser: parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
      { ...block, files: ['**/*.vue'], languageOptions: { parser: vueParser, parserOptions: { parser } } },
      { ...block, files: ['**/*.svelte'], languageOptions: { parser: svelteParser, parserOptions: { parser } } },
      { ...block, files: ['**/*.astro'], languageOptions: { parser: astroParser, parserOptions: { parser } } },
      text('env'), text('json'), text('yaml'), text('markdown'), text('html'), text('css'), text('toml'),
    ],
  })
  const [result] = await eslint.lintFiles([join(root, example.path)])
  return result?.messages ?? []
}

describe.each(names)('%s', name => {
  it('has a page with every part, and a test', () => {
    const page = pageOf(name)
    expect(page.split('\n')[0]).toBe(`# nuvion/${name}`)
    for (const part of ['## How the leak happens', '## Wrong and right', '## After a', '## Options', '## When not to use it']) expect(page).toContain(part)
    expect(existsSync(join(packageRoot, 'src/rules', `${name}.test.ts`))).toBe(true)
  })

  it('documents exactly its options', () => {
    const rule = plugin.rules[name as keyof typeof plugin.rules]
    const schema = (rule.meta?.schema as readonly { readonly properties?: object }[] | undefined)?.[0]
    const documented = [...(pageOf(name).split('## Options')[1] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(found => found[1])
    expect(documented.sort()).toEqual(Object.keys(schema?.properties ?? {}).sort())
  })

  const examples = readExamples(pageOf(name))
  it('shows wrong and right code', () => {
    expect(new Set(examples.map(one => one.kind))).toEqual(new Set(['wrong', 'right']))
    // A fence that the reader does not understand would be an example that nothing checks.
    expect(pageOf(name).match(/^```\w+ (?:wrong|right)/gm)).toHaveLength(examples.length)
  })
  it.each(examples.filter(one => one.kind === 'wrong'))('reports line $line: $path', async example => {
    const messages = await lint(example, { [`nuvion/${name}`]: 'error' })
    expect(messages.map(message => message.ruleId ?? message.message)).toContain(`nuvion/${name}`)
    expect(messages.every(message => message.ruleId !== null)).toBe(true)
  })
  it.each(examples.filter(one => one.kind === 'right'))('is silent about line $line: $path', async example => {
    const recommended = Object.fromEntries([plugin.configs.recommended].flat().flatMap(block => Object.keys(block.rules ?? {})).map(rule => [rule, 'error' as const]))
    expect((await lint(example, { ...recommended, [`nuvion/${name}`]: 'error' })).map(message => `${message.ruleId ?? ''} ${message.message}`)).toEqual([])
  })
})

it('has a page for each rule and no other', () => {
  expect(readdirSync(join(packageRoot, 'docs/rules')).sort()).toEqual(names.map(name => `${name}.md`).sort())
})

it('keeps the table of the readme true (vitest -u writes it)', async () => {
  const file = join(packageRoot, 'README.md')
  await expect(withRulesTable(readFileSync(file, 'utf8'), plugin as ESLint.Plugin)).toMatchFileSnapshot(file)
})
