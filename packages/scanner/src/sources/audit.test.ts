import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { deflateSync } from 'node:zlib'
import { toFingerprint, type LocatedMatch } from '@nuvion-guard/core'
import { createTempFolder, createTempRepo, mintKey, type TempRepo, type TempRepoOptions } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { createHistorySource, createStoreSource, type HistoryOptions } from './audit.ts'
import { openGit } from './git.ts'
import type { Place, SourceCoverage } from './source.ts'

const key = mintKey('live', 1)
const line = `NUVION_API_KEY=${key}\n`

interface Seen {
  readonly found: readonly { readonly key: string; readonly place: Place; readonly match: LocatedMatch }[]
  readonly coverage: SourceCoverage
}

async function look(directory: string, options?: HistoryOptions): Promise<Seen> {
  const git = await openGit({ directory, environment: process.env })
  const found: { key: string; place: Place; match: LocatedMatch }[] = []
  const source = options === undefined ? createStoreSource(git) : createHistorySource(git, options)
  const coverage = await source.scan(
    (matches, place) => {
      for (const match of matches) found.push({ key: match.secret.reveal(secret => secret), place, match })
    },
    () => undefined,
    new AbortController().signal,
  )
  return { found, coverage }
}

interface Situation {
  readonly title: string
  readonly options?: TempRepoOptions
  readonly kind?: Place['kind']
  /** Plants the key; answers the folder to scan where it is another one. */
  plant(repo: TempRepo): string | undefined
}

const commitBase = (repo: TempRepo): string => repo.commitFiles({ 'a.txt': 'one\ntwo\nthree\n' }, 'Base')
const raw = (repo: TempRepo, type: string, content: string | Uint8Array): string =>
  repo.git(['hash-object', '-t', type, '--literally', '-w', '--stdin'], { input: content }).toString().trim()

const situations: readonly Situation[] = [
  { title: 'a root commit', plant: repo => void repo.commitFiles({ '.env': line }) },
  { title: 'an ordinary commit', plant: repo => { commitBase(repo); repo.commitFiles({ '.env': line }); return undefined } },
  { title: 'a commit that a later one took back', plant: repo => { repo.commitFiles({ '.env': line, b: 'b' }); repo.commitFiles({ '.env': null }); return undefined } },
  { title: 'a path with a newline', plant: repo => void repo.commitFiles({ 'a\nb': line }) },
  { title: 'a path with a quote and a backslash', plant: repo => void repo.commitFiles({ 'a"b\\c': line }) },
  { title: 'a path that is no UTF-8', plant: repo => { repo.write(Buffer.from([0x61, 0xff, 0xfe]), line); repo.stage(); repo.commit('Odd'); return undefined } },
  { title: 'a git note', plant: repo => { commitBase(repo); repo.git(['notes', 'add', '-m', line]); return undefined } },
  {
    title: 'an evil merge',
    plant: repo => {
      commitBase(repo)
      repo.branch('side')
      repo.commitFiles({ s: 's' })
      repo.switchTo('main')
      repo.commitFiles({ m: 'm' })
      repo.git(['merge', '--no-commit', '--no-ff', 'side'])
      repo.write('evil.txt', line)
      repo.stage()
      repo.commit('Merge')
      return undefined
    },
  },
  {
    title: 'the second parent of a merge',
    plant: repo => {
      commitBase(repo)
      repo.branch('side')
      repo.commitFiles({ s: line })
      repo.commitFiles({ s: 'gone' })
      repo.switchTo('main')
      repo.merge('side')
      return undefined
    },
  },
  {
    title: 'one side of an octopus',
    plant: repo => {
      commitBase(repo)
      for (const name of ['one', 'two', 'three']) {
        repo.branch(name, 'main')
        repo.commitFiles({ [name]: name === 'two' ? line : name })
        repo.switchTo('main')
      }
      repo.merge(['one', 'two', 'three'])
      return undefined
    },
  },
  { title: 'a file marked -diff', plant: repo => void repo.commitFiles({ '.gitattributes': '* -diff\n', a: line }) },
  { title: 'a file marked binary', plant: repo => void repo.commitFiles({ '.gitattributes': '* binary\n', a: line }) },
  { title: 'a file under info/attributes', plant: repo => { mkdirSync(repo.path('.git/info'), { recursive: true }); writeFileSync(repo.path('.git/info/attributes'), '* -diff\n'); repo.commitFiles({ a: line }); return undefined } },
  { title: 'UTF-16 text with a mark', plant: repo => void repo.commitFiles({ a: Buffer.from(`\ufeff${line}`, 'utf16le') }) },
  { title: 'UTF-16 text without one', plant: repo => void repo.commitFiles({ a: Buffer.from(line, 'utf16le') }) },
  { title: 'text with a NUL', plant: repo => void repo.commitFiles({ a: `x\0y\n${line}` }) },
  { title: 'a database file', plant: repo => void repo.commitFiles({ a: Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4000, 7), Buffer.from(key), Buffer.alloc(4000)]) }) },
  { title: 'a zip with the file stored', plant: repo => void repo.commitFiles({ 'a.zip': Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(26), Buffer.from(line), Buffer.from('PK\u0001\u0002')]) }) },
  { title: 'a rename with an edit', plant: repo => { repo.commitFiles({ a: 'x\n'.repeat(50) }); repo.move('a', 'b'); repo.write('b', 'x\n'.repeat(50) + line); repo.stage(); repo.commit('Rename'); repo.commitFiles({ b: 'x' }); return undefined } },
  { title: 'a symlink that becomes a file', plant: repo => { repo.link('a', 'target'); repo.stage(); repo.commit('Link'); repo.remove('a'); repo.write('a', line); repo.stage(); repo.commit('File'); return undefined } },
  { title: 'the target of a symlink', plant: repo => { repo.link('a', `/x/${key}`); repo.stage(); repo.commit('Link'); return undefined } },
  { title: 'the message of a commit', kind: 'commit', plant: repo => { commitBase(repo); repo.commit(`Say\n\n${line}`, { args: ['--allow-empty'] }); return undefined } },
  { title: 'the message of an annotated tag', kind: 'tag', plant: repo => { commitBase(repo); repo.tag('v1', { message: line }); return undefined } },
  { title: 'a tag of a tag', kind: 'tag', plant: repo => { commitBase(repo); repo.tag('v1', { message: line }); repo.tag('v2', { message: 'outer', at: 'v1' }); repo.git(['tag', '-d', 'v1']); return undefined } },
  { title: 'a tag on a blob', plant: repo => { commitBase(repo); repo.tag('b', { at: raw(repo, 'blob', line) }); return undefined } },
  { title: 'a tag on a tree', plant: repo => { commitBase(repo); const blob = raw(repo, 'blob', line); const tree = repo.git(['mktree'], { input: `100644 blob ${blob}\tx\n` }).toString().trim(); repo.tag('t', { at: tree }); return undefined } },
  { title: 'the name of an author', kind: 'commit', plant: repo => void repo.commitFiles({ a: 'a' }, 'A', { author: { name: key, email: 'a@example.com' } }) },
  { title: 'the address of a committer', kind: 'commit', plant: repo => void repo.commitFiles({ a: 'a' }, 'A', { committer: { name: 'C', email: `${key}@example.com` } }) },
  { title: 'the name of a tagger', kind: 'tag', plant: repo => { commitBase(repo); repo.git(['tag', '-a', '-m', 'v', 'v1'], { env: { GIT_COMMITTER_NAME: key } }); return undefined } },
  { title: 'a commit in another encoding', kind: 'commit', plant: repo => { commitBase(repo); const tree = repo.ask('rev-parse', 'HEAD^{tree}'); raw(repo, 'commit', Buffer.concat([Buffer.from(`tree ${tree}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\nencoding UTF-16LE\n\n`), Buffer.from(line, 'utf16le')])); return undefined } },
  { title: 'the name of a branch', kind: 'ref', plant: repo => { commitBase(repo); repo.branch(`feature/${key}`); return undefined } },
  { title: 'the name of a tag', kind: 'ref', plant: repo => { commitBase(repo); repo.tag(key); return undefined } },
  { title: 'the name of a file', kind: 'tree', plant: repo => { repo.commitFiles({ [`dir/${key}.txt`]: 'a' }); repo.commitFiles({ [`dir/${key}.txt`]: null, b: 'b' }); return undefined } },
  { title: 'the name of a folder', kind: 'tree', plant: repo => void repo.commitFiles({ [`${key}/a`]: 'a' }) },
  { title: 'a commit that was amended away', plant: repo => { commitBase(repo); repo.commitFiles({ a: line }); repo.write('a', 'clean'); repo.stage(); repo.commit('Clean', { args: ['--amend'] }); return undefined } },
  { title: 'the top stash', plant: repo => { commitBase(repo); repo.write('a.txt', line); repo.stash(); return undefined } },
  { title: 'an older stash', plant: repo => { commitBase(repo); repo.write('a.txt', line); repo.stash(); repo.write('a.txt', 'other'); repo.stash(); return undefined } },
  { title: 'the index parent of a stash', plant: repo => { commitBase(repo); repo.write('a.txt', line); repo.stage(); repo.write('a.txt', 'clean'); repo.stash(); return undefined } },
  { title: 'an untracked file in a stash', plant: repo => { commitBase(repo); repo.write('new', line); repo.stash(); return undefined } },
  { title: 'a message in the reflog only', kind: 'reflog', plant: repo => { commitBase(repo); repo.git(['update-ref', '-m', `note ${key}`, '--create-reflog', 'refs/heads/x', 'HEAD']); return undefined } },
  { title: 'a dangling blob', plant: repo => void raw(repo, 'blob', line) },
  { title: 'a dangling commit', kind: 'commit', plant: repo => { commitBase(repo); repo.git(['commit-tree', '-m', line, 'HEAD^{tree}']); return undefined } },
  { title: 'a dangling tag', kind: 'tag', plant: repo => { const commit = commitBase(repo); raw(repo, 'tag', `object ${commit}\ntype commit\ntag v\ntagger T <t> 1 +0000\n\n${line}`); return undefined } },
  { title: 'the branch of a second worktree', plant: repo => { commitBase(repo); const second = repo.worktree('second'); second.commitFiles({ w: line }); return undefined } },
  { title: 'the detached HEAD of a second worktree', plant: repo => { commitBase(repo); const second = repo.worktree('second'); second.git(['checkout', '-q', '--detach']); second.commitFiles({ w: line }); return undefined } },
  { title: 'the index of a second worktree', plant: repo => { commitBase(repo); const second = repo.worktree('second'); second.write('w', line); second.stage(); second.remove('w'); return undefined } },
  { title: 'a path in the index of a second worktree', kind: 'index', plant: repo => { commitBase(repo); const second = repo.worktree('second'); second.write(key, 'x'); second.stage(); return undefined } },
  { title: 'a linked worktree that is scanned itself', plant: repo => { commitBase(repo); const second = repo.worktree('second'); repo.commitFiles({ a: line }); return second.directory } },
  { title: 'the index alone, before the first commit', plant: repo => { repo.write('a', line); repo.stage(); return undefined } },
  { title: 'a path in the index alone', kind: 'index', plant: repo => { repo.write(key, 'x'); repo.stage(); return undefined } },
  { title: 'a bare repository', plant: repo => { repo.commitFiles({ a: line }); return repo.clone(['--bare']).directory } },
  { title: 'refs/pull/*', plant: repo => { commitBase(repo); repo.branch('pr'); repo.commitFiles({ a: line }); repo.git(['update-ref', 'refs/pull/7/head', 'HEAD']); repo.switchTo('main'); repo.git(['branch', '-D', 'pr']); return undefined } },
  { title: 'refs/remotes/*', plant: repo => { commitBase(repo); repo.branch('side'); repo.commitFiles({ a: line }); repo.switchTo('main'); return repo.clone().directory } },
  { title: 'an alternate store', plant: repo => { repo.commitFiles({ a: line }); return repo.clone(['--shared']).directory } },
  { title: 'a SHA-256 repository', options: { objectFormat: 'sha256' }, plant: repo => void repo.commitFiles({ a: line }) },
  { title: 'a file name in a SHA-256 repository', options: { objectFormat: 'sha256' }, kind: 'tree', plant: repo => void repo.commitFiles({ [key]: 'a' }) },
  { title: 'a packed object', plant: repo => { repo.commitFiles({ a: line }); repo.git(['gc', '-q']); return undefined } },
  { title: 'a multi-pack index', plant: repo => { repo.commitFiles({ a: line }); repo.git(['repack', '-dq']); repo.commitFiles({ b: 'b' }); repo.git(['repack', '-dq']); repo.git(['multi-pack-index', 'write']); return undefined } },
  {
    title: 'the far end of a long delta chain',
    plant: repo => {
      const body = Array.from({ length: 400 }, (_, i) => `row ${String(i)} ${String(i * 7919)}\n`).join('')
      let stream = ''
      for (let i = 0; i < 1200; i++) {
        const data = `${body}${i === 3 ? line : ''}tail ${String(i)}\n`
        stream += `commit refs/heads/main\ncommitter C <c> ${String(1_700_000_000 + i)} +0000\ndata 0\nM 100644 inline f\ndata ${String(data.length)}\n${data}\n`
      }
      repo.git(['fast-import', '--quiet', '--depth=4095'], { input: stream })
      repo.git(['repack', '-adfq', '--depth=4095', '--window=20'])
      return undefined
    },
  },
  { title: 'a line of 100 MB', plant: repo => { const input = Buffer.alloc(100 << 20, 'x'); input.write(` ${key} `, 77 << 20); repo.git(['hash-object', '-w', '--stdin'], { input }); return undefined } },
  { title: 'an object of a type that git does not know', plant: repo => { commitBase(repo); raw(repo, 'secrets', line); return undefined } },
  { title: 'a blob behind an object of unknown type', plant: repo => { for (let i = 0; i < 20; i++) raw(repo, `kind${String(i)}`, 'x'); repo.commitFiles({ a: line }); return undefined } },
  { title: 'a commit behind a replace ref', plant: repo => { const bad = repo.commitFiles({ a: line }); const good = repo.git(['commit-tree', '-m', 'clean', repo.git(['mktree'], { input: '' }).toString().trim()]).toString().trim(); repo.git(['replace', bad, good]); return undefined } },
]

describe('the store gives up a key in', () => {
  test.each(situations)('$title', async situation => {
    const { options, kind = 'blob' } = situation
    const repo = createTempRepo(options)
    const { found, coverage } = await look(situation.plant(repo) ?? repo.directory)
    expect(found.map(one => one.key)).toContain(key)
    expect(found.map(one => one.place.kind)).toContain(kind)
    expect(coverage.skipped).toEqual([])
  })
})

test('a file of 513 MB is searched in pieces', { timeout: 180_000 }, async () => {
  const repo = createTempRepo({ bare: true })
  const piece = Buffer.alloc(1 << 20, 'lorem ipsum dolor \n')
  const file = `${createTempFolder()}/large`
  for (let i = 0; i < 513; i++) writeFileSync(file, piece, { flag: 'a' })
  writeFileSync(file, line, { flag: 'a' })
  repo.git(['-c', 'core.bigFileThreshold=1m', '-c', 'core.compression=1', 'hash-object', '-w', file])
  rmSync(file)
  const { found, coverage } = await look(repo.directory)
  expect(found.map(one => one.key)).toEqual([key])
  expect(coverage.bytes).toBe((513 << 20) + line.length)
})

test('an empty repository is clean and complete', async () => {
  const { found, coverage } = await look(createTempRepo().directory)
  expect(found).toEqual([])
  expect(coverage).toEqual({ objects: 0, bytes: 0, files: 0, commits: 0, skipped: [] })
})

describe('incomplete', () => {
  test('where a loose object is damaged', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: line, b: 'b' })
    const blob = repo.ask('rev-parse', 'HEAD:b')
    damage(repo, blob, Buffer.from('garbage'))
    const { found, coverage } = await look(repo.directory)
    expect(found.length).toBe(1)
    expect(coverage.skipped).toMatchObject([{ reason: 'corrupt-object', what: blob, count: 1, expected: false }])
  })

  test('where a blob that HEAD reaches is gone', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a', b: 'b' })
    unlinkSync(objectFile(repo, repo.ask('rev-parse', 'HEAD:b')))
    expect((await look(repo.directory)).coverage.skipped).toMatchObject([{ reason: 'missing-object', count: 1 }])
  })

  test('where a parent commit is gone', async () => {
    const repo = createTempRepo()
    const first = repo.commitFiles({ a: 'a' })
    repo.commitFiles({ a: 'b' })
    unlinkSync(objectFile(repo, first))
    expect((await look(repo.directory)).coverage.skipped).toMatchObject([{ reason: 'missing-object' }])
  })

  test('where an index names a blob that is gone', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.write('a', 'staged')
    repo.stage()
    unlinkSync(objectFile(repo, repo.ask('rev-parse', ':a')))
    expect((await look(repo.directory)).coverage.skipped).toMatchObject([{ reason: 'missing-object', count: 1 }])
  })

  test('where the clone is shallow', async () => {
    const origin = createTempRepo()
    for (const text of ['a', 'b', 'c']) origin.commitFiles({ a: text })
    const { coverage } = await look(origin.clone(['--depth=1']).directory)
    expect(coverage.skipped).toMatchObject([{ reason: 'shallow', count: 1, expected: false }])
  })

  test('where the clone is partial', async () => {
    const origin = createTempRepo()
    origin.git(['config', 'uploadpack.allowFilter', 'true'])
    origin.commitFiles({ a: 'a' })
    origin.commitFiles({ a: line })
    const { coverage } = await look(origin.clone(['--filter=blob:none', '--no-checkout']).directory)
    expect(coverage.skipped).toMatchObject([{ reason: 'partial-clone', count: 2, expected: false }])
  })
})

test('garbage that names what was pruned is complete', async () => {
  const repo = createTempRepo()
  commitBase(repo)
  raw(repo, 'tree', Buffer.concat([Buffer.from('100644 a\0'), Buffer.alloc(20, 9)]))
  expect((await look(repo.directory)).coverage.skipped).toEqual([])
})

describe('a history can be narrowed', () => {
  const build = (): TempRepo => {
    const repo = createTempRepo()
    repo.commitFiles({ 'a/x': `${mintKey('live', 11)}\n` }, 'One', { date: '2020-01-01T00:00:00Z' })
    repo.commitFiles({ 'b/y': `${mintKey('live', 12)}\n` }, 'Two', { date: '2022-01-01T00:00:00Z' })
    repo.branch('side')
    repo.commitFiles({ 'c/z': `${mintKey('live', 13)}\n` }, 'Three', { date: '2023-01-01T00:00:00Z' })
    repo.switchTo('main')
    raw(repo, 'blob', mintKey('live', 14))
    return repo
  }
  test.each<[string, HistoryOptions, readonly number[]]>([
    ['not at all', {}, [11, 12, 13, 14]],
    ['--reachable', { reachable: true }, [11, 12, 13]],
    ['--branch main', { branches: ['main'] }, [11, 12]],
    ['-- b', { paths: ['b'] }, [12]],
  ])('%s', async (_title, options, seeds) => {
    const { found, coverage } = await look(build().directory, options)
    expect(found.map(one => one.key).sort()).toEqual(seeds.map(seed => mintKey('live', seed)).sort())
    expect(coverage.skipped.map(skip => skip.reason)).toEqual(Object.keys(options).length === 0 ? [] : ['narrowed'])
    expect(coverage.skipped.every(skip => skip.expected)).toBe(true)
  })

  test('--since leaves out what only older commits have', async () => {
    const { found } = await look(build().directory, { since: '2022-06-01' })
    expect(found.map(one => one.key)).toContain(mintKey('live', 13))
  })

  test('a branch that is not there is a usage error', async () => {
    await expect(look(build().directory, { branches: ['nowhere'] })).rejects.toMatchObject({ exitCode: 2 })
  })
})

const settings: readonly (readonly [name: string, value: string])[] = [
  ['color.ui', 'always'], ['color.diff', 'always'], ['diff.external', 'false'], ['diff.x.textconv', 'false'], ['diff.noprefix', 'true'],
  ['diff.mnemonicPrefix', 'true'], ['diff.renames', 'copies'], ['diff.orderFile', '/nonexistent'], ['diff.ignoreSubmodules', 'all'],
  ['core.quotePath', 'true'], ['core.attributesFile', '/nonexistent'], ['log.showRoot', 'false'], ['log.abbrevCommit', 'true'],
  ['log.follow', 'true'], ['format.pretty', 'oneline'], ['core.precomposeUnicode', 'true'], ['core.autocrlf', 'true'],
  ['core.worktree', '/nonexistent'], ['core.bare', 'true'], ['extensions.worktreeConfig', 'true'], ['log.showSignature', 'true'],
  ['log.mailmap', 'true'], ['i18n.logOutputEncoding', 'UTF-16'], ['alias.cat-file', '!false'], ['alias.log', '!false'],
  ['core.commitGraph', 'true'], ['core.pager', 'false'], ['pager.log', 'false'], ['diff.suppressBlankEmpty', 'true'],
]

describe('these settings change nothing', () => {
  const build = (): TempRepo => {
    const repo = createTempRepo()
    repo.commitFiles({ '.gitattributes': '* diff=x\n', a: line, 'ä\n"': `${mintKey('test', 2)}\n` })
    repo.commitFiles({ a: null, c: `${mintKey('webhook', 3)}\n` })
    return repo
  }
  test.each(settings)('%s=%s', async (name, value) => {
    const repo = build()
    repo.git(['config', name, value])
    const { found, coverage } = await look(repo.directory)
    expect(found.map(one => one.key).sort()).toEqual([key, mintKey('test', 2), mintKey('webhook', 3)].sort())
    expect(coverage.skipped).toEqual([])
  })

  test('a graft and a replace ref', async () => {
    const repo = build()
    const head = repo.ask('rev-parse', 'HEAD')
    mkdirSync(repo.path('.git/info'), { recursive: true })
    writeFileSync(repo.path('.git/info/grafts'), `${head}\n`)
    const { coverage } = await look(repo.directory, { reachable: true })
    expect(coverage.commits).toBe(2)
  })

  test('a forged commit-graph', async () => {
    const repo = build()
    repo.git(['commit-graph', 'write', '--reachable'])
    const file = repo.path('.git/objects/info/commit-graph')
    expect(existsSync(file)).toBe(true)
    chmodSync(file, 0o644)
    const bytes = readFileSync(file)
    bytes.fill(0x70, bytes.length - 60, bytes.length - 24)
    writeFileSync(file, bytes)
    expect((await look(repo.directory, { reachable: true })).coverage.commits).toBe(2)
  })
})

describe('hostile repositories are read in bounded time', () => {
  test('100,000 refs, one of them named like a key', async () => {
    const repo = createTempRepo()
    const commit = commitBase(repo)
    const rows = Array.from({ length: 100_000 }, (_, i) => `${commit} refs/heads/b${String(i).padStart(6, '0')}\n`)
    writeFileSync(repo.path('.git/packed-refs'), `# pack-refs with: peeled fully-peeled sorted \n${rows.join('')}${commit} refs/heads/${key}\n`)
    expect((await look(repo.directory)).found.map(one => one.place.kind)).toEqual(['ref'])
  })

  test('a tree of a million entries', { timeout: 120_000 }, async () => {
    const repo = createTempRepo()
    const blob = Buffer.from(raw(repo, 'blob', 'x'), 'hex')
    const rows: Buffer[] = []
    for (let i = 0; i < 1_000_000; i++) rows.push(Buffer.from(`100644 some-name-${String(i).padStart(7, '0')}\0`), blob)
    rows.push(Buffer.from(`100644 z${key}\0`), blob)
    raw(repo, 'tree', Buffer.concat(rows))
    const { found, coverage } = await look(repo.directory)
    expect(coverage.skipped).toEqual([])
    expect(found.map(one => one.key)).toEqual([])
    raw(repo, 'tree', Buffer.concat([...rows.slice(0, -2), Buffer.from(`100644 ${key}\0`), blob]))
    expect((await look(repo.directory)).found.map(one => one.place.kind)).toEqual(['tree'])
  })

  test('a chain of 10,000 tags', { timeout: 120_000 }, async () => {
    const repo = createTempRepo()
    let [target, type] = [commitBase(repo), 'commit']
    for (let i = 0; i < 10_000; i++) {
      const body = Buffer.from(`object ${target}\ntype ${type}\ntag t\ntagger T <t> 1 +0000\n\n${i === 5000 ? line : 'm\n'}`)
      const content = Buffer.concat([Buffer.from(`tag ${String(body.length)}\0`), body])
      target = createHash('sha1').update(content).digest('hex')
      type = 'tag'
      mkdirSync(dirname(objectFile(repo, target)), { recursive: true })
      writeFileSync(objectFile(repo, target), deflateSync(content))
    }
    repo.git(['update-ref', 'refs/tags/t', target])
    const { found, coverage } = await look(repo.directory)
    expect(found.map(one => one.place.kind)).toEqual(['tag'])
    expect(coverage.objects).toBe(10_003)
  })
})

test('a scan that is broken off says so', async () => {
  const repo = createTempRepo()
  for (let i = 0; i < 30; i++) repo.write(`file ${String(i)}`, `${String(i)}\n`)
  repo.stage()
  repo.commit('Many')
  const git = await openGit({ directory: repo.directory, environment: process.env })
  const coverage = await createStoreSource(git).scan(() => undefined, () => undefined, AbortSignal.abort())
  expect(coverage.skipped).toMatchObject([{ reason: 'interrupted', expected: false }])
})

test('a scan leaves the repository as it was', async () => {
  const repo = createTempRepo()
  repo.commitFiles({ a: line })
  const before = listFiles(repo)
  await look(repo.directory)
  expect(listFiles(repo)).toEqual(before)
})

test('a message is counted from its first line', async () => {
  const repo = createTempRepo()
  repo.commit(`Title\n\n${key}\n`, { args: ['--allow-empty'] })
  const { found } = await look(repo.directory)
  expect(found.map(({ match }) => [match.line, match.column])).toEqual([[3, 1]])
  expect(found.map(({ match }) => toFingerprint(match.secret))).toHaveLength(1)
})

function objectFile(repo: TempRepo, oid: string): string {
  return repo.path('.git/objects', oid.slice(0, 2), oid.slice(2))
}

function damage(repo: TempRepo, oid: string, content: Uint8Array): void {
  const file = objectFile(repo, oid)
  chmodSync(file, 0o644)
  writeFileSync(file, content)
}

function listFiles(repo: TempRepo): string[] {
  return readdirSync(repo.directory, { recursive: true, encoding: 'utf8' }).sort()
}

