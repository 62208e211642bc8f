import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createTempRepo, type TempRepo, type TempRepoOptions } from '@nuvion-guard/test-fixtures'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createArena } from './arena.ts'
import { openGit } from './git.ts'
import { listStore } from './list-objects.ts'
import type { ObjectReader } from './object-reader.ts'
import { createBatchReader, createStoreReader } from './object-store.ts'
import { listPackFiles } from './pack-files.ts'
import { readPack } from './pack-reader.ts'
import { createScratch } from './scratch.ts'
import { toStoreListing } from './store-listing.ts'

const signal = new AbortController().signal

interface Read {
  /** `id type digest`, sorted. */
  readonly objects: readonly string[]
  readonly unreadable: readonly string[]
}

async function collect(reader: Pick<ObjectReader, 'read'>): Promise<Read> {
  const objects: string[] = []
  const unreadable: string[] = []
  const add = (oid: string, type: string, size: number, digest: string): void => {
    objects.push(`${oid} ${type} ${String(size)} ${digest}`)
  }
  await reader.read(
    {
      whole: (oid, type, bytes) => {
        add(oid, type, bytes.length, createHash('sha1').update(bytes).digest('hex'))
      },
      parts: (oid, type, size) => {
        const hash = createHash('sha1')
        return {
          push: piece => {
            hash.update(piece)
          },
          end: () => {
            add(oid, type, size, hash.digest('hex'))
          },
        }
      },
      unreadable: oid => {
        unreadable.push(oid)
      },
    },
    signal,
  )
  return { objects: objects.sort(), unreadable: unreadable.sort() }
}

/** What the packs alone gave; what all came to, without the compiled program; and what git says. */
async function readAll(repo: TempRepo): Promise<{ fromPacks: Read; store: Read; git: Read; total: number }> {
  const git = await openGit({ directory: repo.directory, environment: process.env })
  const { list, missing, complaint } = await listStore(git, signal)
  const done = new Uint8Array(new SharedArrayBuffer(list.count))
  const arena = createArena()
  const fromPacks = await collect({
    async read(sink) {
      for (const pack of listPackFiles(`${git.commonDirectory}/objects`)) await readPack(pack, { list, done, wholeMaxBytes: 16 << 20, sink, arena, scratch: createScratch(), signal })
    },
  })
  return { fromPacks, store: await collect(createStoreReader(git, toStoreListing({ list, missing, complaint }, { isWhole: true }), { arena: createArena({ isCompiled: false }) })), git: await collect(createBatchReader(git, list)), total: list.count }
}

function build(repo: TempRepo, versions = 40): void {
  for (let i = 0; i < versions; i++) {
    const rows = Array.from({ length: 200 }, (_, row) => `row ${String(row)} ${String(row % 7 === i % 7 ? i : 0)}\n`).join('')
    repo.write('file', rows.slice(i * 3))
    repo.write(`dir/file ${String(i)}`, `${rows.slice(0, 500)}${String(i)}`)
    repo.write('empty', '')
    repo.stage()
    repo.commit(`Version ${String(i)}`)
  }
  repo.tag('v1', { message: 'A tag' })
}

const packings: readonly (readonly [title: string, options: TempRepoOptions, pack: (repo: TempRepo) => void])[] = [
  ['one pack', {}, repo => repo.git(['repack', '-adfq'])],
  ['a long chain', {}, repo => repo.git(['repack', '-adfq', '--depth=4095', '--window=50'])],
  ['deltas that name their base by id', {}, repo => repo.git(['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq'])],
  ['several packs that overlap, and loose objects', {}, repo => {
    repo.git(['repack', '-dq'])
    repo.commitFiles({ file: 'another' })
    repo.git(['repack', '-dq'])
    repo.git(['repack', '-aq'])
    repo.commitFiles({ file: 'loose' })
  }],
  ['a multi-pack index', {}, repo => {
    repo.git(['repack', '-dq'])
    repo.git(['multi-pack-index', 'write'])
  }],
  ['SHA-256', { objectFormat: 'sha256' }, repo => repo.git(['repack', '-adfq'])],
]

describe('packs read like git reads them', () => {
  test.each(packings)('%s', async (_title, options, pack) => {
    const repo = createTempRepo(options)
    build(repo)
    pack(repo)
    const { fromPacks, store, git, total } = await readAll(repo)
    expect(store).toEqual(git)
    expect(git.objects).toHaveLength(total)
    expect(fromPacks.objects.length).toBeGreaterThan(total * 0.9)
  })

  test('an alternate', async () => {
    const origin = createTempRepo()
    build(origin, 5)
    origin.git(['repack', '-adq'])
    const repo = origin.clone(['--shared'])
    const { fromPacks, store, git } = await readAll(repo)
    expect(store).toEqual(git)
    expect(fromPacks).toEqual(git)
  })

  test('a pack that is another one than when it was listed', async () => {
    const repo = createTempRepo()
    build(repo, 5)
    repo.git(['repack', '-adq'])
    const git = await openGit({ directory: repo.directory, environment: process.env })
    const { list, missing, complaint } = await listStore(git, signal)
    const changed = { ...list, runs: new Map(Array.from(list.runs, ([pack, { first, count }]) => [pack, { first: first + 1, count: count - 1 }])) }
    const read = await collect(createStoreReader(git, toStoreListing({ list: changed, missing, complaint }, { isWhole: true })))
    expect(read).toEqual(await collect(createBatchReader(git, list)))
    expect(read.objects).toHaveLength(list.count)
  })

  test('a file that is too large to hold is left to git', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ large: Buffer.alloc(17 << 20, 'abcdefg\n'), small: 's' })
    repo.git(['repack', '-adq'])
    const { fromPacks, store, git, total } = await readAll(repo)
    expect(store).toEqual(git)
    expect(fromPacks.objects).toHaveLength(total - 1)
  })
})

test('a damaged pack gives what git gives, and nothing else', { timeout: 120_000 }, async () => {
  const repo = createTempRepo()
  build(repo, 12)
  repo.git(['repack', '-adfq'])
  const folder = repo.path('.git/objects/pack')
  const file = `${folder}/${readdirSync(folder).find(name => name.endsWith('.pack')) ?? ''}`
  const sound = readFileSync(file)
  chmodSync(file, 0o644)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }), async flips => {
      const bytes = Buffer.from(sound)
      for (const [at, bits] of flips) bytes.writeUInt8(bytes.readUInt8(at) ^ bits, at)
      writeFileSync(file, bytes)
      const { fromPacks, store, git } = await readAll(repo)
      const known = new Set(git.objects)
      expect(fromPacks.objects.filter(object => !known.has(object) && !git.unreadable.includes(object.split(' ')[0] ?? ''))).toEqual([])
      expect(store.objects).toEqual(expect.arrayContaining([...git.objects]))
    }),
    { numRuns: 25 },
  )
})
