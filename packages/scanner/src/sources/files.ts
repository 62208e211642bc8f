import { setImmediate as nextTurn } from 'node:timers/promises'
import { detectBytes, mayHoldKey } from '@nuvion-guard/core'
import { createCoverageCount } from './coverage-count.ts'
import { createFileReader } from './read-file.ts'
import type { Source, Visit } from './source.ts'
import { resolveTargets } from './targets.ts'
import { toRelative } from './target-path.ts'
import { readLinkText, walk } from './walk.ts'

export interface FilesOptions {
  /** Absolute; every reported path is relative to it. */
  readonly root: string
  /** Files, directories and globs as the user gave them, relative to `root`. */
  readonly paths: readonly string[]
  /** Whether a path, relative to `root`, is wanted. */
  readonly accepts: (path: string) => boolean
  readonly honoursIgnoreFiles: boolean
  /** Absolute; an object store that another source reads. Others are counted as left out. */
  readonly objectStore?: string
  /** Absolute paths of files that git tracks: they are not ignored. */
  readonly listTracked?: (directory: string) => Promise<readonly string[]>
}

/** Reads files of the file system, in a git work tree or not. Their names are searched too. */
export function createFilesSource(options: FilesOptions): Source {
  return {
    async scan(visit, progress, signal) {
      const count = createCoverageCount()
      const files = await listFiles(options, visit, count, signal)
      const read = createFileReader()
      let turnAt = Date.now() + turnMs
      for (const [absolute, isNamed] of files) {
        if (signal.aborted) break
        const path = toRelative(options.root, absolute)
        const result = await read(absolute, { path, followsLink: isNamed, signal })
        if (result.matches.length > 0) visit(result.matches, { path, kind: 'file' })
        if (result.skip === undefined || result.bytes > 0) count.add({ files: 1, bytes: result.bytes })
        // A pipe or a device that was named is asked for by name: passing over it in silence would read as "clean".
        if (result.skip !== undefined) count.skip({ reason: result.skip, what: path, expected: false })
        progress(count.files(), files.size, 'files')
        if (Date.now() < turnAt) continue
        await nextTurn()
        turnAt = Date.now() + turnMs
      }
      return count.coverage()
    },
  }
}

/** Reads are synchronous: this often an interrupt gets through. */
const turnMs = 50

/** Absolute path → whether the user named it. Names are searched on the way. */
async function listFiles(
  options: FilesOptions,
  visit: Visit,
  count: ReturnType<typeof createCoverageCount>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const files = new Map<string, boolean>()
  let narrowed = 0
  const take = (absolute: string, isNamed: boolean): void => {
    const path = toRelative(options.root, absolute)
    if (!options.accepts(path)) narrowed++
    else {
      files.set(absolute, isNamed || files.get(absolute) === true)
      visitName(path, visit)
    }
  }
  for (const target of await resolveTargets(options)) {
    if (target.kind === 'file') take(target.absolute, true)
    else if (target.kind === 'unreadable') count.skip({ reason: 'unreadable', what: toRelative(options.root, target.absolute), expected: false })
    else {
      await walk({
        ...target,
        honoursIgnoreFiles: options.honoursIgnoreFiles,
        signal,
        onSkip: skip => {
          if (skip.what !== options.objectStore) count.skip({ ...skip, what: toRelative(options.root, skip.what) })
        },
        onEntry: ({ path: absolute, kind }) => {
          const path = toRelative(options.root, absolute)
          if (kind === 'file') {
            if (target.matches(path)) take(absolute, false)
          } else if (options.accepts(path)) {
            visitName(path, visit)
            if (kind === 'link') visitText(readLinkText(absolute), path, visit)
          }
        },
      })
    }
  }
  if (narrowed > 0) count.skip({ reason: 'narrowed', what: '--include/--exclude', expected: true, count: narrowed })
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Only the last part of a path: the parts above it are entries of their own. */
function visitName(path: string, visit: Visit): void {
  const start = path.lastIndexOf('/') + 1
  if (!mayHoldKey(Buffer.from(path.slice(start)))) return
  const matches = detectBytes(Buffer.from(path), { path }).filter(match => match.end > start)
  if (matches.length > 0) visit(matches, { path, kind: 'path' })
}

function visitText(text: Buffer, path: string, visit: Visit): void {
  const matches = detectBytes(text, { path })
  if (matches.length > 0) visit(matches, { path, kind: 'path' })
}
