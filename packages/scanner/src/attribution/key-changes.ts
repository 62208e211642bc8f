import { availableParallelism } from 'node:os'
import { Readable } from 'node:stream'
import type { Fingerprint } from '@nuvion-guard/core'
import type { Git } from '../sources/git.ts'
import { rawDiffOptions, readChanges, type Change } from '../sources/raw-changes.ts'
import type { CommitGraph, CommitReading } from './commit-graph.ts'
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
const pathsMax = 100
/** Places of one blob that are looked at to find its paths. */
const placesMax = 10_000

/**
 * Reads from the diffs of all commits that refs and reflogs reach who added and who removed each key: keys are compared, not blobs, and a
 * merge counts only for what differs from all its parents. The diffs are git's (`diff-tree -c`), limited to the blobs in question.
 * The answer needs the graph; the diffs are read while that is still being read. `onCommit` is told each commit that touches a key.
 */
export async function readKeyChanges(
  git: Git,
  keysAt: KeysAt,
  { graph, lines, onCommit = () => undefined }: Pick<CommitReading, 'graph' | 'lines'> & { readonly onCommit?: (oid: string) => void },
): Promise<KeyChanges> {
  const collected = createCollection(keysAt, onCommit)
  // Names cannot be asked for by id, and thousands of ids are slower than none.
  const isNarrow = !keysAt.hasPathKeys && keysAt.oids.length <= findObjectsMax
  const limits = isNarrow ? keysAt.oids.map(oid => `--find-object=${oid}`) : []
  const args = ['diff-tree', '--stdin', '-r', '-c', '--root', ...rawDiffOptions, ...limits]
  const lane = async (): Promise<void> => {
    const stream = git.stream(args, { input: Readable.from(lines()) })
    for await (const changes of readChanges(stream.stdout)) for (const change of changes) collected.add(change)
    await stream.done
  }
  const lanes = Math.max(1, Math.min(2, availableParallelism()))
  // Every process has ended before a failure is told.
  const endings = await Promise.allSettled(Array.from({ length: lanes }, lane))
  for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
  return collected.toChanges(await graph)
}

interface OneCommit {
  readonly added: Map<Fingerprint, string>
  readonly removed: Map<Fingerprint, string>
}

interface Collection {
  add(change: Change): void
  toChanges(graph: CommitGraph): KeyChanges
}

function createCollection(keysAt: KeysAt, onCommit: (oid: string) => void): Collection {
  const byCommit = new Map<string, OneCommit>()
  const counts = new Map<string, number>()
  const places: Pick<Change, 'commit' | 'newOid' | 'path'>[] = []
  return {
    add(change) {
      const { commit, newOid, path } = change
      const after = keysAt.keys(change.newOid, change.path)
      const before = change.oldOids.map(oid => keysAt.keys(oid, change.path))
      const count = counts.get(newOid) ?? 0
      if (after.size > 0 && count < placesMax) {
        places.push({ commit, newOid, path })
        counts.set(newOid, count + 1)
      }
      if (after.size === 0 && before.every(keys => keys.size === 0)) return
      let one = byCommit.get(commit)
      if (one === undefined) {
        byCommit.set(commit, (one = { added: new Map(), removed: new Map() }))
        onCommit(commit)
      }
      for (const key of after) if (!one.added.has(key) && before.every(keys => !keys.has(key))) one.added.set(key, change.path)
      for (const key of before[0] ?? []) if (!one.removed.has(key) && !after.has(key) && before.every(keys => keys.has(key))) one.removed.set(key, change.path)
    },
    toChanges(graph) {
      const added = new Map<Fingerprint, KeyChange[]>()
      const moved = new Map<Fingerprint, KeyChange[]>()
      const removed = new Map<Fingerprint, KeyChange[]>()
      const numbered = [...byCommit].map(([oid, one]) => [graph.numberOf(oid), one] as const)
      for (const [commit, one] of numbered.filter(([number]) => number >= 0).sort(([a], [b]) => a - b)) {
        for (const [key, path] of one.added) push(one.removed.has(key) ? moved : added, key, { commit, path })
        for (const [key, path] of one.removed) if (!one.added.has(key)) push(removed, key, { commit, path })
      }
      // A move adds nothing, unless nothing else is known to have added the key (the beginning of a shallow history).
      for (const [key, changes] of moved) if (!added.has(key)) added.set(key, changes)
      return { added, removed, paths: toPaths(places, graph) }
    },
  }
}

function toPaths(places: readonly Pick<Change, 'commit' | 'newOid' | 'path'>[], graph: CommitGraph): Map<string, Map<string, number>> {
  const paths = new Map<string, Map<string, number>>()
  for (const { commit: oid, newOid, path } of places) {
    const commit = graph.numberOf(oid)
    let known = paths.get(newOid)
    if (known === undefined) paths.set(newOid, (known = new Map<string, number>()))
    const first = known.get(path)
    if (first === undefined ? known.size < pathsMax : commit < first) known.set(path, commit)
  }
  return paths
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
