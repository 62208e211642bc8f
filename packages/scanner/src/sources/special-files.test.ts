import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { createTempRepo, mintKey, runCli, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, it } from 'vitest'
import { openGit } from './git.ts'

const key = mintKey('live', 1)

function createRepo(): TempRepo {
  const repo = createTempRepo()
  repo.commitFiles({ 'a.txt': key })
  repo.worktree('linked')
  return repo
}

function putPipe(file: string): string {
  mkdirSync(dirname(file), { recursive: true })
  rmSync(file, { force: true })
  execFileSync('mkfifo', [file])
  return file
}

const open = async (repo: TempRepo, hook = false) => await openGit({ directory: repo.directory, environment: process.env, hook })
const refusalOf = (file: string) => ({ exitCode: 3, message: expect.stringContaining(`${file} is a pipe or a device`) as string })

describe.runIf(process.platform === 'linux')('a repository with a pipe where git opens a file is refused and not waited for', () => {
  it.each([
    'HEAD', 'config', 'config.worktree', 'index', 'packed-refs', 'shallow', 'commondir', 'MERGE_HEAD', 'info/exclude', 'info/grafts', 'logs/HEAD', 'refs/heads/main', 'refs/heads/a/b',
    'objects/info/alternates', 'objects/info/commit-graph', 'objects/pack/multi-pack-index', `objects/pack/pack-${'1'.repeat(40)}.idx`, `objects/11/${'1'.repeat(38)}`,
    'worktrees/linked/HEAD', 'worktrees/linked/index', 'worktrees/linked/logs/HEAD',
  ])('%s', async name => {
    const repo = createRepo()
    const file = putPipe(repo.path('.git', name))
    for (const hook of [false, true]) await expect(open(repo, hook)).rejects.toMatchObject(refusalOf(file))
  })

  it('seen from a linked worktree and from a folder of the work tree', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'deep/er/file': '' })
    const linked = repo.worktree('linked')
    const file = putPipe(repo.path('.git/packed-refs'))
    for (const directory of [linked.directory, repo.path('deep/er')]) {
      await expect(openGit({ directory, environment: process.env })).rejects.toMatchObject(refusalOf(file))
    }
  })

  it('in a bare repository, and in one that a hook is told of', async () => {
    const repo = createTempRepo({ bare: true })
    const file = putPipe(repo.path('packed-refs'))
    await expect(open(repo)).rejects.toMatchObject(refusalOf(file))
    const environment = { ...process.env, GIT_DIR: repo.directory }
    await expect(openGit({ directory: createRepo().directory, environment, hook: true })).rejects.toMatchObject(refusalOf(file))
  })

  it('in an alternate, its path in quotes or not', async () => {
    for (const quote of ['', '"']) {
      const [repo, other] = [createRepo(), createRepo()]
      const file = putPipe(other.path('.git/objects/info/alternates'))
      repo.write('.git/objects/info/alternates', `# comment\n${quote}${other.path('.git/objects')}${quote}\n`)
      await expect(open(repo)).rejects.toMatchObject(refusalOf(file))
    }
  })

  it.each([
    ['path = ../pipe', 'path = ../pipe'],
    ['quotes and a comment', 'path = "../pi"pe # comment'],
    ['a line that goes on', 'path = ../pi\\\npe'],
    ['a condition', 'path = ../none\n[includeIf "gitdir:/"] path = ../pipe'],
  ])('in what the configuration includes: %s', async (_name, line) => {
    const repo = createRepo()
    const file = putPipe(repo.path('pipe'))
    repo.write('.git/more', `[include]\n\t${line}\n`)
    appendFileSync(repo.path('.git/config'), '[include]\n\tpath = more\n')
    await expect(open(repo)).rejects.toMatchObject(refusalOf(file))
  })

  it('behind a link, and a device', async () => {
    const repo = createRepo()
    symlinkSync(putPipe(repo.path('pipe')), repo.path('.git/refs/heads/link'))
    await expect(open(repo)).rejects.toMatchObject(refusalOf(repo.path('.git/refs/heads/link')))
    rmSync(repo.path('.git/refs/heads/link'))
    symlinkSync('/dev/zero', repo.path('.git/packed-refs'))
    await expect(open(repo)).rejects.toMatchObject(refusalOf(repo.path('.git/packed-refs')))
  })

  it('with exit code 3 and the name of the file; an audit looks at the work tree all the same', () => {
    const repo = createRepo()
    const file = putPipe(repo.path('.git/packed-refs'))
    const { status, stderr } = runCli(['history'], { cwd: repo.directory })
    expect(status).toBe(3)
    expect(stderr).toContain(`${file} is a pipe or a device`)
    const audit = runCli(['audit', '--format', 'json'], { cwd: repo.directory })
    expect(audit.status).toBe(3)
    expect(JSON.parse(audit.stdout)).toMatchObject({
      findings: [{ path: 'a.txt' }],
      coverage: { skipped: expect.arrayContaining([{ reason: 'git-failed', what: expect.stringContaining(file) as string, count: 1 }]) as unknown },
    })
    expect(runCli(['files'], { cwd: repo.directory }).status).toBe(1)
  })
})

describe.runIf(process.platform === 'linux')('a repository is read all the same', () => {
  const audit = (repo: TempRepo) => runCli(['audit', '--format', 'json'], { cwd: repo.directory })

  it('with the socket of a file system monitor', async () => {
    const repo = createRepo()
    const server = createServer()
    await new Promise<void>(listening => server.listen(repo.path('.git/fsmonitor--daemon.ipc'), listening))
    await expect(open(repo)).resolves.toMatchObject({ objectFormat: 'sha1' })
    server.close()
  })

  it('with links that lead in a circle or nowhere', async () => {
    const repo = createRepo()
    symlinkSync('.', repo.path('.git/refs/heads/circle'))
    symlinkSync('nowhere', repo.path('.git/refs/heads/nowhere'))
    await expect(open(repo)).resolves.toMatchObject({ objectFormat: 'sha1' })
  })

  it('with pipes among the files of the work tree, those that git reads rules from too', () => {
    const repo = createRepo()
    repo.write('b/tracked.txt', key)
    repo.write('.git/info/exclude', 'tracked.txt\n')
    repo.git(['add', '--force', 'b'])
    for (const name of ['.gitignore', 'b/.gitignore', '.gitattributes']) putPipe(repo.path(name))
    const { status, stdout } = audit(repo)
    expect(status).toBe(1)
    expect(stdout).toContain('"path": "b/tracked.txt"')
  })
})
