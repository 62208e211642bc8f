import type { Fingerprint, Oid, OriginKind } from '@nuvion-guard/core'
import type { CommitPlace } from '../report.ts'
import type { Skip } from '../sources/source.ts'

/** One place of one key, as a source found it; `path` is raw. */
export interface Hit {
  readonly fingerprint: Fingerprint
  readonly kind: OriginKind
  readonly oid?: Oid
  readonly path: string
}

/** What the repository knows about one key. */
export interface KeyHistory {
  /** `null` where no commit that a ref or a reflog reaches holds it. */
  readonly introduced: CommitPlace | null
  /** `null` too while HEAD, or every branch that had it, still holds it. */
  readonly removed: CommitPlace | null
  readonly inHead: boolean
  /** Full raw names of branches and tags whose history holds it. */
  readonly refs: readonly string[]
  /** A remote-tracking ref, or an entry of its reflog, reaches it. */
  readonly pushed: boolean
  /** Only the object store holds it: no ref and no reflog reaches it. */
  readonly isDangling: boolean
  /** What must happen next, computed from the repository. */
  readonly verdict: Verdict
}

/** Where a key stands that nobody else has seen yet; it decides how it is undone. */
export type UnpushedPlace =
  | 'head-commit'
  | 'older-commit'
  | 'other-branch'
  | 'detached-commit'
  | 'stash'
  | 'reflog'
  | 'dangling'
  | 'tag'
  | 'ref-name'
  | 'note'

/**
 * One thing to do. `run` carries a command line, quoted for a POSIX shell (raw: redact before printing); the others are for a person:
 * `edit` takes the key out of the file at `path`, `edit-message` out of the message that an editor shows.
 */
export type Step =
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'edit'; readonly path: string }
  | { readonly kind: 'edit-message' }
  | { readonly kind: 'store-key' }
  | { readonly kind: 'create-key' }
  | { readonly kind: 'move-places'; readonly paths: readonly string[] }
  | { readonly kind: 'delete-key' }

/** `pushed`: others may have it, rotate now. `unpushed`: undo it. `staged`: unstage it. `on-disk`: in files only, git has never had it. */
export type Verdict =
  | { readonly kind: 'pushed'; readonly steps: readonly Step[] }
  | { readonly kind: 'unpushed'; readonly place: UnpushedPlace; readonly steps: readonly Step[] }
  | { readonly kind: 'staged'; readonly steps: readonly Step[] }
  | { readonly kind: 'on-disk'; readonly steps: readonly Step[] }

/** The answer for all hits at once. */
export interface Attribution {
  readonly keys: ReadonlyMap<Fingerprint, KeyHistory>
  /** Raw paths that a blob stands at in commits, by its id, introducing path first; nothing for a blob that no commit holds. */
  readonly paths: ReadonlyMap<Oid, readonly string[]>
  /** What could not be asked; each makes the run incomplete. */
  readonly skipped: readonly Skip[]
}
