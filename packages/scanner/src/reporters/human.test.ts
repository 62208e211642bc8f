import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cliPath, mintKey, runCli } from '@nuvion-guard/test-fixtures'

const live = mintKey('live', 1, { optionalPart: true })
const sandbox = mintKey('test', 2)
const webhook = mintKey('webhook', 3)
const short = (key: string): string => createHash('sha256').update(`nuvion-guard/1\0${key}`).digest('hex').slice(0, 8)

let root = ''
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nuvion-human-')))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

const report = (...args: string[]): string => runCli(['files', ...args], { cwd: root }).stdout.replace(/in \d+\.\d s/, 'in 0.1 s')

describe('the report for people', () => {
  it('groups by key, live first, and ends with what to do', () => {
    write('src/pay.ts', `const key = '${live}'\n`)
    write('.env', `A=${live}\nB=${sandbox}\nC=${webhook}\n`)
    write('deploy/secret.yaml', `token: ${Buffer.from(live).toString('base64')}\n`)
    expect(report()).toBe(`nuvion-guard 0.1.0 · files: .

LIVE     nv_live_sk_…${live.slice(-4)}  fp ${short(live)}
  .env:1:3
  deploy/secret.yaml:1:8  (base64)
  src/pay.ts:1:14

webhook  nv_wsk_…${webhook.slice(-4)}  fp ${short(webhook)}
  .env:3:3

test     nv_test_…${sandbox.slice(-4)}  fp ${short(sandbox)}
  .env:2:3

1 live key · 1 webhook secret · 1 test key · 5 places · 3 files, ${String(3 * 3 + 13 + 2 + 8 + 2 * live.length + sandbox.length + webhook.length + Math.ceil(live.length / 3) * 4)} bytes in 0.1 s

Next:
  1. Rotate each live key: create a new key in the Nuvion dashboard, move every use to it, then delete the old one.
  2. Replace each webhook secret: create the webhook anew with a fresh secret, then delete the old one.
  3. Read keys from the environment (NUVION_API_KEY) or a secrets manager, and keep them out of files.
  4. See whether git holds them as well: nuvion-guard audit
`)
  })

  it('of a clean run says in one line what was looked at', () => {
    write('a.txt', 'hello')
    write('b/c.txt', 'world!')
    expect(report()).toBe('✓ no Nuvion keys · 2 files, 11 bytes in 0.1 s\n')
  })

  it('says what was left out on purpose, and what could not be looked at and how to change that', () => {
    write('a.txt', 'hello')
    symlinkSync('/etc', join(root, 'out'))
    expect(report('--exclude', 'a.txt')).toBe(`✓ no Nuvion keys · 0 files, 0 bytes in 0.1 s

Not looked at, on purpose:
  link out of the scanned folder (1)
    out
  left out on purpose (1)
    --include/--exclude
`)
    execFileSync('mkfifo', [join(root, 'pipe')])
    expect(report('pipe')).toBe(`no Nuvion keys in what could be looked at · 0 files, 0 bytes in 0.1 s

INCOMPLETE: not everything was looked at
  no regular file (1): pipe it in: nuvion-guard files --stdin
    pipe

Next:
  1. Fix what could not be looked at, then run again: until then nobody knows.
`)
  })

  it('lists ten places of a key and counts the rest', () => {
    for (let i = 10; i < 25; i++) write(`${String(i)}.txt`, live)
    const text = report()
    expect(text).toContain('  19.txt:1:1\n  … and 5 more places (--format json lists all)\n')
    expect(text).not.toContain('20.txt')
  })

  it('shows hostile names escaped', () => {
    write('a\u001b]0;pwned\u0007\u202e.txt', live)
    expect(report()).toContain('  a\\x1b]0;pwned\\x07\\u{202e}.txt:1:1\n')
    const json = runCli(['files', '--format', 'json'], { cwd: root }).stdout
    expect(json).toMatch(/^[\n\x20-\x7e…]*$/)
    expect((JSON.parse(json) as { findings: { path: string }[] }).findings[0]?.path).toBe('a\u001b]0;pwned\u0007\u202e.txt')
  })
})

describe('colour', () => {
  const onTerminal = (environment: Record<string, string>, ...args: string[]): string =>
    spawnSync('script', ['-qc', [process.execPath, cliPath, 'files', ...args].map(word => `'${word}'`).join(' '), '/dev/null'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '', TERM: 'xterm', ...environment },
    }).stdout
  // Not every system has util-linux.
  const hasScript = (spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout as string | null)?.includes('util-linux') ?? false

  it('is not written to a pipe or a file', () => {
    write('a.txt', live)
    expect(report()).not.toContain('\u001b')
  })

  it.runIf(hasScript)('is written to a terminal, unless NO_COLOR, --no-color or a dumb one', () => {
    write('a.txt', live)
    expect(onTerminal({})).toContain('\u001b[31mLIVE')
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain('\u001b[')
    expect(onTerminal({ TERM: 'dumb' })).not.toContain('\u001b[')
    expect(onTerminal({}, '--no-color')).not.toContain('\u001b[')
  })
})
