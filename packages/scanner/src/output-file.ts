import { randomBytes } from 'node:crypto'
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { messages } from './messages.ts'
import { ScanError } from './scan-error.ts'

/** Throws `ScanError` where the report can't go, before any time is spent on a scan. */
export function checkOutputFile(path: string): void {
  if (kindOf(path) === 'directory') throw new ScanError(messages.outputIsDirectory(path), { exitCode: 2 })
  if (kindOf(dirname(path)) !== 'directory') throw new ScanError(messages.outputFolderMissing(path), { exitCode: 2 })
}

/** Writes beside the target and renames: a reader sees the old report or the whole new one, never a half. */
export function writeOutputFile(path: string, text: string): void {
  const kind = kindOf(path)
  // A link stays a link: the file that it names is replaced.
  const target = kind === 'file' ? realpathSync(path) : path
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
  try {
    // A device or a pipe can't be replaced.
    if (kind === 'other') writeFileSync(path, text)
    else {
      writeFileSync(temporary, text, { flag: 'wx' })
      renameSync(temporary, target)
    }
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw new ScanError(messages.outputNotWritten(path, (cause as NodeJS.ErrnoException).code), { exitCode: 3, cause })
  }
}

function kindOf(path: string): 'file' | 'directory' | 'other' | 'missing' {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 'missing'
  return stats.isDirectory() ? 'directory' : stats.isFile() ? 'file' : 'other'
}
