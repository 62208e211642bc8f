import { chownSync, mkdirSync, readdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTempFolder, createTempRepo, mintKey, openTempRepo, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { openGit } from './git.ts'

const open = async (directory: string, environment: NodeJS.ProcessEnv = process.env, hook = false) => await openGit({ directory, environment, hook })

describe('opening', () => {
  test('finds the repository from a subdirectory', async () => {
    const repo = createTempRepo()
    mkdirSync(repo.path('a/b'), { recursive: true })
    const git = await open(repo.path('a/b'))
    expect(git).toMatchObject({
      directory: repo.path('a/b'),
      gitDirectory: repo.path('.git'),
      commonDirectory: repo.path('.git'),
      workTree: repo.directory,
      objectFormat: 'sha1',
      isShallow: false,
    })
  })

  test('tells a linked worktree from the main one', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    const second = repo.worktree('second')
    expect(await open(second.directory)).toMatchObject({ gitDirectory: repo.path('.git/worktrees/second'), commonDirectory: repo.path('.git'), workTree: second.directory })
  })

  test('a bare repository has no work tree', async () => {
    const repo = createTempRepo({ bare: true, objectFormat: 'sha256' })
    expect(await open(repo.directory)).toMatchObject({ workTree: undefined, objectFormat: 'sha256' })
  })

  test('a folder may have newlines in its name', async () => {
    const main = openTempRepo(join(createTempFolder(), 'two\nlines\n'))
    mkdirSync(main.directory)
    main.git(['init', '--quiet'])
    main.commitFiles({ a: 'a' })
    main.git(['worktree', 'add', '--quiet', '--detach', '../wor\nktree'])
    expect(await open(main.directory)).toMatchObject({ gitDirectory: main.path('.git'), commonDirectory: main.path('.git'), workTree: main.directory })
    const linked = join(main.directory, '../wor\nktree')
    const git = await open(linked)
    expect(git).toMatchObject({ gitDirectory: main.path('.git/worktrees/wor-ktree'), commonDirectory: main.path('.git'), workTree: linked, objectFormat: 'sha1' })
    expect((await git.run(['rev-parse', 'HEAD'])).exitCode).toBe(0)
  })

  test('a damaged repository inside of another is not taken for the other', async () => {
    const outer = createTempRepo()
    const inner = openTempRepo(outer.path('inner'))
    mkdirSync(inner.directory)
    inner.git(['init', '--quiet'])
    expect(await open(inner.directory)).toMatchObject({ gitDirectory: inner.path('.git') })
    for (const damage of ['HEAD', 'refs', 'objects']) {
      renameSync(inner.path('.git', damage), inner.path('aside'))
      await expect(open(inner.directory)).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining(`${inner.directory} has a .git that git does not take`) as string })
      renameSync(inner.path('aside'), inner.path('.git', damage))
    }
    expect(await open(outer.directory)).toMatchObject({ gitDirectory: outer.path('.git') })
  })

  test('a folder outside of any repository is a usage error', async () => {
    await expect(open(createTempFolder())).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('is not a git repository') as string })
  })

  test('a folder that is not there, and a file, are usage errors', async () => {
    const folder = createTempFolder()
    writeFileSync(join(folder, 'file'), '')
    await expect(open(join(folder, 'none'))).rejects.toMatchObject({ exitCode: 2 })
    await expect(open(join(folder, 'file'))).rejects.toMatchObject({ exitCode: 2 })
  })

  test('without git on the PATH the run is incomplete', async () => {
    await expect(open(createTempRepo().directory, { PATH: createTempFolder() })).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('not found') as string })
  })

  test('a key in the path is not repeated', async () => {
    const key = mintKey('live', 1)
    const failure: unknown = await open(join(createTempFolder(), key)).catch((error: unknown) => error)
    expect(String(failure)).not.toContain(key.slice(8))
  })
})

const isRoot = process.getuid?.() === 0

describe.runIf(isRoot)('a repository of somebody else', () => {
  const give = (repo: TempRepo): TempRepo => {
    for (const name of ['', ...readdirSync(repo.directory, { recursive: true, encoding: 'utf8' })]) chownSync(join(repo.directory, name), 12_345, 12_345)
    return repo
  }
  const clean = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' }

  test('is refused, with the command that allows it', async () => {
    const repo = give(createTempRepo())
    await expect(open(repo.directory, clean)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(`git config --global --add safe.directory '${repo.directory}'`) as string,
    })
  })

  test('is read where the user allowed it', async () => {
    const repo = give(createTempRepo())
    const config = join(createTempFolder(), 'config')
    writeFileSync(config, `[safe]\n\tdirectory = ${repo.directory}\n`)
    const git = await open(repo.directory, { ...clean, GIT_CONFIG_GLOBAL: config })
    expect((await git.run(['rev-parse', '--git-dir'])).exitCode).toBe(0)
  })

  test('is refused where it allows itself', async () => {
    const repo = createTempRepo()
    repo.git(['config', 'safe.directory', '*'])
    await expect(open(give(repo).directory, clean)).rejects.toMatchObject({ exitCode: 3 })
  })
})

describe('the environment', () => {
  const variables = { GIT_INDEX_FILE: '/x/index', GIT_OBJECT_DIRECTORY: '/x/objects', GIT_EXTERNAL_DIFF: 'false', GIT_TRACE: '1', GIT_CONFIG_PARAMETERS: "'a.b=c'", PAGER: 'less' }

  test('of a scan holds nothing of git from outside', async () => {
    const { environment } = await open(createTempRepo().directory, { ...process.env, ...variables, GIT_DIR: '/nowhere' })
    for (const name of Object.keys(variables)) expect(environment[name]).toBeUndefined()
    expect(environment['GIT_DIR']).not.toBe('/nowhere')
    expect(environment).toMatchObject({ GIT_CONFIG_GLOBAL: '/dev/null', GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: '/dev/null', GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' })
  })

  test('of a hook holds what git says it is about', async () => {
    const repo = createTempRepo()
    const { environment } = await open(repo.directory, { ...process.env, ...variables, GIT_OBJECT_DIRECTORY: repo.path('.git/objects'), GIT_QUARANTINE_PATH: '/q' }, true)
    expect(environment).toMatchObject({ GIT_INDEX_FILE: '/x/index', GIT_OBJECT_DIRECTORY: repo.path('.git/objects'), GIT_QUARANTINE_PATH: '/q' })
    for (const name of ['GIT_EXTERNAL_DIFF', 'GIT_TRACE', 'GIT_CONFIG_PARAMETERS', 'PAGER']) expect(environment[name]).toBeUndefined()
  })

  test('is that of an absolute repository, wherever its configuration says the work tree is', async () => {
    const repo = createTempRepo()
    repo.write('a', 'a')
    repo.stage()
    repo.git(['config', 'core.worktree', createTempFolder()])
    const git = await open(repo.directory)
    expect((await git.run(['ls-files'])).stdout.toString()).toBe('a\n')
    expect(git.workTree).toBe(realpathSync(repo.directory))
  })
})

describe('running', () => {
  test('an exit code that is no answer is a failure with git’s words, without a key or a control character', async () => {
    const git = await open(createTempRepo().directory)
    const key = mintKey('live', 1)
    const failure: unknown = await git.run(['rev-parse', '--verify', `${key}\u001b[31m`]).catch((error: unknown) => error)
    expect(failure).toMatchObject({ exitCode: 3, message: expect.stringContaining('fatal') as string })
    expect(String(failure)).not.toContain(key.slice(8))
    expect(await git.run(['rev-parse', '--verify', '--quiet', 'nothing'], { allowExitCodes: [1] })).toMatchObject({ exitCode: 1 })
  })

  test('more output than asked for is a failure', async () => {
    const git = await open(createTempRepo().directory)
    await expect(git.run(['hash-object', '--stdin'], { input: 'x', maxBytes: 5 })).rejects.toMatchObject({ exitCode: 3 })
  })

  test('a stream that is stopped ends without a failure', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: Buffer.alloc(20 << 20, 'x') })
    const stream = (await open(repo.directory)).stream(['cat-file', 'blob', 'HEAD:a'])
    await new Promise(resolve => stream.stdout.once('data', resolve))
    stream.stop()
    await expect(stream.done).resolves.toBe('')
  })

  test('a git that nobody reads from waits', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: Buffer.alloc(20 << 20, 'x') })
    const stream = (await open(repo.directory)).stream(['cat-file', 'blob', 'HEAD:a'])
    let isDone = false
    void stream.done.then(() => {
      isDone = true
    })
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(isDone).toBe(false)
    let bytes = 0
    for await (const chunk of stream.stdout as AsyncIterable<Buffer>) bytes += chunk.length
    await stream.done
    expect(bytes).toBe(20 << 20)
  })
})
