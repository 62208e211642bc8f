import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Fingerprint } from '@nuvion-guard/core'
import type { Git } from '../sources/git.ts'
import { toPathText } from '../sources/path-bytes.ts'
import { readRecords } from '../sources/records.ts'
import type { KeysAt } from './keys-at.ts'

const NUL = 0
const TAB = 9
const pathsMax = 100

/** The keys in the tree of a commit or a tree, with the paths that hold each (100 at most). */
export async function readTreeKeys(git: Git, treeish: string, keysAt: KeysAt, signal: AbortSignal): Promise<Map<Fingerprint, string[]>> {
  // ls-tree starts in the current directory; --full-tree does not.
  return await readEntries(git, ['ls-tree', '-r', '-z', '--full-tree', treeish], 2, keysAt, signal)
}

/** The keys that are staged in this worktree, with the paths that hold each (100 at most). */
export async function readIndexKeys(git: Git, keysAt: KeysAt, signal: AbortSignal): Promise<Map<Fingerprint, string[]>> {
  // A bare repository has no index: most of those that are audited.
  if (git.environment['GIT_INDEX_FILE'] === undefined && !existsSync(join(git.gitDirectory, 'index'))) return new Map()
  return await readEntries(git, ['ls-files', '--stage', '-z', '--full-name', '--', ':/'], 1, keysAt, signal)
}

async function readEntries(git: Git, args: readonly string[], oidField: 1 | 2, keysAt: KeysAt, signal: AbortSignal): Promise<Map<Fingerprint, string[]>> {
  const held = new Map<Fingerprint, string[]>()
  await readRecords(git.stream(args), NUL, signal, record => {
    const tab = record.indexOf(TAB)
    const oid = record.toString('latin1', 0, tab).split(' ')[oidField] ?? ''
    if (!keysAt.hasPathKeys && keysAt.keys(oid, '').size === 0) return
    const path = toPathText(record.subarray(tab + 1))
    for (const key of keysAt.keys(oid, path)) {
      const paths = held.get(key)
      if (paths === undefined) held.set(key, [path])
      else if (paths.length < pathsMax) paths.push(path)
    }
  })
  return held
}
