import { cleanGitEnvironment, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openGit } from './git.ts'
import { createPrePushSource } from './pre-push.ts'
import { createPreReceiveSource } from './pre-receive.ts'
import type { Place, SourceCoverage } from './source.ts'

const key = mintKey('live', 1)
const zeros = '0'.repeat(40)

interface Answer {
  readonly found: string[]
  readonly coverage: SourceCoverage
}

async function scanPush(repo: TempRepo, lines: string, remote = { name: 'origin', url: 'x' }): Promise<Answer> {
  const git = await openGit({ directory: repo.directory, environment: cleanGitEnvironment(), hook: true })
  const found: string[] = []
  const source = createPrePushSource({ git, remote: remote.name, url: remote.url, input: Readable.from([lines]) })
  const visit = (_matches: readonly unknown[], place: Place): void => {
    found.push(place.kind === 'blob' || place.kind === 'path' || place.kind === 'ref' ? `${place.kind} ${place.path}` : place.kind)
  }
  const coverage = await source.scan(visit, () => undefined, new AbortController().signal)
  return { found: found.sort(), coverage }
}

function createClone(): TempRepo {
  const upstream = createTempRepo()
  upstream.commitFiles({ old: `${mintKey('live', 9)}\n` })
  return upstream.clone()
}

describe('createPrePushSource', () => {
  test('every line counts, deletions do not', async () => {
    const repo = createClone()
    const known = repo.ask('rev-parse', 'HEAD')
    const first = repo.commitFiles({ a: `${key}\n` })
    repo.branch('side', known)
    const second = repo.commitFiles({ b: `${key}\n` }, `message ${key}`)
    const lines = [
      `refs/heads/main ${first} refs/heads/main ${known}`,
      `refs/heads/side ${second} refs/heads/side-${mintKey('live', 3)} ${zeros}`,
      `(delete) ${zeros} refs/heads/gone ${known}`,
    ]
    const { found, coverage } = await scanPush(repo, `${lines.join('\n')}\n`)
    expect(found).toEqual(['blob a', 'blob b', 'commit', `ref refs/heads/side-${mintKey('live', 3)}`])
    expect(coverage).toMatchObject({ commits: 2, skipped: [] })
    expect((await scanPush(repo, '')).found).toEqual([])
    expect((await scanPush(repo, `${lines[2] ?? ''}\n`)).found).toEqual([])
  })

  test('tags, notes, and refs to blobs and trees', async () => {
    const repo = createClone()
    const known = repo.ask('rev-parse', 'HEAD')
    repo.tag('v1', { message: `${key}\n`, at: known })
    repo.tag('v2', { message: 'outer\n', at: 'v1' })
    repo.git(['notes', 'add', '-m', key, known])
    const blob = repo.git(['hash-object', '-w', '--stdin'], { input: key }).toString().trim()
    repo.git(['update-ref', 'refs/tags/blob', blob])
    const tree = repo.git(['mktree'], { input: `100644 blob ${blob}\tinside\n` }).toString().trim()
    repo.git(['update-ref', 'refs/odd/tree', tree])
    const refs = ['refs/tags/v2', 'refs/notes/commits', 'refs/tags/blob', 'refs/odd/tree']
    const results = []
    for (const ref of refs) results.push((await scanPush(repo, `${ref} ${repo.ask('rev-parse', ref)} ${ref} ${zeros}\n`)).found)
    expect(results).toEqual([['tag'], [`blob ${known}`], ['blob'], ['blob inside']].map((found, index) => (index === 2 ? [`blob ${blob}`] : found)))
  })

  test('what the remote has already is old, by its tracking refs, by the line, and by the address', async () => {
    const repo = createClone()
    const known = repo.ask('rev-parse', 'HEAD')
    const head = repo.commitFiles({ a: 'x\n' })
    const line = (oldOid: string): string => `refs/heads/main ${head} refs/heads/main ${oldOid}\n`
    expect((await scanPush(repo, line(zeros))).coverage.commits).toBe(1)
    expect((await scanPush(repo, line(known), { name: 'other', url: 'y' })).coverage.commits).toBe(1)
    expect((await scanPush(repo, line('1'.repeat(40)), { name: 'other', url: 'y' }))).toMatchObject({ found: ['blob old'], coverage: { commits: 2 } })
    const url = repo.ask('remote', 'get-url', 'origin')
    expect((await scanPush(repo, line(zeros), { name: url, url })).coverage.commits).toBe(1)
  })

  test('a line that git does not write is a usage error', async () => {
    const repo = createClone()
    for (const lines of ['garbage\n', 'a b c d\n', `refs/heads/main ${zeros} refs/heads/main\n`]) {
      await expect(scanPush(repo, lines)).rejects.toMatchObject({ exitCode: 2 })
    }
  })
})

describe('createPreReceiveSource', () => {
  test('new commits of every line, in both hash algorithms', async () => {
    for (const objectFormat of ['sha1', 'sha256'] as const) {
      const repo = createTempRepo({ objectFormat })
      const none = '0'.repeat(objectFormat === 'sha1' ? 40 : 64)
      repo.commitFiles({ old: `${mintKey('live', 9)}\n` })
      const tree = repo.git(['commit-tree', '-p', 'HEAD', '-m', `m ${key}`, 'HEAD^{tree}']).toString().trim()
      const git = await openGit({ directory: repo.directory, environment: cleanGitEnvironment(), hook: true })
      const found: string[] = []
      const lines = `${none} ${tree} refs/heads/new\n${tree} ${none} refs/heads/gone\n`
      const coverage = await createPreReceiveSource({ git, input: Readable.from([lines]) }).scan((_, place) => found.push(place.kind), () => undefined, new AbortController().signal)
      expect(found).toEqual(['commit'])
      expect(coverage.commits).toBe(1)
    }
  })

  test('a budget that runs out rejects', async () => {
    const repo = createTempRepo()
    const head = repo.commitFiles({ a: 'x\n' })
    repo.git(['update-ref', '-d', 'HEAD'])
    const git = await openGit({ directory: repo.directory, environment: cleanGitEnvironment(), hook: true })
    const source = createPreReceiveSource({ git, input: Readable.from([`${zeros} ${head} refs/heads/main\n`]), timeoutMs: 0 })
    await expect(source.scan(() => undefined, () => undefined, new AbortController().signal)).rejects.toMatchObject({ exitCode: 3 })
  })
})
