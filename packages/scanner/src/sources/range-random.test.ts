import { cleanGitEnvironment, createTempRepo, mintKey, type TempRepo } from '@nuvion-guard/test-fixtures'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openGit } from './git.ts'
import { createRangeSource } from './range.ts'

const keys = [1, 2, 3].map(seed => mintKey('live', seed))
const paths = ['a', 'b', 'lib/a', 'lib/c']

/** What a commit does to its files: a path with text and keys, or gone. */
interface Content {
  readonly text: number
  readonly keys: readonly number[]
}
type Edit = readonly [path: string, content: Content | null]
/** A commit on one of the earlier commits; a merge has several of them. */
interface Step {
  readonly parents: readonly number[]
  readonly edits: readonly Edit[]
}

const content: fc.Arbitrary<Content> = fc.record({ text: fc.nat(2), keys: fc.uniqueArray(fc.nat(keys.length - 1), { maxLength: 2 }) })
const edit: fc.Arbitrary<Edit> = fc.tuple(fc.constantFrom(...paths), fc.option<Content>(content, { freq: 4 }))
const step: fc.Arbitrary<Step> = fc.record({ parents: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }), edits: fc.array(edit, { maxLength: 3 }) })

type Files = ReadonlyMap<string, string>

/** The history as plain values: what every commit holds. A merge starts from its first parent's files and adds those of the others. */
function build(steps: readonly Step[]): { readonly parents: readonly number[]; readonly files: Files }[] {
  const commits: { parents: number[]; files: Files }[] = [{ parents: [], files: new Map([['a', 'base\n']]) }]
  for (const { parents, edits } of steps) {
    const unique = [...new Set(parents.map(parent => parent % commits.length))]
    const files = new Map(unique.reverse().flatMap(parent => [...(commits[parent]?.files ?? [])]))
    for (const [path, written] of edits) {
      if (written === null) files.delete(path)
      else files.set(path, `text ${String(written.text)}\n${written.keys.map(key => `${keys[key] ?? ''}\n`).join('')}`)
    }
    commits.push({ parents: unique.reverse(), files })
  }
  return commits
}

function commitAll(repo: TempRepo, commits: ReturnType<typeof build>): void {
  const lines = commits.map(({ parents, files }, index) => [
    `commit refs/heads/c${String(index)}\nmark :${String(index + 1)}\ncommitter C <c@example.com> ${String(1_700_000_000 + index)} +0000\ndata 1\nx\n`,
    ...parents.map((parent, place) => `${place === 0 ? 'from' : 'merge'} :${String(parent + 1)}\n`),
    'deleteall\n',
    ...[...files].map(([path, text]) => `M 100644 inline ${path}\ndata ${String(text.length)}\n${text}\n`),
  ].join(''))
  repo.git(['fast-import', '--quiet'], { input: lines.join('') })
}

/** Obviously right and slow: for every commit of the range, every path and every key, what no parent holds there and no path gave away. */
function blame(commits: ReturnType<typeof build>, range: ReadonlySet<number>): string[] {
  const found = new Set<string>()
  const holds = (files: Files, path: string, key: string): boolean => files.get(path)?.includes(key) === true
  for (const index of range) {
    const { parents, files } = commits[index] as ReturnType<typeof build>[number]
    const before = parents.map(parent => (commits[parent] as ReturnType<typeof build>[number]).files)
    for (const key of keys) {
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

function reach(commits: ReturnType<typeof build>, tips: readonly number[]): Set<number> {
  const seen = new Set<number>()
  const queue = [...tips]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    queue.push(...((commits[next] as ReturnType<typeof build>[number]).parents))
  }
  return seen
}

test('a range is blamed for what a brute-force reading of the history says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(8), async (steps, baseSeed) => {
      const commits = build(steps)
      const repo = createTempRepo()
      commitAll(repo, commits)
      const tip = commits.length - 1
      const base = baseSeed % commits.length
      const known = reach(commits, [base])
      const range = new Set([...reach(commits, [tip])].filter(index => !known.has(index)))
      const git = await openGit({ directory: repo.directory, environment: cleanGitEnvironment() })
      const found = new Set<string>()
      const coverage = await createRangeSource({ git, revisions: [`c${String(base)}..c${String(tip)}`] }).scan(
        (matches, place) => {
          const text = repo.git(['cat-file', 'blob', place.oid ?? '']).toString()
          for (const match of matches) found.add(`${place.path} ${text} ${match.secret.reveal(key => key)}`)
        },
        () => undefined,
        new AbortController().signal,
      )
      expect([...found].sort()).toEqual(blame(commits, range))
      expect(coverage).toMatchObject({ commits: range.size, skipped: [] })
      repo.remove('.')
    }),
    { numRuns: Number(process.env['RANGE_RUNS'] ?? 25) },
  )
})
