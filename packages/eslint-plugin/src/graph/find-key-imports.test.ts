import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { renderTemplate } from '@nuvion-guard/test-fixtures'
import { afterAll, describe, expect, it } from 'vitest'
import { findKeyImports, type KeyImport } from './find-key-imports.ts'
import type { GraphSettings } from './project-walk.ts'
import { summariseText } from './summarise-text.ts'

const home = mkdtempSync(join(tmpdir(), 'graph-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let count = 0
function project(files: Readonly<Record<string, string>>): string {
  const root = join(home, `p${++count}`)
  const all: Record<string, string> = { 'package.json': '{"name":"p","dependencies":{"next":"*"}}', ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), renderTemplate(text).text)
  }
  return root
}

function follow(root: string, source: string, names: readonly string[], options: { readonly from?: string; readonly settings?: GraphSettings } = {}): KeyImport[] {
  return findKeyImports(join(root, options.from ?? 'app/Buy.tsx'), [{ source, names }], options.settings)
}

const reads = 'export const key = process.env.NUVION_API_KEY\n'

describe('a binding that carries a key', () => {
  const found: readonly (readonly [title: string, files: Readonly<Record<string, string>>, source: string, names: readonly string[], chain: readonly string[]])[] = [
    ['directly', { 'lib/keys.ts': reads }, '../lib/keys', ['key'], ['app/Buy.tsx', 'lib/keys.ts']],
    ['through a tsconfig path and a barrel', { 'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./*"]}}}', 'lib/nuvion/index.ts': "export * from './keys'", 'lib/nuvion/keys.ts': reads }, '@/lib/nuvion', ['key'], ['app/Buy.tsx', 'lib/nuvion/index.ts', 'lib/nuvion/keys.ts']],
    ['through package imports', { 'package.json': '{"name":"p","imports":{"#lib/*":"./lib/*.ts"},"dependencies":{"next":"*"}}', 'lib/keys.ts': reads }, '#lib/keys', ['key'], ['app/Buy.tsx', 'lib/keys.ts']],
    ['through the usual alias without a tsconfig', { 'src/lib/keys.ts': reads }, '@/lib/keys', ['key'], ['app/Buy.tsx', 'src/lib/keys.ts']],
    ['through an alias that stands alone', { 'src/lib/index.ts': reads }, '$lib', ['key'], ['app/Buy.tsx', 'src/lib/index.ts']],
    ['through a renamed re-export', { 'lib/index.ts': "export { key as apiKey } from './keys'", 'lib/keys.ts': reads }, '../lib', ['apiKey'], ['app/Buy.tsx', 'lib/index.ts', 'lib/keys.ts']],
    ['through an import that is exported again', { 'lib/index.ts': "import { key } from './keys'\nexport { key as default }", 'lib/keys.ts': reads }, '../lib', ['default'], ['app/Buy.tsx', 'lib/index.ts', 'lib/keys.ts']],
    ['in a helper function', { 'lib/pay.ts': 'function headers() { return { Authorization: `Bearer ${process.env.NUVION_API_KEY}` } }\nexport async function pay() { return fetch("/x", { headers: headers() }) }' }, '../lib/pay', ['pay'], ['app/Buy.tsx', 'lib/pay.ts']],
    ['in a helper two modules on', { 'lib/client.ts': "import { key } from './keys'\nexport const client = create(key)", 'lib/api.ts': "import { client } from './client'\nexport class Api { pay() { return client.pay() } }", 'lib/keys.ts': reads }, '../lib/api', ['Api'], ['app/Buy.tsx', 'lib/api.ts', 'lib/client.ts', 'lib/keys.ts']],
    ['as a constant', { 'lib/keys.ts': "export const K = '<<live-key>>'" }, '../lib/keys.js', ['K'], ['app/Buy.tsx', 'lib/keys.ts']],
    ['destructured', { 'lib/keys.ts': 'const { NUVION_API_KEY: k, OTHER } = process.env\nexport { k }' }, '../lib/keys', ['k'], ['app/Buy.tsx', 'lib/keys.ts']],
    ['in CommonJS', { 'lib/keys.js': 'module.exports = { key: process.env.NUVION_API_KEY }' }, '../lib/keys', ['key'], ['app/Buy.tsx', 'lib/keys.js']],
    ['through require', { 'lib/index.js': "const { key } = require('./keys')\nexports.k = key", 'lib/keys.js': 'exports.key = process.env.NUVION_API_KEY' }, '../lib/index.js', ['k'], ['app/Buy.tsx', 'lib/index.js', 'lib/keys.js']],
    ['as a namespace', { 'lib/keys.ts': reads }, '../lib/keys', ['*'], ['app/Buy.tsx', 'lib/keys.ts']],
    ['by a bare import of a module that sets it', { 'lib/setup.ts': 'window.sdk = init(process.env.NUVION_API_KEY)' }, '../lib/setup', [], ['app/Buy.tsx', 'lib/setup.ts']],
    ['through a cycle', { 'lib/a.ts': "export * from './b'\nexport const a = 1", 'lib/b.ts': "export * from './a'\nexport * from './keys'", 'lib/keys.ts': reads }, '../lib/a', ['key'], ['app/Buy.tsx', 'lib/a.ts', 'lib/b.ts', 'lib/keys.ts']],
    ['past a file with a syntax error', { 'lib/a.ts': "export * from './broken'\nexport * from './keys'", 'lib/broken.ts': 'export const = {{{', 'lib/keys.ts': reads }, '../lib/a', ['key'], ['app/Buy.tsx', 'lib/a.ts', 'lib/keys.ts']],
    ['through a workspace package', { 'packages/pay/package.json': '{"name":"@acme/pay","exports":"./index.ts"}', 'packages/pay/index.ts': reads, 'tsconfig.json': '{"compilerOptions":{"paths":{"@acme/*":["./packages/*"]}}}' }, '@acme/pay', ['key'], ['app/Buy.tsx', 'packages/pay/index.ts']],
  ]
  it.each(found)('%s', (_title, files, source, names, chain) => {
    expect(follow(project(files), source, names).map(one => one.chain)).toEqual([chain])
  })
})

describe('a binding that carries none', () => {
  const silent: readonly (readonly [title: string, files: Readonly<Record<string, string>>, source: string, names: readonly string[]])[] = [
    ['another export of the same module', { 'lib/keys.ts': `${reads}export const region = 'eu'` }, '../lib/keys', ['region']],
    ['another export of the same barrel', { 'lib/index.ts': "export * from './keys'\nexport * from './money'", 'lib/keys.ts': reads, 'lib/money.ts': 'export const cents = 1' }, '../lib', ['cents']],
    ['a type', { 'lib/keys.ts': `${reads}export interface Options { key: typeof key }\nexport type { Other } from './other'` }, '../lib/keys', ['Options']],
    ['a module that imports a type only', { 'lib/a.ts': "import type { key } from './keys'\nexport const a: typeof key = ''", 'lib/keys.ts': reads }, '../lib/a', ['a']],
    ['a file of server functions', { 'lib/actions.ts': `'use server'\nexport async function pay() { return fetch(process.env.NUVION_API_KEY) }` }, '../lib/actions', ['pay']],
    ['a server function', { 'lib/pay.ts': 'export const pay = createServerFn().handler(() => fetch(process.env.NUVION_API_KEY))' }, '../lib/pay', ['pay']],
    ['a function that starts with the directive', { 'lib/pay.ts': "export async function pay() { 'use server'; return fetch(process.env.NUVION_API_KEY) }" }, '../lib/pay', ['pay']],
    ['whether a key is set', { 'lib/a.ts': 'export const isSet = Boolean(process.env.NUVION_API_KEY)\nexport const also = !!process.env.NUVION_API_KEY' }, '../lib/a', ['isSet', 'also']],
    ['a package', { 'node_modules/nuvion-sdk/package.json': '{"name":"nuvion-sdk","main":"index.js"}', 'node_modules/nuvion-sdk/index.js': 'exports.key = process.env.NUVION_API_KEY' }, 'nuvion-sdk', ['key']],
    ['a cycle without a key', { 'lib/a.ts': "export * from './b'", 'lib/b.ts': "export * from './a'\n// nuvion" }, '../lib/a', ['x']],
    ['a missing file', {}, '../lib/money', ['cents']],
    ['a public variable', { 'lib/a.ts': 'export const url = process.env.NUVION_BASE_URL' }, '../lib/a', ['url']],
  ]
  it.each(silent)('%s', (_title, files, source, names) => {
    expect(follow(project(files), source, names)).toEqual([])
  })
})

it('names the key, the side of its origin and a name of the options', () => {
  const root = project({ 'lib/a.ts': 'export const k = process.env.PAY_CREDENTIAL', 'lib/nuvion.server.ts': reads })
  expect(follow(root, '../lib/a', ['k'])).toEqual([])
  expect(follow(root, '../lib/a', ['k'], { settings: { envNames: ['PAY_CREDENTIAL'] } })).toMatchObject([{ key: 'PAY_CREDENTIAL' }])
  expect(follow(root, '../lib/nuvion.server', ['key'])).toMatchObject([{ key: 'NUVION_API_KEY' }])
})

it('reports where client code takes the key in, not in all that imports it', () => {
  const root = project({
    'package.json': '{"name":"p","dependencies":{"vite":"*","react":"*"}}',
    'src/lib/keys.ts': reads,
    'src/lib/index.ts': "export * from './keys'",
    'src/pay.tsx': "import { key } from './lib'\nexport const Pay = () => send(key)",
    'src/app.tsx': "import { Pay } from './pay'\nexport const App = () => Pay()",
  })
  const from = 'src/main.tsx'
  expect(follow(root, './app', ['App'], { from })).toEqual([])
  expect(follow(root, './pay', ['Pay'], { from })).toEqual([])
  expect(follow(root, './lib', ['key'], { from })).toMatchObject([{ chain: ['src/main.tsx', 'src/lib/index.ts', 'src/lib/keys.ts'] }])
})

it('reports an app that imports a package of unknown side which takes the key in', () => {
  const root = project({
    'package.json': '{"name":"p","dependencies":{"vite":"*","react":"*"}}',
    'tsconfig.json': '{"compilerOptions":{"paths":{"@acme/*":["./packages/*/src"]}}}',
    'packages/pay/package.json': '{"name":"@acme/pay"}',
    'packages/pay/src/keys.ts': reads,
    'packages/pay/src/index.ts': "import { key } from './keys'\nexport const pay = () => send(key)",
  })
  expect(follow(root, '@acme/pay', ['pay'], { from: 'src/pay.ts' })).toMatchObject([{ chain: ['src/pay.ts', 'packages/pay/src/index.ts', 'packages/pay/src/keys.ts'] }])
})

it('stops at the depth that the options set', () => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`lib/m${i}.ts`, `export * from './m${i + 1}'`]))
  const root = project({ ...files, 'lib/m12.ts': reads })
  expect(follow(root, '../lib/m5', ['key'])).toHaveLength(1)
  expect(follow(root, '../lib/m4', ['key'])).toHaveLength(0)
  expect(follow(project({ ...files, 'lib/m12.ts': reads }), '../lib/m0', ['key'], { settings: { maxDepth: 20 } })).toHaveLength(1)
})

it('sees a change of a file', async () => {
  const root = project({ 'lib/a.ts': 'export const key = 1 // nuvion' })
  expect(follow(root, '../lib/a', ['key'])).toEqual([])
  writeFileSync(join(root, 'lib/a.ts'), reads)
  utimesSync(join(root, 'lib/a.ts'), new Date(), new Date(Date.now() + 5000))
  await new Promise(done => setTimeout(done, 1100))
  expect(follow(root, '../lib/a', ['key'])).toHaveLength(1)
})

describe('a module that is not on disk', () => {
  const rows: readonly (readonly [source: string, names: readonly string[], hits: number])[] = [
    ['@/server/nuvion', ['nuvionClient'], 1],
    ['../lib/nuvion.server', ['client'], 1],
    ['@/lib/nuvion', ['nuvion'], 0],
    ['@/server/money', ['format'], 0],
    ['nuvion-server', ['x'], 0],
  ]
  it.each(rows)('%s %j: %i', (source, names, hits) => {
    expect(follow(project({}), source, names)).toHaveLength(hits)
  })
})

describe('from the text alone', () => {
  const rows: readonly (readonly [text: string, exported: readonly string[]])[] = [
    ['export const key = process.env.NUVION_API_KEY', ['key']],
    ['export async function pay() { return process.env.NUVION_API_KEY }', ['pay']],
    ["export { a as b } from './a'\nexport * from './c'", ['b']],
    ["import x, { a as y } from './a'\nexport default x", ['default']],
    ['// export const key = process.env.NUVION_API_KEY', []],
  ]
  it.each(rows)('%s', (text, exported) => {
    const facts = summariseText({ file: '/a.ts', text, isSuspect: true, specifiers: [] }, [])
    expect([...facts.exports.keys()]).toEqual(exported)
    for (const name of exported) expect(facts.bindings.get(name)?.key ?? null).toBe(text.includes('NUVION') ? 'NUVION_API_KEY' : null)
  })
})
