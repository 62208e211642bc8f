import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliPath, createTempRepo, mintKey, runCli, type CliAnswer } from '@nuvion-guard/test-fixtures'

const keys = [
  mintKey('live', 11),
  mintKey('test', 12, { optionalPart: true }),
  mintKey('live', 13, { alphabet: 'hex-lower', length: 64 }),
  mintKey('webhook', 14),
] as const
const [live, sandbox, hex, webhook] = keys

/** No eight characters of a key's random part, beyond the last four. */
function expectNoKey(...texts: string[]): void {
  for (const key of keys) {
    const body = key.replace(/^nv_(?:live|test|wsk)_(?:sk_)?/, '').slice(0, -4)
    for (let at = 0; at + 8 <= body.length; at++) for (const text of texts) if (text.includes(body.slice(at, at + 8))) throw new Error('a key was printed')
  }
}

describe('no output carries more of a key than its preview', () => {
  let root = ''
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'nuvion-leak-')))
    mkdirSync(join(root, `backup-${sandbox}`))
    writeFileSync(join(root, `backup-${sandbox}`, `${webhook}.txt`), keys.join('\n'))
    writeFileSync(join(root, 'base64.txt'), `a: ${Buffer.from(live).toString('base64')}\nb: ${encodeURIComponent(`"${hex}"`)}\n`)
    writeFileSync(join(root, 'split.js'), `const key = '${live.slice(0, 14)}' + '${live.slice(14)}'\n`)
    writeFileSync(join(root, 'wide.txt'), Buffer.from(`\ufeff${hex}`, 'utf16le'))
    symlinkSync(`/nowhere/${live}`, join(root, `link-${hex}`))
    execFileSync('mkfifo', [join(root, `pipe-${live}`)])
  })
  afterAll(() => {
    rmSync(root, { recursive: true, force: true })
  })

  const formats = [['--format', 'human'], ['--format', 'json'], ['--format', 'human', '--confidence', 'low'], ['--format', 'json', '--confidence', 'low']]

  it.each(formats)('files %s %s', (...format) => {
    const { stdout, stderr, status } = runCli(['files', ...format], { cwd: root })
    expect(status).toBe(1)
    expectNoKey(stdout, stderr)
  })

  it.each(formats)('standard input with a key for a name, %s %s', (...format) => {
    const { stdout, stderr, status } = runCli(['files', '--stdin', '--stdin-name', `${live}/.env`, ...format], { cwd: root, input: keys.join(' ') })
    expect(status).toBe(1)
    expectNoKey(stdout, stderr)
  })

  it('a report file whose name is a key', () => {
    const { stdout, stderr, status } = runCli(['files', '--output', `report-${hex}.txt`], { cwd: root })
    expect(status).toBe(1)
    expectNoKey(stdout, stderr, readFileSync(join(root, `report-${hex}.txt`), 'utf8'))
    rmSync(join(root, `report-${hex}.txt`))
  })

  it('skipped things, wrong usage and failures', () => {
    const wrong: readonly (readonly string[])[] = [
      ['files', `pipe-${live}`],
      ['files', `missing-${live}`],
      ['files', `${live}/*`],
      ['files', `--${sandbox}`],
      ['files', '--format', webhook],
      ['files', '--include', `*${hex}*`, '--exclude', live],
      ['files', '--output', `${live}/x`],
      [live],
      ['audit', live],
      ['audit', '--', live],
      ['history', '.', '--branch', live],
      ['range', live],
      ['range', `--${live}`],
      ['range', `${live}..HEAD`, '--', sandbox],
      ['staged', '--', live],
      ['pre-push', live],
      ['pre-push', live, `https://x:${live}@git.example`],
      ['pre-receive'],
      ['pre-receive', '--timeout-ms', live],
    ]
    const repo = createTempRepo()
    repo.commitFiles({ a: '1' })
    for (const cwd of [root, repo.directory]) for (const args of wrong) {
      const { stdout, stderr } = runCli(args, { cwd, input: `refs/heads/${live} ${sandbox} x y\n` })
      expectNoKey(stdout, stderr)
      expect(stderr).not.toMatch(/\n {4}at /)
    }
  })

  describe('of a repository that holds keys everywhere', () => {
    const repo = createTempRepo()
    repo.git(['config', 'user.name', `Ann ${sandbox}`])
    repo.commitFiles({ 'a.txt': live, [`${hex}.txt`]: 'x', '.env': `A=${webhook}` }, `subject ${live}\n\nbody ${hex}`, { author: { name: `Bob ${webhook}`, email: `${sandbox}@example.com` } })
    repo.commitFiles({ 'a.txt': 'gone' }, 'remove')
    repo.branch(`feature-${live}`)
    repo.commitFiles({ 'b.txt': sandbox })
    repo.tag(`v-${sandbox}`, { message: hex })
    repo.write('staged.txt', keys.join('\n'))
    repo.stage()
    const head = repo.ask('rev-parse', 'HEAD')
    const zeros = '0'.repeat(40)

    it.each(formats.flatMap(format => [['audit'], ['history'], ['history', '--no-attribution'], ['staged'], ['range', 'HEAD']].map(verb => [...verb, ...format])))(
      '%s %s %s %s %s %s',
      (...args) => {
        const answer = runCli(args.filter(word => typeof word === 'string'), { cwd: repo.directory })
        expect(answer).toMatchObject({ status: 1, stderr: '' })
        expectNoKey(answer.stdout)
      },
    )

    it.each(formats)('pre-push %s %s', (...format) => {
      const lines = `refs/heads/feature-${live} ${head} refs/heads/feature-${live} ${zeros}\n`
      const answer: CliAnswer = runCli(['pre-push', `remote-${hex}`, `https://x:${live}@git.example`, ...format], { cwd: repo.directory, input: lines })
      expect(answer.status).toBe(1)
      expectNoKey(answer.stdout, answer.stderr)
    })
  })

  it('an unexpected failure is one line, redacted', () => {
    const script = `process.cwd = () => { throw new Error('boom ${live}') }; import(process.argv[1])`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script, cliPath, 'files'], { encoding: 'utf8', cwd: root })
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toMatch(/^nuvion-guard: unexpected failure, the scan is incomplete: boom nv_live_….{4}\n$/)
    expectNoKey(stderr)
  })
})
