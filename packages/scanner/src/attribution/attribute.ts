import type { Fingerprint, Oid } from '@nuvion-guard/core'
import type { CommitPlace } from '../report.ts'
import { ScanError } from '../scan-error.ts'
import type { Git } from '../sources/git.ts'
import type { Skip } from '../sources/source.ts'
import { readCommitGraph, type CommitGraph } from './commit-graph.ts'
import { readIndexKeys, readTreeKeys } from './held.ts'
import { readKeyChanges, type KeyChange, type KeyChanges } from './key-changes.ts'
import type { Attribution, Hit, KeyHistory } from './key-history.ts'
import { createKeysAt, type KeysAt } from './keys-at.ts'
import { readSignatures, toCommitPlace, type Signature } from './signature.ts'
import { readTagRefs } from './tag-chain.ts'
import { readTips, type Tip, type Tips } from './tips.ts'
import { toVerdict, type Introduction } from './verdict.ts'

interface Known {
  readonly tips: Tips
  readonly graph: CommitGraph
  readonly keysAt: KeysAt
  readonly changes: KeyChanges
  readonly signatures: ReadonlyMap<string, Signature>
  readonly tagRefs: ReadonlyMap<string, readonly Tip[]>
  readonly inHead: ReadonlyMap<Fingerprint, readonly string[]>
  readonly staged: ReadonlyMap<Fingerprint, readonly string[]>
  /** Keys of refs that stand for a tree or a blob and no commit. */
  readonly bareTips: ReadonlyMap<Fingerprint, readonly Tip[]>
  /** The commit that each of `tips.refs` stands for; -1 where it is none. */
  readonly refNumbers: readonly number[]
  readonly remoteNumbers: readonly number[]
  readonly remoteOids: ReadonlySet<string>
  /** 1 for every commit that a ref or a HEAD reaches; reflogs do not count. */
  readonly fromRefs: Uint8Array
  readonly fromHead: Uint8Array
}

const noChanges: KeyChanges = { added: new Map(), removed: new Map(), paths: new Map() }
const bareTipsMax = 100
/** Branches that a verdict names commands for. */
const branchesMax = 10

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
    const known = await ask(git, hits, signal)
    return { keys: toHistories(byKey, known), paths: toPaths(known), skipped: [] }
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    const skip: Skip = { reason: 'git-failed', what: error.message, count: 1, expected: false }
    return { keys: new Map(), paths: new Map(), skipped: [skip] }
  }
}

async function ask(git: Git, hits: readonly Hit[], signal: AbortSignal): Promise<Known> {
  const keysAt = createKeysAt(hits)
  const hasContent = keysAt.oids.length > 0 || keysAt.hasPathKeys
  const asked = await Promise.allSettled([
    readTips(git, signal),
    readCommitGraph(git, signal),
    hasContent ? readKeyChanges(git, keysAt, signal) : () => noChanges,
    hasContent ? readIndexKeys(git, keysAt, signal) : new Map<Fingerprint, string[]>(),
  ])
  // Every process has ended before a failure is told.
  for (const one of asked) if (one.status === 'rejected') throw one.reason
  const [tips, graph, toChanges, staged] = asked.map(one => (one.status === 'fulfilled' ? one.value : undefined)) as [
    Tips, CommitGraph, (graph: CommitGraph) => KeyChanges, Map<Fingerprint, string[]>,
  ]
  const changes = toChanges(graph)
  const commits = new Set<string>(hits.flatMap(hit => (hit.oid !== undefined && (hit.kind === 'commit' || hit.kind === 'tag') ? [hit.oid] : [])))
  for (const list of [...changes.added.values(), ...changes.removed.values()]) for (const change of list) commits.add(graph.commits.oid(change.commit))
  const numberOf = (oid: string): number => graph.commits.get(oid)
  const tags = new Set(hits.flatMap(hit => (hit.kind === 'tag' && hit.oid !== undefined ? [hit.oid] : [])))
  const [signatures, tagRefs, inHead, bareTips] = await Promise.all([
    readSignatures(git, [...commits]),
    readTagRefs(git, tips.refs, tags),
    hasContent && tips.head !== undefined ? readTreeKeys(git, tips.head, keysAt, signal) : new Map<Fingerprint, string[]>(),
    readBareTips(git, { tips, graph, keysAt }, signal),
  ])
  const refNumbers = tips.refs.map(ref => numberOf(ref.peeled))
  return {
    tips,
    graph,
    keysAt,
    changes,
    signatures,
    tagRefs,
    inHead,
    staged,
    bareTips,
    refNumbers,
    remoteNumbers: [...new Set(tips.remote.map(numberOf))],
    remoteOids: new Set(tips.remote),
    fromRefs: graph.ancestors([...refNumbers, ...tips.heads.map(numberOf)]),
    fromHead: graph.ancestors(tips.head === undefined ? [] : [numberOf(tips.head)]),
  }
}

async function readBareTips(git: Git, { tips, graph, keysAt }: Pick<Known, 'tips' | 'graph' | 'keysAt'>, signal: AbortSignal): Promise<Map<Fingerprint, Tip[]>> {
  const found = new Map<Fingerprint, Tip[]>()
  const others = tips.refs.filter(ref => graph.commits.get(ref.peeled) === -1)
  for (const [i, tip] of others.entries()) {
    const inBlob = keysAt.keys(tip.peeled, '')
    const isTree = inBlob.size === 0 && i < bareTipsMax && (await git.run(['cat-file', '-t', tip.peeled], { allowExitCodes: [1, 128] })).stdout.toString().trim() === 'tree'
    const keys = isTree ? (await readTreeKeys(git, tip.peeled, keysAt, signal)).keys() : inBlob
    for (const key of keys) {
      const list = found.get(key)
      if (list === undefined) found.set(key, [tip])
      else list.push(tip)
    }
  }
  return found
}

function toPaths({ changes }: Known): Map<Oid, string[]> {
  const paths = new Map<Oid, string[]>()
  for (const [oid, commitOf] of changes.paths) {
    paths.set(oid as Oid, [...commitOf].sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1)).map(([path]) => path))
  }
  return paths
}

function toHistories(byKey: ReadonlyMap<Fingerprint, readonly Hit[]>, known: Known): Map<Fingerprint, KeyHistory> {
  const { graph, changes } = known
  const keys = [...byKey.keys()]
  const messagesOf = (key: Fingerprint): number[] =>
    (byKey.get(key) ?? []).flatMap(hit => (hit.kind === 'commit' && hit.oid !== undefined ? [graph.commits.get(hit.oid)] : [])).filter(commit => commit >= 0)
  const holders = keys.map(key => [...(changes.added.get(key) ?? []).map(change => change.commit), ...messagesOf(key)])
  const removers = keys.map(key => (changes.removed.get(key) ?? []).map(change => change.commit))
  const histories = new Map<Fingerprint, KeyHistory>()
  const tipsRid = new Map<Fingerprint, ReadonlySet<number>>()
  const tipNumbers = [...new Set(known.refNumbers)].filter(commit => commit >= 0)
  graph.descendants(removers, (i, reaches) => {
    const key = keys[i]
    if (key !== undefined && (removers[i]?.length ?? 0) > 0) tipsRid.set(key, new Set(tipNumbers.filter(reaches)))
  })
  graph.descendants(holders, (i, reaches) => {
    const key = keys[i]
    if (key === undefined) return
    histories.set(key, toHistory(key, byKey.get(key) ?? [], messagesOf(key), known, reaches, commit => tipsRid.get(key)?.has(commit) === true))
  })
  return histories
}

function toHistory(
  key: Fingerprint,
  hits: readonly Hit[],
  messages: readonly number[],
  known: Known,
  reaches: (commit: number) => boolean,
  isRid: (tip: number) => boolean,
): KeyHistory {
  const { tips, graph, changes, tagRefs, fromHead } = known
  const numberOf = (oid: string): number => graph.commits.get(oid)
  const added = changes.added.get(key) ?? []
  const tagsOfKey = hits.flatMap(hit => (hit.kind === 'tag' && hit.oid !== undefined ? (tagRefs.get(hit.oid) ?? []) : []))
  const named = new Set(hits.flatMap(hit => (hit.kind === 'ref' ? [hit.path] : [])))
  const bare = known.bareTips.get(key) ?? []
  const holding = tips.refs.filter((ref, i) => reaches(known.refNumbers[i] ?? -1) || named.has(ref.name) || tagsOfKey.includes(ref) || bare.includes(ref))
  const inHead = known.inHead.has(key) || messages.some(commit => fromHead[commit] === 1)
  const introduced = toIntroduced(key, hits, messages, known)
  const isHeadsHistory = added.some(change => fromHead[change.commit] === 1)
  const branchTips = holding.filter(ref => /^refs\/(?:heads|remotes|tags)\//.test(ref.name)).map(ref => numberOf(ref.peeled))
  const isRemoved = !inHead && messages.length === 0 && (isHeadsHistory || branchTips.every(isRid))
  const removals = (changes.removed.get(key) ?? []).filter(change => !isHeadsHistory || fromHead[change.commit] === 1)
  const removed = isRemoved ? toPlace(pick(removals, known, 'latest'), known) : null
  const pushed = known.remoteNumbers.some(reaches) || holding.some(ref => known.remoteOids.has(ref.peeled) && /^refs\/(?!heads|tags)/.test(ref.name))
  const isReached = holding.length > 0 || added.length > 0 || messages.length > 0 || tips.heads.some(head => reaches(numberOf(head)))
  const history = {
    introduced,
    removed,
    inHead,
    refs: holding.map(ref => ref.name).filter(name => /^refs\/(?:heads|remotes|tags)\//.test(name)),
    pushed,
    isDangling: !isReached && !known.staged.has(key) && hits.every(hit => hit.kind === 'blob' || hit.kind === 'tree' || hit.kind === 'commit' || hit.kind === 'tag'),
  }
  return { ...history, verdict: toKeyVerdict(key, hits, messages, known, { holding, tagsOfKey, named, pushed, reaches }) }
}

function toIntroduced(key: Fingerprint, hits: readonly Hit[], messages: readonly number[], known: Known): CommitPlace | null {
  const { graph, changes, signatures, tagRefs } = known
  const all: KeyChange[] = [...(changes.added.get(key) ?? []), ...messages.map(commit => ({ commit, path: graph.commits.oid(commit) }))]
  const shown = all.filter(change => known.fromRefs[change.commit] === 1)
  const place = toPlace(pick(shown.length > 0 ? shown : all, known, 'earliest'), known)
  if (place !== null) return place
  const tag = hits.find(hit => hit.kind === 'tag' && hit.oid !== undefined && tagRefs.has(hit.oid))?.oid
  const signature = tag === undefined ? undefined : signatures.get(tag)
  return tag === undefined || signature === undefined ? null : toCommitPlace(tag, signature, tagRefs.get(tag)?.[0]?.name ?? tag)
}

/** By the committer's date; of equal ones the ancestor is the earlier. */
function pick(changes: readonly KeyChange[], { graph, signatures }: Known, which: 'earliest' | 'latest'): KeyChange | undefined {
  const sign = which === 'earliest' ? 1 : -1
  const seconds = (change: KeyChange): number => signatures.get(graph.commits.oid(change.commit))?.commitSeconds ?? 0
  return [...changes].sort((a, b) => sign * (seconds(a) - seconds(b) || a.commit - b.commit))[0]
}

function toPlace(change: KeyChange | undefined, { graph, signatures }: Known): CommitPlace | null {
  if (change === undefined) return null
  const oid = graph.commits.oid(change.commit)
  const signature = signatures.get(oid)
  return signature === undefined ? null : toCommitPlace(oid, signature, change.path)
}

interface Holding {
  readonly holding: readonly Tip[]
  readonly tagsOfKey: readonly Tip[]
  readonly named: ReadonlySet<string>
  readonly pushed: boolean
  readonly reaches: (commit: number) => boolean
}

function toKeyVerdict(key: Fingerprint, hits: readonly Hit[], messages: readonly number[], known: Known, held: Holding): KeyHistory['verdict'] {
  const { tips, graph, changes } = known
  const { holding, reaches } = held
  const added = changes.added.get(key) ?? []
  const toIntroductions = (isIn: (commit: number) => boolean): Introduction[] => {
    const commits = new Map<number, boolean>(messages.map(commit => [commit, true]))
    for (const { commit } of added) commits.set(commit, false)
    return [...commits].filter(([commit]) => isIn(commit)).sort(([a], [b]) => a - b).map(([commit, isMessage]) => {
      const [parent] = graph.parentsOf(commit)
      return { commit: graph.commits.oid(commit), parent: parent === undefined ? undefined : graph.commits.oid(parent), isMessage }
    })
  }
  const isReachedBy = (tip: number): ((commit: number) => boolean) => {
    const reached = graph.ancestors([tip])
    return commit => reached[commit] === 1
  }
  const notes = holding.filter(ref => ref.name.startsWith('refs/notes/'))
  const branches = holding.filter(ref => ref.name.startsWith('refs/heads/') && reaches(graph.commits.get(ref.peeled)))
  const inHeadHistory = toIntroductions(commit => known.fromHead[commit] === 1)
  const filePaths = [...new Set([...added.map(change => change.path), ...(known.inHead.get(key) ?? [])])]
  return toVerdict({
    pushed: held.pushed,
    paths: [...new Set([...filePaths, ...hits.flatMap(hit => (hit.kind === 'file' || hit.kind === 'path' ? [hit.path] : []))])],
    stagedPaths: known.staged.get(key) ?? hits.flatMap(hit => (hit.kind === 'staged' || hit.kind === 'index' ? [hit.path] : [])),
    hasHead: tips.head !== undefined,
    inHeadHistory,
    head: tips.head,
    headRefs: ['HEAD', ...(tips.branch === undefined ? [] : [tips.branch])],
    branches: held.pushed || inHeadHistory.length > 0 ? [] : branches.slice(0, branchesMax).map(ref => ({ ref: ref.name, tip: ref.peeled, introductions: toIntroductions(isReachedBy(graph.commits.get(ref.peeled))) })),
    otherHeads: tips.heads.filter(head => reaches(graph.commits.get(head))),
    tags: holding.filter(ref => ref.name.startsWith('refs/tags/') && !held.named.has(ref.name)).map(ref => ref.name),
    tagObjects: held.tagsOfKey.map(ref => ({ ref: ref.name, target: ref.peeled })),
    stashes: tips.stashes.flatMap((oid, number) => (reaches(graph.commits.get(oid)) ? [number] : [])),
    notes: notes.map(ref => ({ ref: ref.name, objects: [...new Set(added.map(change => change.path.replaceAll('/', '')))] })),
    namedRefs: [...held.named],
    reflogs: [...tips.reflogs].filter(([, oids]) => oids.some(oid => reaches(graph.commits.get(oid)))).map(([name]) => name),
    isInGit: hits.some(hit => hit.kind !== 'file' && hit.kind !== 'path' && hit.kind !== 'stdin'),
  })
}
