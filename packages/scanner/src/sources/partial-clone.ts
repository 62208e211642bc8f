import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.ts'
import { listStore } from './list-objects.ts'

/**
 * Tells of an id whether a partial clone holds the object, so that git is not asked for one that it would fetch, and dies of where it
 * may not; `undefined` for any other repository. The packs tell which it is: a process would cost a hook milliseconds.
 */
export async function readPresence(git: Git, signal: AbortSignal): Promise<((oid: string) => boolean) | undefined> {
  // A repository may have no folder of packs.
  const names = await readdir(join(git.commonDirectory, 'objects', 'pack')).catch(() => [])
  if (!names.some(name => name.endsWith('.promisor'))) return undefined
  const { list } = await listStore(git, signal)
  return oid => list.hasHex(Buffer.from(oid, 'latin1'), 0)
}
