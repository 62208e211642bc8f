import type { LocatedMatch, Oid, OriginKind } from '@nuvion-guard/core'

/** Where a fragment stands. `path` is raw: it is redacted when a match becomes a finding. */
export interface Place {
  /** POSIX, relative to the scanned root; for messages, names and refs the name of that thing. */
  readonly path: string
  readonly kind: OriginKind
  readonly oid?: Oid
}

/** What was found in one fragment: the matches live in memory only. */
export type Visit = (matches: readonly LocatedMatch[], place: Place) => void

/** Why something was not looked at; every skip makes the run incomplete unless `expected` says that it holds nothing for us (a submodule entry). */
export interface Skip {
  readonly reason:
    | 'unreadable'
    | 'vanished'
    | 'changed'
    | 'missing-object'
    | 'corrupt-object'
    | 'shallow'
    | 'partial-clone'
    | 'too-large'
    | 'not-a-file'
    | 'outside-root'
    | 'submodule'
    | 'git-failed'
    | 'narrowed'
    | 'interrupted'
  /** Raw name of the thing; redacted by the reporter's model before it is printed. */
  readonly what: string
  readonly count: number
  readonly expected: boolean
}

/** What a source looked at. `bytes` counts content bytes before decoding. */
export interface SourceCoverage {
  readonly objects: number
  readonly bytes: number
  readonly files: number
  readonly commits: number
  readonly skipped: readonly Skip[]
}

/** Called now and then with what is done and, where it is known, the total. */
export type ReportProgress = (done: number, total: number | undefined, unit: 'files' | 'objects' | 'commits') => void

/**
 * Reads fragments from somewhere, detects keys in them and hands every fragment with matches to `visit`.
 * A source knows no policy, prints nothing, and never throws for something it could not read: that is a `Skip`.
 * It throws `ScanError` for a usage error (not a repository, a path that does not exist).
 */
export interface Source {
  scan(visit: Visit, progress: ReportProgress, signal: AbortSignal): Promise<SourceCoverage>
}
