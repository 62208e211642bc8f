import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempRepo, mintKey, runCli } from '@nuvion-guard/test-fixtures'
import type { Report } from '../report.ts'

const live = mintKey('live', 1)
const other = mintKey('test', 2)

let root = ''
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nuvion-files-')))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, content: string | Uint8Array = `NUVION_API_KEY=${live}\n`): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

function scanFiles(...args: string[]): { status: number | null; report: Report; places: string[] } {
  const { status, stdout, stderr } = runCli(['files', '--format', 'json', ...args], { cwd: root })
  if (stdout === '') throw new Error(stderr)
  const report = JSON.parse(stdout) as Report
  return { status, report, places: report.findings.map(({ path, line, column }) => `${path}:${String(line)}:${String(column)}`) }
}

const skips = (report: Report): string[] => report.coverage.skipped.map(({ reason, what }) => `${reason} ${what}`)

describe('which files are scanned', () => {
  it('reads the current folder without arguments, dot files too, and exits 1', () => {
    write('.env')
    write('a/b/.c/d.ts', `const key = '${other}'\n`)
    write('clean.txt', 'nothing')
    const { status, places, report } = scanFiles()
    expect({ status, places }).toEqual({ status: 1, places: ['.env:1:16', 'a/b/.c/d.ts:1:14'] })
    expect(report.coverage).toMatchObject({ complete: true, files: 3 })
    expect(report.keys.map(({ environment, occurrences }) => [environment, occurrences])).toEqual([['live', 1], ['test', 1]])
  })

  it('takes folders, files and globs, and scans a file that is named twice once', () => {
    write('src/a.ts')
    write('src/deep/b.ts')
    write('src/deep/b.js')
    write('lib/c.ts')
    expect(scanFiles('src/deep', 'src/**/*.ts').places).toEqual(['src/a.ts:1:16', 'src/deep/b.js:1:16', 'src/deep/b.ts:1:16'])
    expect(scanFiles('lib/c.ts').places).toEqual(['lib/c.ts:1:16'])
    expect(scanFiles('./{lib,src}/*.ts').places).toEqual(['lib/c.ts:1:16', 'src/a.ts:1:16'])
    expect(scanFiles(join(root, 'lib')).places).toEqual(['lib/c.ts:1:16'])
  })

  it('takes a path with glob characters for what it is', () => {
    write('app/[id]/page.ts')
    expect(scanFiles('app/[id]/page.ts').places).toEqual(['app/[id]/page.ts:1:16'])
  })

  it('lets --include and --exclude decide, at any depth, and says that something was left out', () => {
    write('src/a.ts')
    write('src/a.test.ts')
    write('node/x.json')
    write('node/deep/y.json')
    expect(scanFiles('--include', '*.ts', '--exclude', '*.test.ts').places).toEqual(['src/a.ts:1:16'])
    expect(scanFiles('--exclude', 'node').places).toEqual(['src/a.test.ts:1:16', 'src/a.ts:1:16'])
    const { status, report } = scanFiles('--exclude', '**')
    expect(status).toBe(0)
    expect(report.coverage).toMatchObject({ complete: true, files: 0, skipped: [{ reason: 'narrowed', count: 4 }] })
  })
})

describe('.gitignore', () => {
  it('is honoured outside git, nested and negated ones too, until --no-ignore', () => {
    write('.gitignore', '*.log\nbuild/\n!keep.log\n')
    write('a.log')
    write('keep.log')
    write('build/out.js')
    write('sub/.gitignore', '!b.log\n/c.txt\n')
    write('sub/b.log')
    write('sub/c.txt')
    write('sub/deep/c.txt')
    expect(scanFiles().places).toEqual(['keep.log:1:16', 'sub/b.log:1:16', 'sub/deep/c.txt:1:16'])
    expect(scanFiles('--no-ignore').places).toHaveLength(6)
  })

  it('does not hide what is named, nor a rule file itself', () => {
    write('.gitignore', `*\n# ${live}\n`)
    write('a.txt')
    write('dist/b.txt')
    expect(scanFiles().places).toEqual(['.gitignore:2:3'])
    expect(scanFiles('a.txt').places).toEqual(['a.txt:1:16'])
  })

  it('of the work tree holds in a subfolder; a folder that is named is scanned although it is ignored', () => {
    execFileSync('git', ['init', '-q', root])
    write('.gitignore', 'dist\n*.tmp\n')
    write('app/a.tmp')
    write('app/a.txt')
    write('dist/a.txt')
    expect(scanFiles('app').places).toEqual(['app/a.txt:1:16'])
    expect(scanFiles('dist').places).toEqual(['dist/a.txt:1:16'])
  })

  it('goes before .git/info/exclude, which holds in linked worktrees too, until --no-ignore', () => {
    const repo = createTempRepo()
    repo.write('.git/info/exclude', '*.local\n!kept.local\nprivate/\n')
    repo.commitFiles({ '.gitignore': '!again.local\n' })
    for (const work of [repo, repo.worktree('linked')]) {
      for (const path of ['a.local', 'kept.local', 'again.local', 'private/a', 'app/b.local']) work.write(path, live)
      const scan = (...args: string[]): string[] => (JSON.parse(runCli(['files', '--format', 'json', ...args], { cwd: work.directory }).stdout) as Report).findings.map(({ path }) => path)
      expect(scan()).toEqual(['again.local', 'kept.local'])
      expect(scan('--no-ignore')).toHaveLength(5)
    }
  })

  it('does not hide a file that git tracks', () => {
    const repo = createTempRepo()
    repo.write('.gitignore', '.env\nsecret/\n')
    repo.write('.env', live)
    repo.write('secret/deep/a.txt', live)
    repo.write('secret/untracked.txt', live)
    repo.git(['add', '-f', '.gitignore', '.env', 'secret/deep/a.txt'])
    const { stdout } = runCli(['files', '--format', 'json'], { cwd: repo.directory })
    expect((JSON.parse(stdout) as Report).findings.map(({ path }) => path)).toEqual(['.env', 'secret/deep/a.txt'])
  })
})

describe('a hostile .gitignore', () => {
  it('costs no time, and hides nothing that it could not hide otherwise', () => {
    const name = 'a'.repeat(200)
    write('.gitignore', `${'*a'.repeat(40)}b\n**/${'x/**/'.repeat(30)}y\nhidden\n`)
    write('exception/.gitignore', `*\n!${'*a'.repeat(10)}\n`)
    for (const path of [name, `d/${name}`, 'hidden', `exception/${name}`]) write(path)
    expect(scanFiles().places).toEqual([`${name}:1:16`, `d/${name}:1:16`, `exception/${name}:1:16`])
  })

  it('that is enormous is no rule file', () => {
    write('.gitignore', '*\n'.repeat(200_000))
    write('a.txt')
    expect(scanFiles().places).toEqual(['a.txt:1:16'])
  })
})

describe('what is no ordinary file', () => {
  it('reads the text files of a .git folder and leaves its object store to the audit', () => {
    execFileSync('git', ['init', '-q', root])
    write('.git/config', `[remote "o"]\n\turl = https://x:${live}@git.example/x.git\n`)
    write('.git/objects/aa/loose')
    const { places, report } = scanFiles()
    expect(places).toEqual(['.git/config:2:18'])
    expect(skips(report)).toEqual(['narrowed .git/objects'])
    expect(report.coverage.complete).toBe(true)
  })

  it('does not follow links, counts those that lead out, and reads what they say', () => {
    write('real/a.txt')
    symlinkSync('real', join(root, 'inside'))
    symlinkSync('/etc', join(root, 'outside'))
    symlinkSync('nowhere', join(root, 'dangling'))
    symlinkSync('.', join(root, 'loop'))
    symlinkSync(`/srv/${live}`, join(root, 'telling'))
    const { places, report } = scanFiles()
    expect(places).toEqual(['real/a.txt:1:16', 'telling:1:6'])
    expect(report.findings[1]?.origin.kind).toBe('path')
    expect(skips(report)).toEqual(['outside-root outside'])
    expect(report.coverage.complete).toBe(true)
  })

  it('follows a link that is named', () => {
    write('real/a.txt')
    symlinkSync('real/a.txt', join(root, 'link'))
    symlinkSync('real', join(root, 'folder'))
    expect(scanFiles('link', 'folder').places).toEqual(['folder/a.txt:1:16', 'link:1:16'])
  })

  it('never opens a pipe or a socket; one that is named makes the run incomplete', async () => {
    execFileSync('mkfifo', [join(root, 'pipe'), join(root, '.gitignore')])
    const server = createServer().listen(join(root, 'socket'))
    await new Promise(resolve => server.once('listening', resolve))
    write('a.txt', 'clean')
    const walked = scanFiles()
    const named = scanFiles('pipe')
    server.close()
    expect(walked.status).toBe(0)
    expect(skips(walked.report).sort()).toEqual(['not-a-file .gitignore', 'not-a-file pipe', 'not-a-file socket'])
    expect(named.status).toBe(3)
  })
})

describe('names', () => {
  it('are searched, a folder\'s once', () => {
    write(`${live}/a.txt`, 'x')
    write(`${live}/b.txt`, 'x')
    write(`c/backup-${other}.sql`, 'x')
    const { report, status } = scanFiles()
    expect(status).toBe(1)
    expect(report.findings.map(({ path, column, origin }) => [path, column, origin.kind])).toEqual([
      [`c/backup-nv_test_…${other.slice(-4)}.sql`, 10, 'path'],
      [`nv_live_…${live.slice(-4)}`, 1, 'path'],
    ])
  })

  it('that are no UTF-8, or hold a newline or a backslash, are scanned all the same', () => {
    for (const name of [Buffer.from([0x61, 0xff, 0xfe]), Buffer.from('new\nline'), Buffer.from('back\\slash')]) {
      mkdirSync(Buffer.concat([Buffer.from(`${root}/`), name]))
      writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name, Buffer.from('/'), name]), `${live}\n`)
    }
    const { places, report } = scanFiles()
    expect(places).toEqual(['a\udcff\udcfe/a\udcff\udcfe:1:1', 'back\\slash/back\\slash:1:1', 'new\nline/new\nline:1:1'])
    expect(report.coverage).toMatchObject({ complete: true, files: 3 })
    const { stdout } = runCli(['files'], { cwd: root })
    expect(stdout).toContain('  a\\xff\\xfe/a\\xff\\xfe:1:1\n')
    expect(stdout).toContain('  new\\nline/new\\nline:1:1\n')
  })
})

describe('content', () => {
  it('of any size is read: a key after 40 MiB, and one across the border of two pieces', () => {
    const size = 40 * 1024 * 1024
    const big = Buffer.alloc(size, 'lorem ipsum dolor\n')
    write('end.txt', Buffer.concat([big, Buffer.from(`\n${live}\n`)]))
    const border = Buffer.from(big)
    border.write(` ${other} `, 8 * 1024 * 1024 - 10)
    write('border.txt', border)
    const { report, places } = scanFiles()
    expect(report.keys.map(key => key.environment)).toEqual(['live', 'test'])
    expect(places).toHaveLength(2)
    expect(report.coverage.bytes).toBe(2 * size + live.length + 2)
  })

  it('is read as bytes: a binary file, UTF-16 with a mark', () => {
    write('a.bin', Buffer.concat([Buffer.from([0, 1, 2, 0xff, 10]), Buffer.from(`x ${live} y`)]))
    write('b.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`key = ${other}\n`, 'utf16le')]))
    expect(scanFiles().places).toEqual(['a.bin:2:3', 'b.txt:1:7'])
  })
})
