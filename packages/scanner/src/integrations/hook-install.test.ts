import { cliPath, createTempFolder, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { installHook, uninstallHook } from './hook-install.ts'

const key = mintKey('live', 1)

beforeEach(() => {
  // The machine's own configuration must not decide where hooks are.
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null')
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1')
})

/** A repository whose project has the scanner installed. */
function createProject(): TempRepo {
  const repo = createTempRepo()
  repo.write('.gitignore', 'node_modules\n')
  repo.commitFiles({ a: 'x\n' })
  repo.link('node_modules/.bin/nuvion-guard', cliPath)
  return repo
}

function isBlocked(repo: TempRepo, cwd = ''): boolean {
  repo.write(join(cwd, 'leak'), `${key}\n`)
  repo.git(['add', 'leak'], { cwd })
  const { status, stderr } = repo.tryGit(['commit', '-q', '-m', 'x'], { cwd })
  if (stderr.includes('not installed')) throw new Error(stderr)
  repo.git(['rm', '-q', '-f', 'leak'], { cwd })
  return status !== 0
}

describe('hook install and uninstall', () => {
  test('a repository without hooks', async () => {
    const repo = createProject()
    const file = repo.path('.git/hooks/pre-commit')
    expect(await installHook(repo.directory)).toEqual({ runner: { name: 'git', file, program: 'node_modules/.bin/nuvion-guard' }, change: 'installed' })
    expect(statSync(file).mode & 0o111).toBe(0o111)
    expect(isBlocked(repo)).toBe(true)
    repo.write('sub/ok', 'x\n')
    expect(isBlocked(repo, 'sub')).toBe(true)
    repo.commitFiles({ b: 'x\n' })
    const text = readFileSync(file, 'utf8')
    expect((await installHook(repo.path('sub'))).change).toBe('unchanged')
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect((await uninstallHook(repo.directory)).change).toBe('removed')
    expect(existsSync(file)).toBe(false)
    expect((await uninstallHook(repo.directory)).change).toBe('unchanged')
  })

  test('an old hook is kept and still runs, even where it ends early', async () => {
    const repo = createProject()
    const old = '#!/bin/sh\n# caf\u00e9\ntouch "$(git rev-parse --git-dir)/old-hook-ran"\nexit 0\n'
    repo.hook('pre-commit', old)
    await installHook(repo.directory)
    expect(isBlocked(repo)).toBe(true)
    expect(existsSync(repo.path('.git/old-hook-ran'))).toBe(false)
    repo.commitFiles({ b: 'x\n' })
    expect(existsSync(repo.path('.git/old-hook-ran'))).toBe(true)
    await uninstallHook(repo.directory)
    expect(readFileSync(repo.path('.git/hooks/pre-commit'), 'utf8')).toBe(old)
  })

  test('a hook in another language, and a symlink, are set aside and run afterwards', async () => {
    for (const isLink of [false, true]) {
      const repo = createProject()
      const old = `#!/usr/bin/env node\nrequire('node:fs').writeFileSync('ran', '')\n`
      if (isLink) {
        repo.hook('script', old)
        repo.link('.git/hooks/pre-commit', 'script')
      } else repo.hook('pre-commit', old)
      const file = repo.path('.git/hooks/pre-commit')
      expect(await installHook(repo.directory)).toMatchObject({ change: 'installed', kept: `${file}.before-nuvion-guard` })
      expect((await installHook(repo.directory)).change).toBe('unchanged')
      expect(isBlocked(repo)).toBe(true)
      repo.commitFiles({ b: 'x\n' })
      expect(existsSync(repo.path('ran'))).toBe(true)
      await uninstallHook(repo.directory)
      expect(lstatSync(file).isSymbolicLink()).toBe(isLink)
      expect(readFileSync(file, 'utf8')).toBe(old)
    }
  })

  test('core.hooksPath in the repository, and a linked worktree', async () => {
    const repo = createProject()
    repo.git(['config', 'core.hooksPath', 'scripts/hooks'])
    expect(await installHook(repo.directory)).toMatchObject({ runner: { name: 'git', file: repo.path('scripts/hooks/pre-commit') } })
    expect(isBlocked(repo)).toBe(true)
    const other = createProject()
    const linked = other.worktree('linked')
    expect(await installHook(linked.directory)).toMatchObject({ runner: { name: 'git', file: other.path('.git/hooks/pre-commit') } })
    linked.link('node_modules/.bin/nuvion-guard', cliPath)
    expect(isBlocked(linked)).toBe(true)
  })

  test('husky: its own file, no first line needed', async () => {
    const repo = createProject()
    repo.git(['config', 'core.hooksPath', '.husky/_'])
    repo.write('.husky/pre-commit', 'npm test\n')
    expect(await installHook(repo.directory)).toMatchObject({ runner: { name: 'husky', file: repo.path('.husky/pre-commit') }, change: 'installed' })
    expect(readFileSync(repo.path('.husky/pre-commit'), 'utf8')).toMatch(/^# >>> nuvion-guard >>>\n.*\nnpm test\n$/s)
    await uninstallHook(repo.directory)
    expect(readFileSync(repo.path('.husky/pre-commit'), 'utf8')).toBe('npm test\n')
  })

  test.each([
    ['husky 9', 'web/.husky/_', 'web/.husky'],
    ['husky 9 in a folder of another name', 'web/hooks/_', 'web/hooks'],
    ['husky 8', 'web/.husky', 'web/.husky'],
  ])('%s in a package that is not at the root', async (_name, hooksPath, folder) => {
    const repo = createProject()
    repo.git(['config', 'core.hooksPath', hooksPath])
    repo.write(`${hooksPath}/pre-commit`, 'generated\n')
    expect(await installHook(repo.path('web'))).toMatchObject({ runner: { name: 'husky', file: repo.path(folder, 'pre-commit') }, change: 'installed' })
    expect(readFileSync(repo.path(folder, 'pre-commit'), 'utf8')).toContain('nuvion-guard staged')
    if (hooksPath !== folder) expect(readFileSync(repo.path(hooksPath, 'pre-commit'), 'utf8')).toBe('generated\n')
    await uninstallHook(repo.path('web'))
    expect(readFileSync(repo.path(hooksPath, 'pre-commit'), 'utf8')).toBe('generated\n')
  })

  test('a package that is not at the root has the scanner', async () => {
    for (const folder of ['web', 'a/b', "it's \u043f\u0430\u043f\u043a\u0430 $HOME"]) {
      const repo = createTempRepo()
      repo.write('.gitignore', 'node_modules\n')
      repo.write(`${folder}/src/a`, 'x\n')
      repo.stage()
      repo.commit('base')
      repo.link(`${folder}/node_modules/.bin/nuvion-guard`, cliPath)
      await installHook(repo.path(folder, 'src'))
      expect(isBlocked(repo)).toBe(true)
      expect((await installHook(repo.path(folder))).change).toBe('unchanged')
      repo.commitFiles({ b: 'x\n' })
    }
  })

  test.each([
    ['lefthook', { 'lefthook.yml': 'pre-push:\n' }, /run: node_modules\/\.bin\/nuvion-guard staged/],
    // Without `always_run` it would pass over links: to pre-commit they are no files.
    ['pre-commit', { '.pre-commit-config.yaml': 'repos: []\n' }, /repo: local.*always_run: true/s],
    ['simple-git-hooks', { 'package.json': '{ "simple-git-hooks": {} }' }, /"pre-commit"/],
  ])('%s: says what to add and changes nothing', async (name, files, snippet) => {
    const repo = createProject()
    repo.commitFiles(files)
    expect(await installHook(repo.directory)).toMatchObject({ runner: { name, file: Object.keys(files)[0], snippet: expect.stringMatching(snippet) as string }, change: 'by-hand' })
    expect(repo.ask('status', '--porcelain')).toBe('')
    expect(existsSync(repo.path('.git/hooks/pre-commit'))).toBe(false)
  })

  test('hooks that other repositories share are left to people', async () => {
    const repo = createProject()
    const shared = createTempFolder()
    repo.git(['config', 'core.hooksPath', shared])
    expect(await installHook(repo.directory)).toMatchObject({ runner: { name: 'shared', file: join(shared, 'pre-commit') }, change: 'by-hand' })
    expect(existsSync(join(shared, 'pre-commit'))).toBe(false)
  })

  test('without the scanner the commit stops and says why', async () => {
    const repo = createProject()
    repo.remove('node_modules')
    await installHook(repo.directory)
    const { status, stderr } = repo.tryGit(['commit', '--allow-empty', '-m', 'x'])
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('not installed') as string })
  })

  test.runIf(process.platform === 'linux')('a pipe in the place of a file is not waited for', async () => {
    const repo = createProject()
    repo.write('.git/hooks/.keep', '')
    execFileSync('mkfifo', [repo.path('.git/hooks/pre-commit'), repo.path('package.json')])
    for (const change of [installHook, uninstallHook]) await expect(change(repo.directory)).rejects.toMatchObject({ exitCode: 2, message: `${repo.path('.git/hooks/pre-commit')} is no file. Remove it first.` })
    rmSync(repo.path('.git/hooks/pre-commit'))
    expect((await installHook(repo.directory)).change).toBe('installed')
    execFileSync('mkfifo', [repo.path('.git/packed-refs')])
    await expect(installHook(repo.directory)).rejects.toMatchObject({ exitCode: 3 })
  })

  test('outside a work tree it is a usage error', async () => {
    await expect(installHook(createTempFolder())).rejects.toMatchObject({ exitCode: 2 })
    await expect(installHook(createTempRepo({ bare: true }).directory)).rejects.toMatchObject({ exitCode: 2 })
  })
})
