import type { ChangeSet } from './added-keys.ts'
import type { Git } from './git.ts'
import { toPathText } from './path-bytes.ts'
import { isZeroOid, rawDiffOptions, readChanges, type Change } from './raw-changes.ts'

/** What the index makes of the parents, each of which is a commit or a tree: what differs from all of them. */
export async function readIndexChanges(git: Git, parents: readonly string[]): Promise<ChangeSet> {
  const perParent = await Promise.all(parents.map(parent => diffIndex(git, parent)))
  const [first = [], ...others] = perParent
  const byPath = others.map(changes => new Map(changes.map(change => [change.path, change])))
  const changes = first.flatMap(change => {
    const same = byPath.map(paths => paths.get(change.path))
    return same.every(one => one !== undefined)
      ? [{ ...change, oldOids: [change, ...same].flatMap(one => one.oldOids), status: [change, ...same].map(one => one.status).join('') }]
      : []
  })
  const gone = perParent.flatMap(one => one.filter(change => change.status === 'D').map(change => ({ path: change.path, oid: change.oldOids[0] ?? '' })))
  if (!changes.some(change => change.status.includes('U'))) return { changes, gone }
  return { changes: [...changes.filter(change => !change.status.includes('U')), ...(await readUnmerged(git, parents))], gone }
}

async function diffIndex(git: Git, parent: string): Promise<Change[]> {
  const { stdout, done } = git.stream(['diff-index', '--cached', ...rawDiffOptions, parent])
  const changes: Change[] = []
  await readChanges(stdout, change => {
    changes.push(change)
  })
  await done
  return changes
}

/** All stages of all unmerged paths; a stage whose object a parent has at that path is none of its changes. */
async function readUnmerged(git: Git, parents: readonly string[]): Promise<Change[]> {
  const { stdout } = await git.run(['ls-files', '--unmerged', '--full-name', '-z', '--', ':/'])
  const stages = splitEntries(stdout).map(({ head: [mode = '', oid = ''], path }) => ({ mode, oid, path }))
  const paths = new Set(stages.map(stage => stage.path))
  const trees = await Promise.all(parents.map(parent => readTreePaths(git, parent, paths)))
  return stages.map(({ mode, oid, path }) => ({
    path,
    newMode: mode,
    newOid: oid,
    oldOids: trees.map(tree => tree.get(path) ?? '0'.repeat(oid.length)),
    status: 'U',
  })).filter(change => !isZeroOid(change.newOid))
}

async function readTreePaths(git: Git, tree: string, paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', tree])
  return new Map(splitEntries(stdout).filter(({ path }) => paths.has(path)).map(({ head, path }) => [path, head[2] ?? '']))
}

/** Entries of `ls-files` and `ls-tree` with `-z`: words, a tab, the path. */
function splitEntries(stdout: Buffer): { readonly head: readonly string[]; readonly path: string }[] {
  const entries = []
  for (let from = 0, to = stdout.indexOf(0); to !== -1; from = to + 1, to = stdout.indexOf(0, from)) {
    const tab = stdout.indexOf(0x09, from)
    entries.push({ head: stdout.toString('latin1', from, tab).split(' '), path: toPathText(stdout.subarray(tab + 1, to)) })
  }
  return entries
}
