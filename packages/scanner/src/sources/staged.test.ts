import { cleanGitEnvironment, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { openGit } from './git.ts'
import type { Place, SourceCoverage } from './source.ts'
import { createStagedSource } from './staged.ts'

const key = mintKey('live', 1)
const other = mintKey('live', 2)

async function scanStaged(repo: TempRepo, options: { all?: boolean; cwd?: string } = {}): Promise<{ found: string[]; coverage: SourceCoverage; places: Place[] }> {
  const git = await openGit({ directory: repo.path(options.cwd ?? ''), environment: cleanGitEnvironment(), hook: true })
  const found: string[] = []
  const places: Place[] = []
  const visit = (matches: readonly { line: number }[], place: Place): void => {
    places.push(place)
    for (const match of matches) found.push(`${place.kind} ${place.path}:${String(match.line)}`)
  }
  const coverage = await createStagedSource({ git, all: options.all ?? false }).scan(visit, () => undefined, new AbortController().signal)
  return { found: found.sort(), coverage, places }
}

describe('createStagedSource', () => {
  test('before the first commit, in both hash algorithms', async () => {
    for (const objectFormat of ['sha1', 'sha256'] as const) {
      const repo = createTempRepo({ objectFormat })
      repo.write('a.env', `x\nKEY=${key}\n`)
      repo.stage()
      const { found, coverage, places } = await scanStaged(repo)
      expect(found).toEqual(['staged a.env:2'])
      expect(places[0]?.oid).toBe(repo.ask('rev-parse', ':a.env'))
      expect(coverage).toMatchObject({ files: 1, objects: 1, skipped: [] })
    }
  })

  test('reads the index, not the work tree', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'clean\n', b: 'clean\n' })
    repo.write('a', `${key}\n`)
    repo.stage('a')
    repo.write('a', 'clean again\n')
    repo.write('b', `${other}\n`)
    expect((await scanStaged(repo)).found).toEqual(['staged a:1'])
  })

  test('a key that HEAD has at the same path is not new, unless all are asked for; the same key at another path is', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: `KEY=${key}\n` })
    repo.write('a', `more\nKEY2=${key}\nKEY=${other}\n`)
    repo.write('copy', `KEY=${key}\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual(['staged a:3', 'staged copy:1'])
    expect((await scanStaged(repo, { all: true })).found).toEqual(['staged a:2', 'staged a:3', 'staged copy:1'])
  })

  test('a rename adds nothing, even with an edit of another line; a copy beside a rename does', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: `KEY=${key}\n`, b: `KEY=${other}\n1\n` })
    repo.move('a', 'lib/a')
    repo.move('b', 'lib/b')
    repo.write('lib/b', `2\nKEY=${other}\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual([])
    repo.write('0', `other text\nKEY=${key}\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual(['staged 0:2'])
  })

  test('names, symlink targets, type changes, odd paths', async () => {
    const repo = createTempRepo()
    repo.link('was-link', 'target')
    repo.write('was-file', 'text\n')
    repo.stage()
    repo.commit('first')
    repo.link('link', key)
    repo.remove('was-link')
    repo.write('was-link', `${key}\n`)
    repo.link('was-file', other)
    repo.write(`${key}.txt`, 'clean\n')
    repo.write('line\nbreak "q" \\', `${other}\n`)
    repo.write(Buffer.from([0x66, 0xff]), `${other}\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual(
      [`path ${key}.txt:1`, 'staged f\udcff:1', 'staged line\nbreak "q" \\:1', 'staged link:1', 'staged was-file:1', 'staged was-link:1'].sort(),
    )
  })

  test('from a subdirectory the paths stay relative to the root', async () => {
    const repo = createTempRepo()
    repo.write('top', `${key}\n`)
    repo.write('sub/in', `${other}\n`)
    repo.stage()
    expect((await scanStaged(repo, { cwd: 'sub' })).found).toEqual(['staged sub/in:1', 'staged top:1'])
  })

  test('an intent to add holds nothing yet', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'x\n' })
    repo.write('b', `${key}\n`)
    repo.git(['add', '-N', 'b'])
    expect(await scanStaged(repo)).toMatchObject({ found: [], coverage: { skipped: [] } })
  })

  test('a submodule entry is counted and expected', async () => {
    const repo = createTempRepo()
    const first = repo.commitFiles({ a: 'x\n' })
    repo.git(['update-index', '--add', '--cacheinfo', `160000,${first},sub`])
    expect((await scanStaged(repo)).coverage.skipped).toEqual([{ reason: 'submodule', what: 'sub', count: 1, expected: true }])
  })

  test('all stages of an unmerged index; what a merge parent has is not new', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'base\n' })
    repo.branch('side')
    repo.commitFiles({ a: `side ${key}\n`, extra: `${key}\n` })
    repo.switchTo('main')
    repo.commitFiles({ a: `main ${other}\n` })
    expect(repo.tryGit(['merge', 'side']).status).toBe(1)
    expect((await scanStaged(repo)).found).toEqual([])
    repo.write('a', `side ${key}\nmain ${other}\nnew ${mintKey('live', 3)}\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual(['staged a:3'])

    const plain = createTempRepo()
    plain.commitFiles({ a: 'x\n' })
    const blobs = [key, other, mintKey('live', 4)].map(one => plain.git(['hash-object', '-w', '--stdin'], { input: `${one}\n` }).toString().trim())
    plain.git(['update-index', '--index-info'], { input: blobs.map((blob, index) => `100644 ${blob} ${String(index + 1)}\tb\n`).join('') })
    expect((await scanStaged(plain)).found).toEqual(['staged b:1', 'staged b:1', 'staged b:1'])
  })

  test('an octopus merge knows all its parents', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'base\n' })
    for (const name of ['one', 'two']) {
      repo.branch(name, 'main')
      repo.commitFiles({ [name]: `${key}\n` })
    }
    repo.switchTo('main')
    repo.commitFiles({ b: 'b\n' })
    repo.git(['merge', '--no-commit', 'one', 'two'])
    repo.write('evil', `${key}\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual(['staged evil:1'])
  })

  test('a cherry-pick and a revert of keys that the history of HEAD has at that path pass, an ordinary commit does not', async () => {
    const repo = createTempRepo()
    const first = repo.commitFiles({ a: `KEY=${key}\n` })
    const removal = repo.commitFiles({ a: 'KEY=\n' })
    repo.commitFiles({ a: 'KEY=\nmore\n' })
    repo.write('a', `KEY=${key}\nmore\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual(['staged a:1'])
    repo.git(['reset', '--hard', '-q'])
    expect(repo.tryGit(['revert', '--no-edit', removal]).status).toBe(1)
    repo.write('a', `KEY=${key}\nmore\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual([])
    repo.write('b', `KEY=${key}\n`)
    repo.write('a', `KEY=${key}\nmore ${other}\n`)
    repo.stage()
    expect((await scanStaged(repo)).found).toEqual(['staged a:2', 'staged b:1'])
    expect(first).toMatch(/^[0-9a-f]{40}$/)
  })

  test('a missing object makes it incomplete', async () => {
    const repo = createTempRepo()
    repo.git(['update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},a`])
    expect((await scanStaged(repo)).coverage.skipped).toEqual([{ reason: 'missing-object', what: '1'.repeat(40), count: 1, expected: false }])
  })
})
