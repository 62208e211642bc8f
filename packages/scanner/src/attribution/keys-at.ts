import type { Fingerprint } from '@nuvion-guard/core'
import { isZeroOid } from '../sources/raw-changes.ts'
import type { Hit } from './key-history.ts'

/** Which keys stand where: in blobs by their id, in names of files and folders. */
export interface KeysAt {
  /** Ids of the blobs that hold a key. */
  readonly oids: readonly string[]
  readonly hasPathKeys: boolean
  /** The keys in a blob and in the path it stands at; none where the id is all zeros. */
  keys(oid: string, path: string): ReadonlySet<Fingerprint>
}

const none: ReadonlySet<Fingerprint> = new Set()

/** Indexes hits in blobs and in names. */
export function createKeysAt(hits: readonly Hit[]): KeysAt {
  const byOid = new Map<string, Set<Fingerprint>>()
  const byName = new Map<string, Set<Fingerprint>>()
  for (const { kind, oid, path, fingerprint } of hits) {
    if (kind === 'blob' && oid !== undefined) addTo(byOid, oid, fingerprint)
    if (kind === 'tree') addTo(byName, path, fingerprint)
  }
  return {
    oids: [...byOid.keys()],
    hasPathKeys: byName.size > 0,
    keys(oid, path) {
      const inBlob = byOid.get(oid) ?? none
      if (byName.size === 0 || isZeroOid(oid)) return inBlob
      const keys = new Set(inBlob)
      for (const name of path.split('/')) for (const key of byName.get(name) ?? none) keys.add(key)
      return keys
    },
  }
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, new Set([value]))
  else values.add(value)
}
