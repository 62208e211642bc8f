import { mayHoldKey, type LocatedMatch, type Oid } from '@nuvion-guard/core'
import { detectName, findAddedKeys, findNamedKeys, listComparedObjects } from './added-keys.ts'
import { readChangeSets, readCommitChanges } from './commit-changes.ts'
import type { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import { createKeyStore, type KeyStore, type SearchRequest } from './key-store.ts'
import { toPathBytes } from './path-bytes.ts'
import { hasNewBlob, isNewPath, type Change } from './raw-changes.ts'
import type { Place, ReportProgress, Visit } from './source.ts'
import { readTreeFiles } from './tree-files.ts'

/** What comes into a repository, or leaves it, in one go. */
export interface Arrival {
  readonly commits: readonly string[]
  /** Annotated tags. */
  readonly tags: readonly string[]
  /** Blobs and trees that a ref or a tag names; they belong to no commit, so that all their keys count. */
  readonly blobs: readonly string[]
  readonly trees: readonly string[]
  /** Full names of new refs. */
  readonly refNames: readonly string[]
  /** Pathspecs: of what commits change, only what these match counts. Default: everything. */
  readonly paths?: readonly string[]
}

export interface ArrivalOptions {
  readonly git: Git
  readonly visit: Visit
  readonly progress: ReportProgress
  readonly signal: AbortSignal
  readonly count: ReturnType<typeof createCoverageCount>
}

/** Searches what arrives for keys: content that a commit adds to its parents, messages, names of people, of paths and of refs. */
export async function searchArrival(arrival: Arrival, { git, visit, progress, signal, count }: ArrivalOptions): Promise<void> {
  const keys = createKeyStore(git, { signal, count })
  const { commits, tags, blobs, trees, refNames } = arrival
  count.add({ commits: commits.length })

  for (const name of refNames) report(visit, detectName(name), { path: name, kind: 'ref' })
  await keys.search(toRequests([...commits, ...tags, ...blobs]))
  for (const [kind, oids] of [['commit', commits], ['tag', tags], ['blob', blobs]] as const) {
    for (const oid of oids) report(visit, keys.matchesOf(oid), { path: oid, kind, oid: oid as Oid })
  }
  for (const tree of trees) {
    const files = await readTreeFiles(git, tree)
    await keys.search(files)
    for (const { oid, path } of files) {
      report(visit, keys.matchesOf(oid), { path, kind: 'blob', oid: oid as Oid })
      report(visit, detectName(path), { path, kind: 'path' })
    }
  }
  const namesHoldKeys = await searchContents(arrival, { git, keys, progress, signal, count })
  await blameCommits(arrival, { git, keys, visit, signal, namesHoldKeys })
}

/** Searches every blob that a commit brings; whether a name of a path may hold a key. */
async function searchContents(
  { commits, paths }: Arrival,
  { git, keys, progress, signal, count }: Omit<ArrivalOptions, 'visit'> & { readonly keys: KeyStore },
): Promise<boolean> {
  let namesHoldKeys = false
  let commitsDone = 0
  let last = ''
  const onDamaged = (commit: string): void => {
    count.skip({ reason: 'corrupt-object', what: commit, expected: false })
  }
  const requests = async function* (): AsyncGenerator<SearchRequest> {
    for await (const changes of readCommitChanges(git, commits, { signal, onDamaged, paths })) {
      for (const change of changes) {
        if (change.commit !== last) commitsDone++
        last = change.commit
        if (isNewPath(change) && mayHoldKeyInName(change)) namesHoldKeys = true
        if (hasNewBlob(change)) yield { oid: change.newOid, path: change.path }
      }
      progress(commitsDone, commits.length, 'commits')
    }
  }
  await keys.search(requests())
  return namesHoldKeys
}

interface BlameOptions extends Pick<ArrivalOptions, 'git' | 'visit' | 'signal'> {
  readonly keys: KeyStore
  readonly namesHoldKeys: boolean
}

/** Only commits with a hit are looked at again, and only hits are compared with what the parents hold. */
async function blameCommits({ commits, paths }: Arrival, { git, keys, visit, signal, namesHoldKeys }: BlameOptions): Promise<void> {
  const hits = keys.hits()
  if (hits.size === 0 && !namesHoldKeys) return
  const isWanted = (change: Change): boolean => hits.has(change.newOid) || (namesHoldKeys && isNewPath(change) && mayHoldKeyInName(change))
  const sets = await readChangeSets(git, commits, { signal, isWanted, paths })
  await keys.search(sets.flatMap(set => listComparedObjects(set, keys)))
  const contents = new Map<string, { readonly place: Place; readonly matches: Set<LocatedMatch> }>()
  const names = new Map<string, readonly LocatedMatch[]>()
  for (const set of sets) {
    for (const { change, matches } of findAddedKeys(set, keys)) {
      const id = `${change.newOid} ${change.path}`
      const known = contents.get(id) ?? { place: { path: change.path, kind: 'blob', oid: change.newOid as Oid }, matches: new Set() }
      for (const match of matches) known.matches.add(match)
      contents.set(id, known)
    }
    for (const { change, matches } of findNamedKeys(set)) names.set(change.path, matches)
  }
  for (const { place, matches } of contents.values()) visit([...matches], place)
  for (const [path, matches] of names) visit(matches, { path, kind: 'path' })
}

function mayHoldKeyInName({ path }: Change): boolean {
  const bytes = toPathBytes(path)
  return mayHoldKey(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
}

function toRequests(oids: readonly string[]): SearchRequest[] {
  return oids.map(oid => ({ oid }))
}

function report(visit: Visit, matches: readonly LocatedMatch[], place: Place): void {
  if (matches.length > 0) visit(matches, place)
}
