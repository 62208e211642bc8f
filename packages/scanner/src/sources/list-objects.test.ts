import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createTempRepo, type TempRepo, type TempRepoOptions } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { openGit } from './git.ts'
import { listStore } from './list-objects.ts'
import { openSharedList, type ObjectList } from './object-list.ts'

const signal = new AbortController().signal

function commit(repo: TempRepo, from: number, to: number): void {
  for (let i = from; i < to; i++) repo.commitFiles({ [`file${String(i)}`]: `content ${String(i)}` })
}

const packFolder = '.git/objects/pack'

function packs(repo: TempRepo, extension: string): string[] {
  return readdirSync(repo.path(packFolder)).filter(name => name.endsWith(extension)).map(name => repo.path(packFolder, name))
}

function repack(repo: TempRepo, how: string, ...settings: readonly string[]): void {
  repo.git([...settings, 'repack', how])
}

/** All of five commits in one pack; with `more`, others after them. */
function createPacked(repo: TempRepo, more = 0): void {
  commit(repo, 0, 5)
  repack(repo, '-adq')
  commit(repo, 5, 5 + more)
}

/** Five commits in a pack, and four more in another that is made `how`. */
function createPacks(repo: TempRepo, how: string): void {
  createPacked(repo, 4)
  repack(repo, how)
}

interface Situation {
  readonly title: string
  /** Packs whose ids are read from their index, all of them; none where git is asked. */
  readonly read: number
  readonly options?: TempRepoOptions
  readonly build: (repo: TempRepo) => void
}

const situations: readonly Situation[] = [
  { title: 'nothing', read: 0, build: () => undefined },
  { title: 'loose objects', read: 0, build: repo => { commit(repo, 0, 5) } },
  { title: 'a pack', read: 1, build: repo => { createPacked(repo) } },
  { title: 'a pack and loose objects', read: 1, build: repo => { createPacked(repo, 4) } },
  { title: 'a pack, and the same objects loose', read: 1, build(repo) {
    commit(repo, 0, 5)
    repack(repo, '-aq')
  } },
  { title: 'packs that share nothing', read: 2, build: repo => { createPacks(repo, '-dq') } },
  { title: 'packs that share objects', read: 1, build: repo => { createPacks(repo, '-aq') } },
  { title: 'a multi-pack index', read: 2, build(repo) {
    createPacks(repo, '-dq')
    repo.git(['multi-pack-index', 'write'])
  } },
  { title: 'objects of SHA-256', read: 1, options: { objectFormat: 'sha256' }, build: repo => { createPacked(repo, 4) } },
  { title: 'files that are no objects', read: 1, build(repo) {
    createPacked(repo)
    mkdirSync(repo.path('.git/objects/aa'), { recursive: true })
    writeFileSync(repo.path('.git/objects/aa/tmp_obj_1234'), 'x')
    mkdirSync(repo.path('.git/objects/zz'))
    writeFileSync(repo.path(packFolder, 'pack-1.idx'), 'an index without a pack')
  } },
  { title: 'an alternate', read: 0, build(repo) {
    createPacked(repo)
    const other = createTempRepo()
    commit(other, 10, 15)
    writeFileSync(repo.path('.git/objects/info/alternates'), `${other.path('.git/objects')}\n`)
  } },
  { title: 'a pack with a name of its own', read: 0, build(repo) {
    createPacked(repo)
    for (const file of [...packs(repo, '.pack'), ...packs(repo, '.idx')]) renameSync(file, file.replace(/pack-[0-9a-f]+\./, 'own.'))
    // git sees a pack by its index alone.
    for (const file of packs(repo, '.rev')) rmSync(file)
  } },
  { title: 'a pack without its index', read: 0, build(repo) {
    createPacked(repo, 4)
    for (const file of packs(repo, '.idx')) rmSync(file)
  } },
  { title: 'a pack with an index of the first version', read: 0, build(repo) {
    commit(repo, 0, 5)
    repack(repo, '-adfq', '-c', 'pack.indexVersion=1')
  } },
]

async function list(repo: TempRepo): Promise<ObjectList> {
  const git = await openGit({ directory: repo.directory, environment: process.env })
  return (await listStore(git, signal)).list
}

function toOids(all: ObjectList): string[] {
  return all.toLines(0, all.count).split('\n').slice(0, -1)
}

describe('a store is listed as git lists it', () => {
  test.each(situations)('$title', async ({ read, build, options }) => {
    const repo = createTempRepo(options)
    build(repo)
    const found = await list(repo)
    const expected = repo.git(['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']).toString().split('\n').slice(0, -1)
    expect(toOids(found).sort()).toEqual(expected.sort())
    expect(found.runs.size).toBe(read)
    for (const [pack, { first, count }] of found.runs) {
      const rows = repo.git(['show-index', `--object-format=${options?.objectFormat ?? 'sha1'}`], { input: readFileSync(pack.replace(/pack$/, 'idx')) })
      const ids = rows.toString().split('\n').slice(0, -1).map(row => row.split(' ')[1])
      expect(Array.from({ length: count }, (_, i) => found.oid(first + i))).toEqual(ids)
    }
  })
})

test('a list finds its ids, no other, also after it was shared and of a part of it', async () => {
  const repo = createTempRepo()
  createPacked(repo, 12)
  const all = await list(repo)
  const odd = Array.from({ length: all.count }, (_, place) => place).filter(place => place % 2 === 1).reverse()
  const some = all.only(odd)
  expect(toOids(some)).toEqual(odd.map(place => all.oid(place)))
  for (const each of [all, openSharedList(all.share()), some]) {
    for (const [place, oid] of toOids(each).entries()) {
      expect(each.find(Buffer.from(`00${oid}`, 'hex'), 1)).toBe(place)
      expect(each.hasHex(Buffer.from(oid), 0)).toBe(true)
    }
    expect(each.find(Buffer.alloc(20), 0)).toBe(-1)
  }
  expect(some.has(Buffer.from(all.oid(0), 'hex'), 0)).toBe(false)
})
