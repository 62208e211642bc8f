import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createTempRepo } from './temp-repo.ts'

describe('createTempRepo', () => {
  test('the same steps give the same commit', () => {
    const commits = [createTempRepo(), createTempRepo()].map(repo => repo.commitFiles({ 'a/b.txt': 'text\n' }, 'first', { date: '1700000000 +0000' }))
    expect(commits[0]).toBe(commits[1])
    expect(commits[0]).toMatch(/^[0-9a-f]{40}$/)
  })

  test('a SHA-256 repository, branches, a merge, tags, a stash, a worktree and a clone', () => {
    const repo = createTempRepo({ objectFormat: 'sha256' })
    const first = repo.commitFiles({ a: 'a\n' })
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    repo.branch('side')
    repo.commitFiles({ b: 'b\n' }, 'side work', { author: { name: 'N', email: 'n@example.com' } })
    repo.switchTo('main')
    repo.commitFiles({ c: 'c\n' })
    const merge = repo.merge('side')
    expect(repo.ask('rev-list', '--parents', '-1', merge).split(' ')).toHaveLength(3)
    repo.tag('light')
    repo.tag('heavy', { message: 'words\n' })
    expect(repo.ask('cat-file', '-t', 'heavy')).toBe('tag')
    repo.write(Buffer.from([0x66, 0xff]), 'odd name')
    repo.stash()
    expect(repo.ask('stash', 'list')).toContain('stash@{0}')
    expect(repo.worktree('other').ask('rev-parse', '--abbrev-ref', 'HEAD')).toBe('other')
    expect(repo.clone().ask('rev-parse', 'origin/main')).toBe(merge)
  })

  test('a bare repository, and hooks where git looks for them', () => {
    expect(createTempRepo({ bare: true }).ask('rev-parse', '--is-bare-repository')).toBe('true')
    const repo = createTempRepo()
    repo.hook('pre-commit', '#!/bin/sh\nexit 7\n')
    expect(existsSync(repo.path('.git/hooks/pre-commit'))).toBe(true)
    expect(repo.tryGit(['commit', '--allow-empty', '-m', 'x']).status).toBe(1)
  })
})
