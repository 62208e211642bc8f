import type { Git } from '../sources/git.ts'
import { readRecords } from '../sources/records.ts'
import { createOidIndex, type OidIndex } from './oid-index.ts'

const LF = 10
const marksAtOnce = 31

/** All commits that refs and reflogs reach, numbered so that parents come before their children. */
export interface CommitGraph {
  readonly commits: OidIndex
  readonly parentsOf: (commit: number) => readonly number[]
  /** Which commits `tips` reach, themselves included: 1 in the place of each. */
  ancestors(tips: Iterable<number>): Uint8Array
  /** For each group of commits, calls `onGroup` with a test whether a commit reaches one of the group. */
  descendants(groups: readonly (readonly number[])[], onGroup: (group: number, reaches: (commit: number) => boolean) => void): void
}

/** Reads the graph with one `rev-list`. Throws `ScanError` where a commit is missing. */
export async function readCommitGraph(git: Git, signal: AbortSignal): Promise<CommitGraph> {
  const commits = createOidIndex(git.objectFormat === 'sha256' ? 32 : 20)
  let parents = new Int32Array(4096)
  let parentCount = 0
  let starts = new Int32Array(2048)
  const stream = git.stream(['rev-list', '--topo-order', '--reverse', '--parents', '--all', '--reflog'])
  await readRecords(stream, LF, signal, record => {
    const [oid = '', ...names] = record.toString('latin1').split(' ')
    const commit = commits.add(oid)
    if (commit + 2 > starts.length) starts = toLarger(starts)
    for (const name of names) {
      const parent = commits.get(name)
      if (parent === -1) continue
      if (parentCount === parents.length) parents = toLarger(parents)
      parents[parentCount++] = parent
    }
    starts[commit + 1] = parentCount
  })
  const size = commits.size()
  const eachParent = (commit: number, visit: (parent: number) => void): void => {
    const end = starts[commit + 1] as number
    for (let i = starts[commit] as number; i < end; i++) visit(parents[i] as number)
  }
  return {
    commits,
    parentsOf: commit => [...parents.subarray(starts[commit], starts[commit + 1])],
    ancestors(tips) {
      const reached = new Uint8Array(size)
      for (const tip of tips) if (tip >= 0) reached[tip] = 1
      for (let commit = size - 1; commit >= 0; commit--) {
        if (reached[commit] === 1) {
          eachParent(commit, parent => {
            reached[parent] = 1
          })
        }
      }
      return reached
    },
    descendants(groups, onGroup) {
      const masks = new Int32Array(size)
      for (let first = 0; first < groups.length; first += marksAtOnce) {
        const some = groups.slice(first, first + marksAtOnce)
        masks.fill(0)
        some.forEach((group, bit) => {
          for (const commit of group) masks[commit] = (masks[commit] as number) | (1 << bit)
        })
        for (let commit = 0; commit < size; commit++) {
          let mask = masks[commit] as number
          const end = starts[commit + 1] as number
          for (let i = starts[commit] as number; i < end; i++) mask |= masks[parents[i] as number] as number
          masks[commit] = mask
        }
        some.forEach((_group, bit) => {
          onGroup(first + bit, commit => commit >= 0 && ((masks[commit] as number) & (1 << bit)) !== 0)
        })
      }
    },
  }
}

function toLarger(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
