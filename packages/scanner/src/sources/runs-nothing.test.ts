import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toFingerprint } from '@nuvion-guard/core'
import { createTempFolder, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { attribute } from '../attribution/attribute.ts'
import type { Hit } from '../attribution/key-history.ts'
import { createHistorySource, createStoreSource } from './audit.ts'
import { openGit } from './git.ts'
import { createRangeSource } from './range.ts'
import type { Visit } from './source.ts'
import { createStagedSource } from './staged.ts'

const key = mintKey('live', 1)
const hooks = [
  'pre-commit', 'post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc', 'fsmonitor-watchman', 'post-rewrite', 'pre-push', 'proc-receive',
]

interface Trap {
  readonly repo: TempRepo
  /** A program that leaves a file with its name behind. */
  readonly program: (name: string) => string
  readonly ran: () => string[]
}

function createTrap(): Trap {
  const repo = createTempRepo()
  const folder = createTempFolder()
  const marks = join(folder, 'marks')
  mkdirSync(marks)
  const program = (name: string): string => {
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\n: > '${marks}/${name}'\ncat > /dev/null\nexit 0\n`)
    chmodSync(file, 0o755)
    return file
  }
  return { repo, program, ran: () => readdirSync(marks) }
}

/** Every scan that reads this repository, and attribution of what was found. */
async function scanAll(repo: TempRepo, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const signal = new AbortController().signal
  const found = new Set<string>()
  for (const hook of [false, true]) {
    const git = await openGit({ directory: repo.directory, environment, hook })
    const hits: Hit[] = []
    const visit: Visit = (matches, place) => {
      for (const match of matches) {
        hits.push({ ...place, fingerprint: toFingerprint(match.secret) })
        found.add(match.secret.reveal(secret => secret))
      }
    }
    const sources = [createStoreSource(git), createHistorySource(git, { reachable: true }), createStagedSource({ git }), createRangeSource({ git, revisions: ['HEAD'] })]
    for (const source of sources) await source.scan(visit, () => undefined, signal)
    await attribute(git, hits, signal)
  }
  return [...found]
}

const settings: readonly (readonly [title: string, ...names: string[]])[] = [
  ['a text conversion', 'diff.trap.textconv'],
  ['an external diff', 'diff.external'],
  ['a diff driver', 'diff.trap.command'],
  ['a file system monitor', 'core.fsmonitor'],
  ['a pager', 'core.pager', 'pager.log', 'pager.cat-file', 'pager.rev-list', 'pager.diff-tree'],
  ['an alias', 'alias.cat-file', 'alias.rev-list', 'alias.for-each-ref'],
  ['a filter', 'filter.trap.clean', 'filter.trap.smudge', 'filter.trap.process'],
  ['a merge driver', 'merge.trap.driver'],
  ['an ssh command', 'core.sshCommand'],
  ['a proxy command', 'core.gitProxy'],
  ['a credential helper', 'credential.helper'],
  ['a question for a password', 'core.askPass'],
  ['an editor', 'core.editor', 'sequence.editor'],
  ['a command for the refs of alternates', 'core.alternateRefsCommand'],
  ['a signature check', 'gpg.program', 'gpg.ssh.program', 'gpg.x509.program'],
  ['an upload-pack', 'remote.origin.uploadpack', 'uploadpack.packObjectsHook'],
  ['a trailer command', 'trailer.key.command', 'trailer.key.cmd'],
]

describe('nothing runs that a repository brings along', () => {
  test.each(settings)('%s', async (title, ...names) => {
    const { repo, program, ran } = createTrap()
    repo.commitFiles({ '.gitattributes': '* diff=trap filter=trap merge=trap\n', a: `${key}\n` })
    repo.write('b', `${key}\n`)
    repo.stage()
    for (const name of names) repo.git(['config', name, `${name.startsWith('alias.') ? '!' : ''}${program(name)}`])
    repo.git(['config', 'log.showSignature', 'true'])
    expect(await scanAll(repo, process.env), title).toEqual([key])
    expect(ran()).toEqual([])
  })

  test('a hook', async () => {
    const { repo, program, ran } = createTrap()
    repo.commitFiles({ a: `${key}\n` })
    for (const name of hooks) repo.hook(name, readFileSync(program(name), 'utf8'))
    const folder = createTempFolder()
    for (const name of hooks) writeFileSync(join(folder, name), readFileSync(program(name)), { mode: 0o755 })
    repo.git(['config', 'core.hooksPath', folder])
    expect(await scanAll(repo, process.env)).toEqual([key])
    expect(ran()).toEqual([])
  })

  test('a fetch of objects that are not there', async () => {
    const { repo, program, ran } = createTrap()
    repo.commitFiles({ a: `${key}\n`, b: 'b' })
    const blob = repo.ask('rev-parse', 'HEAD:b')
    unlinkSync(repo.path('.git/objects', blob.slice(0, 2), blob.slice(2)))
    for (const [name, value] of [
      ['core.repositoryFormatVersion', '1'], ['extensions.partialClone', 'origin'], ['remote.origin.promisor', 'true'], ['remote.origin.url', `ext::${program('ext')}`],
      ['protocol.ext.allow', 'always'], ['protocol.allow', 'always'], ['remote.origin.uploadpack', program('uploadpack')],
    ] as const) repo.git(['config', name, value])
    expect(await scanAll(repo, process.env)).toEqual([key])
    repo.git(['config', 'remote.origin.url', 'ssh://example.invalid/x'])
    repo.git(['config', 'core.sshCommand', program('ssh')])
    expect(await scanAll(repo, process.env)).toEqual([key])
    expect(ran()).toEqual([])
  })

  test('what the environment asks for', async () => {
    const { repo, program, ran } = createTrap()
    repo.commitFiles({ a: `${key}\n` })
    const trace = join(createTempFolder(), 'trace')
    const environment: NodeJS.ProcessEnv = { ...process.env, GIT_TRACE: trace, GIT_TRACE2: trace, GIT_TRACE_PACKET: trace }
    for (const name of ['GIT_EXTERNAL_DIFF', 'GIT_PAGER', 'PAGER', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_ASKPASS', 'SSH_ASKPASS', 'GIT_EDITOR', 'GIT_PROXY_COMMAND']) environment[name] = program(name)
    const config = join(createTempFolder(), 'config')
    writeFileSync(config, `[diff]\n\texternal = ${program('global')}\n[core]\n\tfsmonitor = ${program('global')}\n\tattributesFile = /nonexistent\n`)
    Object.assign(environment, { GIT_CONFIG_GLOBAL: config, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsmonitor', GIT_CONFIG_VALUE_0: program('counted') })
    expect(await scanAll(repo, environment)).toEqual([key])
    expect(ran()).toEqual([])
    expect(existsSync(trace)).toBe(false)
  })

  test('while a git that is not told otherwise does run it', () => {
    const { repo, program, ran } = createTrap()
    repo.commitFiles({ a: 'a' })
    repo.commitFiles({ a: `${key}\n` })
    repo.git(['config', 'diff.external', program('diff.external')])
    repo.git(['config', 'core.fsmonitor', program('core.fsmonitor')])
    repo.tryGit(['diff', 'HEAD^'])
    repo.tryGit(['status'])
    expect(ran()).toEqual(['core.fsmonitor', 'diff.external'])
  })
})
