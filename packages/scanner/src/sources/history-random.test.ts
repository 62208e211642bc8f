import { toFingerprint } from '@nuvion-guard/core'
import { createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attribute } from '../attribution/attribute.ts'
import type { Hit } from '../attribution/key-history.ts'
import { createHistorySource, createStoreSource } from './audit.ts'
import { openGit, type Git } from './git.ts'
import type { Source } from './source.ts'

const keys = [1, 2, 3, 4].map(seed => mintKey(seed % 2 === 0 ? 'test' : 'live', seed))
const names = ['a', 'dir/b', 'c\n"c', 'dir/sub/d']
const branches = ['main', 'one', 'two']

type Step =
  | { readonly do: 'write'; readonly name: number; readonly keys: readonly number[]; readonly filler: number }
  | { readonly do: 'delete' | 'tag' | 'say'; readonly name: number; readonly key: number }
  | { readonly do: 'rename'; readonly from: number; readonly to: number }
  | { readonly do: 'branch' | 'merge'; readonly branch: number }
  | { readonly do: 'amend' | 'stash' | 'gc' | 'repack' | 'reset' | 'stage' }

const index = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), name: index, keys: fc.uniqueArray(index, { maxLength: 2 }), filler: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'tag' as const, 'say' as const), name: index, key: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), from: index, to: index }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('branch' as const, 'merge' as const), branch: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('amend' as const, 'stash' as const, 'gc' as const, 'repack' as const, 'reset' as const, 'stage' as const) }) },
)

/** Does one step; what git refuses is left as it is, clean. */
function perform(repo: TempRepo, one: Step, number: number): void {
  const commit = (message = `Step ${String(number)}`): void => {
    repo.stage()
    repo.commit(message, { args: ['--allow-empty'] })
  }
  switch (one.do) {
    case 'write':
      repo.tryGit(['rm', '-rq', '--ignore-unmatch', '--', names[one.name] ?? ''])
      repo.write(names[one.name] ?? '', `${'row\n'.repeat(one.filler)}${one.keys.map(i => `${keys[i] ?? ''}\n`).join('')}${'end\n'.repeat(5)}`)
      commit()
      break
    case 'delete':
      repo.tryGit(['rm', '-q', '--', names[one.name] ?? ''])
      commit()
      break
    case 'tag':
      repo.tag(`t${String(number)}`, { message: keys[one.key] ?? '' })
      break
    case 'say':
      commit(keys[one.key])
      break
    case 'rename':
      repo.tryGit(['mv', '-f', '--', names[one.from] ?? '', names[one.to] ?? ''])
      commit()
      break
    case 'branch':
      if (repo.tryGit(['switch', '-q', branches[one.branch] ?? '']).status !== 0) repo.tryGit(['switch', '-qc', branches[one.branch] ?? ''])
      break
    case 'merge':
      if (repo.tryGit(['merge', '-q', '--no-ff', '-m', 'Merge', branches[one.branch] ?? '']).status !== 0 && repo.tryGit(['rev-parse', '-q', '--verify', 'MERGE_HEAD']).status === 0) {
        repo.git(['checkout', '-q', '--ours', '--', '.'], { env: {} })
        commit('Merge by hand')
      }
      break
    case 'amend':
      repo.commit('Amended', { args: ['--amend', '--allow-empty'] })
      break
    case 'stash':
      repo.write('stashed', `${keys[number % 4] ?? ''}\n`)
      repo.tryGit(['stash', '-qu'])
      break
    case 'stage':
      repo.write('staged', `${keys[number % 4] ?? ''} ${String(number)}\n`)
      repo.stage('staged')
      break
    case 'gc':
      repo.git(['gc', '-q', '--prune=now'])
      break
    case 'repack':
      repo.git(['repack', '-dq'])
      break
    case 'reset':
      repo.tryGit(['reset', '-q', '--hard', 'HEAD^'])
      break
  }
}

const inText = (text: string): string[] => keys.filter(key => text.includes(key))

/** One process per object: slow, and nothing in it that could be wrong. */
function readNaively(repo: TempRepo, oids: readonly string[]): string[] {
  return oids
    .flatMap(oid => {
      const type = repo.ask('cat-file', '-t', oid)
      return type === 'tree' ? [] : inText(repo.git(['cat-file', type, oid]).toString('latin1')).map(key => `${type} ${oid} ${key}`)
    })
    .sort()
}

async function read(source: Source): Promise<{ hits: Hit[]; seen: string[] }> {
  const hits: Hit[] = []
  const seen = new Set<string>()
  const coverage = await source.scan(
    (matches, place) => {
      for (const match of matches) {
        hits.push({ ...place, fingerprint: toFingerprint(match.secret) })
        if (place.oid !== undefined) seen.add(`${place.kind} ${place.oid} ${match.secret.reveal(key => key)}`)
      }
    },
    () => undefined,
    new AbortController().signal,
  )
  expect(coverage.skipped.filter(skip => !skip.expected)).toEqual([])
  return { hits, seen: [...seen].sort() }
}

interface Naive {
  readonly introduced: string | undefined
  readonly inHead: boolean
  readonly refs: readonly string[]
}

/** Looks at every file of every commit. Keys in messages count as introduced by their commit. */
function attributeNaively(repo: TempRepo, key: string): Naive {
  const lines = (...args: string[]): string[] => repo.ask(...args).split('\n').filter(one => one !== '')
  const commits = lines('rev-list', '--topo-order', '--reverse', '--all')
  const held = new Map<string, Set<string>>()
  const blobs = new Map<string, boolean>()
  for (const commit of commits) {
    const paths = new Set<string>()
    for (const entry of repo.git(['ls-tree', '-rz', commit]).toString().split('\0').slice(0, -1)) {
      const [meta = '', path = ''] = entry.split('\t')
      const oid = meta.split(' ')[2] ?? ''
      if (!blobs.has(oid)) blobs.set(oid, repo.git(['cat-file', 'blob', oid]).includes(key))
      if (blobs.get(oid) === true) paths.add(path)
    }
    held.set(commit, paths)
  }
  const candidates: { commit: string; seconds: number; isMove: boolean }[] = []
  const reach: string[] = []
  for (const commit of commits) {
    const own = held.get(commit) ?? new Set()
    const parents = lines('rev-list', '--parents', '-1', commit).join(' ').split(' ').slice(1)
    const before = parents.map(parent => held.get(parent) ?? new Set<string>())
    const isAdded = [...own].some(path => before.every(paths => !paths.has(path)))
    const isTaken = before.length > 0 && [...(before[0] ?? [])].some(path => !own.has(path) && before.every(paths => paths.has(path)))
    const isSaid = repo.git(['cat-file', 'commit', commit]).includes(key)
    if (isAdded || isSaid || own.size > 0) reach.push(commit)
    if (isAdded || isSaid) candidates.push({ commit, seconds: Number(repo.ask('show', '-s', '--format=%ct', commit)), isMove: !isSaid && isTaken })
  }
  const real = candidates.some(one => !one.isMove) ? candidates.filter(one => !one.isMove) : candidates
  const introduced = real.reduce<(typeof real)[number] | undefined>((best, one) => (best === undefined || one.seconds < best.seconds ? one : best), undefined)?.commit
  const head = repo.ask('rev-parse', 'HEAD')
  const heads = new Set(lines('rev-list', 'HEAD'))
  const isSaidInHead = [...heads].some(commit => repo.git(['cat-file', 'commit', commit]).includes(key))
  const refs = lines('for-each-ref', '--format=%(refname)').filter(ref => /^refs\/(?:heads|tags)\//.test(ref)).filter(ref => {
    const inTag = repo.ask('cat-file', '-t', ref) === 'tag' && repo.git(['cat-file', 'tag', ref]).includes(key)
    const history = new Set(lines('rev-list', ref))
    return inTag || reach.some(commit => history.has(commit))
  })
  return { introduced, inHead: (held.get(head)?.size ?? 0) > 0 || isSaidInHead, refs }
}

async function compare(repo: TempRepo, git: Git): Promise<void> {
  const all = repo.ask('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n')
  const { hits, seen } = await read(createStoreSource(git))
  expect(seen.filter(one => !one.startsWith('index '))).toEqual(readNaively(repo, all))
  const reachable = repo.ask('rev-list', '--objects', '--all').split('\n').map(one => one.split(' ')[0] ?? '').filter(oid => /^[0-9a-f]{40}$/.test(oid))
  expect((await read(createHistorySource(git, { reachable: true }))).seen).toEqual(readNaively(repo, reachable))

  const { keys: histories } = await attribute(git, hits, new AbortController().signal)
  const fingerprints = new Map(hits.map(hit => [hit.fingerprint, hit]))
  expect(histories.size).toBe(fingerprints.size)
  const found = new Map<string, Hit['fingerprint']>()
  await createStoreSource(git).scan(matches => {
    for (const match of matches) found.set(match.secret.reveal(key => key), toFingerprint(match.secret))
  }, () => undefined, new AbortController().signal)
  for (const [key, fingerprint] of found) {
    const history = histories.get(fingerprint)
    const naive = attributeNaively(repo, key)
    expect({ inHead: history?.inHead, refs: history?.refs }).toEqual({ inHead: naive.inHead, refs: naive.refs })
    if (naive.introduced !== undefined) expect(history?.introduced?.commit).toBe(naive.introduced)
    if (history?.removed !== null) expect(history?.inHead).toBe(false)
  }
}

test('random histories read like a brute-force reader reads them', { timeout: 240_000 }, async () => {
  const runs = Number(process.env['NUVION_RANDOM_RUNS'] ?? 8)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async steps => {
      const repo = createTempRepo()
      repo.commitFiles({ a: 'base\n' })
      steps.forEach((one, number) => {
        perform(repo, one, number)
      })
      await compare(repo, await openGit({ directory: repo.directory, environment: process.env }))
    }),
    { numRuns: runs, endOnFailure: false },
  )
})
