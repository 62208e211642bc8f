import type { Environment, KeyRuleId } from '@nuvion-guard/rules'
import type { Finding, Fingerprint, IsoDate, Oid, Preview, Redacted } from '@nuvion-guard/core'

export interface Person {
  readonly name: Redacted
  readonly email: Redacted
}

/** A commit that put a key somewhere or took it away. `date` is the author's date. */
export interface CommitPlace {
  readonly commit: Oid
  readonly author: Person
  readonly date: IsoDate
  readonly committer: Person
  readonly commitDate: IsoDate
  readonly path: Redacted
}

/** One entry per fingerprint. The git fields are `null`, `[]` or `false` where the scan did not look at a repository. */
export interface KeyEntry {
  readonly fingerprint: Fingerprint
  readonly ruleId: KeyRuleId
  readonly environment: Environment | null
  readonly preview: Preview
  readonly occurrences: number
  readonly introduced: CommitPlace | null
  readonly removed: CommitPlace | null
  readonly inHead: boolean
  /** Full names of branches and tags that reach it: `refs/heads/main`. */
  readonly refs: readonly Redacted[]
  readonly pushed: boolean
}

export interface CoverageSkip {
  readonly reason: string
  readonly what: Redacted
  readonly count: number
}

export interface Coverage {
  /** `false` makes the exit code 3. */
  readonly complete: boolean
  readonly objects: number
  readonly bytes: number
  readonly files: number
  readonly commits: number
  readonly skipped: readonly CoverageSkip[]
}

/** What a run ends with; `schema/report.schema.json` is its published form. */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: 'nuvion-guard'; readonly version: string }
  readonly findings: readonly Finding[]
  readonly keys: readonly KeyEntry[]
  readonly coverage: Coverage
}
