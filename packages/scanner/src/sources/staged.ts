import { toFingerprint, type Fingerprint, type Oid } from '@nuvion-guard/core'
import { detectName, findAddedKeys, findNamedKeys, listComparedObjects, type AddedKeys, type ChangeSet } from './added-keys.ts'
import { readCommitState, type CommitState } from './commit-state.ts'
import { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import { readIndexChanges } from './index-changes.ts'
import { createKeyStore, type KeyStore } from './key-store.ts'
import { readPathHistory } from './path-history.ts'
import { hasNewBlob, isNewPath } from './raw-changes.ts'
import type { Source } from './source.ts'

export interface StagedOptions {
  readonly git: Git
  /** Report every key in the staged files, also those that HEAD has at the same path. */
  readonly all?: boolean
}

/** What the next commit would add: read from the index, never from the work tree, and without leaving anything behind. */
export function createStagedSource({ git, all = false }: StagedOptions): Source {
  return {
    async scan(visit, progress, signal) {
      const count = createCoverageCount()
      const keys = createKeyStore(git, { signal, count })
      const state = await readCommitState(git)
      const set = await readIndexChanges(git, state.parents)
      for (const change of set.changes) {
        if (change.newMode === '160000') count.skip({ reason: 'submodule', what: change.path, expected: true })
      }
      const staged = set.changes.filter(hasNewBlob)
      count.add({ files: staged.length })
      await keys.search(staged.map(({ newOid, path }) => ({ oid: newOid, path })))
      progress(staged.length, staged.length, 'files')

      const found = all ? listAll(set, keys) : await listAdded(set, keys)
      const contents = all ? found.contents : await dropRepeated(found.contents, { git, keys, state })
      for (const { change, matches } of contents) visit(matches, { path: change.path, kind: 'staged', oid: change.newOid as Oid })
      for (const { change, matches } of found.names) visit(matches, { path: change.path, kind: 'path' })
      return count.coverage()
    },
  }
}

interface Found {
  readonly contents: readonly AddedKeys[]
  readonly names: readonly AddedKeys[]
}

async function listAdded(set: ChangeSet, keys: KeyStore): Promise<Found> {
  await keys.search(listComparedObjects(set, keys))
  return { contents: findAddedKeys(set, keys), names: findNamedKeys(set) }
}

function listAll({ changes }: ChangeSet, keys: KeyStore): Found {
  const contents = changes.filter(hasNewBlob).map(change => ({ change, matches: keys.matchesOf(change.newOid) }))
  const names = changes.filter(isNewPath).map(change => ({ change, matches: detectName(change.path) }))
  return { contents: contents.filter(holdsKeys), names: names.filter(holdsKeys) }
}

/**
 * A cherry-pick, a revert and a stopped rebase repeat what was done before, and the base stage of a conflict is old: keys that the
 * history of HEAD ever had at that path are not new then.
 */
async function dropRepeated(
  found: readonly AddedKeys[],
  { git, keys, state }: { readonly git: Git; readonly keys: KeyStore; readonly state: CommitState },
): Promise<readonly AddedKeys[]> {
  const [head] = state.parents
  const mayRepeat = (one: AddedKeys): boolean => state.isReplay || (state.isMerge && one.change.status === 'U')
  const asked = new Set(found.filter(mayRepeat).map(one => one.change.path))
  if (head === undefined || asked.size === 0) return found
  const history = await readPathHistory(git, head, asked)
  await keys.search([...history].flatMap(([path, oids]) => [...oids].map(oid => ({ oid, path }))))
  const known = new Map<string, ReadonlySet<Fingerprint>>()
  for (const [path, oids] of history) known.set(path, new Set([...oids].flatMap(oid => [...keys.fingerprintsOf(oid)])))
  return found
    .map(one => ({ ...one, matches: one.matches.filter(match => known.get(one.change.path)?.has(toFingerprint(match.secret)) !== true) }))
    .filter(holdsKeys)
}

function holdsKeys(one: AddedKeys): boolean {
  return one.matches.length > 0
}
