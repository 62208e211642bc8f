import type { Git } from '../sources/git.ts'
import { oidBytesOf } from '../sources/oid-bytes.ts'
import { readSpans } from '../sources/records.ts'
import { sortParentsFirst } from './commit-order.ts'
import { createOidIndex } from './oid-index.ts'

const LF = 10
const dealtAtOnce = 400

/** Groups that one walk over the graph takes: a bit for each. */
export const groupsMax = 31

/** All commits that refs and reflogs reach, numbered so that parents come before their children. */
export interface CommitGraph {
  readonly size: number
  /** The number of a hexadecimal id, or -1. */
  readonly numberOf: (oid: string) => number
  readonly oidOf: (commit: number) => string
  readonly parentsOf: (commit: number) => readonly number[]
  /** Which commits `tips` reach, themselves included: 1 in the place of each. */
  ancestors(tips: Iterable<number>): Uint8Array
  /** For each group of commits, `groupsMax` at most, a test whether a commit reaches one of the group. */
  descendants(groups: readonly (readonly number[])[]): readonly ((commit: number) => boolean)[]
}

/** The commits while they are being read. */
export interface CommitReading {
  /** Rejects with `ScanError` where a commit is missing. */
  readonly graph: Promise<CommitGraph>
  /** Ids as `diff-tree --stdin` takes them, dealt out among all who read, as soon as they are known; ends early where the reading fails. */
  readonly lines: () => AsyncGenerator<Buffer>
}

/** Reads all commits with one `rev-list`: it opens each of them, so a second one would cost as much again. */
export function readCommits(git: Git, signal: AbortSignal): CommitReading {
  const commits = createOidIndex(oidBytesOf(git))
  let dealt = 0
  let waiting: (() => void)[] = []
  const wake = (): void => {
    const all = waiting
    waiting = []
    for (const go of all) go()
  }
  // Of the commit n: parents[starts[n]] is how many parents it has; their numbers follow.
  let parents = new Int32Array(4096)
  let used = 1
  let starts = new Int32Array(2048)
  const stride = 2 * oidBytesOf(git) + 1
  const onLine = (bytes: Buffer, from: number, to: number): void => {
    const commit = commits.addAscii(bytes, from)
    const count = (to - from + 1) / stride - 1
    while (used + count >= parents.length) parents = toLarger(parents)
    parents[used] = count
    for (let i = 1; i <= count; i++) parents[used + i] = commits.addAscii(bytes, from + i * stride)
    while (commits.size() > starts.length) starts = toLarger(starts)
    starts[commit] = used
    used += count + 1
    if (commits.size() - dealt >= dealtAtOnce) wake()
  }
  let isOver = false
  const read = async (): Promise<CommitGraph> => {
    try {
      await readSpans(git.stream(['rev-list', '--parents', '--all', '--reflog']), LF, signal, onLine)
    } finally {
      isOver = true
      wake()
    }
    const size = commits.size()
    const order = sortParentsFirst({ size, starts, parents })
    const numbers = new Int32Array(size)
    order.forEach((commit, number) => {
      numbers[commit] = number
    })
    return createGraph({ order, numbers, starts, parents, get: commits.get, oid: commits.oid })
  }
  return {
    graph: read(),
    async *lines() {
      while (!signal.aborted) {
        const left = commits.size() - dealt
        if (left >= dealtAtOnce || (isOver && left > 0)) {
          const start = dealt
          dealt += Math.min(left, dealtAtOnce)
          yield commits.toLines(start, dealt)
        } else if (isOver) return
        else {
          await new Promise<void>(resolve => {
            waiting.push(resolve)
          })
        }
      }
    },
  }
}

interface Read {
  /** From the final numbers to the numbers of the reading. */
  readonly order: Int32Array
  readonly numbers: Int32Array
  readonly starts: Int32Array
  readonly parents: Int32Array
  readonly get: (oid: string) => number
  readonly oid: (number: number) => string
}

function createGraph({ order, numbers, starts, parents, get, oid }: Read): CommitGraph {
  const size = order.length
  const eachParent = (commit: number, visit: (parent: number) => void): void => {
    const at = starts[order[commit] as number] as number
    const end = at + (parents[at] as number)
    for (let i = at + 1; i <= end; i++) visit(numbers[parents[i] as number] as number)
  }
  return {
    size,
    numberOf(name) {
      const commit = get(name)
      return commit === -1 ? -1 : (numbers[commit] as number)
    },
    oidOf: commit => oid(order[commit] as number),
    parentsOf(commit) {
      const found: number[] = []
      eachParent(commit, parent => found.push(parent))
      return found
    },
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
    descendants(groups) {
      const masks = new Int32Array(size)
      groups.forEach((group, bit) => {
        for (const commit of group) masks[commit] = (masks[commit] as number) | (1 << bit)
      })
      for (let commit = 0; commit < size; commit++) {
        let mask = masks[commit] as number
        eachParent(commit, parent => {
          mask |= masks[parent] as number
        })
        masks[commit] = mask
      }
      return groups.map((_group, bit) => commit => commit >= 0 && ((masks[commit] as number) & (1 << bit)) !== 0)
    },
  }
}

function toLarger(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
