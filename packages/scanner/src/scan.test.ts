import { expect, it } from 'vitest'
import { detectBytes, type Oid } from '@nuvion-guard/core'
import { mintKey } from '@nuvion-guard/test-fixtures'
import { toExitCode } from './exit-code.ts'
import { scan, type Scanned } from './scan.ts'
import { createConfidencePolicy } from './policy/confidence.ts'
import { ScanError } from './scan-error.ts'
import type { Skip, Source } from './sources/source.ts'

const nothing = { objects: 0, bytes: 0, files: 0, commits: 0, skipped: [] }
const matches = detectBytes(Buffer.from(`${mintKey('test', 1)}\n${mintKey('live', 2)}\n`))

const findingSource = (path: string): Source => ({
  scan(visit) {
    visit(matches, { path, kind: 'file' })
    return Promise.resolve({ ...nothing, files: 1, bytes: 10 })
  },
})
const failingSource = (error: Error): Source => ({
  scan(visit) {
    visit(matches, { path: 'before.txt', kind: 'file' })
    return Promise.reject(error)
  },
})
const skippingSource = (...skipped: Skip[]): Source => ({ scan: () => Promise.resolve({ ...nothing, skipped }) })

function run(sources: readonly Source[], signal = new AbortController().signal): Promise<Scanned> {
  return scan({ sources, policy: () => true, version: '1.2.3', progress: () => undefined, signal })
}

it('sorts findings by place, puts live keys first, and adds coverages up', async () => {
  const { report, hits } = await run([findingSource('b.txt'), findingSource('a.txt')])
  expect(report.findings.map(({ path, line }) => `${path}:${String(line)}`)).toEqual(['a.txt:1', 'a.txt:2', 'b.txt:1', 'b.txt:2'])
  expect(report.keys.map(({ environment, occurrences }) => [environment, occurrences])).toEqual([['live', 2], ['test', 2]])
  expect(report.coverage).toEqual({ complete: true, objects: 0, bytes: 20, files: 2, commits: 0, skipped: [] })
  expect(hits).toHaveLength(4)
  expect(toExitCode(report)).toBe(1)
})

it('keeps what a source found before it failed, and says that it is not all', async () => {
  const { report } = await run([failingSource(new ScanError('git went away', { exitCode: 3 })), findingSource('a.txt')])
  expect(report.findings).toHaveLength(4)
  expect(report.coverage).toMatchObject({ complete: false, skipped: [{ reason: 'git-failed', what: 'git went away', count: 1 }] })
  expect(toExitCode(report)).toBe(3)
})

it('ends with a usage error and with a bug', async () => {
  await expect(run([failingSource(new ScanError('no such branch', { exitCode: 2 }))])).rejects.toThrow('no such branch')
  await expect(run([failingSource(new TypeError('bug'))])).rejects.toThrow('bug')
})

it('merges skips, and only unexpected ones make it incomplete', async () => {
  const expected: Skip = { reason: 'submodule', what: `lib-${mintKey('live', 3)}`, count: 1, expected: true }
  const { report } = await run([skippingSource(expected, { ...expected, count: 2 })])
  expect(report.coverage).toMatchObject({ complete: true, skipped: [{ reason: 'submodule', what: `lib-nv_live_…${mintKey('live', 3).slice(-4)}`, count: 3 }] })
  expect(toExitCode(report)).toBe(0)
  const worse = await run([skippingSource(expected, { reason: 'vanished', what: 'a', count: 1, expected: false })])
  expect(toExitCode(worse.report)).toBe(3)
})

it('that is interrupted reads no further source and is incomplete', async () => {
  const controller = new AbortController()
  const interrupting: Source = {
    scan(visit) {
      visit(matches, { path: 'a.txt', kind: 'file' })
      controller.abort()
      return Promise.reject(new Error('aborted'))
    },
  }
  const { report } = await run([interrupting, findingSource('b.txt')], controller.signal)
  expect(report.findings.map(({ path }) => path)).toEqual(['a.txt', 'a.txt'])
  expect(report.coverage).toMatchObject({ complete: false, skipped: [{ reason: 'interrupted' }] })
})

it('keeps ten thousand findings that wait for a path; with more of them it is incomplete', async () => {
  const [match] = detectBytes(Buffer.from(mintKey('live', 4, { length: 17 })))
  if (match === undefined) throw new Error('the key must be found')
  const oid = 'a'.repeat(40) as Oid
  const source: Source = {
    scan(visit) {
      visit(Array.from({ length: 10_002 }, () => match), { path: oid, kind: 'blob', oid })
      return Promise.resolve(nothing)
    },
  }
  const { report, undecided } = await scan({ sources: [source], policy: createConfidencePolicy('medium'), version: '1', progress: () => undefined, signal: new AbortController().signal })
  expect({ findings: report.findings, undecided: undecided.length }).toEqual({ findings: [], undecided: 10_000 })
  expect(report.coverage).toMatchObject({ complete: false, skipped: [{ reason: 'too-large', count: 2 }] })
})
