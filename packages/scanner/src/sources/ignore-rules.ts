import { lstatSync, readFileSync } from 'node:fs'
import ignore from 'ignore'
import { readGitDirectories } from './git-directory.ts'
import { toPathBytes } from './path-bytes.ts'

/** The `.gitignore` files that hold inside one directory, the nearest first. */
export interface IgnoreRules {
  readonly directory: string
  readonly own: ignore.Ignore | undefined
  readonly parent: IgnoreRules | undefined
}

/** The rules of the repository's own `info/exclude`; those of any `.gitignore` go before them. `top` is the work tree's. */
export function readExclude(top: string): IgnoreRules | undefined {
  const directories = readGitDirectories(`${top === '/' ? '' : top}/.git`)
  const own = directories === undefined ? undefined : readRules(`${directories.common}/info/exclude`)
  return own === undefined ? undefined : { directory: top, own, parent: undefined }
}

/** Adds the `.gitignore` of `directory`, where there is one, to the rules of the directories above it. */
export function enterDirectory(directory: string, parent: IgnoreRules | undefined): IgnoreRules | undefined {
  const own = readRules(`${directory === '/' ? '' : directory}/.gitignore`)
  return own === undefined ? parent : { directory, own, parent }
}

/** Whether git would leave the entry out: the nearest rule that says something about it decides. */
export function isIgnored(rules: IgnoreRules | undefined, path: string, isDirectory: boolean): boolean {
  for (let level = rules; level !== undefined; level = level.parent) {
    const relative = path.slice(level.directory === '/' ? 1 : level.directory.length + 1)
    const verdict = level.own?.test(isDirectory ? `${relative}/` : relative)
    if (verdict?.unignored === true) return false
    if (verdict?.ignored === true) return true
  }
  return false
}

const maxRulesBytes = 256 * 1024
const maxStars = 3

function readRules(path: string): ignore.Ignore | undefined {
  let text: string
  try {
    // Like git: a link, a pipe or something enormous is no rule file, and opening a pipe would wait for ever.
    const stats = lstatSync(toPathBytes(path))
    if (!stats.isFile() || stats.size > maxRulesBytes) return undefined
    text = readFileSync(toPathBytes(path), 'utf8')
  } catch {
    // No rules, or none that can be read: more is scanned, never less. An unreadable file is counted when it is scanned itself.
    return undefined
  }
  const lines = text.split('\n')
  const safe = lines.filter(isCheap)
  // Without a rule more is scanned, but without an exception less: then none of the rules is taken.
  if (lines.some(line => line.startsWith('!') && !isCheap(line))) return undefined
  return ignore({ ignorecase: false, allowRelativePaths: true }).add(safe)
}

/** Each star of a rule multiplies the time that a long name can take; a repository that means harm would use many. */
function isCheap(line: string): boolean {
  const parts = line.split('/')
  return parts.filter(part => part === '**').length <= maxStars && parts.every(part => (part.match(/\*+/g) ?? []).length <= maxStars)
}
