import type { Oid } from '@nuvion-guard/core'
import type { Git } from '../sources/git.ts'
import { listGitDirectories, readIndex } from '../sources/index-paths.ts'
import { listOfTypes, listReachable } from '../sources/list-objects.ts'
import { createBatchReader } from '../sources/object-store.ts'
import { toPathText } from '../sources/path-bytes.ts'
import { readEntries } from '../sources/tree-entries.ts'

/** Places of one object that are looked at. */
const placesMax = 10_000

/**
 * Raw paths of blobs that no commit of a ref or reflog holds: in the indexes of all worktrees, and in trees that nothing leads to any more, from
 * the topmost of them. Reads every object's type: for the few runs in which a path decides. Throws `ScanError`.
 */
export async function findUncommittedPaths(git: Git, oids: ReadonlySet<Oid>, signal: AbortSignal): Promise<Map<Oid, string[]>> {
  const paths = new Map<Oid, string[]>()
  const add = (oid: Oid, path: string): void => {
    const known = paths.get(oid)
    if (known === undefined) paths.set(oid, [path])
    else if (!known.includes(path)) known.push(path)
  }
  const { directories } = await listGitDirectories(git)
  for (const directory of directories) {
    await readIndex(git, directory, signal, ({ hex, path }) => {
      if (oids.has(hex as Oid)) add(hex as Oid, toPathText(path))
    })
  }
  const places = await readDanglingTrees(git, oids, signal)
  for (const oid of oids) for (const path of listPaths(oid, places)) add(oid, path)
  return paths
}

/** Where an object stands: in which trees, by what name. */
type Places = ReadonlyMap<string, readonly { readonly tree: string; readonly name: string }[]>

async function readDanglingTrees(git: Git, oids: ReadonlySet<string>, signal: AbortSignal): Promise<Places> {
  const { list: reachable } = await listReachable(git, ['--all', '--reflog', '--indexed-objects'], signal)
  const trees = await listOfTypes(git, ['tree'], signal, (bytes, at) => !reachable.hasHex(bytes, at))
  const places = new Map<string, { tree: string; name: string }[]>()
  const read = (tree: string, bytes: Buffer): void => {
    readEntries(bytes, trees.oidBytes, (_, nameStart, nameEnd, oidAt) => {
      const oid = bytes.toString('hex', oidAt, oidAt + trees.oidBytes)
      const isTree = trees.has(bytes, oidAt)
      if (!isTree && !oids.has(oid)) return
      const place = { tree, name: toPathText(bytes.subarray(nameStart, nameEnd)) }
      const known = places.get(oid)
      if (known === undefined) places.set(oid, [place])
      else known.push(place)
    })
  }
  await createBatchReader(git, trees).read(
    {
      whole(oid, _type, bytes) {
        read(oid, bytes)
      },
      parts(oid) {
        const pieces: Buffer[] = []
        return {
          push: piece => pieces.push(Buffer.from(piece)),
          end() {
            read(oid, Buffer.concat(pieces))
          },
        }
      },
      // The scan itself has counted it.
      unreadable: () => undefined,
    },
    signal,
  )
  return places
}

/** From the object up to the trees that stand in none. */
function listPaths(oid: string, places: Places): string[] {
  const paths: string[] = []
  const open: { readonly at: string; readonly path: string }[] = [{ at: oid, path: '' }]
  for (let looked = 0; looked < placesMax; looked++) {
    const next = open.pop()
    if (next === undefined) break
    const { at, path } = next
    const above = places.get(at) ?? []
    if (above.length === 0 && path !== '') paths.push(path)
    for (const { tree, name } of above.slice(0, Math.max(0, placesMax - open.length))) open.push({ at: tree, path: path === '' ? name : `${name}/${path}` })
  }
  return paths
}
