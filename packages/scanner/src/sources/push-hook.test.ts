import { createTempRepo, installScanner, mintKey, type HookRun, type TempRepo, type TempRepoOptions } from '@nuvion-guard/test-fixtures'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const key = mintKey('live', 1)
const other = mintKey('live', 2)

interface Pushing {
  readonly repo: TempRepo
  readonly server: TempRepo
  /** Pushes and says what the hook found, or `no hook`; fails where git and the hook disagree. */
  readonly push: (...args: string[]) => readonly string[] | 'no hook'
  readonly last: () => HookRun | undefined
}

/** A clone of a bare server; the hook runs on the named side. */
function createPushing(hook: 'pre-push' | 'pre-receive', options: TempRepoOptions & { readonly args?: readonly string[] } = {}): Pushing {
  const source = createTempRepo(options)
  source.commitFiles({ old: `${mintKey('live', 9)}\n` }, 'first')
  const server = createTempRepo({ ...options, bare: true })
  source.git(['push', '-q', server.directory, 'main'])
  const repo = server.clone()
  const answer = installScanner(hook === 'pre-push' ? repo : server, hook, [hook, ...(options.args ?? [])])
  let last: HookRun | undefined
  return {
    repo,
    server,
    last: () => last,
    push(...args) {
      const { status, stderr } = repo.tryGit(['push', ...args])
      last = answer()
      if (last === undefined) return 'no hook'
      if ((status === 0) !== (last.exitCode === 0)) throw new Error(`git ${String(status)}, hook ${String(last.exitCode)}: ${stderr}${last.stderr}`)
      if (last.exitCode > 1) return [`exit ${String(last.exitCode)}`, last.stderr, ...last.found]
      return last.found.map(place => place.replace(/^(commit|tag|blob) [0-9a-f]{40,}:/, '$1 :')).sort()
    },
  }
}

for (const hook of ['pre-push', 'pre-receive'] as const) {
  describe(`${hook} in a real push`, () => {
    test('new commits, whole: a key that was added and removed again, messages, names; old keys are old', () => {
      const { repo, push, last } = createPushing(hook)
      repo.commitFiles({ old: `edited\n${mintKey('live', 9)}\n` })
      expect(push('origin', 'main')).toEqual([])
      expect(last()).toMatchObject({ complete: true, skipped: [] })
      repo.commitFiles({ a: `x\n${key}\n` })
      repo.commitFiles({ a: null })
      repo.commit(`subject\n\n${key}\n`, { args: ['--allow-empty'] })
      repo.commit('x', { args: ['--allow-empty'], committer: { name: other, email: 'n@example.com' } })
      expect(push('origin', 'main')).toEqual(['blob a:2', 'commit :3', 'commit :4'])
    })

    test('a new branch, its name, several refs at once, a deletion, a forced push', () => {
      const { repo, push } = createPushing(hook)
      const base = repo.ask('rev-parse', 'HEAD')
      repo.branch('one', base)
      repo.commitFiles({ one: 'x\n' })
      repo.branch('two', base)
      repo.commitFiles({ two: `${key}\n` })
      expect(push('origin', 'one', 'two')).toEqual(['blob two:1'])
      expect(push('origin', `one:refs/heads/${other}`)).toEqual([`ref refs/heads/${toPreview(other)}:1`])
      expect(push('origin', 'one')).toEqual([])
      expect(push('origin', ':one')).toEqual([])
      repo.switchTo('main')
      repo.commitFiles({ three: 'x\n' }, 'x', { args: ['--amend'] })
      repo.commitFiles({ four: `${key}\n` })
      expect(push('--force', 'origin', 'main')).toEqual(['blob four:1', 'blob old:1'])
    })

    test('tags, tags of tags, notes, tags on blobs and trees, odd refs', () => {
      const { repo, push } = createPushing(hook)
      repo.tag('v1', { message: `x\n${key}\n` })
      repo.tag('v2', { message: 'outer\n', at: 'v1' })
      expect(push('origin', 'v2')).toEqual(['tag :2'])
      repo.tag('on-blob', { message: 'x\n', at: repo.git(['hash-object', '-w', '--stdin'], { input: `${key}\n` }).toString().trim() })
      expect(push('origin', 'on-blob')).toEqual(['blob :1'])
      const tree = repo.git(['mktree'], { input: `100644 blob ${repo.ask('rev-parse', 'on-blob^{}')}\tinside\n` }).toString().trim()
      repo.git(['update-ref', 'refs/odd/tree', tree])
      expect(push('origin', 'refs/odd/tree')).toEqual(['blob inside:1'])
      repo.git(['notes', 'add', '-m', key])
      expect(push('origin', 'refs/notes/commits')).toEqual(['blob :1'])
      repo.tag('light')
      expect(push('origin', 'light')).toEqual([])
    })

    test('merges: both sides, and what only the merge has', () => {
      const { repo, push } = createPushing(hook)
      repo.branch('side')
      repo.commitFiles({ side: `${key}\n` })
      repo.commitFiles({ side: 'x\n' })
      repo.switchTo('main')
      repo.commitFiles({ main: 'x\n' })
      repo.git(['merge', '-q', '--no-commit', '--no-ff', 'side'])
      repo.write('evil', `${other}\n`)
      repo.stage()
      repo.commit('merge')
      expect(push('origin', 'main')).toEqual(['blob evil:1', 'blob side:1'])
    })

    test('in a SHA-256 repository, and a first push into an empty one', () => {
      const { repo, push, server } = createPushing(hook, { objectFormat: 'sha256' })
      server.git(['update-ref', '-d', 'refs/heads/main'])
      repo.git(['update-ref', '-d', 'refs/remotes/origin/main'])
      expect(push('origin', 'main')).toEqual(['blob old:1'])
      expect(push('origin', 'main:refs/heads/new')).toEqual(['blob old:1'])
    })

    test('several hundred commits: no cap', () => {
      const { repo, push, last } = createPushing(hook)
      const lines = Array.from({ length: 700 }, (_, index) => {
        const content = index === 3 ? `${key}\n` : `${String(index)}\n`
        const message = `c${String(index)}`
        return `commit refs/heads/many\ncommitter C <c@example.com> ${String(1_700_000_000 + index)} +0000\ndata ${String(message.length)}\n${message}\nM 100644 inline f\ndata ${String(content.length)}\n${content}\n`
      })
      repo.git(['fast-import', '--quiet'], { input: lines.join('') })
      expect(push('origin', 'many')).toEqual(['blob f:1'])
      expect(last()?.complete).toBe(true)
    })

    test('the hook leaves nothing behind', () => {
      const { repo, server, push } = createPushing(hook)
      repo.commitFiles({ a: `${key}\n` })
      const folder = hook === 'pre-push' ? repo.path('.git') : server.directory
      const before = readFolder(folder)
      expect(push('origin', 'main')).toEqual(['blob a:1'])
      expect(readFolder(folder)).toEqual(before)
    })
  })
}

test('pre-push to an address, of a stash, and with nothing to push', () => {
  const { repo, server, push } = createPushing('pre-push')
  repo.commitFiles({ a: 'x\n' })
  expect(push(repo.ask('remote', 'get-url', 'origin'), 'main')).toEqual([])
  expect(push(server.directory, 'main:refs/heads/again')).toEqual(['blob old:1'])
  expect(push('origin', 'main')).toEqual([])
  expect(push('origin', 'main')).toEqual([])
  repo.write('a', `${key}\n`)
  repo.stash()
  expect(push('origin', 'stash@{0}:refs/heads/work-in-progress')).toEqual(['blob a:1'])
})

test('pre-push from a shallow clone knows where the remote stands; a branch that goes below the cut is incomplete', () => {
  const source = createTempRepo()
  for (const name of ['one', 'two', 'three']) source.commitFiles({ [name]: 'x\n' })
  source.git(['config', 'receive.denyCurrentBranch', 'ignore'])
  const clone = source.clone(['--depth=1'])
  const answer = installScanner(clone, 'pre-push', ['pre-push'])
  clone.commitFiles({ four: `${key}\n` })
  clone.tryGit(['push', 'origin', 'main'])
  expect(answer()).toMatchObject({ exitCode: 1, found: ['blob four:1'], complete: true })
  clone.git(['update-ref', '-d', 'refs/remotes/origin/main'])
  clone.git(['update-ref', '-d', 'refs/remotes/origin/HEAD'])
  clone.tryGit(['push', 'origin', 'main:new'])
  expect(answer()).toMatchObject({ exitCode: 3, complete: false })
})

test('pre-receive rejects when its budget runs out', () => {
  const { repo, server, push } = createPushing('pre-receive', { args: ['--timeout-ms', '1'] })
  repo.commitFiles({ a: 'x\n' })
  expect(push('origin', 'main')).toMatchObject({ 0: 'exit 3' })
  expect(server.ask('rev-parse', 'main')).not.toBe(repo.ask('rev-parse', 'main'))
})

/** As the report shows it. */
function toPreview(text: string): string {
  return `${text.slice(0, 8)}…${text.slice(-4)}`
}

function readFolder(folder: string, prefix = ''): [string, string][] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry): [string, string][] => {
      const path = `${prefix}${entry.name}`
      return entry.isDirectory() ? [[`${path}/`, ''], ...readFolder(join(folder, entry.name), `${path}/`)] : [[path, readFileSync(join(folder, entry.name), 'latin1')]]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
