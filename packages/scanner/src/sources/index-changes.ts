import type { ChangeSet } from './added-keys.ts'
import type { Git } from './git.ts'
import { isZeroOid, rawDiffOptions, readChanges, type Change } from './raw-changes.ts'
import { readTreeFiles, splitEntries } from './tree-files.ts'

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
  for await (const some of readChanges(stdout)) changes.push(...some)
  await done
  return changes
}

/** All stages of all unmerged paths; a stage whose object a parent has at that path is none of its changes. */
async function readUnmerged(git: Git, parents: readonly string[]): Promise<Change[]> {
  const { stdout } = await git.run(['ls-files', '--unmerged', '--full-name', '-z', '--', ':/'])
  const stages = splitEntries(stdout).map(({ words: [mode = '', oid = ''], path }) => ({ mode, oid, path }))
  const paths = new Set(stages.map(stage => stage.path))
  const trees = await Promise.all(parents.map(async parent => {
    const files = await readTreeFiles(git, parent)
    return new Map(files.filter(file => paths.has(file.path)).map(file => [file.path, file.oid]))
  }))
  return stages.map(({ mode, oid, path }) => ({
    commit: '',
    path,
    newMode: mode,
    newOid: oid,
    oldOids: trees.map(tree => tree.get(path) ?? '0'.repeat(oid.length)),
    status: 'U',
  })).filter(change => !isZeroOid(change.newOid))
}
