import { describe, expect, it } from 'vitest'
import { createTempRepo, mintKey, runCli, type TempRepo } from '@nuvion-guard/test-fixtures'
import type { Report } from './report.ts'

/** Too short to count anywhere but beside the name of Nuvion. */
const short = mintKey('live', 51, { length: 17 })
const line = `token = ${short}\n`
const long = mintKey('test', 52)

function run(repo: TempRepo, ...args: string[]): { readonly status: number | null; readonly report: Report; readonly found: readonly string[] } {
  const { status, stdout } = runCli([...args, '--format', 'json'], { cwd: repo.directory })
  const report = JSON.parse(stdout) as Report
  return { status, report, found: report.findings.map(({ path, confidence, origin }) => `${origin.kind} ${path} ${confidence}`).sort() }
}

/** What history alone knows: the files are gone. */
function createRepo(files: Readonly<Record<string, string>>): TempRepo {
  const repo = createTempRepo()
  repo.commitFiles(files, 'add')
  repo.commitFiles(Object.fromEntries(Object.keys(files).map(path => [path, null])), 'remove')
  return repo
}

describe('a short key in history', () => {
  it.each([
    ['a folder that names Nuvion', 'deploy/Nuvion/keys.txt'],
    ['a file that names Nuvion', 'nuvion-prod.env'],
  ])('counts in %s, as it does in the work tree', (_name, path) => {
    const repo = createRepo({ [path]: line })
    for (const verb of ['history', 'audit']) expect(run(repo, verb)).toMatchObject({ status: 1, found: [`blob ${path} high`] })
    expect(run(repo, 'history').report.keys).toMatchObject([{ introduced: { path }, removed: { path }, inHead: false, occurrences: 1 }])
    repo.write(path, line)
    expect(run(repo, 'files')).toMatchObject({ status: 1, found: [`file ${path} high`] })
    expect(run(repo, 'audit').found).toEqual([`blob ${path} high`, `file ${path} high`])
  })

  it('is told to people with its path, history and next step', () => {
    const { status, stdout } = runCli(['history'], { cwd: createRepo({ 'nuvion/a.txt': line }).directory })
    expect(status).toBe(1)
    expect(stdout).toContain('  nuvion/a.txt:1:9  (history)\n')
    expect(stdout).toContain('introduced by ')
    expect(stdout).toContain('Take the key out of nuvion/a.txt.')
  })

  it('does not count where no path names Nuvion', () => {
    const repo = createRepo({ 'config/keys.txt': line, 'nuvion/readme.txt': 'nothing here\n' })
    for (const verb of ['history', 'audit']) expect(run(repo, verb)).toMatchObject({ status: 0, found: [], report: { coverage: { complete: true } } })
    expect(run(repo, 'history', '--confidence', 'low').found).toEqual(['blob config/keys.txt low'])
  })

  it('counts at those of its paths that name Nuvion', () => {
    const repo = createRepo({ 'a/keys.txt': line, 'nuvion/keys.txt': line, 'z/nuvion.txt': line })
    expect(run(repo, 'history')).toMatchObject({ status: 1, found: ['blob nuvion/keys.txt high', 'blob z/nuvion.txt high'] })
    expect(run(repo, 'history', '--exclude', 'nuvion').found).toEqual(['blob z/nuvion.txt high'])
    expect(run(repo, 'history', '--include', 'a')).toMatchObject({ status: 0, found: [] })
    expect(run(repo, 'history', '--confidence', 'low').found).toEqual(['blob a/keys.txt low', 'blob nuvion/keys.txt high', 'blob z/nuvion.txt high'])
  })

  it('counts where no attribution is wanted, too', () => {
    const repo = createRepo({ 'nuvion/keys.txt': line })
    expect(run(repo, 'history', '--no-attribution')).toMatchObject({ status: 1, found: ['blob nuvion/keys.txt high'], report: { keys: [{ introduced: null, refs: [] }] } })
  })

  it('counts beside other keys, in a commit that only the reflog knows, and on another branch', () => {
    const repo = createRepo({ 'other.txt': long, 'nuvion/a.txt': line })
    repo.branch('side')
    repo.commitFiles({ 'nuvion/b.txt': `${line}\n` })
    repo.switchTo('main')
    repo.commitFiles({ 'nuvion/c.txt': `\n${line}` })
    repo.git(['reset', '-q', '--hard', 'HEAD^'])
    const { report, found } = run(repo, 'audit')
    expect(found).toEqual(['blob nuvion/a.txt high', 'blob nuvion/b.txt high', 'blob nuvion/c.txt high', 'blob other.txt medium'])
    expect(report.keys.map(({ occurrences }) => occurrences)).toEqual([3, 1])
  })

  it('that only a path makes sure counts with --confidence high', () => {
    const repo = createRepo({ 'nuvion/long.txt': long, 'b/long.txt': long })
    expect(run(repo, 'history').found).toEqual(['blob b/long.txt medium', 'blob nuvion/long.txt high'])
    expect(run(repo, 'history', '--confidence', 'high')).toMatchObject({ status: 1, found: ['blob nuvion/long.txt high'] })
  })

  it('counts where only an index holds it, in a linked worktree too', () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    const linked = repo.worktree('linked')
    for (const [one, name] of [[repo, 'main'], [linked, 'side']] as const) {
      one.write(`nuvion/${name}/keys.txt`, `${name} ${line}`)
      one.stage()
      one.remove(`nuvion/${name}/keys.txt`)
    }
    for (const verb of ['history', 'audit']) expect(run(repo, verb)).toMatchObject({ status: 1, found: ['blob nuvion/main/keys.txt high', 'blob nuvion/side/keys.txt high'] })
    expect(run(repo, 'history', '--exclude', 'nuvion')).toMatchObject({ status: 0, found: [] })
  })

  it('counts in a tree and a commit that nothing leads to', () => {
    const repo = createRepo({ 'nuvion/a/keys.txt': line, 'other/keys.txt': `\n${line}` })
    repo.git(['checkout', '-q', '--orphan', 'other'])
    repo.commitFiles({ b: 'b' })
    repo.git(['branch', '-D', 'main'])
    repo.git(['reflog', 'expire', '--expire=now', '--all'])
    for (const verb of ['history', 'audit']) expect(run(repo, verb)).toMatchObject({ status: 1, found: ['blob nuvion/a/keys.txt high'] })
  })

  it('that no commit holds stays undecided, and out of the report', () => {
    const repo = createTempRepo()
    repo.git(['hash-object', '-w', '--stdin'], { input: line })
    expect(run(repo, 'history')).toMatchObject({ status: 0, found: [] })
  })

  it('makes the run incomplete where git can not say its paths', () => {
    const repo = createRepo({ 'nuvion/keys.txt': line })
    repo.write('.git/refs/heads/broken', `${'1'.repeat(40)}\n`)
    const { status, found, report } = run(repo, 'history')
    expect({ status, found }).toEqual({ status: 3, found: [] })
    expect(report.coverage.skipped.map(({ what }) => what)).toContainEqual(expect.stringMatching(/^the paths of short keys in history are unknown: /))
  })
})

describe('a short key at two paths of one object, of which the second names Nuvion', () => {
  const files = { 'a/keys.txt': line, 'nuvion/keys.txt': line }

  it('counts in a range and a push', () => {
    const repo = createTempRepo()
    const head = repo.commitFiles(files)
    expect(run(repo, 'range', 'HEAD')).toMatchObject({ status: 1, found: ['blob nuvion/keys.txt high'] })
    const input = `refs/heads/main ${head} refs/heads/main ${'0'.repeat(40)}\n`
    expect(runCli(['pre-push', 'origin', 'x'], { cwd: repo.directory, input }).status).toBe(1)
  })

  it('counts in the index', () => {
    const repo = createTempRepo()
    for (const [path, content] of Object.entries(files)) repo.write(path, content)
    repo.stage()
    expect(run(repo, 'staged')).toMatchObject({ status: 1, found: ['staged nuvion/keys.txt high'] })
  })
})
