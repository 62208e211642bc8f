import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { toPathBytes } from './path-bytes.ts'

const linkWord = 'gitdir: '

/** Where a repository keeps itself; `common` is what all worktrees share. Absolute. */
export interface GitDirectories {
  readonly own: string
  readonly common: string
}

/** Where a `.git` leads, read as git reads it but without git; nothing where it leads nowhere. */
export function readGitDirectories(dotGit: string): GitDirectories | undefined {
  try {
    const own = statSync(toPathBytes(dotGit)).isDirectory() ? dotGit : readLink(dotGit)
    if (own === undefined) return undefined
    const common = `${own}/commondir`
    return { own, common: existsSync(toPathBytes(common)) ? resolve(own, withoutLineEnd(readRegularFile(common))) : own }
  } catch {
    // No repository, or none that can be read.
    return undefined
  }
}

function readLink(dotGit: string): string | undefined {
  const text = readRegularFile(dotGit)
  return text.startsWith(linkWord) ? resolve(dirname(dotGit), withoutLineEnd(text.slice(linkWord.length))) : undefined
}

function withoutLineEnd(text: string): string {
  let end = text.length
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end--
  return text.slice(0, end)
}

/** Opening a pipe would wait for ever: what is no file is taken for an empty one. */
export function readRegularFile(path: string): string {
  return statSync(toPathBytes(path)).isFile() ? readFileSync(toPathBytes(path), 'utf8') : ''
}
