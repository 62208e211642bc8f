import { createTempFolder, createTempRepo, installScanner, mintKey, openTempRepo, runCli, type HookRun, type TempRepo, type TempRepoOptions } from '@nuvion-guard/test-fixtures'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const key = mintKey('live', 1)
const other = mintKey('live', 2)
const third = mintKey('live', 3)

interface Hooked {
  readonly repo: TempRepo
  /** Runs `git …` and says what the hook found, or `no hook` where git did not run it; fails where git and the hook disagree. */
  readonly commit: (args: readonly string[], options?: Parameters<TempRepo['tryGit']>[1]) => readonly string[] | 'no hook'
  readonly last: () => HookRun | undefined
}

function createHookedRepo(options: TempRepoOptions = {}, files: Readonly<Record<string, string>> = { base: 'base\n' }): Hooked {
  const repo = createTempRepo(options)
  repo.commitFiles(files, 'first')
  return hook(repo)
}

function hook(repo: TempRepo, name = 'pre-commit'): Hooked {
  const answer = installScanner(repo, name, ['staged'])
  let last: HookRun | undefined
  return {
    repo,
    last: () => last,
    commit(args, callOptions) {
      const { status, stderr } = repo.tryGit(args, callOptions)
      last = answer()
      if (last === undefined) return 'no hook'
      if ((status === 0) !== (last.exitCode === 0)) throw new Error(`git ${String(status)}, hook ${String(last.exitCode)}: ${stderr}${last.stderr}`)
      return last.exitCode <= 1 ? last.found : [`exit ${String(last.exitCode)}`, last.stderr, ...last.found]
    },
  }
}

describe('a commit in every form that git has', () => {
  test('the first one of a repository', () => {
    const hooked = hook(createTempRepo())
    hooked.repo.write('a', `${key}\n`)
    hooked.repo.stage()
    expect(hooked.commit(['commit', '-m', 'x'])).toEqual(['staged a:1'])
    hooked.repo.write('a', 'clean\n')
    hooked.repo.stage()
    expect(hooked.commit(['commit', '-m', 'x'])).toEqual([])
  })

  test('what is staged counts, not what is in the work tree', () => {
    const { repo, commit } = createHookedRepo()
    repo.write('a', `${key}\n`)
    repo.stage()
    repo.write('a', 'clean\n')
    repo.write('untracked', `${key}\n`)
    repo.write('base', `${key}\n`)
    expect(commit(['commit', '-m', 'x'])).toEqual(['staged a:1'])
    repo.stage('a')
    expect(commit(['commit', '-m', 'x', '--allow-empty'])).toEqual([])
  })

  test('git commit FILE leaves the index aside', () => {
    const { repo, commit } = createHookedRepo({}, { one: 'x\n', two: 'x\n' })
    repo.write('one', `${key}\n`)
    repo.write('two', 'clean\n')
    repo.stage('one')
    expect(commit(['commit', '-m', 'x', 'two'])).toEqual([])
    repo.write('two', `${other}\n`)
    expect(commit(['commit', '-m', 'x', 'two'])).toEqual(['staged two:1'])
    expect(commit(['commit', '-m', 'x', '--include', 'two'])).toEqual(['staged one:1', 'staged two:1'])
  })

  test('git commit -a, git commit -p, git add -N', () => {
    const { repo, commit } = createHookedRepo({}, { a: 'x\n' })
    repo.write('a', `x\n${key}\n`)
    expect(commit(['commit', '-a', '-m', 'x'])).toEqual(['staged a:2'])
    expect(commit(['commit', '-p', '-m', 'x'], { input: 'y\n' })).toEqual(['staged a:2'])
    repo.git(['checkout', '-q', 'HEAD', '--', 'a'])
    repo.write('a', `${key}\n1\n2\n3\n4\n5\n6\n7\nx\nend\n`)
    repo.git(['reset', '-q', '--hard'])
    repo.write('new', `${key}\n`)
    repo.git(['add', '-N', 'new'])
    expect(commit(['commit', '--allow-empty', '-m', 'x'])).toEqual([])
    expect(commit(['commit', '-a', '-m', 'x'])).toEqual(['staged new:1'])
  })

  test('git commit -p of one hunk of two', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${String(index)}`)
    const { repo, commit } = createHookedRepo({}, { a: `${lines.join('\n')}\n` })
    repo.write('a', `top\n${lines.join('\n')}\n${key}\n`)
    expect(commit(['commit', '-p', '-m', 'x'], { input: 'y\nn\n' })).toEqual([])
    expect(commit(['commit', '-p', '-m', 'x'], { input: 'y\n' })).toEqual(['staged a:32'])
  })

  test('git commit --amend', () => {
    const { repo, commit } = createHookedRepo()
    repo.commitFiles({ a: `${key}\n` }, 'x', { args: ['--no-verify'] })
    repo.write('a', `${key}\nmore\n`)
    expect(commit(['commit', '-a', '--amend', '-m', 'x'])).toEqual([])
    repo.write('a', `${key}\n${other}\n`)
    expect(commit(['commit', '-a', '--amend', '-m', 'x'])).toEqual(['staged a:2'])
  })

  test('from a subdirectory, in a linked worktree, with a separate git directory, with GIT_DIR and GIT_WORK_TREE', () => {
    const hooked = createHookedRepo()
    const { repo } = hooked
    repo.write('sub/a', `${key}\n`)
    repo.stage()
    expect(hooked.commit(['commit', '-m', 'x'], { cwd: 'sub' })).toEqual(['staged sub/a:1'])
    repo.git(['reset', '-q', '--hard'])

    const linked = hook(repo.worktree('linked'))
    linked.repo.write('b', `${key}\n`)
    linked.repo.stage()
    expect(linked.commit(['commit', '-m', 'x'])).toEqual(['staged b:1'])
    repo.write('c', 'clean\n')
    repo.stage()
    expect(hook(repo).commit(['commit', '-m', 'x'])).toEqual([])

    const separate = createTempRepo()
    separate.git(['init', '-q', `--separate-git-dir=${join(createTempFolder(), 'git')}`])
    separate.write('d', `${key}\n`)
    separate.stage()
    expect(hook(separate).commit(['commit', '-m', 'x'])).toEqual(['staged d:1'])

    const bare = createTempRepo({ bare: true })
    const work = createTempFolder()
    writeFileSync(join(work, 'dot'), `${key}\n`)
    const env = { GIT_DIR: bare.directory, GIT_WORK_TREE: work }
    bare.git(['add', join(work, 'dot')], { env })
    expect(hook(bare).commit(['commit', '-m', 'x'], { env })).toEqual(['staged dot:1'])
  })

  test('in a submodule by its own hook; in the outer repository it is a counted entry', () => {
    const inner = createTempRepo()
    inner.commitFiles({ a: 'x\n' })
    const outer = createHookedRepo()
    outer.repo.git(['submodule', 'add', '-q', inner.directory, 'inner'])
    expect(outer.commit(['commit', '-m', 'x'])).toEqual([])
    expect(outer.last()).toMatchObject({ complete: true, skipped: [{ reason: 'submodule', what: 'inner', count: 1 }] })
    const module = openTempRepo(outer.repo.path('inner'))
    const hooked = hook(module)
    module.write('b', `${key}\n`)
    module.stage()
    expect(hooked.commit(['commit', '-m', 'x'])).toEqual(['staged b:1'])
    expect(outer.commit(['commit', '-a', '-m', 'x', '--allow-empty'])).toEqual([])
    outer.repo.git(['rm', '-q', '-f', 'inner'])
    expect(outer.commit(['commit', '-m', 'x'])).toEqual([])
  })

  test('with an index that a tool names, a sparse checkout, a split index', () => {
    const hooked = createHookedRepo({}, { 'in/a': 'x\n', 'out/b': 'x\n' })
    const { repo } = hooked
    const env = { GIT_INDEX_FILE: join(createTempFolder(), 'index') }
    repo.git(['read-tree', 'HEAD'], { env })
    repo.write('in/a', `${key}\n`)
    repo.git(['add', 'in/a'], { env })
    expect(hooked.commit(['commit', '-m', 'x'], { env })).toEqual(['staged in/a:1'])
    expect(hooked.commit(['commit', '-m', 'x', '--allow-empty'])).toEqual([])
    repo.git(['checkout', '-q', '--', '.'])

    repo.git(['sparse-checkout', 'set', '--cone', '--sparse-index', 'in'])
    const blob = repo.git(['hash-object', '-w', '--stdin'], { input: `${key}\n` }).toString().trim()
    repo.git(['update-index', '--add', '--cacheinfo', `100644,${blob},out/c`])
    repo.write('in/a', `${other}\n`)
    repo.stage('in/a')
    expect(hooked.commit(['commit', '-m', 'x'])).toEqual(['staged in/a:1', 'staged out/c:1'])
    repo.git(['reset', '-q', '--hard'])
    expect(hooked.commit(['commit', '-m', 'x', '--allow-empty'])).toEqual([])
    repo.git(['sparse-checkout', 'disable'])

    repo.git(['update-index', '--split-index'])
    repo.write('in/a', `${key}\n`)
    repo.stage()
    expect(hooked.commit(['commit', '-m', 'x'])).toEqual(['staged in/a:1'])
  })

  test('in a SHA-256 repository', () => {
    const { repo, commit } = createHookedRepo({ objectFormat: 'sha256' })
    repo.write('a', `${key}\n`)
    repo.stage()
    expect(commit(['commit', '-m', 'x'])).toEqual(['staged a:1'])
  })
})

describe('only what the commit adds', () => {
  test('an old key stays old beside an edit and after a rename; at another path, or another key, it is new', () => {
    const { repo, commit } = createHookedRepo({}, { a: `${key}\n`, b: 'x\n' })
    repo.write('a', `above\n${key}\nbelow ${key}\n`)
    repo.stage()
    expect(commit(['commit', '-m', 'x'])).toEqual([])
    repo.move('a', 'c')
    repo.stage()
    expect(commit(['commit', '-m', 'x'])).toEqual([])
    repo.write('b', `${key}\n`)
    repo.write('c', `${key}\n${other}\n`)
    repo.stage()
    expect(commit(['commit', '-m', 'x'])).toEqual(['staged b:1', 'staged c:2'])
  })

  test('what any parent of a merge has is old, what the merge adds is new', () => {
    const hooked = createHookedRepo({}, { a: 'base\n' })
    const { repo, commit } = hooked
    repo.branch('side')
    repo.commitFiles({ a: `side ${key}\n`, extra: `${key}\n`, [`${third}.txt`]: 'x\n' }, 'x', { args: ['--no-verify'] })
    repo.switchTo('main')
    repo.commitFiles({ a: `main ${other}\n` }, 'x', { args: ['--no-verify'] })
    repo.tryGit(['merge', 'side'])
    repo.write('a', `side ${key}\nmain ${other}\n`)
    repo.write('evil', `${key}\n`)
    repo.stage()
    expect(commit(['commit', '-m', 'x'])).toEqual(['staged evil:1'])
    repo.git(['rm', '-q', '-f', 'evil'])
    expect(commit(['commit', '-m', 'x'])).toEqual([])
  })

  test('the hook of a clean merge (pre-merge-commit) knows the other side too', () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'base\n' })
    repo.branch('side')
    repo.commitFiles({ extra: `${key}\n` })
    repo.switchTo('main')
    repo.commitFiles({ b: 'x\n' })
    const { commit } = hook(repo, 'pre-merge-commit')
    expect(commit(['merge', '--no-ff', '--no-edit', 'side'])).toEqual([])
  })

  test('a squash merge is an ordinary commit', () => {
    const { repo, commit } = createHookedRepo()
    repo.branch('side')
    repo.commitFiles({ a: `${key}\n` }, 'x', { args: ['--no-verify'] })
    repo.switchTo('main')
    repo.git(['merge', '-q', '--squash', 'side'])
    expect(commit(['commit', '-m', 'x'])).toEqual(['staged a:1'])
  })

  test('a cherry-pick, a revert and a stopped rebase of keys that the history has at that path pass', () => {
    const hooked = createHookedRepo({}, { a: `${key}\n1\n` })
    const { repo, commit } = hooked
    repo.branch('side')
    repo.commitFiles({ a: `${key}\nside\n` }, 'side')
    repo.switchTo('main')
    const removal = repo.commitFiles({ a: 'none\n1\n' }, 'removal')
    repo.commitFiles({ a: 'none\nmain\n' }, 'main')

    expect(repo.tryGit(['cherry-pick', 'side']).status).toBe(1)
    repo.write('a', `${key}\nboth\n`)
    repo.stage()
    expect(commit(['cherry-pick', '--continue'])).toEqual([])

    repo.git(['reset', '-q', '--hard', 'HEAD~1'])
    expect(repo.tryGit(['revert', '--no-edit', removal]).status).toBe(1)
    repo.write('a', `${key}\nreverted\n`)
    repo.stage()
    expect(commit(['revert', '--continue'])).toEqual([])

    repo.git(['reset', '-q', '--hard', 'HEAD~1'])
    repo.switchTo('side')
    expect(repo.tryGit(['rebase', 'main']).status).toBe(1)
    repo.write('a', `${key}\nrebased\n`)
    repo.write('fresh', `${other}\n`)
    repo.stage()
    expect(commit(['commit', '-m', 'x'])).toEqual(['staged fresh:1'])
    repo.git(['rm', '-q', '-f', 'fresh'])
    expect(commit(['commit', '-m', 'x'])).toEqual([])
    repo.git(['rebase', '--continue'])
    expect(repo.ask('status', '--short', '--branch')).toBe('## side')
  })

  test('every stage of an unmerged index, by hand; the sides of a conflict are old', () => {
    const { repo } = createHookedRepo({}, { a: `${third}\n` })
    repo.branch('side')
    repo.commitFiles({ a: `side ${key}\n` }, 'x', { args: ['--no-verify'] })
    repo.switchTo('main')
    repo.commitFiles({ a: 'main\n' })
    const answer = installScanner(repo, 'by-hand', ['staged'])
    const run = (): unknown => {
      repo.tryGit(['-c', `alias.scan=!"$(git rev-parse --git-path hooks)"/by-hand`, 'scan'])
      return answer()?.found
    }
    repo.tryGit(['merge', 'side'])
    expect(run()).toEqual([])
    repo.git(['merge', '--abort'])
    const stages = [key, other, third].map((one, index) => `100644 ${repo.git(['hash-object', '-w', '--stdin'], { input: `${one}\n` }).toString().trim()} ${String(index + 1)}\tb\n`)
    repo.git(['update-index', '--index-info'], { input: stages.join('') })
    expect(run()).toEqual(['staged b:1', 'staged b:1', 'staged b:1'])
  })
})

describe('nothing hides', () => {
  test('attributes, binary content, UTF-16, symlinks, type changes, names', () => {
    const { repo, commit } = createHookedRepo({}, { 'was-file': 'x\n' })
    repo.write('.gitattributes', '* -diff\n*.dat binary\n*.t diff=evil\n')
    repo.write('a.dat', Buffer.concat([Buffer.from([0, 1, 2, 255]), Buffer.from(key)]))
    repo.write('utf16', Buffer.from(`\ufeff${key}\n`, 'utf16le'))
    repo.write('odd \n "name" \\ \u202e', `${key}\n`)
    repo.write('empty/' + third, '')
    repo.link('link', other)
    repo.remove('was-file')
    repo.link('was-file', other)
    repo.stage()
    const found = commit(['commit', '-m', 'x'])
    expect(found).toHaveLength(6)
    expect(found).toEqual(expect.arrayContaining(['staged a.dat:1', 'staged utf16:1', 'staged link:1', 'staged was-file:1']))
    expect(JSON.stringify(found)).not.toContain(third)
  })

  test('the settings of the repository change nothing and run nothing', () => {
    const { repo, commit } = createHookedRepo()
    const marker = join(createTempFolder(), 'ran')
    const settings = {
      'diff.noprefix': 'true', 'diff.mnemonicPrefix': 'true', 'diff.relative': 'true', 'diff.orderFile': 'order', 'diff.renames': 'copies', 'diff.ignoreSubmodules': 'all',
      'color.ui': 'always', 'core.quotePath': 'true', 'core.attributesFile': repo.path('attributes'), 'core.precomposeUnicode': 'true',
      'diff.external': `touch '${marker}'`, 'diff.evil.textconv': `touch '${marker}';`, 'diff.evil.command': `touch '${marker}';`,
      'core.pager': `touch '${marker}';`, 'alias.diff-index': `!touch '${marker}'`, 'core.sshCommand': `touch '${marker}';`,
    }
    for (const [name, value] of Object.entries(settings)) repo.git(['config', name, value])
    repo.write('.gitattributes', '* diff=evil\n')
    repo.write('a', `${key}\n`)
    repo.stage()
    expect(commit(['commit', '-m', 'x'], { env: { GIT_EXTERNAL_DIFF: `touch '${marker}';`, GIT_PAGER: `touch '${marker}';` } })).toEqual(['staged a:1'])
    expect(readdirSync(join(marker, '..'))).toEqual([])
  })

  test('a lost object makes the commit stop as incomplete', () => {
    const { repo, commit, last } = createHookedRepo()
    repo.git(['update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},a`])
    expect(commit(['commit', '-m', 'x'])).toMatchObject({ 0: 'exit 3' })
    expect(last()).toMatchObject({ complete: false, skipped: [{ reason: 'missing-object' }] })
  })
})

test('the hook leaves nothing behind', () => {
  const repo = createTempRepo()
  repo.commitFiles({ a: 'x\n' })
  repo.branch('side')
  repo.commitFiles({ b: `${other}\n` })
  repo.switchTo('main')
  repo.commitFiles({ c: 'x\n' })
  repo.git(['merge', '-q', '--no-commit', 'side'])
  repo.write('new', `${key}\n`)
  repo.stage()
  // git itself writes trees and the index when it starts to commit: a hook that only refuses shows what.
  repo.hook('pre-commit', '#!/bin/sh\nexit 1\n')
  repo.tryGit(['commit', '-m', 'x'])
  const { commit } = hook(repo)
  const before = readFolder(repo.path('.git'))
  expect(commit(['commit', '-m', 'x'])).toEqual(['staged new:1'])
  expect(readFolder(repo.path('.git'))).toEqual(before)
})

test.each(['staged', 'audit', 'history'])('%s leaves no trees of a sparse index behind', verb => {
  const repo = createTempRepo()
  repo.commitFiles({ 'in/a': 'x\n', 'out/b': 'x\n', 'out/deep/c': 'x\n' })
  repo.git(['sparse-checkout', 'set', '--cone', '--sparse-index', 'in'])
  const blob = repo.git(['hash-object', '-w', '--stdin'], { input: `${key}\n` }).toString().trim()
  repo.git(['update-index', '--add', '--cacheinfo', `100644,${blob},out/new`])
  const before = readFolder(repo.path('.git'))
  const scratch = createTempFolder()
  expect(runCli([verb], { cwd: repo.path('.'), env: { TMPDIR: scratch } })).toMatchObject({ status: 1, stderr: '' })
  expect(readFolder(repo.path('.git'))).toEqual(before)
  expect(readdirSync(scratch)).toEqual([])
})

test('where no folder can be made for those trees, that is said', () => {
  const repo = createTempRepo()
  repo.commitFiles({ 'in/a': 'x\n', 'out/b': 'x\n' })
  repo.git(['sparse-checkout', 'set', '--cone', '--sparse-index', 'in'])
  const { status, stdout } = runCli(['staged'], { cwd: repo.path('.'), env: { TMPDIR: repo.path('absent') } })
  expect([status, stdout]).toEqual([3, expect.stringContaining('Set TMPDIR to a folder that can be written.')])
})

function readFolder(folder: string, prefix = ''): [string, string][] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry): [string, string][] => {
      const path = `${prefix}${entry.name}`
      return entry.isDirectory() ? [[`${path}/`, ''], ...readFolder(join(folder, entry.name), `${path}/`)] : [[path, readFileSync(join(folder, entry.name), 'latin1')]]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
