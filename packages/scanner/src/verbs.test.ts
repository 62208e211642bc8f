import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { cliPath, createTempRepo, mintKey, runCli } from '@nuvion-guard/test-fixtures'
import type { Report } from './report.ts'

const key = mintKey('live', 21)

const pathsOf = (stdout: string): string[] => (JSON.parse(stdout) as Report).findings.map(({ path, origin }) => `${origin.kind} ${path}`)

describe('range', () => {
  const repo = createTempRepo()
  const base = repo.commitFiles({ 'a.txt': 'x' })
  repo.commitFiles({ 'c.txt': mintKey('test', 22) })
  const head = repo.commitFiles({ 'src/b.txt': key })

  it('takes what git rev-list takes, and paths after --', () => {
    expect(pathsOf(runCli(['range', `${base}..`, '--format', 'json'], { cwd: repo.directory }).stdout).sort()).toEqual(['blob c.txt', 'blob src/b.txt'])
    expect(pathsOf(runCli(['range', '--format', 'json', 'HEAD', '--not', base, '--', 'src'], { cwd: repo.directory }).stdout)).toEqual(['blob src/b.txt'])
    expect(pathsOf(runCli(['range', '--all', '--format', 'json', '--exclude', 'src'], { cwd: repo.directory }).stdout)).toEqual(['blob c.txt'])
  })

  it('finds its range in CI and says which it took', () => {
    const env = { GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'main', CI_COMMIT_SHA: head, CI_COMMIT_BEFORE_SHA: base }
    const { status, stderr } = runCli(['range'], { cwd: repo.directory, env })
    expect(status).toBe(1)
    expect(stderr).toBe(`nuvion-guard: range ${base}..${head} (GitLab push to main)\n`)
  })

  it('without revisions and outside CI is wrong usage, and so is a bad revision', () => {
    for (const args of [['range'], ['range', 'nope'], ['range', '--nope']]) expect(runCli(args, { cwd: repo.directory })).toMatchObject({ status: 2, stdout: '' })
  })
})

describe('hooks', () => {
  it('staged stops a commit with a key, and one without passes', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'a.txt': 'x' })
    repo.write('a.txt', `k=${key}\n`)
    repo.stage()
    repo.write('a.txt', 'x')
    const { status, stdout } = runCli(['staged'], { cwd: repo.directory })
    expect(status).toBe(1)
    expect(stdout).toContain('  a.txt:1:3  (staged)\n')
    repo.stage()
    expect(runCli(['staged'], { cwd: repo.directory }).status).toBe(0)
  })

  it('staged --all reports old keys in the staged files, too', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'a.txt': `${key}\n`, 'untouched.txt': key })
    repo.write('a.txt', `${key}\nmore\n`)
    repo.stage()
    expect(runCli(['staged'], { cwd: repo.directory }).status).toBe(0)
    const all = runCli(['staged', '--all', '--format', 'json'], { cwd: repo.directory })
    expect({ status: all.status, paths: pathsOf(all.stdout) }).toEqual({ status: 1, paths: ['staged a.txt'] })
    expect(runCli(['history', '--all'], { cwd: repo.directory }).status).toBe(2)
    expect(runCli(['staged', '--help'], { cwd: repo.directory }).stdout).toContain('--all')
  })

  it('pre-push reads the lines of git and needs a remote', () => {
    const repo = createTempRepo()
    const head = repo.commitFiles({ 'a.txt': key })
    const input = `refs/heads/main ${head} refs/heads/main ${'0'.repeat(40)}\n`
    expect(pathsOf(runCli(['pre-push', 'origin', 'x', '--format', 'json'], { cwd: repo.directory, input }).stdout)).toEqual(['blob a.txt'])
    expect(runCli(['pre-push'], { cwd: repo.directory, input }).status).toBe(2)
    expect(runCli(['pre-push', 'origin', 'x'], { cwd: repo.directory, input: 'nonsense\n' })).toMatchObject({ status: 2, stdout: '' })
  })

  it('pre-receive takes a budget', () => {
    const repo = createTempRepo()
    for (const budget of ['x', '0', '-1', '1.5']) expect(runCli(['pre-receive', '--timeout-ms', budget], { cwd: repo.directory }).status).toBe(2)
    expect(runCli(['pre-receive', '--timeout-ms', '60000'], { cwd: repo.directory }).status).toBe(0)
  })
})

describe('audit', () => {
  it('reads the work tree of a repository elsewhere, and its whole history', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'gone.txt': key })
    repo.commitFiles({ 'gone.txt': null })
    repo.write('untracked.txt', mintKey('test', 23))
    repo.write('.gitignore', '*.local\n')
    repo.write('env.local', mintKey('live', 24))
    const audit = (...args: string[]): Report => JSON.parse(runCli(['audit', repo.directory, '--format', 'json', ...args], { cwd: '/' }).stdout) as Report
    expect(audit().keys).toHaveLength(2)
    expect(audit().findings.map(({ path }) => path)).toContain('untracked.txt')
    expect(audit('--no-ignore').keys).toHaveLength(3)
    expect(audit('--no-ignore').coverage.skipped).toEqual([])
  })

  it('tells what the repository knows, and commands that undo it', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'a.txt': 'x' })
    const first = repo.commitFiles({ 'src/b.txt': key, 'copy.txt': key }, 'add', { author: { name: 'Ann\u202e', email: 'ann@example.com' } })
    const report = JSON.parse(runCli(['audit', '--format', 'json'], { cwd: repo.directory }).stdout) as Report
    expect(report.keys).toMatchObject([{ introduced: { commit: first, author: { email: 'ann@example.com' } }, removed: null, inHead: true, refs: ['refs/heads/main'], pushed: false, occurrences: 4 }])
    expect(pathsOf(JSON.stringify(report)).sort()).toEqual(['blob copy.txt', 'blob src/b.txt', 'file copy.txt', 'file src/b.txt'])
    const { stdout } = runCli(['audit'], { cwd: repo.directory })
    expect(stdout).toContain(`introduced by ${first.slice(0, 8)} on `)
    expect(stdout).toContain('Ann\\u{202e} · in HEAD · refs/heads/main · not pushed\n  copy.txt:1:1  (history)\n')
    expect(stdout).toContain('Run: git commit --amend --no-edit')
    const silent = JSON.parse(runCli(['audit', '--no-attribution', '--format', 'json'], { cwd: repo.directory }).stdout) as Report
    expect(silent.keys).toMatchObject([{ introduced: null, inHead: false, occurrences: 3 }])
  })

  it('lets globs decide about history by the paths that it has', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'src/b.txt': key, 'lib/c.txt': mintKey('test', 27) })
    repo.commitFiles({ 'src/b.txt': null, 'lib/c.txt': null })
    const { status, stdout } = runCli(['history', '--exclude', 'src', '--exclude', 'lib'], { cwd: repo.directory })
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^✓ no Nuvion keys/) as string })
    expect(pathsOf(runCli(['history', '--include', 'src', '--format', 'json'], { cwd: repo.directory }).stdout)).toEqual(['blob src/b.txt'])
  })

  it('limited to paths takes those that are deleted, too', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'src/gone.txt': key, 'other.txt': mintKey('live', 25) })
    repo.commitFiles({ 'src/gone.txt': null })
    repo.write('src/new.txt', mintKey('test', 26))
    const { stdout } = runCli(['audit', '--format', 'json', '--', 'src'], { cwd: repo.directory })
    expect((JSON.parse(stdout) as Report).keys.map(({ environment }) => environment)).toEqual(['live', 'test'])
    expect(pathsOf(stdout)).not.toContain('file other.txt')
  })

  it('of a bare repository has no work tree', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'a.txt': key })
    const bare = repo.clone(['--bare'])
    expect((JSON.parse(runCli(['audit', '--format', 'json'], { cwd: bare.directory }).stdout) as Report).coverage).toMatchObject({ files: 0, complete: true })
  })

  it('finds the same where Node runs no WebAssembly', () => {
    const repo = createTempRepo()
    for (let version = 0; version < 20; version++) {
      const rows = Array.from({ length: 300 }, (_, row) => `row ${String(row)} ${String(row % 20 === version ? version : 0)}\n`)
      repo.commitFiles({ 'a.txt': `${rows.join('')}${version === 7 ? key : ''}` })
    }
    repo.git(['repack', '-adfq'])
    const findings = [[], ['--jitless']].map(options => {
      const { stdout } = spawnSync(process.execPath, [...options, cliPath, 'audit', '--format', 'json'], { cwd: repo.directory, encoding: 'utf8' })
      const { findings: found, coverage } = JSON.parse(stdout) as Report
      return { found, coverage }
    })
    expect(findings[0]?.found).toHaveLength(1)
    expect(findings[1]).toEqual(findings[0])
  })
})
