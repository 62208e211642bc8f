import { createHash } from 'node:crypto'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createTempRepo, mintKey, type TempRepo, type TempRepoOptions } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { createArena } from './arena.ts'
import { openGit, type Git } from './git.ts'
import { createObjectSearch } from './object-search.ts'
import { listReachable, listStore } from './list-objects.ts'
import { openLargeHistory, openLargeStore } from './large-store.ts'
import { createBatchReader, createStoreReader } from './object-store.ts'
import type { ObjectReader } from './object-reader.ts'
import { startPackWorker } from './pack-worker.ts'
import { toStoreListing, type StoreListing, type StorePart } from './store-listing.ts'

const { signal } = new AbortController()
const limits = { largeObjects: 1, partObjects: 60 }

async function open(repo: TempRepo): Promise<Git> {
  return await openGit({ directory: repo.directory, environment: process.env })
}

/** `id type digest` of each object, sorted. */
async function collect(reader: Pick<ObjectReader, 'read'>): Promise<string[]> {
  const objects: string[] = []
  await reader.read(
    {
      whole(oid, type, bytes) {
        objects.push(`${oid} ${type} ${createHash('sha1').update(bytes).digest('hex')}`)
      },
      parts: () => ({ push: () => undefined, end: () => undefined }),
      unreadable(oid) {
        objects.push(`${oid} cannot be read`)
      },
    },
    signal,
  )
  return objects.sort()
}

/** Reads part after part; how many objects each had, and how many objects of packs were left to git. */
async function readParts(git: Git, store: StoreListing): Promise<{ objects: string[]; counts: number[]; left: number }> {
  const counts: number[] = []
  let left = 0
  const parts = async function* (): AsyncGenerator<StorePart> {
    for await (const part of store.parts()) {
      counts.push(part.list.count)
      yield {
        ...part,
        list: {
          ...part.list,
          only(places) {
            left += places.length
            return part.list.only(places)
          },
        },
      }
    }
  }
  const objects = await collect(createStoreReader(git, { ...store, parts }))
  return { objects, counts, left }
}

/** Some 160 objects; the versions of a file are made from one another. */
function build(repo: TempRepo, from = 0, to = 40): void {
  for (let i = from; i < to; i++) {
    const rows = Array.from({ length: 200 }, (_, row) => `row ${String(row)} ${String(row % 7 === i % 7 ? i : 0)}\n`).join('')
    repo.commitFiles({ file: rows.slice(i * 3), [`dir/file ${String(i)}`]: `${rows.slice(0, 500)}${String(i)}` })
  }
}

interface Situation {
  readonly title: string
  readonly options?: TempRepoOptions
  readonly build: (repo: TempRepo) => void
  /** How many objects each part has. */
  readonly parts: unknown
}

const few: unknown = expect.toSatisfy((counts: readonly number[]) => counts.length > 2 && counts.every(count => count > 0 && count <= limits.partObjects))

const situations: readonly Situation[] = [
  { title: 'one pack', parts: few, build(repo) {
    build(repo)
    repo.git(['repack', '-adfq'])
  } },
  { title: 'deltas that name their base by id', parts: few, build(repo) {
    build(repo)
    repo.git(['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq'])
  } },
  { title: 'objects of SHA-256', options: { objectFormat: 'sha256' }, parts: few, build(repo) {
    build(repo)
    repo.git(['repack', '-adfq'])
  } },
  { title: 'small packs, read together', parts: [50, 50, 50, 50], build(repo) {
    for (let i = 0; i < 8; i++) {
      build(repo, i * 5, i * 5 + 5)
      repo.git(['repack', '-dq'])
    }
  } },
  { title: 'packs that share objects', parts: few, build(repo) {
    for (let i = 0; i < 4; i++) {
      build(repo, i * 10, i * 10 + 10)
      repo.git(['repack', i % 2 === 0 ? '-dq' : '-aq'])
    }
  } },
  { title: 'loose objects alone', parts: few, build(repo) {
    build(repo)
    // A store is taken for large by its packs.
    repo.git(['pack-objects', '-q', '.git/objects/pack/pack'], { input: repo.git(['rev-parse', 'HEAD:file']) })
  } },
  { title: 'loose objects that are packed as well', parts: few, build(repo) {
    build(repo, 0, 20)
    repo.git(['repack', '-aq'])
    build(repo, 20, 40)
  } },
  { title: 'an alternate', parts: few, build(repo) {
    build(repo, 0, 20)
    repo.git(['repack', '-adfq'])
    const other = createTempRepo()
    build(other, 0, 30)
    other.git(['repack', '-adfq'])
    writeFileSync(repo.path('.git/objects/info/alternates'), `${other.path('.git/objects')}\n`)
  } },
  { title: 'a multi-pack index', parts: [50, 50], build(repo) {
    for (let i = 0; i < 2; i++) {
      build(repo, i * 10, i * 10 + 10)
      repo.git(['repack', '-dq'])
    }
    repo.git(['multi-pack-index', 'write'])
  } },
  { title: 'a store that git has to list', parts: few, build(repo) {
    build(repo)
    repo.git(['repack', '-adfq'])
    const folder = repo.path('.git/objects/pack')
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.rev')) rmSync(`${folder}/${name}`)
    }
    repo.commitFiles({ loose: 'loose' })
    repo.git(['repack', '-dq'])
    for (const name of readdirSync(folder).filter(one => one.endsWith('.idx')).slice(0, 1)) {
      for (const extension of ['idx', 'pack']) renameSync(`${folder}/${name.replace('idx', extension)}`, `${folder}/own.${extension}`)
    }
  } },
]

describe('a store that is read in parts gives every object once', () => {
  test.each(situations)('$title', async ({ build: create, options, parts }) => {
    const repo = createTempRepo(options)
    create(repo)
    const git = await open(repo)
    const store = openLargeStore(git, limits, limits)
    if (store === undefined) throw new Error('not taken for large')
    const { objects, counts, left } = await readParts(git, store)
    const oids = repo.git(['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']).toString()
    expect(objects.map(object => object.split(' ')[0])).toEqual(oids.split('\n').slice(0, -1))
    expect(objects).toEqual(await collect(createBatchReader(git, (await listStore(git, signal)).list)))
    expect(counts).toEqual(parts)
    // What is made from an object of another part is read as well.
    expect(left).toBe(0)
    expect(store.told()).toEqual({ missing: { count: 0, oids: [] }, complaint: '' })
  })
})

test('what revisions reach in a large store comes in parts, too', async () => {
  const repo = createTempRepo()
  build(repo, 0, 20)
  repo.git(['repack', '-adfq'])
  build(repo, 20, 25)
  const git = await open(repo)
  const store = openLargeHistory(git, ['HEAD~5'], limits)
  if (store === undefined) throw new Error('not taken for large')
  const { objects, counts } = await readParts(git, store)
  expect(counts).toEqual([60, 40])
  expect(objects).toEqual(await collect(createBatchReader(git, (await listReachable(git, ['HEAD~5'], signal)).list)))
})

test('a store of an ordinary size is no large one', async () => {
  const repo = createTempRepo()
  build(repo, 0, 5)
  repo.git(['repack', '-adfq'])
  const git = await open(repo)
  expect(openLargeStore(git)).toBeUndefined()
  expect(openLargeHistory(git, ['HEAD'])).toBeUndefined()
})

test('a second thread and the first find the same in parts as one does in the whole', async () => {
  const repo = createTempRepo()
  build(repo)
  const key = mintKey('live', 1)
  for (const version of [1, 2, 3]) repo.commitFiles({ file: `${String(version)}\nNUVION_API_KEY=${key}\n` }, `Version ${String(version)}`)
  build(repo, 40, 50)
  repo.git(['repack', '-adfq'])
  const git = await open(repo)
  const search = async (store: StoreListing, program?: string): Promise<unknown> => {
    const found: string[] = []
    const arena = createArena()
    const { sink, counts } = createObjectSearch({
      screener: arena,
      visit: (matches, { oid }) => {
        for (const { line } of matches) found.push(`${oid ?? ''} ${String(line)}`)
      },
      oidBytes: 20,
      shallow: new Set(),
    })
    const worker = program === undefined ? undefined : startPackWorker(program)
    await createStoreReader(git, store, { arena, worker }).read(sink, signal)
    worker?.end()
    return { found: found.sort(), counts }
  }
  const whole = await search(toStoreListing(await listStore(git, signal), { isWhole: false }))
  expect(whole).toMatchObject({ found: { length: 3 }, counts: { commits: 53 } })
  const parts = openLargeStore(git, limits)
  if (parts === undefined) throw new Error('not taken for large')
  expect(await search(parts)).toEqual(whole)
  expect(await search(parts, resolve(import.meta.dirname, '../../dist/cli.js'))).toEqual(whole)
})

test('a pack that is gone before its part is read is no clean end', async () => {
  const repo = createTempRepo()
  build(repo)
  repo.git(['repack', '-adfq'])
  const git = await open(repo)
  const store = openLargeStore(git, limits)
  const folder = repo.path('.git/objects/pack')
  for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`, { force: true })
  await expect(store === undefined ? undefined : readParts(git, store)).rejects.toThrow('packed anew while it was read')
})
