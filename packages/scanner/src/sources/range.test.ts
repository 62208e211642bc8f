import { cleanGitEnvironment, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { openGit } from './git.ts'
import { createRangeSource } from './range.ts'
import type { Place, SourceCoverage } from './source.ts'

const key = mintKey('live', 1)
const other = mintKey('live', 2)
const third = mintKey('live', 3)

async function scanRange(repo: TempRepo, ...revisions: string[]): Promise<{ found: string[]; coverage: SourceCoverage }> {
  const git = await openGit({ directory: repo.directory, environment: cleanGitEnvironment() })
  const found: string[] = []
  const visit = (matches: readonly { line: number }[], place: Place): void => {
    const path = place.kind === 'commit' || place.kind === 'tag' ? '' : ` ${place.path}`
    for (const match of matches) found.push(`${place.kind}${path}:${String(match.line)}`)
  }
  const coverage = await createRangeSource({ git, revisions }).scan(visit, () => undefined, new AbortController().signal)
  return { found: found.sort(), coverage }
}

describe('createRangeSource', () => {
  test('a key that was added and removed inside the range is found, one from before is not', async () => {
    for (const objectFormat of ['sha1', 'sha256'] as const) {
      const repo = createTempRepo({ objectFormat })
      repo.commitFiles({ old: `${other}\n` })
      repo.commitFiles({ a: `x\n${key}\n` })
      repo.commitFiles({ a: 'x\n', old: `edited\n${other}\n` })
      expect((await scanRange(repo, 'HEAD~2..HEAD')).found).toEqual(['blob a:2'])
      expect((await scanRange(repo, 'HEAD~1..HEAD')).found).toEqual([])
      expect(await scanRange(repo, 'HEAD')).toMatchObject({ found: ['blob a:2', 'blob old:1'], coverage: { commits: 3, skipped: [] } })
    }
  })

  test('paths after -- limit which changed files count, a move into them adds nothing', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ moved: `${third}\n` })
    repo.commitFiles({ 'lib/a': `${key}\n`, 'app/b': `${other}\n`, moved: null, 'lib/moved': `${third}\n` })
    expect((await scanRange(repo, 'HEAD~1..', '--', 'lib')).found).toEqual(['blob lib/a:1'])
    expect((await scanRange(repo, 'HEAD~1..', '--', ':(exclude)lib')).found).toEqual(['blob app/b:1'])
    expect((await scanRange(repo, 'HEAD~1..', '--', 'none')).found).toEqual([])
    expect((await scanRange(repo, 'HEAD~1..', '--', 'lib', '*b')).found).toEqual(['blob app/b:1', 'blob lib/a:1'])
  })

  test('a copy adds, a rename does not, with or without an edit', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: `${key}\n`, b: `1\n${other}\n` })
    repo.commitFiles({ a: null, 'lib/a': `${key}\n` })
    repo.commitFiles({ b: null, 'lib/b': `2\n${other}\n` })
    expect((await scanRange(repo, 'HEAD~2..')).found).toEqual([])
    repo.commitFiles({ copy: `${key}\n` })
    repo.commitFiles({ 'lib/a': null, first: `${key}\n`, second: `text\n${key}\n` })
    expect((await scanRange(repo, 'HEAD~2..')).found).toEqual(['blob copy:1', 'blob second:2'])
  })

  test('the sides of a merge, an evil merge, an octopus', async () => {
    const repo = createTempRepo()
    const base = repo.commitFiles({ a: 'base\n' })
    repo.branch('side')
    repo.commitFiles({ side: `${key}\n` })
    repo.commitFiles({ side: 'clean\n' })
    repo.switchTo('main')
    repo.commitFiles({ main: 'x\n' })
    repo.git(['merge', '--no-commit', '--no-ff', 'side'])
    repo.write('evil', `${other}\n`)
    repo.stage()
    repo.commit('merge')
    expect((await scanRange(repo, 'HEAD^1..HEAD')).found).toEqual(['blob evil:1', 'blob side:1'])
    expect((await scanRange(repo, `${base}..HEAD`)).coverage.commits).toBe(4)
    for (const name of ['one', 'two']) {
      repo.branch(name, base)
      repo.commitFiles({ [name]: `${mintKey('live', 3)}\n` })
    }
    repo.switchTo('main')
    repo.merge(['one', 'two'])
    expect((await scanRange(repo, 'HEAD^1..HEAD')).found).toEqual(['blob one:1', 'blob two:1'])
    expect((await scanRange(repo, '-1', 'HEAD')).found).toEqual([])
  })

  test('a merge that moves a file of one parent adds nothing', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'lib/a': 'a\n', 'lib/b': 'b\n' })
    repo.branch('side')
    repo.commitFiles({ 'lib/new': `${key}\n` })
    repo.switchTo('main')
    repo.commitFiles({ 'lib/a': null, 'lib/b': null, 'src/a': 'a\n', 'src/b': 'b\n' })
    repo.git(['-c', 'merge.directoryRenames=true', 'merge', '-q', '--no-edit', 'side'])
    expect(repo.ask('ls-files')).toContain('src/new')
    expect((await scanRange(repo, '-1', 'HEAD')).found).toEqual([])
  })

  test('messages, names of people, annotated tags, tags of tags, ref names, paths, symlinks, submodules', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'x\n' })
    repo.tag('before', { message: `old ${key}\n` })
    repo.commit(`subject\n\nbody ${key}\n`, { args: ['--allow-empty'] })
    repo.commit('x', { args: ['--allow-empty'], author: { name: other, email: 'n@example.com' } })
    repo.link('link', mintKey('live', 5))
    repo.write(`dir/${mintKey('live', 6)}`, '')
    repo.stage()
    repo.git(['update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`])
    repo.commit('links')
    repo.tag('inner', { message: `inner ${key}\n` })
    repo.tag('outer', { message: `outer ${key}\n`, at: 'inner' })
    repo.git(['branch', `name-${mintKey('live', 7)}`])
    const { found, coverage } = await scanRange(repo, 'HEAD~3..HEAD')
    expect(found).toEqual(
      ['blob link:1', 'commit:3', 'commit:3', `path dir/${mintKey('live', 6)}:1`, `ref refs/heads/name-${mintKey('live', 7)}:1`, 'tag:1', 'tag:1'].sort(),
    )
    expect(coverage.skipped).toEqual([])
  })

  test('a tag of a blob or a tree that is named counts whole', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: `${key}\n` })
    repo.tag('on-blob', { message: 'b\n', at: 'HEAD:a' })
    repo.tag('on-tree', { message: 't\n', at: 'HEAD^{tree}' })
    expect((await scanRange(repo, 'on-blob')).found).toHaveLength(1)
    expect((await scanRange(repo, 'on-tree')).found).toEqual(['blob a:1'])
  })

  test('what thins the range out is shown', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: `${key}\n` })
    repo.commitFiles({ b: 'x\n' })
    expect((await scanRange(repo, '--max-count=1', '--since', '2001-01-01', 'HEAD', '--', 'b')).coverage.skipped).toEqual([
      { reason: 'narrowed', what: '--max-count=1', count: 1, expected: true },
      { reason: 'narrowed', what: '--since 2001-01-01', count: 1, expected: true },
      { reason: 'narrowed', what: '-- b', count: 1, expected: true },
    ])
  })

  test('a bad revision is a usage error, a missing object an incomplete run', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'x\n' })
    await expect(scanRange(repo, 'nowhere..HEAD')).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('nowhere') as string })
    await expect(scanRange(repo, `${'1'.repeat(40)}..HEAD`)).rejects.toMatchObject({ exitCode: 3 })
    for (const word of ['--quiet', '--count', '--objects', '--output=x', '--stdin', '--boundary', '--ignore-missing']) {
      await expect(scanRange(repo, word, 'HEAD')).rejects.toMatchObject({ exitCode: 2 })
    }
    await expect(scanRange(createTempRepo(), 'HEAD')).rejects.toMatchObject({ exitCode: 2 })
  })

  test('a shallow clone without the base is incomplete and says what fixes it', async () => {
    const repo = createTempRepo()
    const base = repo.commitFiles({ a: 'x\n' })
    repo.commitFiles({ b: 'x\n' })
    repo.commitFiles({ c: `${key}\n` })
    const clone = repo.clone(['--depth=1'])
    await expect(scanRange(clone, `${base}..HEAD`)).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('git fetch --unshallow') as string })
    const { found, coverage } = await scanRange(clone, 'HEAD')
    expect(found).toEqual(['blob c:1'])
    expect(coverage.skipped).toMatchObject([{ reason: 'shallow', expected: false }])
    const deeper = repo.clone(['--depth=2'])
    expect(await scanRange(deeper, 'HEAD~1..HEAD')).toMatchObject({ found: ['blob c:1'], coverage: { skipped: [] } })
  })

  test('a lost blob makes it incomplete', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'x\n', b: `${key}\n` })
    const blob = repo.ask('rev-parse', 'HEAD:a')
    repo.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`)
    const { found, coverage } = await scanRange(repo, 'HEAD')
    expect(found).toEqual(['blob b:1'])
    expect(coverage.skipped).toEqual([{ reason: 'missing-object', what: blob, count: 1, expected: false }])
  })

  test('a damaged blob makes it incomplete, and the others are still read', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'x\n', b: `${key}\n`, c: 'y\n' })
    for (const path of ['a', 'c']) {
      const blob = repo.ask('rev-parse', `HEAD:${path}`)
      const file = `.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`
      repo.remove(file)
      repo.write(file, path === 'a' ? 'garbage' : '')
    }
    const { found, coverage } = await scanRange(repo, 'HEAD')
    expect(found).toEqual(['blob b:1'])
    expect(coverage.skipped).toHaveLength(2)
    expect(coverage.skipped.every(skip => !skip.expected)).toBe(true)
  })

  test('what hides from a reader of diffs, and what is too large to hold', async () => {
    const repo = createTempRepo()
    repo.link('was-link', 'target')
    repo.write('was-file', 'x\n')
    repo.stage()
    repo.commit('first')
    repo.write('.gitattributes', '* -diff\n')
    repo.write('binary', Buffer.concat([Buffer.from([0, 255, 0]), Buffer.from(`${key}\n`)]))
    repo.write('utf16', Buffer.from(`\ufeff${key}\n`, 'utf16le'))
    repo.write(Buffer.from([0x66, 0xff, 0x0a]), `${key}\n`)
    repo.write('large', Buffer.concat([Buffer.alloc(36 * 2 ** 20, 'x y\n'), Buffer.from(`${key}\n`), Buffer.alloc(5 * 2 ** 20, 'z\n')]))
    repo.remove('was-link')
    repo.write('was-link', `${key}\n`)
    repo.link('was-file', key)
    repo.stage()
    repo.commit('second')
    const places = ['binary:1', 'f\udcff\n:1', `large:${String(9 * 2 ** 20 + 1)}`, 'utf16:1', 'was-file:1', 'was-link:1']
    expect((await scanRange(repo, '-1', 'HEAD')).found).toEqual(places.map(place => `blob ${place}`).sort())
  })

  test('a partial clone is incomplete where it lacks content, and fetches nothing', async () => {
    const repo = createTempRepo()
    repo.git(['config', 'uploadpack.allowFilter', 'true'])
    repo.commitFiles({ a: `${key}\n`, b: 'x\n' })
    repo.commitFiles({ c: `${other}\n` })
    const clone = repo.clone(['--filter=blob:none', '--no-checkout'])
    clone.git(['cat-file', 'blob', 'HEAD:c'])
    const { found, coverage } = await scanRange(clone, 'HEAD')
    expect(found).toEqual(['blob c:1'])
    expect(coverage.skipped).toMatchObject([{ reason: 'partial-clone', expected: false }, { reason: 'partial-clone', expected: false }])
    expect((await scanRange(clone, '-1', 'HEAD')).coverage.skipped).toMatchObject([{ reason: 'narrowed' }])
  })

  test('a lost tree makes it incomplete, and the other commits are still read', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ '0/f': `${key}\n` })
    const lost = repo.commitFiles({ '1/f': 'x\n' })
    repo.commit('empty', { args: ['--allow-empty'] })
    const next = repo.commitFiles({ '1/f': 'y\n', '2/f': `${other}\n` })
    repo.commitFiles({ '3/f': `${other}\n` })
    const tree = repo.ask('rev-parse', `${lost}:1`)
    repo.remove(`.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`)
    const { found, coverage } = await scanRange(repo, 'HEAD')
    expect(found).toEqual(['blob 0/f:1', 'blob 3/f:1'])
    expect(coverage.skipped.map(skip => skip.what).sort()).toEqual([lost, next].sort())
  })

  test('an interrupt ends it', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ large: Buffer.alloc(36 * 2 ** 20, 'x y\n') })
    for (let index = 0; index < 3; index++) repo.commitFiles({ [String(index)]: `${String(index)}\n` })
    const git = await openGit({ directory: repo.directory, environment: cleanGitEnvironment() })
    for (const afterMs of [0, 5, 20, 40]) {
      const signal = AbortSignal.timeout(afterMs)
      await Promise.allSettled([createRangeSource({ git, revisions: ['HEAD'] }).scan(() => undefined, () => undefined, signal)])
    }
  }, 20_000)

  test('the settings of the repository change nothing', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'x\n' })
    repo.commitFiles({ b: `${key}\n`, '.gitattributes': '* -diff diff=evil\n' })
    repo.write('order', 'nothing\n')
    const settings = ['diff.orderFile=order', 'diff.noprefix=true', 'diff.relative=true', 'diff.renames=copies', 'diff.ignoreSubmodules=all', 'color.ui=always',
      'core.quotePath=true', 'log.showRoot=false', 'diff.external=false', 'diff.evil.textconv=false', 'diff.evil.command=false', 'format.pretty=oneline', 'core.abbrev=4']
    for (const setting of settings) repo.git(['config', ...(setting.split('=') as [string, string])])
    expect((await scanRange(repo, 'HEAD~1..')).found).toEqual(['blob b:1'])
    expect((await scanRange(repo, '--all')).found).toEqual(['blob b:1'])
    repo.write('.git/info/grafts', `${repo.ask('rev-parse', 'HEAD')}\n`)
    expect((await scanRange(repo, '--all')).coverage.commits).toBe(2)
  })
})
