import { redact, type Finding } from '@nuvion-guard/core'
import { findPaths } from './attribution/attribute.ts'
import type { Attribution } from './attribution/key-history.ts'
import { findUncommittedPaths } from './attribution/uncommitted-paths.ts'
import { addSkips } from './coverage.ts'
import { toKeyEntries } from './keys.ts'
import { messages } from './messages.ts'
import { namesNuvion, toUnnamedOid } from './policy/context.ts'
import type { Scanned } from './scan.ts'
import type { Git } from './sources/git.ts'
import { maxPathsPerBlob, type HistoryOptions } from './with-history.ts'

/**
 * Decides what the scan left undecided: a blob counts at each of its paths that names Nuvion, as it would have if read there. The repository
 * is asked only where there is something to decide, but then always: what counts must not depend on whether a history is wanted.
 */
export async function withPaths(git: Git, scanned: Scanned, { signal, accepts }: HistoryOptions): Promise<Scanned> {
  const { report, hits, undecided, inContext } = scanned
  if (undecided.length === 0 || signal.aborted) return scanned
  const { paths, skipped } = await ask(git, undecided.map(toHit), signal)
  const decided = undecided.flatMap(finding => {
    const oid = toUnnamedOid(finding)
    const known = oid === undefined ? [] : (paths.get(oid) ?? [])
    const named = known.filter(path => namesNuvion(path) && accepts(path)).slice(0, maxPathsPerBlob)
    return named.map(path => ({ ...(inContext.get(finding) ?? finding), path: redact(path) }))
  })
  const findings = [...report.findings, ...decided]
  return {
    report: { ...report, findings, keys: toKeyEntries(findings), coverage: addSkips(report.coverage, skipped) },
    hits: [...hits, ...decided.map(toHit)],
    undecided: [],
    inContext,
  }
}

/** Of a blob the id says where it stands. */
function toHit({ fingerprint, origin, path }: Finding): Scanned['hits'][number] {
  return { ...origin, fingerprint, path }
}

async function ask(git: Git, hits: Scanned['hits'], signal: AbortSignal): Promise<Pick<Attribution, 'paths' | 'skipped'>> {
  const toSkip = (what: string): Attribution['skipped'][number] => ({ reason: signal.aborted ? 'interrupted' : 'git-failed', what, count: 1, expected: false })
  try {
    const committed = await findPaths(git, hits, signal)
    const others = new Set(hits.flatMap(({ oid }) => (oid === undefined || committed.has(oid) ? [] : [oid])))
    const uncommitted = others.size === 0 || signal.aborted ? [] : await findUncommittedPaths(git, others, signal)
    const paths = new Map([...committed, ...uncommitted])
    return { paths, skipped: signal.aborted ? [toSkip('')] : [] }
  } catch (error) {
    return { paths: new Map(), skipped: [toSkip(messages.pathsUnknown(error instanceof Error ? error.message : String(error)))] }
  }
}
