import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { cliPath, mintKey, runCli } from '@nuvion-guard/test-fixtures'
import type { Report } from '../report.ts'

const key = mintKey('live', 3)
const cwd = tmpdir()

describe('files --stdin', () => {
  it('reports what was piped in under the given name', () => {
    const { status, stdout } = runCli(['files', '--stdin', '--stdin-name', 'config/.env', '--format', 'json'], { cwd, input: `A=1\nB=${key}\n` })
    const report = JSON.parse(stdout) as Report
    expect(status).toBe(1)
    expect(report.findings).toMatchObject([{ path: 'config/.env', line: 2, column: 3, origin: { kind: 'stdin' } }])
    expect(report.coverage).toMatchObject({ complete: true, files: 1, bytes: 8 + key.length - 1 })
  })

  it('reads more than it holds', () => {
    const filler = Buffer.alloc(40 * 1024 * 1024, 'lorem ipsum\n')
    const { status, stdout } = runCli(['files', '--stdin'], { cwd, input: Buffer.concat([filler, Buffer.from(`\n${key}`)]) })
    expect(status).toBe(1)
    expect(stdout).toContain('stdin:')
  })

  it('is clean for nothing at all', () => {
    expect(runCli(['files', '--stdin'], { cwd }).status).toBe(0)
  })

  it('that is a folder is refused', () => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${cliPath}" files --stdin < /`], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain('standard input is a folder')
  })

  it('refuses to be combined with paths, and a name without it', () => {
    expect(runCli(['files', '--stdin', 'a.txt'], { cwd })).toMatchObject({ status: 2, stdout: '' })
    expect(runCli(['files', '--stdin-name', 'a.txt'], { cwd }).stderr).toContain('--stdin-name needs --stdin')
  })
})
