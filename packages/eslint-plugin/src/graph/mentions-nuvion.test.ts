import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { mayHaveNuvionKey, mentionsNuvion } from './mentions-nuvion.ts'

const home = mkdtempSync(join(tmpdir(), 'mentions-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let count = 0
it.each([
  ['a source file', { 'src/a/b/pay.ts': 'fetch(process.env.NUVION_API_KEY)' }, true],
  ['a file of variables', { '.env.local': 'NUVION_API_KEY=' }, true],
  ['a component', { 'src/Pay.vue': '<script>import x from "./nuvion"</script>' }, true],
  ['a package only', { 'node_modules/nuvion/index.js': '// nuvion', 'dist/a.js': '// nuvion', 'src/a.ts': 'export {}' }, false],
  ['a class name', { 'src/a.ts': 'new NuvionClient()' }, true],
  ['tests and their data only', { 'src/fixtures/a.ts': '// nuvion', 'test/a.ts': '// nuvion', 'src/a.spec.ts': '// nuvion' }, false],
  ['a document only', { 'README.md': 'nuvion' }, false],
  ['nothing', {}, false],
] as const)('%s: %#', (_title, files, expected) => {
  const root = join(home, `p${++count}`)
  mkdirSync(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  expect(mentionsNuvion(root)).toBe(expected)
  expect(mentionsNuvion(root)).toBe(expected)
})

it('takes a folder that is not there for one without a mention', () => {
  expect(mentionsNuvion(join(home, 'absent'))).toBe(false)
})

it('gives up on a project too large to read through, and follows its imports', () => {
  const root = join(home, 'large')
  for (let i = 0; i < 10_001; i++) mkdirSync(join(root, String(i % 100), String(i)), { recursive: true })
  expect(mentionsNuvion(root)).toBe(true)
  expect(mayHaveNuvionKey(root)).toBe(false)
})

it.each([
  ['a few files', 9, {}, true],
  ['many files', 10, {}, false],
  ['many files, one of which names Nuvion', 10, { 'src/pay.ts': 'nuvion()' }, true],
] as const)('says whether the environment of a project may hold a key: %s', (_title, size, more, expected) => {
  const root = join(home, `e${++count}`)
  mkdirSync(join(root, 'src'), { recursive: true })
  for (let i = 0; i < size; i++) writeFileSync(join(root, 'src', `${i}.ts`), 'console.log(process.env)')
  for (const [path, text] of Object.entries(more)) writeFileSync(join(root, path), text)
  expect(mayHaveNuvionKey(root)).toBe(expected)
})
