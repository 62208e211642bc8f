import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listObjectStores } from './pack-files.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stores-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

/** A store whose alternates are these lines. */
function createStore(name: string, lines: readonly string[]): string {
  const store = join(home, name)
  mkdirSync(join(store, 'info'), { recursive: true })
  writeFileSync(join(store, 'info/alternates'), `${lines.join('\n')}\n`)
  return store
}

test('alternates of alternates are listed, each store once', () => {
  const last = createStore('last', [])
  const middle = createStore('middle', [last, '# a comment', '../last'])
  expect([...listObjectStores(createStore('first', ['../middle', middle]))]).toEqual([join(home, 'first'), middle, last])
})

test('stores that name themselves hundreds of times, through links too, are listed at once', () => {
  const store = createStore('objects', Array.from({ length: 300 }, (_, i) => `link${String(i)}`))
  for (let i = 0; i < 300; i++) symlinkSync('.', join(store, `link${String(i)}`))
  expect([...listObjectStores(store)]).toEqual([store])
})
