import type { Fingerprint } from '@nuvion-guard/core'
import type { Git } from '../sources/git.ts'
import { readCommits, type CommitGraph } from './commit-graph.ts'
import { readIndexKeys, readTreeKeys } from './held.ts'
import { readKeyChanges, type KeyChanges } from './key-changes.ts'
import type { Hit } from './key-history.ts'
import { createKeysAt, type KeysAt } from './keys-at.ts'
import { openSignatures, type Signature } from './signature.ts'
import { readTagRefs } from './tag-chain.ts'
import { readTips, type Tips } from './tips.ts'

/** What the repository answers about all hits at once. Refs are numbers of `tips.refs`. */
export interface Known {
  readonly tips: Tips
  readonly graph: CommitGraph
  readonly changes: KeyChanges
  readonly signatures: ReadonlyMap<string, Signature>
  /** Refs that lead through a tag, by the tag's id. */
  readonly tagRefs: ReadonlyMap<string, readonly number[]>
  /** Refs whose name holds a key, by that name. */
  readonly namedRefs: ReadonlyMap<string, number>
  /** Commits that the reflogs name, but for the stashes' and the remotes', by the reflog's name. */
  readonly reflogs: ReadonlyMap<string, readonly number[]>
  readonly inHead: ReadonlyMap<Fingerprint, readonly string[]>
  readonly staged: ReadonlyMap<Fingerprint, readonly string[]>
  /** Refs that stand for a tree or a blob with a key, and for no commit. */
  readonly bareRefs: ReadonlyMap<Fingerprint, readonly number[]>
  /** The commit that each ref stands for; -1 where it is none. */
  readonly refCommits: Int32Array
  /** Commits of the stashes, by their number; -1 where one is gone. */
  readonly stashes: readonly number[]
  /** What remotes have, or had. */
  readonly remoteCommits: readonly number[]
  /** 1 for every commit that a ref or a HEAD reaches; reflogs do not count. */
  readonly fromRefs: Uint8Array
  readonly fromHead: Uint8Array
}

const noChanges: KeyChanges = { added: new Map(), removed: new Map(), paths: new Map() }
const noKeys: ReadonlyMap<Fingerprint, readonly string[]> = new Map()
const bareRefsMax = 100

/** Asks git everything, as much of it at the same time as can be. Throws `ScanError`. */
export async function readKnown(git: Git, hits: readonly Hit[], signal: AbortSignal): Promise<Known> {
  // What takes longest starts first: starting a process takes milliseconds itself.
  const reading = readCommits(git, signal)
  const keysAt = createKeysAt(hits)
  const hasContent = keysAt.oids.length > 0 || keysAt.hasPathKeys
  const people = openSignatures(git)
  const readingChanges = hasContent ? readKeyChanges(git, keysAt, { ...reading, onCommit: people.ask }) : noChanges
  const readingTips = readTips(git, signal)
  const asked = await Promise.allSettled([
    readingTips,
    reading.graph,
    readingChanges,
    hasContent ? readingTips.then(({ head }) => (head === undefined ? noKeys : readTreeKeys(git, head, keysAt, signal))) : noKeys,
    hasContent ? readIndexKeys(git, keysAt, signal) : noKeys,
  ])
  // Every process has ended before a failure is told.
  const failed = asked.find(one => one.status === 'rejected')
  if (failed !== undefined) {
    people.close()
    throw failed.reason
  }
  const [tips, graph, changes, inHead, staged] = asked.map(one => (one.status === 'fulfilled' ? one.value : undefined)) as [Tips, CommitGraph, KeyChanges, typeof noKeys, typeof noKeys]
  const oidsOf = (kind: Hit['kind']): string[] => hits.flatMap(hit => (hit.kind === kind && hit.oid !== undefined ? [hit.oid] : []))
  const tags = new Set(oidsOf('tag'))
  const signed = new Set([...oidsOf('commit'), ...tags])
  for (const list of [...changes.added.values(), ...changes.removed.values()]) for (const change of list) signed.add(graph.oidOf(change.commit))
  const commitOf = Int32Array.from({ length: tips.ids.size() }, (_, id) => graph.numberOf(tips.ids.oid(id)))
  const [signatures, tagRefs, bareRefs] = await Promise.all([
    people.read(signed),
    readTagRefs(git, tips, tags),
    readBareRefs(git, { tips, commitOf, keysAt }, signal),
  ])
  const headNumber = tips.head === undefined ? -1 : graph.numberOf(tips.head)
  const refCommits = Int32Array.from({ length: tips.refs.count }, (_, ref) => commitOf[tips.refs.peeled(ref)] ?? -1)
  const reached = function* (): Generator<number> {
    yield* refCommits
    yield* tips.heads.map(graph.numberOf)
  }
  return {
    tips,
    graph,
    changes,
    signatures,
    tagRefs,
    namedRefs: findNamedRefs(tips, hits),
    reflogs: new Map([...tips.reflogs].map(([name, ids]) => [name, toCommits(ids, commitOf)])),
    inHead,
    staged,
    bareRefs,
    refCommits,
    stashes: tips.stashes.map(id => commitOf[id] ?? -1),
    remoteCommits: toCommits(tips.remote, commitOf),
    fromRefs: graph.ancestors(reached()),
    fromHead: graph.ancestors([headNumber]),
  }
}

function toCommits(ids: Iterable<number>, commitOf: Int32Array): number[] {
  const commits = new Set<number>()
  for (const id of ids) commits.add(commitOf[id] ?? -1)
  return [...commits]
}

function findNamedRefs({ refs }: Tips, hits: readonly Hit[]): Map<string, number> {
  const names = new Set(hits.flatMap(hit => (hit.kind === 'ref' ? [hit.path] : [])))
  const found = new Map<string, number>()
  for (let ref = 0; found.size < names.size && ref < refs.count; ref++) {
    const name = refs.name(ref)
    if (names.has(name)) found.set(name, ref)
  }
  return found
}

async function readBareRefs(
  git: Git,
  { tips: { refs, ids }, commitOf, keysAt }: { readonly tips: Tips; readonly commitOf: Int32Array; readonly keysAt: KeysAt },
  signal: AbortSignal,
): Promise<Map<Fingerprint, number[]>> {
  const found = new Map<Fingerprint, number[]>()
  let asked = 0
  for (let ref = 0; ref < refs.count; ref++) {
    if (commitOf[refs.peeled(ref)] !== -1) continue
    const oid = ids.oid(refs.peeled(ref))
    const inBlob = keysAt.keys(oid, '')
    const isTree = inBlob.size === 0 && asked++ < bareRefsMax && (await git.run(['cat-file', '-t', oid], { allowExitCodes: [1, 128] })).stdout.toString().trim() === 'tree'
    const keys = isTree ? (await readTreeKeys(git, oid, keysAt, signal)).keys() : inBlob
    for (const key of keys) {
      const list = found.get(key)
      if (list === undefined) found.set(key, [ref])
      else list.push(ref)
    }
  }
  return found
}
