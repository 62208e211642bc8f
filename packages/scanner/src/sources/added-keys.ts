import { detectBytes, toFingerprint, type Fingerprint, type LocatedMatch } from '@nuvion-guard/core'
import type { KeyStore, SearchRequest } from './key-store.ts'
import { toPathBytes } from './path-bytes.ts'
import { hasNewBlob, isNewPath, isZeroOid, type Change } from './raw-changes.ts'

/** A path that some parent has and the result has not. */
export interface GonePath {
  readonly path: string
  readonly oid: string
}

/** What one commit, or the index, makes of its parents. */
export interface ChangeSet {
  /** Paths that differ from every parent. */
  readonly changes: readonly Change[]
  readonly gone: readonly GonePath[]
}

export interface AddedKeys {
  readonly change: Change
  readonly matches: readonly LocatedMatch[]
}

/** The objects that `findAddedKeys` compares with: they have to be searched before. */
export function listComparedObjects({ changes, gone }: ChangeSet, keys: KeyStore): SearchRequest[] {
  const hits = changes.filter(change => hasNewBlob(change) && keys.matchesOf(change.newOid).length > 0)
  const old = hits.flatMap(({ oldOids, path }) => oldOids.map(oid => ({ oid, path })))
  return [...old, ...(hits.some(isNewPath) ? gone : [])].filter(({ oid }) => !isZeroOid(oid))
}

/**
 * The keys that no parent holds at the same path. A key at a new path is not added either where the same commit takes it away
 * with another path (a rename); of several new paths the one with the unchanged content is the renamed one, the others are copies.
 */
export function findAddedKeys(set: ChangeSet, keys: KeyStore): AddedKeys[] {
  const added = set.changes.filter(hasNewBlob).map(change => {
    const old = change.oldOids.map(keys.fingerprintsOf)
    return { change, matches: keys.matchesOf(change.newOid).filter(match => !old.some(one => one.has(toFingerprint(match.secret)))) }
  })
  return dropRenamed(added, set.gone.map(one => ({ ...one, fingerprints: keys.fingerprintsOf(one.oid) })))
}

/** The keys in the names of new paths, with the same rule for renames. */
export function findNamedKeys(set: ChangeSet): AddedKeys[] {
  const named = set.changes.filter(isNewPath).map(change => ({ change, matches: detectName(change.path) }))
  if (named.every(one => one.matches.length === 0)) return []
  return dropRenamed(named, set.gone.map(one => ({ ...one, fingerprints: new Set(detectName(one.path).map(match => toFingerprint(match.secret))) })))
}

/** The keys in a file name, a ref name or the like. */
export function detectName(name: string): readonly LocatedMatch[] {
  return detectBytes(toBytes(toPathBytes(name)))
}

function toBytes(text: string | Buffer): Buffer {
  return typeof text === 'string' ? Buffer.from(text) : text
}

function dropRenamed(
  added: readonly AddedKeys[],
  gone: readonly (GonePath & { readonly fingerprints: ReadonlySet<Fingerprint> })[],
): AddedKeys[] {
  // Two parents that lose the same path lose it once.
  const losses = new Set(gone.flatMap(({ path, fingerprints }) => [...fingerprints].map(fingerprint => `${fingerprint} ${path}`)))
  const movable = new Map<string, number>()
  for (const loss of losses) {
    const fingerprint = loss.slice(0, loss.indexOf(' '))
    movable.set(fingerprint, (movable.get(fingerprint) ?? 0) + 1)
  }
  const goneOids = new Set(gone.map(one => one.oid))
  const unchangedFirst = added
    .filter(one => one.matches.length > 0)
    .sort((a, b) => Number(goneOids.has(b.change.newOid)) - Number(goneOids.has(a.change.newOid)))
  return unchangedFirst.flatMap(({ change, matches }) => {
    if (!isNewPath(change)) return [{ change, matches }]
    const renamed = new Set<Fingerprint>()
    for (const match of matches) {
      const fingerprint = toFingerprint(match.secret)
      const left = movable.get(fingerprint) ?? 0
      if (left === 0 || renamed.has(fingerprint)) continue
      renamed.add(fingerprint)
      movable.set(fingerprint, left - 1)
    }
    const rest = matches.filter(match => !renamed.has(toFingerprint(match.secret)))
    return rest.length === 0 ? [] : [{ change, matches: rest }]
  })
}
