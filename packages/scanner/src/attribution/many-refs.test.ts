import { createTempRepo, mintKey, runCli } from '@nuvion-guard/test-fixtures'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Report } from '../report.ts'

const refs = 20_000

test('of very many refs that hold a key the first are named, and the rest is counted', () => {
  const repo = createTempRepo()
  repo.commitFiles({ a: 'a' })
  const head = repo.commitFiles({ b: mintKey('live', 31) })
  const names = Array.from({ length: refs }, (_, i) => `refs/heads/b${String(i).padStart(6, '0')}`)
  writeFileSync(repo.path('.git/packed-refs'), `# pack-refs with: peeled fully-peeled sorted \n${names.map(name => `${head} ${name}\n`).join('')}`)
  const { status, stdout } = runCli(['history', '--format', 'json'], { cwd: repo.directory })
  const { keys, coverage } = JSON.parse(stdout) as Report
  expect(status).toBe(1)
  expect(keys[0]?.refs).toEqual(names.slice(0, 10_000))
  expect(coverage.complete).toBe(true)
  // main is one of them.
  expect(coverage.skipped).toMatchObject([{ reason: 'narrowed', count: refs + 1 - 10_000 }])
})
