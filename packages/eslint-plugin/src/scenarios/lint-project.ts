import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import tsParser from '@typescript-eslint/parser'
import * as astroParser from 'astro-eslint-parser'
import { ESLint, type Linter } from 'eslint'
import * as svelteParser from 'svelte-eslint-parser'
import vueParser from 'vue-eslint-parser'
import plugin from '../index.ts'

const jsx = { ecmaFeatures: { jsx: true } }
const languages: Linter.Config[] = [
  { files: ['**/*.{js,mjs,jsx}'], languageOptions: { parserOptions: jsx } },
  { files: ['**/*.{ts,mts}'], languageOptions: { parser: tsParser } },
  { files: ['**/*.tsx'], languageOptions: { parser: tsParser, parserOptions: jsx } },
  { files: ['**/*.vue'], languageOptions: { parser: vueParser, parserOptions: { parser: tsParser } } },
  { files: ['**/*.svelte'], languageOptions: { parser: svelteParser, parserOptions: { parser: tsParser } } },
  { files: ['**/*.astro'], languageOptions: { parser: astroParser, parserOptions: { parser: tsParser, extraFileExtensions: ['.astro'] } } },
]

/** A project of one linted file and the files around it. */
export interface Project {
  readonly filename: string
  readonly code: string
  readonly dependencies: readonly string[]
  readonly files?: Readonly<Record<string, string>>
}

/** Lints one file of a project that is written to a temporary folder, as a user's ESLint would. */
export async function lintProject(project: Project, preset: 'recommended' | 'strict' | 'all' | 'env' | 'data' = 'recommended'): Promise<readonly Linter.LintMessage[]> {
  const root = mkdtempSync(join(tmpdir(), 'nuvion-lint-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  try {
    write('package.json', JSON.stringify({ name: 'app', private: true, type: 'module', dependencies: Object.fromEntries(project.dependencies.map(name => [name, '*'])) }))
    for (const [path, text] of Object.entries(project.files ?? {})) write(path, text)
    write(project.filename, project.code)
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [...languages, ...plugin.configs[preset]], warnIgnored: false, ignore: false })
    const [result] = await eslint.lintFiles([join(root, project.filename)])
    return result?.messages ?? []
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
