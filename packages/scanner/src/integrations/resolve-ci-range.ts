import type { Git } from '../sources/git.ts'
import { areKnown } from '../sources/revisions.ts'
import { findCiRange, type CiEnvironment } from './ci-environment.ts'

/**
 * The range that `range` without arguments takes, and where it comes from; nothing outside of CI. Of several choices the first that
 * the clone knows; none known leaves the first, which then fails with what is missing. Throws `ScanError` (2), see `findCiRange`.
 */
export async function resolveCiRange(
  git: Git,
  environment: CiEnvironment,
  readText: (path: string) => string,
): Promise<{ readonly revisions: readonly string[]; readonly from: string } | undefined> {
  const range = findCiRange(environment, readText)
  if (range === undefined) return undefined
  for (const revisions of range.choices) if (await areKnown(git, revisions)) return { revisions, from: range.from }
  return { revisions: range.choices[0] ?? [], from: range.from }
}
