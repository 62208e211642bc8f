import { readdirSync, readlinkSync, realpathSync, type Dirent } from 'node:fs'
import { finished } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { enterDirectory, isIgnored, type IgnoreRules } from './ignore-rules.ts'
import { toPathBytes, toPathText } from './path-bytes.ts'
import type { Skip } from './source.ts'

export interface WalkOptions {
  /** Absolute, without a slash at its end. */
  readonly directory: string
  /** Rules from the directories above; `undefined` inside means that there are none. */
  readonly rules: IgnoreRules | undefined
  readonly honoursIgnoreFiles: boolean
  /** Entries that are taken although a rule leaves them out: absolute paths of files, and of the directories above them. */
  readonly isTracked: (path: string) => boolean
  readonly onEntry: (entry: { readonly path: string; readonly kind: 'file' | 'directory' | 'link' }) => void
  readonly onSkip: (skip: Omit<Skip, 'count'>) => void
  readonly signal: AbortSignal
}

/**
 * Lists everything below a directory. fast-glob drives the walk; every directory is read here, so that ignored trees are
 * never entered, names that are no UTF-8 survive, and what can't be listed is counted instead of being passed over.
 */
export async function walk(options: WalkOptions): Promise<void> {
  const rulesOf = new Map<string, IgnoreRules | undefined>([[options.directory, options.rules]])
  const root = realpathSync(toPathBytes(options.directory), 'utf8')
  const readdir = (path: unknown, _how: unknown, done: (error: null, entries: readonly Dirent[]) => void): void => {
    // A turn of the event loop for each directory lets an interrupt through.
    void nextTurn().then(() => {
      done(null, options.signal.aborted ? [] : list(String(path), { ...options, root, rulesOf }))
    })
  }
  // It takes as long to load as a small scan lasts, and a hook never walks.
  const { default: fastGlob } = await import('fast-glob')
  const stream = fastGlob.stream('**/*', {
    cwd: options.directory,
    dot: true,
    followSymbolicLinks: false,
    fs: { readdir: readdir as never },
  })
  await finished(stream.resume())
}

interface Walk extends WalkOptions {
  readonly root: string
  readonly rulesOf: Map<string, IgnoreRules | undefined>
}

function list(directory: string, walk: Walk): Dirent[] {
  let entries: Dirent<Buffer>[]
  try {
    entries = readdirSync(toPathBytes(directory), { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    walk.onSkip({ reason: toReason(error), what: directory, expected: false })
    return []
  }
  const parentRules = walk.rulesOf.get(directory)
  walk.rulesOf.delete(directory)
  const rules = walk.honoursIgnoreFiles ? enterDirectory(directory, parentRules) : undefined
  const isGitDirectory = holdsGitObjects(entries)
  const directories: Dirent[] = []
  for (const entry of entries) {
    const path = `${directory === '/' ? '' : directory}/${toPathText(entry.name)}`
    if (entry.isDirectory()) {
      if (isGitDirectory && entry.name.equals(objects)) walk.onSkip({ reason: 'narrowed', what: path, expected: true })
      else if (!isIgnored(rules, path, true) || walk.isTracked(path)) {
        walk.rulesOf.set(path, rules)
        walk.onEntry({ path, kind: 'directory' })
        directories.push(Object.assign(entry as unknown as Dirent, { name: toPathText(entry.name) }))
      }
    } else if (!entry.name.equals(gitignore) && isIgnored(rules, path, false) && !walk.isTracked(path)) continue
    else if (entry.isFile()) walk.onEntry({ path, kind: 'file' })
    else if (entry.isSymbolicLink()) visitLink(path, walk)
    else walk.onSkip({ reason: 'not-a-file', what: path, expected: true })
  }
  return directories
}

/** A link is never followed: what it points to inside the root is scanned where it stands, and its own text like a name. */
function visitLink(path: string, walk: Walk): void {
  walk.onEntry({ path, kind: 'link' })
  let target: string
  try {
    target = realpathSync(toPathBytes(path), 'utf8')
  } catch {
    // A dangling or circular link leads to nothing that could be read.
    return
  }
  if (target !== walk.root && !target.startsWith(walk.root === '/' ? '/' : `${walk.root}/`))
    walk.onSkip({ reason: 'outside-root', what: path, expected: true })
}

/** The text of a symbolic link; empty where it is gone. */
export function readLinkText(path: string): Buffer {
  try {
    return readlinkSync(toPathBytes(path), 'buffer')
  } catch {
    // It vanished after it was listed; it held nothing but a name.
    return Buffer.alloc(0)
  }
}

/** Why the file system refused: gone, or not readable. */
export function toReason(error: unknown): 'vanished' | 'unreadable' {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'vanished' : 'unreadable'
}

const objects = Buffer.from('objects')
const gitignore = Buffer.from('.gitignore')

function holdsGitObjects(entries: readonly Dirent<Buffer>[]): boolean {
  const names = new Set(entries.map(entry => entry.name.toString('latin1')))
  return names.has('HEAD') && names.has('objects') && names.has('refs')
}
