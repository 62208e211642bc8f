import type { Fingerprint, Oid } from '@nuvion-guard/core'
import type { CommitPlace } from '../report.ts'
import { ScanError } from '../scan-error.ts'
import type { Git } from '../sources/git.ts'
import type { Skip } from '../sources/source.ts'
import { groupsMax, readCommits } from './commit-graph.ts'
import { readKeyChanges, type KeyChange, type KeyChanges } from './key-changes.ts'
import type { Attribution, Hit, KeyHistory } from './key-history.ts'
import { createKeysAt } from './keys-at.ts'
import { readKnown, type Known } from './known.ts'
import type { RefKind } from './ref-list.ts'
import { toCommitPlace } from './signature.ts'
import { toVerdict, type Introduction } from './verdict.ts'

/** Names of refs that one answer lists, for all keys together and for one key: a hostile repository has millions. */
const refsMax = { all: 1_000_000, key: 10_000 }
/** Branches and tags, here or of a remote; those that are here alone. */
const listedKinds: ReadonlySet<RefKind> = new Set(['branch', 'remote', 'tag'])
const localKinds: ReadonlySet<RefKind> = new Set(['branch', 'tag'])
/** Branches, tags and notes that a verdict names commands for. */
const commandsMax = { branch: 10, tag: 100, note: 100 }

/** Asks the repository about every key that was found: who put it there and when, who removed it, what holds it, and whether others may have it. */
export async function attribute(git: Git, hits: readonly Hit[], signal: AbortSignal): Promise<Attribution> {
  const byKey = new Map<Fingerprint, Hit[]>()
  for (const hit of hits) {
    const own = byKey.get(hit.fingerprint)
    if (own === undefined) byKey.set(hit.fingerprint, [hit])
    else own.push(hit)
  }
  if (byKey.size === 0) return { keys: new Map(), paths: new Map(), skipped: [] }
  try {
    const known = await readKnown(git, hits, signal)
    const skipped: Skip[] = []
    return { keys: toHistories(byKey, known, skipped), paths: toPaths(known.changes), skipped }
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    const skip: Skip = { reason: 'git-failed', what: error.message, count: 1, expected: false }
    return { keys: new Map(), paths: new Map(), skipped: [skip] }
  }
}

/** Raw paths of blobs, as `Attribution` has them, and nothing else: the least to ask the repository for. Throws `ScanError`. */
export async function findPaths(git: Git, hits: readonly Hit[], signal: AbortSignal): Promise<Attribution['paths']> {
  const reading = readCommits(git, signal)
  const [changes, graph] = await Promise.allSettled([readKeyChanges(git, createKeysAt(hits), reading), reading.graph])
  if (graph.status === 'rejected') throw graph.reason
  if (changes.status === 'rejected') throw changes.reason
  return toPaths(changes.value)
}

function toPaths(changes: KeyChanges): Map<Oid, string[]> {
  const paths = new Map<Oid, string[]>()
  for (const [oid, commitOf] of changes.paths) {
    paths.set(oid as Oid, [...commitOf].sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1)).map(([path]) => path))
  }
  return paths
}

/** One key, with what the walks over the graph say about it. */
interface Asked {
  readonly key: Fingerprint
  readonly hits: readonly Hit[]
  /** Commits whose message or people hold it. */
  readonly messages: readonly number[]
  /** Whether a commit's history holds it. */
  readonly reaches: (commit: number) => boolean
  /** Whether the history of a tip took it out again. */
  readonly isRid: (tip: number) => boolean
}

function toHistories(byKey: ReadonlyMap<Fingerprint, readonly Hit[]>, known: Known, skipped: Skip[]): Map<Fingerprint, KeyHistory> {
  const { graph, changes } = known
  const asked = [...byKey].map(([key, hits]) => ({
    key,
    hits,
    messages: hits.flatMap(hit => (hit.kind === 'commit' && hit.oid !== undefined ? [graph.numberOf(hit.oid)] : [])).filter(commit => commit >= 0),
  }))
  const histories = new Map<Fingerprint, KeyHistory>()
  const namesMax = Math.min(refsMax.key, Math.ceil(refsMax.all / asked.length))
  for (let first = 0; first < asked.length; first += groupsMax) {
    const some = asked.slice(first, first + groupsMax)
    const isRid = graph.descendants(some.map(({ key }) => (changes.removed.get(key) ?? []).map(change => change.commit)))
    const reaches = graph.descendants(some.map(({ key, messages }) => [...(changes.added.get(key) ?? []).map(change => change.commit), ...messages]))
    for (const [i, one] of some.entries()) {
      histories.set(one.key, toHistory({ ...one, reaches: reaches[i] ?? never, isRid: isRid[i] ?? never }, known, { namesMax, skipped }))
    }
  }
  return histories
}

const never = (): boolean => false

function toHistory(asked: Asked, known: Known, { namesMax, skipped }: { readonly namesMax: number; readonly skipped: Skip[] }): KeyHistory {
  const { key, hits, messages, reaches, isRid } = asked
  const { tips, graph, changes, tagRefs, fromHead } = known
  const { refs } = tips
  const added = changes.added.get(key) ?? []
  const tagsOfKey = hits.flatMap(hit => (hit.kind === 'tag' && hit.oid !== undefined ? (tagRefs.get(hit.oid) ?? []) : []))
  const named = hits.flatMap(hit => (hit.kind === 'ref' ? [known.namedRefs.get(hit.path) ?? -1] : []))
  const others = new Set([...tagsOfKey, ...named, ...(known.bareRefs.get(key) ?? [])])
  const holding: number[] = []
  for (let ref = 0; ref < refs.count; ref++) if (reaches(known.refCommits[ref] as number) || others.has(ref)) holding.push(ref)
  const listed = holding.filter(ref => listedKinds.has(refs.kind(ref)))
  const inHead = known.inHead.has(key) || messages.some(commit => fromHead[commit] === 1)
  const isHeadsHistory = added.some(change => fromHead[change.commit] === 1)
  const isRemoved = !inHead && messages.length === 0 && (isHeadsHistory || listed.every(ref => isRid(known.refCommits[ref] ?? -1)))
  const removals = (changes.removed.get(key) ?? []).filter(change => !isHeadsHistory || fromHead[change.commit] === 1)
  const isRemote = (ref: number): boolean => tips.remote.has(refs.peeled(ref)) && !localKinds.has(refs.kind(ref))
  const pushed = known.remoteCommits.some(reaches) || holding.some(isRemote)
  const isReached = holding.length > 0 || added.length > 0 || messages.length > 0 || tips.heads.some(head => reaches(graph.numberOf(head)))
  if (listed.length > namesMax) skipped.push({ reason: 'narrowed', what: `refs that hold ${key.slice(0, 8)}`, count: listed.length - namesMax, expected: true })
  return {
    introduced: toIntroduced(asked, known),
    removed: isRemoved ? toPlace(pick(removals, known, 'latest'), known) : null,
    inHead,
    refs: listed.slice(0, namesMax).map(refs.name),
    pushed,
    isDangling: !isReached && !known.staged.has(key) && hits.every(hit => hit.kind === 'blob' || hit.kind === 'tree' || hit.kind === 'commit' || hit.kind === 'tag'),
    verdict: toKeyVerdict(asked, known, { holding, tagsOfKey, named, pushed }),
  }
}

function toIntroduced({ key, hits, messages }: Asked, known: Known): CommitPlace | null {
  const { graph, changes, signatures, tagRefs, tips } = known
  const all: KeyChange[] = [...(changes.added.get(key) ?? []), ...messages.map(commit => ({ commit, path: graph.oidOf(commit) }))]
  const shown = all.filter(change => known.fromRefs[change.commit] === 1)
  const place = toPlace(pick(shown.length > 0 ? shown : all, known, 'earliest'), known)
  if (place !== null) return place
  const tag = hits.find(hit => hit.kind === 'tag' && hit.oid !== undefined && tagRefs.has(hit.oid))?.oid
  const signature = tag === undefined ? undefined : signatures.get(tag)
  const [ref] = tag === undefined ? [] : (tagRefs.get(tag) ?? [])
  return tag === undefined || signature === undefined ? null : toCommitPlace(tag, signature, ref === undefined ? tag : tips.refs.name(ref))
}

/** By the committer's date; of equal ones the ancestor is the earlier. */
function pick(changes: readonly KeyChange[], { graph, signatures }: Known, which: 'earliest' | 'latest'): KeyChange | undefined {
  const sign = which === 'earliest' ? 1 : -1
  const seconds = (change: KeyChange): number => signatures.get(graph.oidOf(change.commit))?.commitSeconds ?? 0
  return [...changes].sort((a, b) => sign * (seconds(a) - seconds(b) || a.commit - b.commit))[0]
}

function toPlace(change: KeyChange | undefined, { graph, signatures }: Known): CommitPlace | null {
  if (change === undefined) return null
  const oid = graph.oidOf(change.commit)
  const signature = signatures.get(oid)
  return signature === undefined ? null : toCommitPlace(oid, signature, change.path)
}

/** Refs that lead to a key. */
interface Holding {
  readonly holding: readonly number[]
  readonly tagsOfKey: readonly number[]
  readonly named: readonly number[]
  readonly pushed: boolean
}

function toKeyVerdict({ key, hits, messages, reaches }: Asked, known: Known, { holding, tagsOfKey, named, pushed }: Holding): KeyHistory['verdict'] {
  const { tips, graph, changes } = known
  const { refs, ids } = tips
  const added = changes.added.get(key) ?? []
  const toIntroductions = (isIn: (commit: number) => boolean): Introduction[] => {
    const commits = new Map<number, boolean>(messages.map(commit => [commit, true]))
    for (const { commit } of added) commits.set(commit, false)
    return [...commits].filter(([commit]) => isIn(commit)).sort(([a], [b]) => a - b).map(([commit, isMessage]) => {
      const [parent] = graph.parentsOf(commit)
      return { commit: graph.oidOf(commit), parent: parent === undefined ? undefined : graph.oidOf(parent), isMessage }
    })
  }
  const isReachedBy = (tip: number): ((commit: number) => boolean) => {
    const reached = graph.ancestors([tip])
    return commit => reached[commit] === 1
  }
  const chosen: Record<'branch' | 'tag' | 'note', number[]> = { branch: [], tag: [], note: [] }
  for (const ref of holding) {
    const kind = refs.kind(ref)
    if (kind === 'other' || kind === 'remote' || chosen[kind].length === commandsMax[kind]) continue
    if (kind === 'note' || (kind === 'tag' ? !named.includes(ref) : reaches(known.refCommits[ref] ?? -1))) chosen[kind].push(ref)
  }
  const inHeadHistory = toIntroductions(commit => known.fromHead[commit] === 1)
  const branches = pushed || inHeadHistory.length > 0 ? [] : chosen.branch
  const filePaths = [...new Set([...added.map(change => change.path), ...(known.inHead.get(key) ?? [])])]
  return toVerdict({
    pushed,
    paths: [...new Set([...filePaths, ...hits.flatMap(hit => (hit.kind === 'file' || hit.kind === 'path' ? [hit.path] : []))])],
    stagedPaths: known.staged.get(key) ?? hits.flatMap(hit => (hit.kind === 'staged' || hit.kind === 'index' ? [hit.path] : [])),
    hasHead: tips.head !== undefined,
    inHeadHistory,
    head: tips.head,
    headRefs: ['HEAD', ...(tips.branch === undefined ? [] : [tips.branch])],
    branches: branches.map(ref => ({ ref: refs.name(ref), tip: ids.oid(refs.peeled(ref)), introductions: toIntroductions(isReachedBy(known.refCommits[ref] ?? -1)) })),
    otherHeads: tips.heads.filter(head => reaches(graph.numberOf(head))),
    tags: chosen.tag.map(refs.name),
    tagObjects: tagsOfKey.slice(0, commandsMax.tag).map(ref => ({ ref: refs.name(ref), target: ids.oid(refs.peeled(ref)) })),
    stashes: known.stashes.flatMap((commit, number) => (reaches(commit) ? [number] : [])),
    notes: chosen.note.map(ref => ({ ref: refs.name(ref), objects: [...new Set(added.map(change => change.path.replaceAll('/', '')))] })),
    namedRefs: [...new Set(hits.flatMap(hit => (hit.kind === 'ref' ? [hit.path] : [])))],
    reflogs: [...known.reflogs].filter(([, commits]) => commits.some(reaches)).map(([name]) => name),
    isInGit: hits.some(hit => hit.kind !== 'file' && hit.kind !== 'path' && hit.kind !== 'stdin'),
  })
}
