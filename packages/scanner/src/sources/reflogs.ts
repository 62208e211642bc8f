import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.ts'
import { isAbsence, listGitDirectories } from './index-paths.ts'
import { toPathText } from './path-bytes.ts'
import { createFileReader } from './read-file.ts'
import type { Skip, Visit } from './source.ts'

/** One reflog as a file: `name` is the ref's, with the worktree before it where it is not the main one's. */
export interface Reflog {
  /** Absolute; see `toPathText`. */
  readonly file: string
  readonly name: string
}

/** Lists the reflogs of all refs and worktrees, those of refs that git no longer shows too; symbolic links are not followed. */
export async function listReflogs(git: Git): Promise<{ logs: Reflog[]; skipped: Skip[] }> {
  const logs: Reflog[] = []
  const skipped: Skip[] = []
  const skip = (error: unknown, name: string): void => {
    if (!isAbsence(error)) skipped.push({ reason: 'unreadable', what: name === '' ? 'logs' : name, count: 1, expected: false })
  }
  const walk = async (directory: Buffer, name: string): Promise<void> => {
    const entries = await readdir(directory, { encoding: 'buffer' }).catch((error: unknown) => {
      skip(error, name)
      return []
    })
    for (const entry of entries) {
      const path = Buffer.concat([directory, Buffer.from('/'), entry])
      const inner = name === '' ? toPathText(entry) : `${name}/${toPathText(entry)}`
      const stats = await lstat(path).catch((error: unknown) => {
        skip(error, inner)
        return undefined
      })
      if (stats?.isDirectory() === true) await walk(path, inner)
      else if (stats?.isFile() === true) logs.push({ file: toPathText(path), name: inner })
    }
  }
  // A list of worktrees that cannot be read is a skip of those who read their indexes.
  const { directories } = await listGitDirectories(git)
  for (const directory of directories) {
    const prefix = directory === git.commonDirectory ? '' : directory.slice(git.commonDirectory.length + 1).replaceAll('\\', '/')
    await walk(Buffer.from(join(directory, 'logs')), prefix)
  }
  return { logs, skipped }
}

/** Searches messages and identities in all reflogs. */
export async function searchReflogs(git: Git, visit: Visit, signal: AbortSignal): Promise<Skip[]> {
  const { logs, skipped } = await listReflogs(git)
  const readFile = createFileReader()
  for (const { file, name } of logs) {
    if (signal.aborted) break
    const { matches, skip } = await readFile(file, { path: name, followsLink: false, signal })
    if (matches.length > 0) visit(matches, { kind: 'reflog', path: name })
    if (skip !== undefined) skipped.push({ reason: skip, what: name, count: 1, expected: false })
  }
  return skipped
}
