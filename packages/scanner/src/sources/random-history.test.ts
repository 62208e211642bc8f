import { cleanGitEnvironment, createTempRepo, historyKeys, randomHistory, writeHistory, type HistoryCommit, type TempRepo } from '@nuvion-guard/test-fixtures'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openGit, type Git } from './git.ts'
import { createRangeSource } from './range.ts'
import type { Source, SourceCoverage, Visit } from './source.ts'
import { createStagedSource } from './staged.ts'

const numRuns = Number(process.env['HISTORY_RUNS'] ?? 25)

/** Obviously right and slow: for every commit, path and key, what no parent holds there and no path gave away. */
function blame(commits: readonly HistoryCommit[], range: Iterable<number>): string[] {
  const found = new Set<string>()
  const holds = (files: ReadonlyMap<string, string>, path: string, key: string): boolean => files.get(path)?.includes(key) === true
  for (const index of range) {
    const { parents, files } = at(commits, index)
    const before = parents.map(parent => at(commits, parent).files)
    for (const key of historyKeys) {
      const added = [...files.keys()].filter(path => holds(files, path, key) && !before.some(one => holds(one, path, key)))
      const fresh = added.filter(path => before.every(one => !one.has(path)))
      const gone = new Set(before.flatMap(one => [...one.keys()].filter(path => holds(one, path, key) && !files.has(path))))
      const isUnchanged = (path: string): boolean => [...gone].some(from => before.some(one => one.get(from) === files.get(path)))
      const renamed = fresh.sort().sort((a, b) => Number(isUnchanged(b)) - Number(isUnchanged(a))).slice(0, gone.size)
      for (const path of added) if (!renamed.includes(path)) found.add(`${path} ${files.get(path) ?? ''} ${key}`)
    }
  }
  return [...found].sort()
}

function at(commits: readonly HistoryCommit[], index: number): HistoryCommit {
  const commit = commits[index]
  if (commit === undefined) throw new Error(`no commit ${String(index)}`)
  return commit
}

function reach(commits: readonly HistoryCommit[], tip: number): Set<number> {
  const seen = new Set<number>()
  const queue = [tip]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    queue.push(...at(commits, next).parents)
  }
  return seen
}

async function open(repo: TempRepo): Promise<Git> {
  return await openGit({ directory: repo.directory, environment: cleanGitEnvironment() })
}

async function search(repo: TempRepo, source: Source): Promise<{ found: string[]; coverage: SourceCoverage }> {
  const found = new Set<string>()
  const visit: Visit = (matches, place) => {
    const text = repo.git(['cat-file', 'blob', place.oid ?? '']).toString()
    for (const match of matches) found.add(`${place.path} ${text} ${match.secret.reveal(key => key)}`)
  }
  const coverage = await source.scan(visit, () => undefined, new AbortController().signal)
  return { found: [...found].sort(), coverage }
}

test('a range is blamed for what a brute-force reading of the history says', async () => {
  await fc.assert(
    fc.asyncProperty(randomHistory, fc.nat(8), async (commits, seed) => {
      const repo = createTempRepo()
      writeHistory(repo, commits)
      const [base, tip] = [seed % commits.length, commits.length - 1]
      const known = reach(commits, base)
      const range = [...reach(commits, tip)].filter(index => !known.has(index))
      const { found, coverage } = await search(repo, createRangeSource({ git: await open(repo), revisions: [`c${String(base)}..c${String(tip)}`] }))
      expect(found).toEqual(blame(commits, range))
      expect(coverage).toMatchObject({ commits: range.length, skipped: [] })
      repo.remove('.')
    }),
    { numRuns },
  )
})

test('an index is blamed for what the commit is blamed for that it becomes, merges too', async () => {
  await fc.assert(
    fc.asyncProperty(randomHistory, async commits => {
      const repo = createTempRepo()
      writeHistory(repo, commits)
      const tip = commits.length - 1
      const [first = 0, ...merged] = at(commits, tip).parents
      repo.git(['symbolic-ref', 'HEAD', `refs/heads/c${String(first)}`])
      repo.git(['read-tree', `c${String(tip)}`])
      if (merged.length > 0) repo.write('.git/MERGE_HEAD', merged.map(parent => `${repo.ask('rev-parse', `c${String(parent)}`)}\n`).join(''))
      const { found, coverage } = await search(repo, createStagedSource({ git: await open(repo) }))
      expect(found).toEqual(blame(commits, [tip]))
      expect(coverage.skipped).toEqual([])
      repo.remove('.')
    }),
    { numRuns },
  )
})
