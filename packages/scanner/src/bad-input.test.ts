import { spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cliPath, createTempRepo, mintKey, runCli, startCli } from '@nuvion-guard/test-fixtures'
import type { Report } from './report.ts'

const key = mintKey('live', 7)

let root = ''
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nuvion-bad-')))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const cli = (...args: string[]): ReturnType<typeof runCli> => runCli(args, { cwd: root })

describe('wrong usage exits 2 with one message and no stack', () => {
  it.each([
    ['an unknown option', ['files', '--fromat', 'json'], /unknown option '--fromat'\n\(Did you mean --format\?\)/],
    ['an unknown command', ['adit'], /unknown command 'adit'\n\(Did you mean audit\?\)/],
    ['an unknown format', ['files', '--format', 'xml'], /Allowed choices are human, json/],
    ['an option without its value', ['files', '--output'], /argument missing/],
    ['too many operands', ['audit', 'a', 'b'], /too many arguments/],
    ['a path that does not exist', ['files', 'nope.txt'], /path does not exist: nope\.txt/],
    ['an empty path', ['files', ''], /an argument is empty/],
    ['a glob that is none', ['files', '--include', '*'.repeat(70_000)], /can not be used as a glob/],
    ['a glob below a folder that does not exist', ['files', 'nope/*.txt'], /path does not exist: nope/],
    ['audit of a folder that is no repository', ['audit'], /repository/],
    ['history of a folder that does not exist', ['history', 'nope'], /nope/],
    ['staged outside a repository', ['staged'], /repository/],
    ['--output that is a folder', ['files', '--output', '.'], /--output is a folder/],
    ['--output in a folder that does not exist', ['files', '--output', 'nope/report.json'], /does not exist/],
  ])('%s', (_name, args, message) => {
    const { status, stdout, stderr } = cli(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('a key in an argument is not echoed', () => {
    for (const args of [['files', key], [key], ['files', `--${key}`], ['files', '--format', key], ['audit', key], ['files', '--output', `${key}/x`]]) {
      const { status, stderr } = cli(...args)
      expect(status).toBe(2)
      expect(stderr).not.toContain(key.slice(8, 20))
    }
  })
})

it.runIf(process.platform === 'linux')('a repository in a folder whose name is no UTF-8 is told what to do', () => {
  const script = 'd=$(printf "re\\377po"); git init -q "$d"; cd "$d"; "$0" "$1" audit; "$0" "$1" audit "../$d"'
  const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, cliPath], { cwd: root, encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(stderr.match(/is not UTF-8, and Node cannot open it\. Rename the folder/g)).toHaveLength(2)
})

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists the commands and exits 0', args => {
    const { status, stdout, stderr } = cli(...args)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/Commands:[\s\S]*audit[\s\S]*Exit codes: 0/)
  })

  it.each(['audit', 'history', 'staged', 'range', 'pre-push', 'pre-receive', 'files', 'hook'])('%s --help has examples', verb => {
    const { status, stdout } = cli(verb, '--help')
    expect(status).toBe(0)
    expect(stdout).toContain(`  $ ${verb === 'files' ? 'nuvion-guard files' : `nuvion-guard ${verb}`}`)
    expect(cli('help', verb).stdout).toBe(stdout)
  })

  it('--version', () => {
    expect(cli('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('an empty place is clean', () => {
  it('an empty folder', () => {
    expect(cli('files')).toMatchObject({ status: 0, stdout: expect.stringContaining('no Nuvion keys · 0 files') as string })
  })

  it('a repository without a commit', () => {
    const { directory } = createTempRepo()
    for (const verb of ['audit', 'history', 'staged']) expect(runCli([verb], { cwd: directory })).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('without a verb', () => {
  it('audits the repository of the current folder, deleted keys too', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'a.txt': key })
    repo.commitFiles({ 'a.txt': 'gone' })
    expect(runCli(['--no-color'], { cwd: repo.directory })).toMatchObject({ status: 1, stdout: expect.stringContaining('LIVE') as string })
  })

  it('audits a bare repository', () => {
    const repo = createTempRepo()
    repo.commitFiles({ 'a.txt': key })
    expect(runCli([], { cwd: repo.clone(['--bare']).directory })).toMatchObject({ status: 1, stdout: expect.stringContaining('whole repository') as string })
  })

  it('scans the files where there is no repository', () => {
    writeFileSync(join(root, 'a.txt'), key)
    expect(cli('--format', 'json')).toMatchObject({ status: 1 })
    expect(cli()).toMatchObject({ status: 1 })
  })
})

describe.runIf(process.platform === 'linux')('what can not be read whole makes the run incomplete', () => {
  it('a folder and a file without permission', () => {
    mkdirSync(join(root, 'open'))
    writeFileSync(join(root, 'open/found.txt'), key)
    mkdirSync(join(root, 'closed'))
    writeFileSync(join(root, 'secret.txt'), key)
    chmodSync(join(root, 'closed'), 0)
    chmodSync(join(root, 'secret.txt'), 0)
    chmodSync(root, 0o755)
    // Root reads everything: the scan runs as nobody, from a place that nobody may read.
    const copy = join(root, 'open/cli.mjs')
    writeFileSync(copy, readFileSync(cliPath))
    const isRoot = process.getuid?.() === 0
    const { status, stdout } = spawnSync(process.execPath, [copy, 'files', '--format', 'json', '--exclude', 'cli.mjs'], {
      cwd: root,
      encoding: 'utf8',
      ...(isRoot ? { uid: 65534, gid: 65534 } : {}),
    })
    chmodSync(join(root, 'closed'), 0o755)
    const report = JSON.parse(stdout) as Report
    expect(status).toBe(3)
    expect(report.findings.map(({ path }) => path)).toEqual(['open/found.txt'])
    expect(report.coverage.skipped.filter(({ reason }) => reason === 'unreadable').map(({ what }) => what)).toEqual(['closed', 'secret.txt'])
  })

  it('a file that grows while it is read; it is read up to the size that it had', async () => {
    const scan = await startOnBigFile()
    appendFileSync(join(root, 'big.bin'), key)
    const { status, report } = await scan.end()
    expect(status).toBe(3)
    expect(report.coverage.skipped).toEqual([{ reason: 'changed', what: 'big.bin', count: 1 }])
  })

  it('a file that shrinks while it is read', async () => {
    const scan = await startOnBigFile()
    truncateSync(join(root, 'big.bin'), 10)
    const { status, report } = await scan.end()
    expect(status).toBe(3)
    expect(report.coverage.skipped).toEqual([{ reason: 'changed', what: 'big.bin', count: 1 }])
  })

  it('a file that vanishes before it is read, one that became a folder', async () => {
    const scan = await startOnBigFile()
    rmSync(join(root, 'later.txt'))
    rmSync(join(root, 'other.txt'))
    mkdirSync(join(root, 'other.txt'))
    const { status, report } = await scan.end()
    expect(status).toBe(3)
    expect(report.coverage.skipped).toEqual([
      { reason: 'vanished', what: 'later.txt', count: 1 },
      { reason: 'not-a-file', what: 'other.txt', count: 1 },
    ])
  })

  it.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s: what was found until then is printed', async (signal, exitCode) => {
    const scan = await startOnBigFile()
    scan.process.kill(signal)
    const { status, report } = await scan.end()
    expect(status).toBe(exitCode)
    expect(report.findings.map(({ path }) => path)).toEqual(['a.txt'])
    expect(report.coverage.complete).toBe(false)
    expect(report.coverage.skipped.map(({ reason }) => reason)).toEqual(['interrupted'])
  })
})

describe('output', () => {
  it('to a pipe that is closed early is no crash', () => {
    for (let i = 0; i < 300; i++) writeFileSync(join(root, `${String(i)}.txt`), Array.from({ length: 40 }, (_, n) => mintKey('live', i * 40 + n, { alphabet: 'hex-lower' })).join('\n'))
    for (const format of ['human', 'json']) {
      const { stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${cliPath}" files --format ${format} | head -n 1; true`], { cwd: root, encoding: 'utf8' })
      expect(stdout.split('\n')).toHaveLength(2)
      expect(stderr).toBe('')
    }
  })

  it.runIf(existsSync('/dev/full'))('to a full disk is said, and is no verdict', () => {
    for (const format of ['human', 'json']) {
      const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${cliPath}" files --format ${format} > /dev/full`], { cwd: root, encoding: 'utf8' })
      expect(status).toBe(3)
      expect(stderr).toMatch(/^nuvion-guard: .*ENOSPC.*\n$/)
    }
    expect(cli('files', '--output', '/dev/full')).toMatchObject({ status: 3, stderr: expect.stringContaining('ENOSPC') as string })
  })

  it('larger than a pipe holds arrives whole', () => {
    for (let i = 0; i < 100; i++) writeFileSync(join(root, `${String(i)}.txt`), Array.from({ length: 40 }, (_, n) => mintKey('live', i * 40 + n, { alphabet: 'hex-lower' })).join('\n'))
    expect((JSON.parse(cli('files', '--format', 'json').stdout) as Report).findings).toHaveLength(4000)
  })

  it('to a file replaces it whole and leaves nothing else behind', () => {
    writeFileSync(join(root, 'a.txt'), key)
    mkdirSync(join(root, 'out'))
    writeFileSync(join(root, 'out/report.json'), 'old')
    const { status, stdout, stderr } = cli('files', 'a.txt', '--format', 'json', '--output', 'out/report.json')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain('1 finding; report written to out/report.json')
    expect((JSON.parse(readFileSync(join(root, 'out/report.json'), 'utf8')) as Report).findings).toHaveLength(1)
    expect(readdirSync(join(root, 'out'))).toEqual(['report.json'])
  })
})

/** Starts a scan that is busy with a large file, `big.bin`, when this returns: the list of files is made by then, and `a.txt` is read. */
async function startOnBigFile(): Promise<{ readonly process: ChildProcess; end(): Promise<{ status: number | null; report: Report }> }> {
  const big = join(root, 'big.bin')
  writeFileSync(join(root, 'a.txt'), 'x')
  writeFileSync(big, '')
  truncateSync(big, 4e8)
  for (const name of ['later.txt', 'other.txt']) writeFileSync(join(root, name), 'x')
  writeFileSync(join(root, 'a.txt'), key)
  const child = startCli(['files', '--format', 'json'], { cwd: root })
  const stdout = child.stdout === null ? Promise.resolve('') : text(child.stdout)
  const exit = once(child, 'exit')
  const deadline = Date.now() + 20_000
  while (!isOpenIn(child, big)) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('the scan never came to the large file')
    await sleep(2)
  }
  return {
    process: child,
    async end() {
      const [status] = (await exit) as [number | null]
      return { status, report: JSON.parse(await stdout) as Report }
    },
  }
}

function isOpenIn({ pid }: ChildProcess, path: string): boolean {
  const folder = `/proc/${String(pid)}/fd`
  if (!existsSync(folder)) return false
  return readdirSync(folder).some(name => {
    try {
      return readlinkSync(join(folder, name)) === path
    } catch {
      // It was closed since it was listed.
      return false
    }
  })
}
