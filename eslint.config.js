import js from '@eslint/js'
import eslintPlugin from 'eslint-plugin-eslint-plugin'
import regexp from 'eslint-plugin-regexp'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Import walls of ARCHITECTURE.md: what a folder may never import. */
const wall = (files, patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } })
const tests = ['**/*.test.ts', '**/*.types.ts']

export default defineConfig([
  globalIgnores(['**/dist/**', '**/coverage/**', '**/node_modules/**', '**/.parcel-cache/**', 'packages/eslint-plugin/ground-truth/apps/**', 'test-fixtures/cases/**']),
  js.configs.recommended,
  regexp.configs['flat/recommended'],
  { rules: { 'regexp/use-ignore-case': 'off', 'regexp/no-dupe-disjunctions': ['error', { report: 'trivial' }] } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.config.ts', 'packages/*/types/*.d.ts'], defaultProject: 'tsconfig.base.json' }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Node types of syntax trees are compared with literals: the enum would be an import at run time.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Splitting text into code points is what is meant where it is done.
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', performance: 'readonly', Buffer: 'readonly', URL: 'readonly', setInterval: 'readonly', clearInterval: 'readonly', AbortController: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly' } },
  },
  { files: ['packages/eslint-plugin/src/rules/*.ts'], ignores: tests, extends: [eslintPlugin.configs.recommended] },
  wall(['rules/**/*.ts'], [{ regex: '^(?!\\./)', message: 'rules/ holds facts and imports nothing from outside.' }]),
  { ...wall(['packages/core/src/**/*.ts'], [{ group: ['node:*', '!node:crypto', '../*'], message: 'The core is pure: no file system, process, time or network.' }]), ignores: tests },
  { ...wall(['packages/eslint-plugin/src/**/*.ts'], [
    { group: ['nuvion-guard', '**/scanner/**'], message: 'The plugin never imports the scanner.' },
    { regex: '^@typescript-eslint/utils$', allowTypeImports: true, message: 'Its root loads the TypeScript compiler; use types, or a subpath.' },
  ]), ignores: tests },
  { ...wall(['packages/scanner/src/**/*.ts'], [
    { group: ['node:child_process'], message: 'Git is spawned in sources/git.ts and nowhere else.' },
    { group: ['**/cli.ts'], message: 'Nobody imports cli.ts.' },
  ]), ignores: [...tests, 'packages/scanner/src/sources/git.ts'] },
  { ...wall(['packages/scanner/src/sources/**/*.ts'], [
    { group: ['**/policy/**', '**/reporters/**'], message: 'A source knows no policy and no reporter.' },
    { group: ['**/cli.ts'], message: 'Nobody imports cli.ts.' },
  ]), ignores: tests },
  { ...wall(['packages/scanner/src/reporters/**/*.ts'], [
    { group: ['node:fs', 'node:fs/*', 'node:child_process', '**/sources/**'], message: 'A reporter is pure: report in, text out.' },
    { group: ['@nuvion-guard/core'], importNames: ['Match', 'LocatedMatch', 'Secret'], message: 'A reporter never sees a match.' },
  ]), ignores: tests },
])
