import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { detectBytes, type Oid } from '@nuvion-guard/core'
import { ScanError } from '../scan-error.ts'
import { createArena } from './arena.ts'
import type { Git } from './git.ts'
import { searchIndexPaths } from './index-paths.ts'
import { openLargeHistory, openLargeStore } from './large-store.ts'
import { readUnknownObject } from './loose-object.ts'
import { listMissing, listReachable, listStore, type MissingObjects } from './list-objects.ts'
import { createObjectSearch } from './object-search.ts'
import type { ObjectReader } from './object-reader.ts'
import { oidBytesOf } from './oid-bytes.ts'
import { createStoreReader, startHelp } from './object-store.ts'
import type { StartedPackWorker } from './pack-worker.ts'
import { searchReflogs } from './reflogs.ts'
import { searchRefNames } from './ref-names.ts'
import { toStoreListing, type StoreListing } from './store-listing.ts'
import type { ReportProgress, Skip, Source, SourceCoverage, Visit } from './source.ts'

/** What narrows a history; nothing of it: every object of the store. */
export interface HistoryOptions {
  /** Only what refs reach. */
  readonly reachable?: boolean
  /** Only commits after this date, as git reads dates. */
  readonly since?: string
  /** Only these branches or other revisions. */
  readonly branches?: readonly string[]
  /** Only what these pathspecs match. */
  readonly paths?: readonly string[]
}

/**
 * Everything that a repository keeps, reachable or not: content of blobs, names in trees, messages and identities of commits and tags,
 * names of refs, reflogs, and the paths in the indexes of all worktrees. The files of the work tree are the files source's. `program` is a
 * file that a second thread can be started on (see `pack-worker.ts`); without it one thread reads.
 */
export function createStoreSource(git: Git, program?: string): Source {
  return {
    async scan(visit, progress, signal) {
      const worker = startHelp(git, program)
      const store = openLargeStore(git) ?? toStoreListing(await listStore(git, signal), { isWhole: true })
      const { whole } = store
      const shallow = await readShallow(git)
      // git answers for the small parts while the objects are read.
      const beside = Promise.all([searchRefNames(git, visit, whole, signal), searchIndexPaths(git, visit, whole, signal), searchReflogs(git, visit, signal)])
      beside.catch(() => undefined)
      const search = await searchObjects(git, store, { visit, progress, signal, shallow, worker })
      const { skipped } = search
      if (shallow.size > 0) skipped.push({ reason: 'shallow', what: 'shallow', count: shallow.size, expected: false })
      pushComplaint(skipped, store.told().complaint)
      if (signal.aborted) return search.coverage
      const [refs, index, reflogs] = await beside
      pushComplaint(skipped, refs.complaint)
      skipped.push(...index.skipped, ...reflogs)
      skipped.push(...(await findMissing(git, whole === undefined ? 'all' : search.absent + refs.absent + index.absent, signal)))
      return search.coverage
    },
  }
}

/** The history of a repository: the whole store, or what the options leave of it, which the coverage then says. Throws `ScanError` (2) for a branch that does not exist. */
export function createHistorySource(git: Git, options: HistoryOptions = {}, program?: string): Source {
  const { reachable = false, since, branches = [], paths = [] } = options
  if (!reachable && since === undefined && branches.length === 0 && paths.length === 0) return createStoreSource(git, program)
  return {
    async scan(visit, progress, signal) {
      for (const branch of branches) await checkRevision(git, branch)
      const worker = startHelp(git, program)
      const revisions = [...(since === undefined ? [] : [`--since=${since}`]), ...(branches.length === 0 ? ['--all'] : []), '--end-of-options', ...branches, '--', ...paths]
      const store = openLargeHistory(git, revisions) ?? toStoreListing(await listReachable(git, revisions, signal), { isWhole: false })
      const shallow = await readShallow(git)
      const search = await searchObjects(git, store, { visit, progress, signal, shallow, worker })
      const { skipped } = search
      const { missing, complaint } = store.told()
      skipped.push({ reason: 'narrowed', what: toNarrowing(options), count: 1, expected: true })
      if (shallow.size > 0) skipped.push({ reason: 'shallow', what: 'shallow', count: shallow.size, expected: false })
      pushComplaint(skipped, complaint)
      pushMissing(skipped, missing, await isPartialClone(git))
      if (branches.length === 0 && since === undefined && paths.length === 0) {
        pushComplaint(skipped, (await searchRefNames(git, visit, undefined, signal)).complaint)
      }
      return search.coverage
    },
  }
}

interface SearchOptions {
  readonly visit: Visit
  readonly progress: ReportProgress
  readonly signal: AbortSignal
  readonly shallow: ReadonlySet<string>
  readonly worker: StartedPackWorker | undefined
}

async function searchObjects(git: Git, store: StoreListing, options: SearchOptions): Promise<{ coverage: SourceCoverage; skipped: Skip[]; absent: number }> {
  const { visit, progress, signal, shallow, worker } = options
  const skipped: Skip[] = []
  const arena = createArena()
  const reader: ObjectReader = createStoreReader(git, store, { worker, arena, shallow })
  const search = createObjectSearch({ visit, oidBytes: oidBytesOf(git), present: store.whole, shallow, screener: arena })
  const { counts } = search
  const timer = setInterval(() => {
    progress(counts.objects, reader.total, 'objects')
  }, 100)
  try {
    await reader.read(search.sink, signal)
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    skipped.push({ reason: 'git-failed', what: error.message, count: Math.max(1, reader.total - counts.objects), expected: false })
  } finally {
    worker?.end()
    clearInterval(timer)
  }
  if (signal.aborted) skipped.push({ reason: 'interrupted', what: 'objects', count: reader.total - counts.objects, expected: false })
  for (const oid of search.unreadable) {
    const content = await readUnknownObject(git, oid)
    if (content === undefined) {
      skipped.push({ reason: 'corrupt-object', what: oid, count: 1, expected: false })
      continue
    }
    counts.objects++
    counts.bytes += content.length
    const matches = detectBytes(content)
    if (matches.length > 0) visit(matches, { kind: 'blob', oid: oid as Oid, path: oid })
  }
  const unnamed = search.unreadableCount() - search.unreadable.length
  if (unnamed > 0) skipped.push({ reason: 'corrupt-object', what: 'objects', count: unnamed, expected: false })
  return { coverage: { objects: counts.objects, bytes: counts.bytes, commits: counts.commits, files: 0, skipped }, skipped, absent: counts.absent }
}

/** Only what refs, reflogs and indexes reach must be there: garbage may name what was pruned. So a doubt is put to git; `all` where nobody has looked up what the objects name. */
async function findMissing(git: Git, doubts: number | 'all', signal: AbortSignal): Promise<Skip[]> {
  const skipped: Skip[] = []
  if (doubts === 0 || signal.aborted) return skipped
  const isPartial = await isPartialClone(git)
  try {
    const missing = await listMissing(git, ['--all', '--reflog', '--indexed-objects'], signal)
    pushMissing(skipped, missing, isPartial)
    // The store was listed without git.
    if (doubts === 'all') pushComplaint(skipped, missing.complaint)
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    // rev-list dies where a commit is missing; then the doubts are all that is known.
    skipped.push({ reason: isPartial ? 'partial-clone' : 'missing-object', what: error.message, count: doubts === 'all' ? 1 : doubts, expected: false })
  }
  return skipped
}

function pushMissing(skipped: Skip[], { count, oids }: MissingObjects, isPartial: boolean): void {
  if (count === 0) return
  if (isPartial) skipped.push({ reason: 'partial-clone', what: 'objects', count, expected: false })
  else skipped.push({ reason: 'missing-object', what: oids.join(' '), count, expected: false })
}

function pushComplaint(skipped: Skip[], complaint: string): void {
  const failure = complaint.split('\n').find(line => /^(?:error|fatal|warning: (?:ignoring broken|unable))/.test(line))
  if (failure !== undefined) skipped.push({ reason: 'git-failed', what: failure, count: 1, expected: false })
}

async function readShallow(git: Git): Promise<ReadonlySet<string>> {
  if (!git.isShallow) return new Set()
  const text = await readFile(join(git.commonDirectory, 'shallow'), 'latin1').catch(() => '')
  const commits = text.split('\n').filter(line => line !== '')
  // git says that the clone is shallow: unreadable, the list still counts as one.
  return new Set(commits.length === 0 ? ['unknown'] : commits)
}

async function isPartialClone(git: Git): Promise<boolean> {
  const names = await readdir(join(git.commonDirectory, 'objects', 'pack')).catch(() => [])
  if (names.some(name => name.endsWith('.promisor'))) return true
  const { exitCode } = await git.run(['config', '--local', '--get', 'extensions.partialClone'], { allowExitCodes: [1] })
  return exitCode === 0
}

async function checkRevision(git: Git, revision: string): Promise<void> {
  const { exitCode } = await git.run(['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`], { allowExitCodes: [1, 128] })
  if (exitCode !== 0) throw new ScanError(`There is no branch or revision ${revision} here. List them with: git branch --all`, { exitCode: 2 })
}

function toNarrowing({ reachable, since, branches = [], paths = [] }: HistoryOptions): string {
  return [
    ...(reachable === true ? ['--reachable'] : []),
    ...(since === undefined ? [] : [`--since ${since}`]),
    ...branches.map(branch => `--branch ${branch}`),
    ...(paths.length === 0 ? [] : ['--', ...paths]),
  ].join(' ')
}
