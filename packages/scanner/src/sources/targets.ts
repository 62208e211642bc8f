import { lstatSync, statSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import picomatch from 'picomatch'
import { messages } from '../messages.ts'
import { ScanError } from '../scan-error.ts'
import type { FilesOptions } from './files.ts'
import { enterDirectory, isIgnored, readExclude, type IgnoreRules } from './ignore-rules.ts'
import { toRelative } from './target-path.ts'

/** What one argument of `files` stands for. A directory is walked; `matches` says which of its files are meant. */
export type Target =
  | { readonly kind: 'file'; readonly absolute: string }
  | { readonly kind: 'unreadable'; readonly absolute: string }
  | {
      readonly kind: 'directory'
      readonly directory: string
      readonly rules: IgnoreRules | undefined
      readonly matches: (path: string) => boolean
      readonly isTracked: (path: string) => boolean
    }

/** Turns the arguments of `files` into targets; a path that exists is never taken for a glob. Throws `ScanError` for one that means nothing. */
export async function resolveTargets(options: FilesOptions): Promise<readonly Target[]> {
  const targets: Target[] = []
  for (const argument of options.paths) targets.push(await resolveTarget(argument, options))
  return targets
}

async function resolveTarget(argument: string, options: FilesOptions): Promise<Target> {
  if (argument === '') throw new ScanError(messages.pathEmpty, { exitCode: 2 })
  const absolute = resolve(options.root, argument)
  const kind = kindOf(absolute)
  if (kind === 'directory') return toDirectory(absolute, () => true, options)
  if (kind !== 'missing') return { kind, absolute }
  const glob = picomatch.scan(argument)
  if (!glob.isGlob) throw new ScanError(messages.pathNotFound(argument), { exitCode: 2 })
  const base = resolve(options.root, glob.base)
  if (kindOf(base) !== 'directory') throw new ScanError(messages.pathNotFound(glob.base), { exitCode: 2 })
  const isMatch = picomatch(argument.replace(/^(?:\.\/)+/, ''), { dot: true })
  return toDirectory(base, path => isMatch(isAbsolute(argument) ? resolve(options.root, path) : path), options)
}

function kindOf(absolute: string): 'file' | 'directory' | 'unreadable' | 'missing' {
  try {
    return statSync(absolute).isDirectory() ? 'directory' : 'file'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EINVAL' && code !== 'ENAMETOOLONG') return 'unreadable'
    return isLink(absolute) ? 'unreadable' : 'missing'
  }
}

function isLink(absolute: string): boolean {
  try {
    return lstatSync(absolute).isSymbolicLink()
  } catch {
    // Nothing of that name.
    return false
  }
}

async function toDirectory(directory: string, matches: (path: string) => boolean, options: FilesOptions): Promise<Target> {
  const top = options.honoursIgnoreFiles ? findWorkTree(directory) : undefined
  if (top === undefined) return { kind: 'directory', directory, rules: undefined, matches, isTracked: () => false }
  const tracked = new Set<string>()
  for (const file of (await options.listTracked?.(top)) ?? [])
    for (let path = file; path.length > top.length && !tracked.has(path); path = dirname(path)) tracked.add(path)
  return { kind: 'directory', directory, rules: rulesAbove(directory, top), matches, isTracked: path => tracked.has(path) }
}

/** Rules of the directories from the work tree's top down to, but without, `directory`. A directory that they leave out was asked for by name: then they are dropped. */
function rulesAbove(directory: string, top: string): IgnoreRules | undefined {
  let rules = readExclude(top)
  const names = toRelative(top, directory).split('/')
  let path = top
  for (const name of names[0] === '.' ? [] : names) {
    rules = enterDirectory(path, rules)
    path = resolve(path, name)
    if (isIgnored(rules, path, true)) return undefined
  }
  return rules
}

/** The nearest directory at or above with a `.git` entry; looked up by hand because `files` must work without git. */
function findWorkTree(directory: string): string | undefined {
  for (let path = directory; ; path = dirname(path)) {
    if (kindOf(resolve(path, '.git')) !== 'missing') return path
    if (path === dirname(path)) return undefined
  }
}
