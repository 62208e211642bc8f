import { availableParallelism } from 'node:os'
import { Readable } from 'node:stream'
import type { Fingerprint } from '@nuvion-guard/core'
import type { Git } from '../sources/git.ts'
import { rawDiffOptions, readChanges, type Change } from '../sources/raw-changes.ts'
import type { CommitGraph } from './commit-graph.ts'
import type { KeysAt } from './keys-at.ts'

/** A commit that adds a key at a path, or takes it away there, compared with all its parents. */
export interface KeyChange {
  readonly commit: number
  readonly path: string
}

/** What all commits did to the keys. */
export interface KeyChanges {
  readonly added: ReadonlyMap<Fingerprint, readonly KeyChange[]>
  readonly removed: ReadonlyMap<Fingerprint, readonly KeyChange[]>
  /** Paths of each blob that holds a key, with the first commit that put it there. */
  readonly paths: ReadonlyMap<string, ReadonlyMap<string, number>>
}

const findObjectsMax = 1000
const sliceCommits = 1024
const pathsMax = 100

/**
 * Reads from the diffs of all commits of the graph who added and who removed each key: keys are compared, not blobs, and a merge counts
 * only for what differs from all its parents. The diffs are git's (`diff-tree -c`), limited to the blobs in question.
 */
export async function readKeyChanges(git: Git, graph: CommitGraph, keysAt: KeysAt, signal: AbortSignal): Promise<KeyChanges> {
  const collected = createCollection(keysAt)
  // Names cannot be asked for by id, and thousands of ids are slower than none.
  const isNarrow = !keysAt.hasPathKeys && keysAt.oids.length <= findObjectsMax
  const limits = isNarrow ? keysAt.oids.map(oid => `--find-object=${oid}`) : []
  const args = ['diff-tree', '--stdin', '-r', '-c', '--root', ...rawDiffOptions, ...limits]
  const cursor = { next: 0 }
  const lane = async (): Promise<void> => {
    const stream = git.stream(args, { input: Readable.from(toLines(graph, cursor, signal)) })
    for await (const changes of readChanges(stream.stdout)) for (const change of changes) collected.add(graph.commits.get(change.commit), change)
    await stream.done
  }
  const lanes = Math.max(1, Math.min(2, availableParallelism(), Math.ceil(graph.commits.size() / (4 * sliceCommits))))
  const endings = await Promise.allSettled(Array.from({ length: lanes }, lane))
  for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
  return collected.toChanges()
}

function* toLines(graph: CommitGraph, cursor: { next: number }, signal: AbortSignal): Generator<string> {
  const size = graph.commits.size()
  while (cursor.next < size && !signal.aborted) {
    const start = cursor.next
    cursor.next = Math.min(size, start + sliceCommits)
    let lines = ''
    for (let commit = start; commit < cursor.next; commit++) lines += `${graph.commits.oid(commit)}\n`
    yield lines
  }
}

interface OneCommit {
  readonly added: Map<Fingerprint, string>
  readonly removed: Map<Fingerprint, string>
}

function createCollection(keysAt: KeysAt): { add(commit: number, change: Change): void; toChanges(): KeyChanges } {
  const byCommit = new Map<number, OneCommit>()
  const paths = new Map<string, Map<string, number>>()
  return {
    add(commit, change) {
      const after = keysAt.keys(change.newOid, change.path)
      const before = change.oldOids.map(oid => keysAt.keys(oid, change.path))
      if (after.size > 0) addPath(paths, change, commit)
      if (after.size === 0 && before.every(keys => keys.size === 0)) return
      let one = byCommit.get(commit)
      if (one === undefined) byCommit.set(commit, (one = { added: new Map(), removed: new Map() }))
      for (const key of after) if (!one.added.has(key) && before.every(keys => !keys.has(key))) one.added.set(key, change.path)
      for (const key of before[0] ?? []) if (!one.removed.has(key) && !after.has(key) && before.every(keys => keys.has(key))) one.removed.set(key, change.path)
    },
    toChanges() {
      const added = new Map<Fingerprint, KeyChange[]>()
      const moved = new Map<Fingerprint, KeyChange[]>()
      const removed = new Map<Fingerprint, KeyChange[]>()
      for (const [commit, one] of [...byCommit].sort(([a], [b]) => a - b)) {
        for (const [key, path] of one.added) push(one.removed.has(key) ? moved : added, key, { commit, path })
        for (const [key, path] of one.removed) if (!one.added.has(key)) push(removed, key, { commit, path })
      }
      // A move adds nothing, unless nothing else is known to have added the key (the beginning of a shallow history).
      for (const [key, changes] of moved) if (!added.has(key)) added.set(key, changes)
      return { added, removed, paths }
    },
  }
}

function addPath(paths: Map<string, Map<string, number>>, change: Change, commit: number): void {
  let known = paths.get(change.newOid)
  if (known === undefined) paths.set(change.newOid, (known = new Map<string, number>()))
  const first = known.get(change.path)
  if (first === undefined ? known.size < pathsMax : commit < first) known.set(change.path, commit)
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
