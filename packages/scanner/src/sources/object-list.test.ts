import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createTempRepo, type TempRepo, type TempRepoOptions } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { openGit } from './git.ts'
import { listStore, openSharedList, type ObjectList } from './object-list.ts'

const signal = new AbortController().signal

function commit(repo: TempRepo, from: number, to: number): void {
  for (let i = from; i < to; i++) repo.commitFiles({ [`file${String(i)}`]: `content ${String(i)}` })
}

const packFolder = '.git/objects/pack'

function packs(repo: TempRepo, extension: string): string[] {
  return readdirSync(repo.path(packFolder)).filter(name => name.endsWith(extension)).map(name => repo.path(packFolder, name))
}

function moveAlternates(repo: TempRepo): void {
  const other = createTempRepo()
  commit(other, 10, 15)
  other.git(['repack', '-adq'])
  writeFileSync(repo.path('.git/objects/info/alternates'), `${other.path('.git/objects')}\n`)
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
  { title: 'loose objects', read: 0, build(repo) {
    commit(repo, 0, 5)
  } },
  { title: 'a pack', read: 1, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-adq'])
  } },
  { title: 'a pack and loose objects', read: 1, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-adq'])
    commit(repo, 5, 9)
  } },
  { title: 'a pack, and the same objects loose', read: 1, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-aq'])
  } },
  { title: 'packs that share nothing', read: 2, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-dq'])
    commit(repo, 5, 9)
    repo.git(['repack', '-dq'])
  } },
  { title: 'packs that share objects', read: 1, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-dq'])
    commit(repo, 5, 9)
    repo.git(['repack', '-aq'])
  } },
  { title: 'a multi-pack index', read: 2, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-dq'])
    commit(repo, 5, 9)
    repo.git(['repack', '-dq'])
    repo.git(['multi-pack-index', 'write'])
  } },
  { title: 'objects of SHA-256', read: 1, options: { objectFormat: 'sha256' }, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-adq'])
    commit(repo, 5, 9)
  } },
  { title: 'files that are no objects', read: 1, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-adq'])
    mkdirSync(repo.path('.git/objects/aa'), { recursive: true })
    writeFileSync(repo.path('.git/objects/aa/tmp_obj_1234'), 'x')
    mkdirSync(repo.path('.git/objects/zz'))
    writeFileSync(repo.path(packFolder, 'pack-1.idx'), 'an index without a pack')
  } },
  { title: 'an alternate', read: 0, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-adq'])
    moveAlternates(repo)
  } },
  { title: 'a pack with a name of its own', read: 0, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-adq'])
    for (const file of [...packs(repo, '.pack'), ...packs(repo, '.idx')]) renameSync(file, file.replace(/pack-[0-9a-f]+\./, 'own.'))
    // git sees a pack by its index alone.
    for (const file of packs(repo, '.rev')) rmSync(file)
  } },
  { title: 'a pack without its index', read: 0, build(repo) {
    commit(repo, 0, 5)
    repo.git(['repack', '-adq'])
    commit(repo, 5, 9)
    for (const file of packs(repo, '.idx')) rmSync(file)
  } },
  { title: 'a pack with an index of the first version', read: 0, build(repo) {
    commit(repo, 0, 5)
    repo.git(['-c', 'pack.indexVersion=1', 'repack', '-adfq'])
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
    expect(found.firsts.size).toBe(read)
    for (const [pack, first] of found.firsts) {
      const rows = repo.git(['show-index', `--object-format=${options?.objectFormat ?? 'sha1'}`], { input: readFileSync(pack.replace(/pack$/, 'idx')) })
      const ids = rows.toString().split('\n').slice(0, -1).map(row => row.split(' ')[1])
      expect(ids.map((_, i) => found.oid(first + i))).toEqual(ids)
    }
  })
})

test('a list finds its ids, no other, also after it was shared and of a part of it', async () => {
  const repo = createTempRepo()
  commit(repo, 0, 9)
  repo.git(['repack', '-adq'])
  commit(repo, 9, 20)
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
