import { redact } from '@nuvion-guard/core'
import { ScanError } from '../scan-error.ts'

/** What git wrote on standard error, safe to print: keys redacted, control characters and direction marks replaced, each line once. */
export function toComplaint(stderr: Buffer): string {
  const text = redact(stderr.toString('utf8')) as string
  // eslint-disable-next-line no-control-regex -- they are what must go
  const clean = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?')
  return [...new Set(clean.split('\n'))].join('\n').trim()
}

/** The failure of opening `directory` as a repository: 2 where there is none, 3 where git refuses or is not there. */
export function toOpenFailure(directory: string, complaint: string): ScanError {
  const where = redact(directory) as string
  if (/dubious ownership/.test(complaint)) {
    return new ScanError(
      `git refuses to read ${where}: another user owns it. If you trust it, run: git config --global --add safe.directory '${/'([^']+)'/.exec(complaint)?.[1] ?? where}'`,
      { exitCode: 3 },
    )
  }
  if (/not a git repository/i.test(complaint)) {
    return new ScanError(`${where} is not a git repository. Give the path of one, or scan plain files with: nuvion-guard files ${where}`, { exitCode: 2 })
  }
  return new ScanError(`git cannot open ${where}: ${complaint}`, { exitCode: 3 })
}

/** The failure of a git command that ended with an exit code that is no answer. */
export function toRunFailure(args: readonly string[], complaint: string, ending: string): ScanError {
  const command = redact(args.slice(0, 6).join(' ')) as string
  return new ScanError(`git ${command} failed (${ending})${complaint === '' ? '' : `: ${complaint}`}`, { exitCode: 3 })
}

/** git could not be started at all. */
export function toSpawnFailure(cause: unknown): ScanError {
  const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  return new ScanError(isAbsent ? 'git was not found on the PATH. Install git 2.31 or newer.' : `git could not be started: ${redact(String(cause)) as string}`, {
    exitCode: 3,
    cause,
  })
}

/** Something that git opens is a pipe or a device: it would wait for ever. */
export function toSpecialFileFailure(path: string): ScanError {
  return new ScanError(`${redact(path) as string} is a pipe or a device, and git would wait for it for ever. Remove it and run again, or scan plain files with: nuvion-guard files`, { exitCode: 3 })
}

/** A folder was to be read as a repository of its own, and git found only one above it. */
export function toPassedOverFailure(directory: string): ScanError {
  const where = redact(directory) as string
  return new ScanError(`${where} has a .git that git does not take for a repository. Repair it, or scan plain files with: nuvion-guard files ${where}`, { exitCode: 3 })
}
