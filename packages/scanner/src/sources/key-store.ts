import { toFingerprint, type Fingerprint, type LocatedMatch } from '@nuvion-guard/core'
import type { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import { readPresence } from './partial-clone.ts'
import { searchObjects } from './search-objects.ts'

/** An object to search, and a path under which it stands, where it has one. */
export interface SearchRequest {
  readonly oid: string
  readonly path?: string
}

/** The keys of git objects, each object searched once however often it is asked for. */
export interface KeyStore {
  /** Searches those that were not searched before. */
  readonly search: (requests: Iterable<SearchRequest> | AsyncIterable<SearchRequest>) => Promise<void>
  /** Nothing for an object that was not searched or holds no key. */
  readonly matchesOf: (oid: string) => readonly LocatedMatch[]
  readonly fingerprintsOf: (oid: string) => ReadonlySet<Fingerprint>
  /** Ids of the objects that hold a key. */
  readonly hits: () => ReadonlySet<string>
}

const none: ReadonlySet<Fingerprint> = new Set()

/** A store that counts what it searches in `count`, and an object that it cannot have as a skip. */
export function createKeyStore(git: Git, options: { readonly signal: AbortSignal; readonly count: ReturnType<typeof createCoverageCount> }): KeyStore {
  const { signal, count } = options
  const known = new Set<string>()
  const matches = new Map<string, readonly LocatedMatch[]>()
  const fingerprints = new Map<string, ReadonlySet<Fingerprint>>()

  /** Paths of the objects that git was asked for and has not answered yet. */
  const paths = new Map<string, string>()
  let presence: ReturnType<typeof readPresence> | undefined
  const unknown = async function* (requests: Iterable<SearchRequest> | AsyncIterable<SearchRequest>): AsyncGenerator<string> {
    for await (const { oid, path } of requests) {
      if (known.has(oid)) continue
      known.add(oid)
      presence ??= readPresence(git, signal)
      const isPresent = await presence
      if (isPresent?.(oid) === false) {
        count.skip({ reason: 'partial-clone', what: 'objects', expected: false })
        continue
      }
      if (path !== undefined) paths.set(oid, path)
      yield oid
    }
  }
  return {
    async search(requests) {
      await searchObjects(git, unknown(requests), { signal, pathOf: oid => paths.get(oid) }, object => {
        paths.delete(object.oid)
        if (object.type === 'missing' || object.type === 'corrupt') {
          count.skip({ reason: `${object.type}-object`, what: object.oid, expected: false })
          return
        }
        count.add({ objects: 1, bytes: object.size })
        if (object.matches.length > 0) matches.set(object.oid, object.matches)
      })
    },
    matchesOf: oid => matches.get(oid) ?? [],
    fingerprintsOf(oid) {
      const found = matches.get(oid)
      if (found === undefined) return none
      const cached = fingerprints.get(oid)
      if (cached !== undefined) return cached
      const computed = new Set(found.map(match => toFingerprint(match.secret)))
      fingerprints.set(oid, computed)
      return computed
    },
    hits: () => new Set(matches.keys()),
  }
}
