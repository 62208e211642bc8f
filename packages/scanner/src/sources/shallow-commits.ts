import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.ts'

/** Those of the commits whose parents a shallow clone left out: what they add cannot be known. */
export async function listShallowCommits(git: Git, commits: readonly string[]): Promise<string[]> {
  if (!git.isShallow) return []
  const file = git.environment['GIT_SHALLOW_FILE'] ?? join(git.commonDirectory, 'shallow')
  const cut = new Set((await readFile(file, 'latin1')).split('\n'))
  return commits.filter(commit => cut.has(commit))
}
