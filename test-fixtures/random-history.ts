import fc from 'fast-check'
import { mintKey } from './mint.ts'
import type { TempRepo } from './temp-repo.ts'

/** The keys that random histories hold. */
export const historyKeys: readonly string[] = [1, 2, 3].map(seed => mintKey('live', seed))

/** A commit as plain values: indexes of its parents, and what it holds. */
export interface HistoryCommit {
  readonly parents: readonly number[]
  /** Path → content. */
  readonly files: ReadonlyMap<string, string>
}

interface Content {
  readonly text: number
  readonly keys: readonly number[]
}

interface Step {
  readonly parents: readonly number[]
  readonly edits: readonly (readonly [path: string, content: Content | null])[]
}

const content: fc.Arbitrary<Content> = fc.record({ text: fc.nat(2), keys: fc.uniqueArray(fc.nat(historyKeys.length - 1), { maxLength: 2 }) })
const edit = fc.tuple(fc.constantFrom('a', 'b', 'lib/a', 'lib/c'), fc.option<Content>(content, { freq: 4 }))
const step: fc.Arbitrary<Step> = fc.record({ parents: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }), edits: fc.array(edit, { maxLength: 3 }) })

/** Histories of two to nine commits: edits, renames, copies, deletions, merges of two and three parents, evil ones too. */
export const randomHistory: fc.Arbitrary<readonly HistoryCommit[]> = fc.array(step, { minLength: 1, maxLength: 8 }).map(build)

/** A merge starts from the files of all its parents; where they differ, the first parent's stand. */
function build(steps: readonly Step[]): HistoryCommit[] {
  const commits: HistoryCommit[] = [{ parents: [], files: new Map([['a', 'base\n']]) }]
  for (const { parents, edits } of steps) {
    const unique = [...new Set(parents.map(parent => parent % commits.length))]
    const files = new Map([...unique].reverse().flatMap(parent => [...(commits[parent]?.files ?? [])]))
    for (const [path, written] of edits) {
      if (written === null) files.delete(path)
      else files.set(path, `text ${String(written.text)}\n${written.keys.map(key => `${historyKeys[key] ?? ''}\n`).join('')}`)
    }
    commits.push({ parents: unique, files })
  }
  return commits
}

/** Writes the history into a repository; commit number n is the branch `c<n>`. */
export function writeHistory(repo: TempRepo, commits: readonly HistoryCommit[]): void {
  const stream = commits.map(({ parents, files }, index) =>
    [
      `commit refs/heads/c${String(index)}\nmark :${String(index + 1)}\ncommitter C <c@example.com> ${String(1_700_000_000 + index)} +0000\ndata 1\nx\n`,
      ...parents.map((parent, place) => `${place === 0 ? 'from' : 'merge'} :${String(parent + 1)}\n`),
      'deleteall\n',
      ...[...files].map(([path, text]) => `M 100644 inline ${path}\ndata ${String(text.length)}\n${text}\n`),
    ].join(''),
  )
  repo.git(['fast-import', '--quiet'], { input: stream.join('') })
}
