import { lstatSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { toSpecialFileFailure } from './git-failure.ts'
import { readGitDirectories, readRegularFile } from './git-directory.ts'
import { listObjectStores } from './pack-files.ts'
import { toPathText } from './path-bytes.ts'

/** Folders of a git directory whose files git opens; the others may be large, and only its porcelain enters them. */
const entered: ReadonlySet<string> = new Set(['objects', 'refs', 'logs', 'info', 'worktrees', 'reftable'])
/** Of files that include one another; git gives up there, too. */
const includesDepth = 10

/**
 * Looks for pipes and devices among the files that git opens of the repository at or above `directory`, before git is started: opening a pipe
 * waits for ever, and a device may never end. Throws `ScanError` (3) with the name of the first. Folders are listed, no file is opened.
 */
export function refuseSpecialFiles(directory: string, environment: NodeJS.ProcessEnv): void {
  const named = environment['GIT_DIR']
  const directories = named === undefined ? findGitDirectories(directory) : readGitDirectories(resolve(directory, named))
  if (directories === undefined) return
  const seen = new Set<string>()
  for (const one of new Set([directories.own, directories.common])) {
    refuseIn(toBytePath(one), seen, name => entered.has(name))
    for (const name of ['config', 'config.worktree']) refuseIncluded(join(one, name), new Set())
  }
  for (const store of listObjectStores(join(directories.common, 'objects'))) refuseIn(toBytePath(store), seen)
}

/** Paths here hold a byte in each character, so that every name is found again. */
function toBytePath(path: string): string {
  return Buffer.from(path).toString('latin1')
}

/** At or above: a work tree, or a directory that looks like a bare repository. */
function findGitDirectories(directory: string): ReturnType<typeof readGitDirectories> {
  for (let level = directory; ; level = dirname(level)) {
    const found = readGitDirectories(join(level, '.git'))
    if (found !== undefined) return found
    const isBare = ['HEAD', 'objects', 'refs'].every(name => lstatSync(join(level, name), { throwIfNoEntry: false }) !== undefined)
    if (isBare) return readGitDirectories(level)
    if (level === dirname(level)) return undefined
  }
}

function refuseIn(folder: string, seen: Set<string>, enters: (name: string) => boolean = () => true): void {
  for (const entry of entriesOf(folder)) {
    if (entry.isFile()) continue
    const path = `${folder}/${entry.name}`
    const isLink = entry.isSymbolicLink()
    const stats = isLink ? followed(path) : entry
    if (stats === undefined) continue
    refuseSpecial(stats, path)
    if (stats.isDirectory() && enters(entry.name) && !(isLink && wasSeen(path, seen))) refuseIn(path, seen)
  }
}

function entriesOf(folder: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(folder)
  } catch {
    // Not there, or closed to us: then to git, too, which says so.
    return []
  }
}

function readEntries(folder: string) {
  return readdirSync(Buffer.from(folder, 'latin1'), { withFileTypes: true, encoding: 'latin1' })
}

function followed(path: string): Stats | undefined {
  try {
    return statSync(Buffer.from(path, 'latin1'))
  } catch {
    // A link that leads nowhere opens nothing.
    return undefined
  }
}

/** Links can lead in a circle. */
function wasSeen(path: string, seen: Set<string>): boolean {
  const real = realpathSync(Buffer.from(path, 'latin1'), 'latin1')
  if (seen.has(real)) return true
  seen.add(real)
  return false
}

/** git cannot open a socket, so that none can keep it waiting; its own file system monitor leaves one here. */
function refuseSpecial(kind: Pick<Stats, 'isFIFO' | 'isCharacterDevice' | 'isBlockDevice'>, path: string): void {
  if (kind.isFIFO() || kind.isCharacterDevice() || kind.isBlockDevice()) throw toSpecialFileFailure(toPathText(Buffer.from(path, 'latin1')))
}

/** A configuration names files that git reads as a part of it. Taken for such is all that could be one. */
function refuseIncluded(config: string, seen: Set<string>, depth = 0): void {
  const kind = followed(toBytePath(config))
  if (kind === undefined || seen.has(config) || depth > includesDepth) return
  seen.add(config)
  refuseSpecial(kind, toBytePath(config))
  const text = readIfPossible(config)
  if (!/include/i.test(text)) return
  for (const [, value = ''] of text.replace(/\\\r?\n/g, '').matchAll(/\bpath[ \t]*=[ \t]*(.*)/gi)) {
    for (const path of new Set([value, value.replace(/[ \t]*[#;].*/, '')])) {
      refuseIncluded(resolve(dirname(config), path.trim().replace(/\\(.)|"/g, '$1')), seen, depth + 1)
    }
  }
}

function readIfPossible(config: string): string {
  try {
    return readRegularFile(config)
  } catch {
    // Closed to us, and to git.
    return ''
  }
}
