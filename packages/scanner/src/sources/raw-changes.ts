import type { Readable } from 'node:stream'
import { ScanError } from '../scan-error.ts'
import { toPathText } from './path-bytes.ts'

/** One path that differs from every parent, as `diff-index` and `diff-tree` with `--raw -z` tell it. */
export interface Change {
  /** The commit that makes the change; the empty string for an index. */
  readonly commit: string
  /** POSIX, relative to the root of the repository, raw; see `toPathText`. */
  readonly path: string
  readonly newMode: string
  /** All zeros where the path is gone or, in an index, unmerged. */
  readonly newOid: string
  /** One id per parent, all zeros where that parent has no blob at the path (nothing, or a submodule). */
  readonly oldOids: readonly string[]
  /** One letter per parent: `A`, `D`, `M`, `T`, or `U` for unmerged. */
  readonly status: string
}

const NUL = 0
const COLON = 0x3a

/** What keeps a raw diff free of the repository's own settings; `-O` undoes `diff.orderFile`. */
export const rawDiffOptions = [
  '--raw', '-z', '--no-abbrev', '--no-renames', '--no-relative', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none', '-O/dev/null',
] as const

/** Whether git means "no object" by this id. */
export function isZeroOid(oid: string): boolean {
  return /^0+$/.test(oid)
}

/** Whether the new side is a blob: a file or the target of a symlink, and no submodule. */
export function hasNewBlob(change: Change): boolean {
  return change.newMode !== '160000' && !isZeroOid(change.newOid)
}

/** Whether no parent has the path. */
export function isNewPath(change: Change): boolean {
  return change.oldOids.every(isZeroOid)
}

/**
 * Reads the output of `diff-index` or `diff-tree --stdin`, some changes at a time. Throws `ScanError` where the text is not what
 * git writes.
 */
export async function* readChanges(stdout: Readable): AsyncGenerator<readonly Change[], void, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  let commit = ''
  let meta: string | undefined
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const changes: Change[] = []
    let from = 0
    for (let to = bytes.indexOf(NUL, from); to !== -1; to = bytes.indexOf(NUL, from)) {
      const token = bytes.subarray(from, to)
      from = to + 1
      if (meta !== undefined) {
        changes.push(toChange(meta, toPathText(token), commit))
        meta = undefined
      } else if (token[0] === COLON) meta = token.toString('latin1')
      else commit = token.toString('latin1')
    }
    rest = bytes.subarray(from)
    if (changes.length > 0) yield changes
  }
  if (rest.length > 0 || meta !== undefined) throw new ScanError('git ended its list of changes in the middle of an entry. Run: git fsck', { exitCode: 3 })
}

/** `:old new oid oid S` with one parent; one more colon, mode, id and letter for each further one. */
function toChange(meta: string, path: string, commit: string): Change {
  const parents = meta.lastIndexOf(':') + 1
  const fields = meta.slice(parents).split(' ')
  const newMode = fields[parents]
  const newOid = fields[2 * parents + 1]
  const status = fields[2 * parents + 2]
  if (newMode === undefined || newOid === undefined || status === undefined) throw new ScanError('git wrote a list of changes that cannot be read.', { exitCode: 3 })
  const oldOids = fields.slice(parents + 1, 2 * parents + 1).map((oid, index) => (fields[index] === '160000' ? '0'.repeat(oid.length) : oid))
  return { commit, path, newMode, newOid, oldOids, status }
}
