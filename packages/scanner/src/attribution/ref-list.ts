import { toPathText } from '../sources/path-bytes.ts'
import type { OidIndex } from './oid-index.ts'

/** What a ref is by where it stands. */
export type RefKind = 'branch' | 'remote' | 'tag' | 'note' | 'other'

/** Refs in a compact form, numbered in git's order: a repository can hold millions of them. */
export interface RefList {
  readonly count: number
  /** Full name, raw. */
  readonly name: (ref: number) => string
  readonly kind: (ref: number) => RefKind
  /** Number of the object that it points at, in `ids`. */
  readonly target: (ref: number) => number
  /** Number of what is left when every tag is taken off, in `ids`. */
  readonly peeled: (ref: number) => number
}

export interface RefListBuilder extends RefList {
  /** Adds a ref; `name` is copied. */
  add(name: Buffer, oid: string): void
  /** Says what the tag that was added last stands for. */
  peelLast(oid: string): void
}

const kinds: readonly RefKind[] = ['other', 'branch', 'remote', 'tag', 'note']
const prefixes = ['', 'refs/heads/', 'refs/remotes/', 'refs/tags/', 'refs/notes/'].map(prefix => Buffer.from(prefix))

/** Names that are kept decoded. */
const textsMax = 20_000

/** Creates an empty list that keeps ids of objects in `ids`. */
export function createRefList(ids: OidIndex): RefListBuilder {
  let names = Buffer.allocUnsafeSlow(1 << 16)
  let rows = new Int32Array(4 * 1024)
  let count = 0
  /** Of refs that were asked for: many keys stand in the same ones. */
  const texts = new Map<number, string>()
  const row = (ref: number, field: 0 | 1 | 2 | 3): number => rows[4 * ref + field] as number
  return {
    get count() {
      return count
    },
    add(name, oid) {
      const start = count === 0 ? 0 : row(count - 1, 0)
      while (start + name.length > names.length) {
        const larger = Buffer.allocUnsafeSlow(names.length * 2)
        names.copy(larger, 0, 0, start)
        names = larger
      }
      name.copy(names, start)
      if (4 * (count + 1) > rows.length) {
        const larger = new Int32Array(rows.length * 2)
        larger.set(rows)
        rows = larger
      }
      const target = ids.add(oid)
      const kind = prefixes.findLastIndex(prefix => name.subarray(0, prefix.length).equals(prefix))
      rows.set([start + name.length, target, target, kind], 4 * count)
      count++
    },
    peelLast(oid) {
      if (count > 0) rows[4 * (count - 1) + 2] = ids.add(oid)
    },
    name(ref) {
      const known = texts.get(ref)
      if (known !== undefined) return known
      const text = toPathText(names.subarray(ref === 0 ? 0 : row(ref - 1, 0), row(ref, 0)))
      if (texts.size < textsMax) texts.set(ref, text)
      return text
    },
    kind: ref => kinds[row(ref, 3)] ?? 'other',
    target: ref => row(ref, 1),
    peeled: ref => row(ref, 2),
  }
}
