import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { renderTemplate } from '@nuvion-guard/test-fixtures'
import { afterAll, describe, expect, it } from 'vitest'
import { findHeldKey } from './imported-value.ts'

const home = mkdtempSync(join(tmpdir(), 'held-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

type Files = string | Readonly<Record<string, string>>
type Row = readonly [title: string, files: Files, name: string, path?: readonly string[]]

let count = 0
/** What the export `name` of `lib/index` holds; without a path, one module is written as that file. */
function ask(files: Files, name: string, path: readonly string[] = []): string | null {
  const root = join(home, `p${++count}`)
  const all: Record<string, string> = { 'package.json': '{"name":"p","dependencies":{"express":"*"}}', 'src/main.ts': '', ...(typeof files === 'string' ? { 'lib/index.ts': files } : files) }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), renderTemplate(text).text)
  }
  const held = findHeldKey(join(root, 'src/main.ts'), { source: '../lib/index', name }, path)
  return held === null ? null : `${held.key ?? 'all'} in ${held.place}`
}

const config = "export const config = { port: 1, nuvion: { apiKey: process.env.NUVION_API_KEY, url: 'https://api.nuvion.co' } }\n"

describe('an export holds a key', () => {
  const found: readonly Row[] = [
    ['that it reads', 'export const hidden = process.env.NUVION_API_KEY', 'hidden'],
    ['in a text', 'export default `Bearer ${process.env.NUVION_API_KEY!.trim()}`', 'default'],
    ['as an object', config, 'config'],
    ['in a property', config, 'config', ['nuvion', 'apiKey']],
    ['in the object of a property', config, 'config', ['nuvion']],
    ['in a namespace', config, '*', ['config', 'nuvion']],
    ['that it took out of another', `${config}export const { nuvion: { apiKey: inner } } = config`, 'inner'],
    ['through a spread', `${config}export const all = Object.freeze({ ...config.nuvion, region: 'eu' })`, 'all'],
    ['that a function returns', 'export function headers() {\n  const token = process.env.NUVION_API_KEY\n  return { Authorization: `Bearer ${token}` }\n}', 'headers', ['()']],
    ['in a property of what a function returns', 'export const load = async () => ({ id: 1, token: await getSecret("NUVION_API_KEY") })', 'load', ['()', 'token']],
    ['that a function returns in one case', 'export function key(live: boolean) {\n  if (live) { return process.env.NUVION_API_KEY }\n  try { return "" } catch { return null }\n}', 'key', ['()']],
    ['of a function that calls another', 'const read = () => process.env.NUVION_API_KEY\nexport function auth() { return `Bearer ${read()}` }', 'auth', ['()']],
    ['behind a getter', 'export const settings = { get token() { return process.env.NUVION_API_KEY } }', 'settings', ['token']],
    ['of the environment that is checked', "import { z } from 'zod'\nexport const env = z.object({ NUVION_API_KEY: z.string() }).parse(process.env)", 'env', ['NUVION_API_KEY']],
    ['of CommonJS', { 'lib/index.js': 'module.exports = { hidden: process.env.NUVION_API_KEY }' }, 'hidden'],
  ]
  it.each(found.map(row => ({ title: row[0], row })))('$title', ({ row: [, files, name, path] }) => {
    expect(ask(files, name, path)).toMatch(/^NUVION_API_KEY in lib\/index\.[jt]s$/)
  })

  it('of the environment as a whole', () => {
    expect(ask("export const env = parse(process.env) // NUVION_API_KEY", 'env')).toBe('all in lib/index.ts')
  })

  it('that stands there', () => {
    expect(ask("export const k = '<<live-key>>'", 'k')).toBe('a key that stands there in lib/index.ts')
  })

  it('of another module, through barrels and functions', () => {
    const files = {
      'lib/index.ts': "export * from './money'\nexport { config as settings } from './config'",
      'lib/money.ts': "import { config } from './config'\nexport const auth = () => ({ headers: { Authorization: `Bearer ${config.nuvion.apiKey}` } })",
      'lib/config.ts': config,
    }
    expect(ask(files, 'settings', ['nuvion'])).toBe('NUVION_API_KEY in lib/config.ts')
    expect(ask(files, 'auth', ['()', 'headers'])).toBe('NUVION_API_KEY in lib/config.ts')
    expect(ask(files, 'auth')).toBeNull()
  })
})

describe('an export holds no key', () => {
  const silent: readonly Row[] = [
    ['in another property', config, 'config', ['nuvion', 'url']],
    ['as a function that was not called', 'export const read = () => process.env.NUVION_API_KEY', 'read'],
    ['where a function only uses it', 'export async function pay() { const answer = await fetch("/x", { headers: { Authorization: process.env.NUVION_API_KEY } }); return answer.json() }', 'pay', ['()']],
    ['where a client was made with it', "export const nuvion = new Nuvion({ apiKey: process.env.NUVION_API_KEY })\nexport const api = createApi(process.env.NUVION_API_KEY)", 'api'],
    ['where it says something about it', "export const isLive = process.env.NUVION_API_KEY?.startsWith('nv_live_')", 'isLive'],
    ['where it is masked', 'export const hint = () => maskKey(process.env.NUVION_API_KEY)\nexport const end = process.env.NUVION_API_KEY.slice(-4)', 'hint', ['()']],
    ['in what is left of it', 'export const end = process.env.NUVION_API_KEY.slice(-4)', 'end'],
    ['where a parameter has the name of a binding that does', 'const key = process.env.NUVION_API_KEY\nexport const echo = (key) => key', 'echo', ['()']],
    ['of an environment that has other names', 'export const env = parse(process.env) // nuvion', 'env', ['PORT']],
    ['that is a type', 'export interface Keys { key: typeof process.env.NUVION_API_KEY }', 'Keys'],
    ['of a module of server functions', "'use server'\nexport async function read() { return process.env.NUVION_API_KEY }", 'read', ['()']],
    ['that is not there', config, 'other'],
    ['of a module that does not parse', 'export const = process.env.NUVION_API_KEY {{{', 'key'],
    ['of names that go in a circle', 'export const a = { ...b }\nexport const b = { ...a, nuvion: a }', 'a', ['nuvion', 'nuvion']],
    ['in a text of very many parts', `export const text = ${'a + '.repeat(20_000)}process.env.NUVION_REGION`, 'text'],
    ['of functions that call each other', 'export const a = () => b()\nexport const b = () => a() // nuvion', 'a', ['()']],
  ]
  it.each(silent.map(row => ({ title: row[0], row })))('$title', ({ row: [, files, name, path] }) => {
    expect(ask(files, name, path)).toBeNull()
  })
})
