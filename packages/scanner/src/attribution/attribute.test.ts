import { toFingerprint, type Fingerprint } from '@nuvion-guard/core'
import { createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { createStoreSource } from '../sources/audit.ts'
import { openGit } from '../sources/git.ts'
import { attribute } from './attribute.ts'
import type { Hit, KeyHistory } from './key-history.ts'

const key = mintKey('live', 1)
const line = `NUVION_API_KEY=${key}\n`

/** Audits a repository and attributes what was found; answers the history of the one key in it, and the paths of blobs. */
async function lookUp(repo: TempRepo, wanted = key): Promise<KeyHistory & { readonly paths: readonly string[] }> {
  const git = await openGit({ directory: repo.directory, environment: process.env })
  const signal = new AbortController().signal
  const hits: Hit[] = []
  let fingerprint: Fingerprint | undefined
  await createStoreSource(git).scan(
    (matches, place) => {
      for (const match of matches) {
        const own = toFingerprint(match.secret)
        hits.push({ ...place, fingerprint: own })
        if (match.secret.reveal(secret => secret === wanted)) fingerprint = own
      }
    },
    () => undefined,
    signal,
  )
  const attribution = await attribute(git, hits, signal)
  expect(attribution.skipped).toEqual([])
  const history = fingerprint === undefined ? undefined : attribution.keys.get(fingerprint)
  if (history === undefined) throw new Error('the key was not found')
  return { ...history, paths: [...attribution.paths.values()].flat() }
}

const push = (repo: TempRepo, branch = 'main'): void => {
  const remote = createTempRepo({ bare: true })
  repo.tryGit(['remote', 'add', 'origin', remote.directory])
  repo.git(['push', '-q', 'origin', branch])
}

describe('introduced', () => {
  test('by the first commit, with its people, dates and path', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    const commit = repo.commitFiles({ 'config/.env': line }, 'Add', {
      date: '2024-03-01T10:00:00+0200',
      committerDate: '2024-03-02T10:00:00-0330',
      author: { name: 'Ann', email: 'ann@example.com' },
      committer: { name: 'Bob', email: 'bob@example.com' },
    })
    const { introduced, removed, inHead, refs, pushed, paths } = await lookUp(repo)
    expect(introduced).toEqual({
      commit,
      author: { name: 'Ann', email: 'ann@example.com' },
      date: '2024-03-01T10:00:00+02:00',
      committer: { name: 'Bob', email: 'bob@example.com' },
      commitDate: '2024-03-02T10:00:00-03:30',
      path: 'config/.env',
    })
    expect({ removed, inHead, refs, pushed, paths }).toEqual({ removed: null, inHead: true, refs: ['refs/heads/main'], pushed: false, paths: ['config/.env'] })
  })

  test('by the root commit', async () => {
    const repo = createTempRepo()
    const commit = repo.commitFiles({ a: line })
    expect((await lookUp(repo)).introduced?.commit).toBe(commit)
  })

  test('by an evil merge', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.branch('side')
    repo.commitFiles({ b: 'b' })
    repo.switchTo('main')
    repo.commitFiles({ c: 'c' })
    repo.git(['merge', '--no-commit', '--no-ff', 'side'])
    repo.write('evil', line)
    repo.stage()
    const commit = repo.commit('Merge')
    expect((await lookUp(repo)).introduced).toMatchObject({ commit, path: 'evil' })
  })

  test('on two branches: by the one with the earlier committer date', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' }, 'Base', { date: '2020-01-01T00:00:00Z' })
    repo.branch('side')
    const early = repo.commitFiles({ s: line }, 'Side', { date: '2023-01-01T00:00:00Z', committerDate: '2021-01-01T00:00:00Z' })
    repo.switchTo('main')
    repo.commitFiles({ m: line }, 'Main', { date: '2020-06-01T00:00:00Z', committerDate: '2022-01-01T00:00:00Z' })
    const { introduced, refs } = await lookUp(repo)
    expect(introduced).toMatchObject({ commit: early, path: 's' })
    expect(refs).toEqual(['refs/heads/main', 'refs/heads/side'])
  })

  test('by no commit that only edits or renames the file', async () => {
    const repo = createTempRepo()
    const commit = repo.commitFiles({ a: line })
    repo.commitFiles({ a: `${line}more\n` })
    repo.move('a', 'b')
    repo.stage()
    repo.commit('Rename')
    const { introduced, removed, inHead, paths } = await lookUp(repo)
    expect(introduced).toMatchObject({ commit, path: 'a' })
    expect({ removed, inHead }).toEqual({ removed: null, inHead: true })
    expect(paths.toSorted()).toEqual(['a', 'a', 'b'])
  })

  test('by the commit of a branch, not by its amended ancestor', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.commitFiles({ b: line }, 'Before')
    const commit = repo.commit('After', { args: ['--amend', '--allow-empty'] })
    expect((await lookUp(repo)).introduced?.commit).toBe(commit)
  })

  test('by a commit that only the reflog has', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    const commit = repo.commitFiles({ b: line })
    repo.git(['reset', '-q', '--hard', 'HEAD^'])
    const { introduced, inHead, refs, isDangling, verdict } = await lookUp(repo)
    expect(introduced?.commit).toBe(commit)
    expect({ inHead, refs, isDangling }).toEqual({ inHead: false, refs: [], isDangling: false })
    expect(verdict).toMatchObject({ kind: 'unpushed', place: 'reflog' })
  })

  test('by the commit whose message holds it', async () => {
    const repo = createTempRepo()
    const commit = repo.commit(line, { args: ['--allow-empty'] })
    const { introduced, inHead, refs } = await lookUp(repo)
    expect(introduced?.commit).toBe(commit)
    expect({ inHead, refs }).toEqual({ inHead: true, refs: ['refs/heads/main'] })
  })

  test('by the tag whose message holds it, also inside a tag', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.tag('inner', { message: line })
    const tag = repo.ask('rev-parse', 'inner')
    repo.tag('outer', { message: 'x', at: 'inner' })
    repo.git(['tag', '-d', 'inner'])
    const { introduced, refs } = await lookUp(repo)
    expect(introduced).toMatchObject({ commit: tag, author: { name: 'Cem Committer' }, path: 'refs/tags/outer' })
    expect(refs).toEqual(['refs/tags/outer'])
  })

  test('by the commit that made the file of that name', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    const added = repo.commitFiles({ [`dir/${key}/x`]: 'x' })
    const gone = repo.commitFiles({ [`dir/${key}`]: null })
    const { introduced, removed, inHead } = await lookUp(repo)
    expect([introduced?.commit, removed?.commit, inHead]).toEqual([added, gone, false])
    expect(introduced?.path).not.toContain(key)
  })

  test('by nothing where only the store has it', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.git(['hash-object', '-w', '--stdin'], { input: line })
    const { introduced, removed, isDangling, refs, verdict } = await lookUp(repo)
    expect({ introduced, removed, isDangling, refs }).toEqual({ introduced: null, removed: null, isDangling: true, refs: [] })
    expect(verdict).toEqual({ kind: 'unpushed', place: 'dangling', steps: [{ kind: 'run', command: 'git gc --prune=now' }] })
  })

  test('in a SHA-256 repository', async () => {
    const repo = createTempRepo({ objectFormat: 'sha256' })
    const commit = repo.commitFiles({ a: line })
    expect((await lookUp(repo)).introduced?.commit).toBe(commit)
  })

  test('with names in the encoding that the commit says', async () => {
    const repo = createTempRepo()
    repo.git(['config', 'i18n.commitEncoding', 'ISO-8859-1'])
    repo.write('a', line)
    repo.stage()
    const tree = repo.ask('write-tree')
    const content = Buffer.from(`tree ${tree}\nauthor J\u00fcrgen <j@example.com> 1700000000 +0100\ncommitter C <c> 1700000000 +0100\nencoding ISO-8859-1\n\nx\n`, 'latin1')
    const commit = repo.git(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: content }).toString().trim()
    repo.git(['update-ref', 'refs/heads/main', commit])
    expect((await lookUp(repo)).introduced?.author.name).toBe('J\u00fcrgen')
  })
})

describe('removed', () => {
  test('by the commit that takes it out', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: line })
    repo.commitFiles({ a: `${line}more\n` })
    const commit = repo.commitFiles({ a: 'clean' })
    repo.commitFiles({ a: 'cleaner' })
    const { removed, inHead, refs } = await lookUp(repo)
    expect(removed).toMatchObject({ commit, path: 'a' })
    expect({ inHead, refs }).toEqual({ inHead: false, refs: ['refs/heads/main'] })
  })

  test('by the last of several commits that did', async () => {
    const repo = createTempRepo()
    const first = repo.commitFiles({ a: line })
    repo.commitFiles({ a: 'clean' })
    repo.commitFiles({ a: line })
    const last = repo.commitFiles({ a: null, b: 'b' })
    const { introduced, removed } = await lookUp(repo)
    expect([introduced?.commit, removed?.commit]).toEqual([first, last])
  })

  test('not while another file still has it', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: line, b: line })
    repo.commitFiles({ a: 'clean' })
    const { removed, inHead } = await lookUp(repo)
    expect({ removed, inHead }).toEqual({ removed: null, inHead: true })
  })

  test('not by a merge of an old branch', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'x\n'.repeat(20), b: 'b' })
    repo.commitFiles({ a: `${'x\n'.repeat(20)}${line}` })
    repo.branch('old')
    repo.commitFiles({ b: 'old' })
    repo.switchTo('main')
    const commit = repo.commitFiles({ a: 'x\n'.repeat(20) })
    repo.commitFiles({ c: 'c' })
    repo.merge('old')
    expect((await lookUp(repo)).removed?.commit).toBe(commit)
  })

  test('by a merge that throws it out of both sides', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: line })
    repo.branch('side')
    repo.commitFiles({ b: 'b' })
    repo.switchTo('main')
    repo.commitFiles({ c: 'c' })
    repo.git(['merge', '--no-commit', '--no-ff', 'side'])
    repo.write('a', 'clean')
    repo.stage()
    const commit = repo.commit('Merge')
    expect((await lookUp(repo)).removed?.commit).toBe(commit)
  })

  test('not where only another branch ever had it, and still does', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.branch('side')
    repo.commitFiles({ b: line })
    repo.switchTo('main')
    const { removed, inHead, refs, verdict } = await lookUp(repo)
    expect({ removed, inHead, refs }).toEqual({ removed: null, inHead: false, refs: ['refs/heads/side'] })
    expect(verdict).toMatchObject({ kind: 'unpushed', place: 'other-branch' })
  })

  test('on another branch that no longer has it', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.branch('side')
    repo.commitFiles({ b: line })
    const commit = repo.commitFiles({ b: null })
    repo.switchTo('main')
    expect((await lookUp(repo)).removed?.commit).toBe(commit)
  })
})

describe('pushed', () => {
  test('where a remote-tracking branch reaches it', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: line })
    repo.commitFiles({ a: 'clean' })
    push(repo)
    const { pushed, refs, verdict } = await lookUp(repo)
    expect(pushed).toBe(true)
    expect(refs).toEqual(['refs/heads/main', 'refs/remotes/origin/main'])
    expect(verdict).toEqual({ kind: 'pushed', steps: [{ kind: 'create-key' }, { kind: 'move-places', paths: ['a'] }, { kind: 'delete-key' }] })
  })

  test('where only the reflog of one reaches it', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.commitFiles({ b: line })
    push(repo)
    repo.git(['reset', '-q', '--hard', 'HEAD^'])
    repo.git(['push', '-q', '--force', 'origin', 'main'])
    expect((await lookUp(repo)).pushed).toBe(true)
  })

  test('where the repository is a mirror of one', async () => {
    const origin = createTempRepo()
    origin.commitFiles({ a: line })
    expect((await lookUp(origin.clone(['--mirror']))).pushed).toBe(true)
    expect((await lookUp(origin.clone(['--bare']))).pushed).toBe(false)
  })

  test('where a pull request of the remote reaches it', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: line })
    repo.git(['update-ref', 'refs/pull/7/head', 'HEAD'])
    expect((await lookUp(repo)).pushed).toBe(true)
  })

  test('not where the remote is behind', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    push(repo)
    repo.commitFiles({ b: line })
    expect((await lookUp(repo)).pushed).toBe(false)
  })
})

describe('the verdict for what nobody has seen', () => {
  const commands = (history: KeyHistory): string[] => history.verdict.steps.map(step => (step.kind === 'run' ? step.command : step.kind))

  test('in the last commit: amend', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.commitFiles({ 'the env': line })
    const history = await lookUp(repo)
    expect(history.verdict).toMatchObject({ kind: 'unpushed', place: 'head-commit' })
    expect(commands(history)).toEqual([
      'edit', 'store-key', "git add -- 'the env'", 'git commit --amend --no-edit',
      'git reflog expire --expire-unreachable=now HEAD refs/heads/main', 'git gc --prune=now',
    ])
  })

  test('in an older commit: a rebase that stops there; the commands work', async () => {
    const repo = createTempRepo()
    const base = repo.commitFiles({ a: 'a' })
    repo.commitFiles({ '.env': line })
    repo.commitFiles({ b: 'b' })
    const history = await lookUp(repo)
    expect(history.verdict).toMatchObject({ kind: 'unpushed', place: 'older-commit' })
    expect(commands(history).at(0)).toContain(`rebase --interactive --rebase-merges ${base}`)
    follow(repo, history)
    await expect(lookUp(repo)).rejects.toThrow('not found')
    expect(repo.ask('log', '--format=%s')).toBe('Change files\nChange files\nChange files')
  })

  test('in the root commit, two commits ago; the commands work', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ '.env': line })
    repo.commitFiles({ b: 'b' })
    follow(repo, await lookUp(repo))
    await expect(lookUp(repo)).rejects.toThrow('not found')
  })

  test('in the last commit; the commands work', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.commitFiles({ b: line })
    follow(repo, await lookUp(repo))
    await expect(lookUp(repo)).rejects.toThrow('not found')
  })

  test('in a stash: take it out, keep the rest and the other stashes', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.write('a', line)
    repo.stash()
    repo.write('a', 'other')
    repo.stash()
    const history = await lookUp(repo)
    expect(history.verdict).toMatchObject({ kind: 'unpushed', place: 'stash' })
    expect(commands(history)).toEqual(["git stash apply 'stash@{1}'", 'edit', 'store-key', "git stash drop 'stash@{1}'", 'git gc --prune=now'])
    follow(repo, history)
    await expect(lookUp(repo)).rejects.toThrow('not found')
    expect(repo.ask('stash', 'list').split('\n')).toHaveLength(1)
  })

  test('in a note; the commands work', async () => {
    const repo = createTempRepo()
    const commit = repo.commitFiles({ a: 'a' })
    repo.git(['notes', 'add', '-m', line])
    const history = await lookUp(repo)
    expect(history.verdict).toMatchObject({ kind: 'unpushed', place: 'note' })
    expect(commands(history).at(0)).toBe(`git notes --ref=commits remove --ignore-missing ${commit}`)
    follow(repo, history)
    await expect(lookUp(repo)).rejects.toThrow('not found')
  })

  test('in a tag', async () => {
    const repo = createTempRepo()
    const commit = repo.commitFiles({ a: 'a' })
    repo.tag('v1', { message: line })
    const history = await lookUp(repo)
    expect(history.verdict).toMatchObject({ kind: 'unpushed', place: 'tag' })
    expect(commands(history).slice(0, 2)).toEqual(['git tag --delete v1', `git tag --annotate v1 ${commit}`])
  })

  test('in the index: unstage', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.write('b', line)
    repo.stage()
    const history = await lookUp(repo)
    expect(history.verdict).toEqual({
      kind: 'staged',
      steps: [{ kind: 'run', command: 'git restore --staged -- b' }, { kind: 'edit', path: 'b' }, { kind: 'store-key' }],
    })
    expect(history.isDangling).toBe(false)
  })

  test('in the index before the first commit: unstage another way', async () => {
    const repo = createTempRepo()
    repo.write('b', line)
    repo.stage()
    expect(commands(await lookUp(repo)).at(0)).toBe('git rm --cached -- b')
  })

  test('in the name of a branch', async () => {
    const repo = createTempRepo()
    repo.commitFiles({ a: 'a' })
    repo.git(['branch', key])
    expect((await lookUp(repo)).verdict).toMatchObject({ kind: 'unpushed', place: 'ref-name' })
  })
})

/** Does what the verdict says, the person's part too. */
function follow(repo: TempRepo, history: KeyHistory): void {
  for (const step of history.verdict.steps) {
    if (step.kind === 'run') repo.git(['-c', 'alias.x=!f() { cd "$GIT_PREFIX."; eval "$LINE"; }; f', 'x'], { env: { LINE: step.command } })
    else if (step.kind === 'edit') repo.write(step.path, 'key from the environment\n')
  }
}
