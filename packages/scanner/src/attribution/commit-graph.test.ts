import { createTempRepo, type TempRepo } from '@nuvion-guard/test-fixtures'
import { expect, test } from 'vitest'
import { openGit } from '../sources/git.ts'
import { readCommits, type CommitGraph } from './commit-graph.ts'

const readGraph = async (repo: TempRepo): Promise<CommitGraph> => {
  const git = await openGit({ directory: repo.directory, environment: process.env })
  return await readCommits(git, new AbortController().signal).graph
}

/** Commits on three lines that meet now and then, some of them at the same second. */
function createTangle(repo: TempRepo): void {
  const lines = ['one', 'two', 'three']
  repo.commitFiles({ base: 'base' })
  for (const line of lines) repo.git(['branch', line])
  for (let i = 0; i < 24; i++) {
    const [own = '', other = '', third = ''] = [0, 1, 2].map(shift => lines[(i * 7 + shift) % 3] ?? '')
    repo.git(['switch', '-q', own])
    const parents = i % 5 === 4 ? [other, ...(i % 2 === 0 ? [third] : [])] : []
    const date = `${String(1_700_000_000 + 60 * (i % 4))} +0000`
    const commit = repo.git(['commit-tree', '-p', 'HEAD', ...parents.flatMap(one => ['-p', one]), '-m', String(i), 'HEAD^{tree}'], { env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } })
    repo.git(['reset', '-q', '--hard', commit.toString().trim()])
  }
}

test('commits are in the order of rev-list --topo-order --reverse', async () => {
  const repo = createTempRepo()
  createTangle(repo)
  const graph = await readGraph(repo)
  const numbered = Array.from({ length: graph.size }, (_, commit) => graph.oidOf(commit))
  expect(numbered).toEqual(repo.ask('rev-list', '--topo-order', '--reverse', '--all', '--reflog').split('\n'))
  const told = repo.ask('rev-list', '--parents', '--topo-order', '--reverse', '--all', '--reflog').split('\n')
  expect(numbered.map((oid, commit) => [oid, ...graph.parentsOf(commit).map(graph.oidOf)].join(' '))).toEqual(told)
})

test('histories that have nothing in common stay apart', async () => {
  const repo = createTempRepo()
  for (let i = 0; i < 7; i++) {
    const root = repo.git(['commit-tree', '-m', String(i), repo.ask('write-tree')], { env: { GIT_COMMITTER_DATE: `${String(1_700_000_000 + i)} +0000` } }).toString().trim()
    repo.git(['update-ref', `refs/heads/root-${String(i)}`, root])
  }
  const graph = await readGraph(repo)
  expect(graph.size).toBe(7)
  expect(Array.from({ length: 7 }, (_, commit) => graph.parentsOf(commit))).toEqual(Array.from({ length: 7 }, () => []))
})

test('a commit with very many parents is one commit', async () => {
  const repo = createTempRepo()
  const tree = repo.ask('write-tree')
  const side = Array.from({ length: 40 }, (_, i) => repo.git(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: `tree ${tree}\nauthor A <a> ${String(i)} +0000\ncommitter A <a> ${String(i)} +0000\n\nx\n` }).toString().trim())
  const parents = Array.from({ length: 200 }, () => side).flat()
  const content = `tree ${tree}\n${parents.map(oid => `parent ${oid}\n`).join('')}author A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nx\n`
  const commit = repo.git(['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], { input: content }).toString().trim()
  repo.git(['update-ref', 'refs/heads/main', commit])
  const graph = await readGraph(repo)
  expect(graph.size).toBe(41)
  expect([...graph.ancestors([graph.numberOf(commit)])].every(one => one === 1)).toBe(true)
  expect(graph.descendants([[graph.numberOf(side[3] ?? '')]])[0]?.(graph.numberOf(commit))).toBe(true)
})

test('commits are dealt out once, and reading them ends where git fails', async () => {
  const repo = createTempRepo()
  createTangle(repo)
  const lost = repo.ask('rev-parse', 'one~2')
  const git = await openGit({ directory: repo.directory, environment: process.env })
  const deal = async (): Promise<{ lines: string[]; isRead: boolean }> => {
    const { graph, lines } = readCommits(git, new AbortController().signal)
    const collect = async (): Promise<string[]> => {
      const own: string[] = []
      for await (const some of lines()) own.push(...some.toString().split('\n').slice(0, -1))
      return own
    }
    const [isRead, ...lanes] = await Promise.all([graph.then(() => true, () => false), collect(), collect()])
    return { lines: lanes.flat().sort(), isRead }
  }
  expect(await deal()).toEqual({ lines: repo.ask('rev-list', '--all', '--reflog').split('\n').sort(), isRead: true })
  repo.remove(`.git/objects/${lost.slice(0, 2)}/${lost.slice(2)}`)
  expect((await deal()).isRead).toBe(false)
})
