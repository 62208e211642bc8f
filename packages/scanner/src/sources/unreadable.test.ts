import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cliPath, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, it } from 'vitest'
import type { Report } from '../report.ts'

/** Root reads everything: there the scan runs as nobody, who owns the repository. */
const isRoot = process.getuid?.() === 0
const nobody = isRoot ? { uid: 65534, gid: 65534 } : {}

function createRepo(): TempRepo {
  const repo = createTempRepo()
  repo.commitFiles({ 'a.txt': mintKey('live', 1) })
  repo.commitFiles({ 'a.txt': 'gone' })
  repo.worktree('linked')
  return repo
}

/** Runs a verb while something in `.git` has another mode. */
function runWith(repo: TempRepo, path: string, mode: number, args: readonly string[]): { readonly status: number | null; readonly report: Report } {
  const above = dirname(repo.directory)
  const cli = join(above, 'cli.mjs')
  copyFileSync(cliPath, cli)
  chmodSync(above, 0o755)
  if (isRoot) spawnSync('chown', ['-R', '65534:65534', above])
  const file = repo.path('.git', path)
  const before = statSync(file).mode
  chmodSync(file, mode)
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--format', 'json'], { cwd: repo.directory, encoding: 'utf8', ...nobody })
    if (stdout === '') throw new Error(stderr)
    return { status, report: JSON.parse(stdout) as Report }
  } finally {
    chmodSync(file, before)
  }
}

describe.runIf(process.platform === 'linux')('what cannot be read of a repository makes the run incomplete, and loses nothing that was found', () => {
  it.each([
    ['a folder of refs', 'refs/heads', 0, 'refs/heads'],
    ['a folder of refs that can be listed only', 'refs/heads', 0o444, 'refs/heads'],
    ['the reflogs', 'logs', 0, 'logs'],
    ['reflogs that can be listed only', 'logs', 0o444, 'HEAD'],
    ['the list of worktrees', 'worktrees', 0, 'worktrees'],
    ['a worktree', 'worktrees/linked', 0, 'worktrees/linked'],
  ])('%s', (_name, path, mode, what) => {
    const { status, report } = runWith(createRepo(), path, mode, ['history'])
    expect(status).toBe(3)
    expect(report.keys).toHaveLength(1)
    expect(report.coverage.skipped).toContainEqual({ reason: 'unreadable', what: expect.stringMatching(new RegExp(`(?:^|/)${what}$`)) as string, count: expect.any(Number) as number })
  })

  it.each([['history', '--reachable'], ['history', '--since', '2000-01-01'], ['range', '--all'], ['audit', '--reachable']])('a folder of refs, for %s %s, too: git takes it for empty', (...args) => {
    expect(runWith(createRepo(), 'refs/heads', 0, args).status).toBe(3)
  })

  it('a folder of packs that can be listed only', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'packed.txt': 'packed' })
    repo.git(['repack', '-adq'])
    repo.commitFiles({ 'loose.txt': mintKey('live', 1) })
    const { status, report } = runWith(repo, 'objects/pack', 0o444, ['history'])
    expect(status).toBe(3)
    expect(report.keys).toHaveLength(1)
  })

  it('any folder of loose objects: git stops listing there', () => {
    for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) {
      const repo = createTempRepo()
      repo.commitFiles({ 'key.txt': mintKey('live', 1) })
      repo.commitFiles({ [name]: `${name}\n` })
      const folder = repo.ask('rev-parse', `HEAD:${name}`).slice(0, 2)
      const { status, report } = runWith(repo, `objects/${folder}`, 0, ['history'])
      expect(status).toBe(3)
      expect(report.keys).toHaveLength(1)
    }
  })

  it('an index that is none', () => {
    const repo = createRepo()
    rmSync(repo.path('.git/worktrees/linked/index'))
    mkdirSync(repo.path('.git/worktrees/linked/index'))
    const { status, report } = runWith(repo, 'HEAD', 0o644, ['history'])
    expect(status).toBe(3)
    expect(report.coverage.skipped).toContainEqual({ reason: 'not-a-file', what: repo.path('.git/worktrees/linked/index'), count: 1 })
  })
})
