import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixtureCases, runCli, type Expected } from '@nuvion-guard/test-fixtures'
import type { Report } from './report.ts'

/** All cases go through one run of the built scanner. */
describe('fixture cases', () => {
  const root = mkdtempSync(join(tmpdir(), 'nuvion-cases-'))
  const found = new Map<string, string[]>()

  beforeAll(() => {
    for (const { path, text } of fixtureCases) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const { stdout, stderr, status } = runCli(['files', '--format', 'json', '--no-ignore'], { cwd: root })
    expect(stderr).toBe('')
    expect(status).toBeLessThan(2)
    for (const { path, line, column, endLine, endColumn, environment, fingerprint } of (JSON.parse(stdout) as Report).findings)
      found.set(path, [...(found.get(path) ?? []), toPlace({ line, column, endLine, endColumn, environment, fingerprint })])
  })
  afterAll(() => {
    rmSync(root, { recursive: true, force: true })
  })

  it.each(fixtureCases)('$path', ({ path, text, expected }) => {
    expect(found.get(path) ?? []).toEqual(expected.map(one => expectedPlace(text, one)))
  })
})

function expectedPlace(text: string, { key, environment, start, end }: Expected): string {
  const [line, column] = positionOf(text, start)
  const [endLine, endColumn] = positionOf(text, end)
  const fingerprint = createHash('sha256').update(`nuvion-guard/1\0${key}`).digest('hex').slice(0, 32)
  return toPlace({ line, column, endLine, endColumn, environment, fingerprint })
}

function toPlace(place: Record<'line' | 'column' | 'endLine' | 'endColumn', number> & { readonly environment: string | null; readonly fingerprint: string }): string {
  const { line, column, endLine, endColumn, environment, fingerprint } = place
  return `${String(line)}:${String(column)}-${String(endLine)}:${String(endColumn)} ${environment ?? 'webhook'} ${fingerprint}`
}

/** 1-based line and column; a byte order mark counts as none. */
function positionOf(text: string, offset: number): readonly [number, number] {
  const before = text.slice(0, offset).replace(/^\ufeff/, '').split('\n')
  return [before.length, (before.at(-1) ?? '').length + 1]
}
