import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { createTempRepo, mintKey, runCli } from '@nuvion-guard/test-fixtures'
import type { Report } from '../report.ts'

const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../schema/report.schema.json'), 'utf8')) as Record<string, unknown>
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)

/** Runs a verb and returns its report, which must be valid. */
function runValid(args: readonly string[], cwd: string, input = ''): Report {
  const { stdout, stderr } = runCli([...args, '--format', 'json'], { cwd, input })
  if (stdout === '') throw new Error(stderr)
  const report: unknown = JSON.parse(stdout)
  validate(report)
  expect(validate.errors).toBeNull()
  return report as Report
}

describe('the JSON report follows its published schema', () => {
  const repo = createTempRepo()
  repo.commitFiles({ 'src/a.ts': `const key = '${mintKey('live', 1)}'\n`, 'b.txt': mintKey('webhook', 2) }, 'first')
  repo.commitFiles({ 'src/a.ts': 'gone\n' }, `remove ${mintKey('test', 3)}`)
  repo.commitFiles({ 'nuvion.txt': mintKey('live', 6, { length: 17 }) }, 'short')
  repo.tag('v1', { message: `release ${mintKey('live', 4)}` })
  repo.write('c.txt', mintKey('test', 5))
  repo.stage()
  const head = repo.ask('rev-parse', 'HEAD')

  it.each([
    ['files', ['files']],
    ['files, contestable ones too', ['files', '--confidence', 'low']],
    ['audit', ['audit']],
    ['history', ['history']],
    ['history, narrowed', ['history', '--branch', 'main', '--since', '2000-01-01', '--reachable']],
    ['history without attribution', ['history', '--no-attribution']],
    ['staged', ['staged']],
    ['range', ['range', 'HEAD']],
  ])('%s', (_name, args) => {
    const report = runValid(args, repo.directory)
    expect(report.findings.length).toBeGreaterThan(0)
    expect(new Set(report.keys.map(key => key.fingerprint))).toEqual(new Set(report.findings.map(finding => finding.fingerprint)))
    expect(report.coverage.complete).toBe(true)
  })

  it('pre-push and pre-receive', () => {
    const zeros = '0'.repeat(40)
    expect(runValid(['pre-push', 'origin', 'https://git.example/x.git'], repo.directory, `refs/heads/main ${head} refs/heads/main ${zeros}\n`).findings).not.toHaveLength(0)
    expect(runValid(['pre-receive'], repo.directory, `${zeros} ${head} refs/heads/main\n`).findings).toHaveLength(0)
  })

  it('closes every object', () => {
    const open: string[] = []
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return
      if ('properties' in node && (node as { additionalProperties?: unknown }).additionalProperties !== false) open.push(path)
      for (const [name, child] of Object.entries(node)) visit(child, `${path}/${name}`)
    }
    visit(schema, '')
    expect(open).toEqual([])
  })

  it('refuses a report with one field more', () => {
    const report = runValid(['files'], repo.directory)
    expect(validate({ ...report, extra: 1 })).toBe(false)
    expect(validate({ ...report, findings: report.findings.map(finding => ({ ...finding, match: 'x' })) })).toBe(false)
  })
})
