import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { detectBytes, mayHoldKey, type Oid } from '@nuvion-guard/core'
import { ScanError } from '../scan-error.ts'
import type { Git } from './git.ts'
import type { ObjectList } from './object-list.ts'
import { toPathText } from './path-bytes.ts'
import { readRecords } from './records.ts'
import type { Skip, Visit } from './source.ts'

const NUL = 0
const TAB = 9
const SPACE = 32
const emptyBlobs: ReadonlySet<string> = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
])

/** Searches the paths in the index of every worktree; counts the entries whose blob `present` does not hold. Their blobs are in the store. */
export async function searchIndexPaths(git: Git, visit: Visit, present: ObjectList | undefined, signal: AbortSignal): Promise<{ absent: number; skipped: Skip[] }> {
  const { directories, skipped } = await listGitDirectories(git)
  let absent = 0
  for (const directory of directories) {
    const kind = await kindOf(join(directory, 'index'))
    if (kind === 'absent') continue
    if (kind === 'not-a-file') {
      // git would wait for a pipe.
      skipped.push({ reason: kind, what: join(directory, 'index'), count: 1, expected: false })
      continue
    }
    try {
      await readIndex(git, directory, signal, ({ record, hex, path }) => {
        const isSubmodule = record[0] === 0x31 && record[1] === 0x36
        // An entry that is only intended to be added names the empty blob, which need not be there.
        if (!isSubmodule && !emptyBlobs.has(hex) && present?.hasHex(record, 7) === false) absent++
        if (!mayHoldKey(path)) return
        const matches = detectBytes(path)
        if (matches.length > 0) visit(matches, { kind: 'index', oid: hex as Oid, path: toPathText(path) })
      })
    } catch (error) {
      if (!(error instanceof ScanError)) throw error
      skipped.push({ reason: 'unreadable', what: join(directory, 'index'), count: 1, expected: false })
    }
  }
  return { absent, skipped }
}

interface IndexEntry {
  /** `mode SP id SP stage TAB path`, the id at 7. */
  readonly record: Buffer
  readonly hex: string
  /** Relative to the top, raw. */
  readonly path: Buffer
}

/** Reads the index of the worktree whose git directory it is. */
export async function readIndex(git: Git, directory: string, signal: AbortSignal, onEntry: (entry: IndexEntry) => void): Promise<void> {
  const stream = git.stream([`--git-dir=${directory}`, 'ls-files', '--stage', '-z', '--full-name', '--', ':/'])
  await readRecords(stream, NUL, signal, record => {
    onEntry({ record, hex: record.toString('latin1', 7, record.indexOf(SPACE, 7)), path: record.subarray(record.indexOf(TAB) + 1) })
  })
}

/** The git directories of all worktrees, the main one first. */
export async function listGitDirectories(git: Git): Promise<{ directories: string[]; skipped: Skip[] }> {
  const worktrees = join(git.commonDirectory, 'worktrees')
  const skipped: Skip[] = []
  const names = await readdir(worktrees).catch((error: unknown) => {
    if (!isAbsence(error)) skipped.push({ reason: 'unreadable', what: worktrees, count: 1, expected: false })
    return []
  })
  return { directories: [...new Set([git.commonDirectory, git.gitDirectory, ...names.map(name => join(worktrees, name))])], skipped }
}

/** Whether nothing is there: what is there and cannot be looked at is no absence. */
export function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** What cannot be looked at is left to git, which says why. */
async function kindOf(path: string): Promise<'absent' | 'not-a-file' | 'other'> {
  try {
    return (await stat(path)).isFile() ? 'other' : 'not-a-file'
  } catch (error) {
    return isAbsence(error) ? 'absent' : 'other'
  }
}
