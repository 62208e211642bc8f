import { closeSync, openSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { toFingerprint } from '@nuvion-guard/core'
import { createTempFolder, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { openGit } from './git.ts'
import { listStore } from './list-objects.ts'
import type { ObjectList } from './object-list.ts'
import { createArena } from './arena.ts'
import { createObjectSearch } from './object-search.ts'
import { createStoreReader, wholeMaxBytes } from './object-store.ts'
import { readMark } from './pack-families.ts'
import { listPackFiles } from './pack-files.ts'
import { readPlan } from './pack-reader.ts'
import { createPackWindow, smallPackBytes } from './pack-window.ts'
import { startPackWorker } from './pack-worker.ts'
import { createScratch } from './scratch.ts'
import { toStoreListing } from './store-listing.ts'

const program = resolve(import.meta.dirname, '../../dist/cli.js')
const { signal } = new AbortController()
const key = mintKey('live', 1)
const line = `NUVION_API_KEY=${key}\n`

/** A pack in which keys stand in some versions of a file, in a message, in the name of a file and in a tag. */
function createPacked(): TempRepo {
  const repo = createTempRepo()
  for (let version = 0; version < 30; version++) {
    const rows = Array.from({ length: 200 }, (_, row) => `row ${String(row)} ${String(row % 7 === version % 7 ? version : 0)}\n`)
    repo.commitFiles({ file: `${rows.slice(version).join('')}${version % 10 === 3 ? line : ''}`, [`dir/${String(version)}`]: String(version) })
  }
  repo.commitFiles({ [`named-${key}`]: 'x' })
  repo.commitFiles({ b: 'b' }, `Use ${key}`)
  repo.tag('v1', { message: key })
  repo.git(['repack', '-adfq'])
  return repo
}

const revParse = (repo: TempRepo, name: string): string => repo.git(['rev-parse', name]).toString().trim()

interface Read {
  readonly found: readonly string[]
  readonly counts: object
}

async function readStore(repo: TempRepo, file?: string): Promise<Read> {
  const git = await openGit({ directory: repo.directory, environment: process.env })
  const listing = await listStore(git, signal)
  const { list } = listing
  const found: string[] = []
  const arena = createArena()
  const search = createObjectSearch({
    screener: arena,
    visit: (matches, { kind, oid }) => {
      for (const { secret, line: at } of matches) found.push(`${kind} ${oid ?? ''} ${String(at)} ${toFingerprint(secret)}`)
    },
    oidBytes: list.oidBytes,
    present: list,
    shallow: new Set(),
  })
  const worker = file === undefined ? undefined : startPackWorker(file)
  await createStoreReader(git, toStoreListing(listing, { isWhole: true }), { worker, arena }).read(search.sink, signal)
  worker?.end()
  return { found: found.sort(), counts: search.counts }
}

/** Lets the worker read the only pack alone. */
async function readAlone(repo: TempRepo): Promise<{ list: ObjectList; left: readonly string[]; counts: { objects: number; commits: number; absent: number } }> {
  const git = await openGit({ directory: repo.directory, environment: process.env })
  const { list } = await listStore(git, signal)
  const done = new Uint8Array(new SharedArrayBuffer(list.count))
  const [pack = ''] = listPackFiles(`${git.commonDirectory}/objects`)
  const file = openSync(pack, 'r')
  const { size } = statSync(pack)
  const plan = readPlan(pack, size, createPackWindow(file, size, Buffer.alloc(smallPackBytes)), { list, done, scratch: createScratch() })
  closeSync(file)
  if (plan === undefined) throw new Error('The pack has no plan')
  const { sink, counts } = createObjectSearch({ visit: () => undefined, oidBytes: list.oidBytes, shallow: new Set() })
  const worker = startPackWorker(program)
  worker.set(list, { shallow: new Set(), isLinked: true, wholeMaxBytes })
  await worker.read(pack, plan, sink)
  worker.end()
  const left = Array.from(done, (mark, place) => (mark === readMark ? '' : list.oid(place))).filter(oid => oid !== '')
  return { list, left, counts }
}

describe('a second thread', () => {
  test('counts what is clean and leaves what is not', async () => {
    const repo = createPacked()
    const { list, left, counts } = await readAlone(repo)
    const versions = [3, 13, 23].map(version => revParse(repo, `HEAD~${String(31 - version)}:file`))
    const namedTrees = ['HEAD~1^{tree}', 'HEAD^{tree}'].map(name => revParse(repo, name))
    expect([...left].sort()).toEqual([...versions, ...namedTrees, revParse(repo, 'HEAD'), revParse(repo, 'v1')].sort())
    expect(counts).toMatchObject({ objects: list.count - left.length, commits: 31, absent: 0 })
  })

  test('changes nothing about what is found and counted', async () => {
    const repo = createPacked()
    const alone = await readStore(repo)
    expect(alone.found).toHaveLength(7)
    for (let run = 0; run < 5; run++) expect(await readStore(repo, program)).toEqual(alone)
  })

  test('that is lost leaves its part to the first', async () => {
    const repo = createPacked()
    const file = `${createTempFolder()}/lost.cjs`
    writeFileSync(file, "require('node:worker_threads').parentPort.on('message', message => { if (message.plan) { message.plan.done.forEach((_, place, done) => Atomics.compareExchange(done, place, 0, place % 3 === 0 ? 2 : 0)); process.exit(1) } })")
    expect(await readStore(repo, file)).toEqual(await readStore(repo))
  })
})
