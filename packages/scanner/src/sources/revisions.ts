import { redact } from '@nuvion-guard/core'
import { toShallowFix } from '../integrations/shallow-fix.ts'
import { ScanError } from '../scan-error.ts'
import type { Git } from './git.ts'

/** What the user asked for, taken apart. */
export interface Revisions {
  /** Arguments of `rev-list`, checked: none of them changes what it prints. */
  readonly args: readonly string[]
  /** Those that name commits. */
  readonly selection: readonly string[]
  /** The options that thin the range out, as they were given. */
  readonly narrowing: readonly string[]
  /** Pathspecs, as the user gave them: relative to the directory that git runs in. */
  readonly paths: readonly string[]
}

const selecting = /^--(?:all|branches|tags|remotes|reflog|not|topo-order|date-order|author-date-order|reverse|full-history|(?:branches|tags|remotes|glob|exclude)=.*)$/s
const narrowing =
  /^(?:-\d+|-n\d+|-[iEFP]|--(?:no-merges|merges|first-parent|ancestry-path|all-match|invert-grep|regexp-ignore-case|(?:max-count|skip|since|since-as-filter|after|until|before|author|committer|grep|min-parents|max-parents)=.*))$/s
const takesValue = /^(?:-n|--(?:max-count|skip|since|since-as-filter|after|until|before|author|committer|grep))$/
const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/**
 * Checks revision arguments as `git rev-list` takes them; what stands after `--` is a path. Throws `ScanError` (2) for an option
 * that is none or that would change what is printed.
 */
export function parseRevisions(words: readonly string[]): Revisions {
  const args: string[] = []
  const selection: string[] = []
  const thin: string[] = []
  const end = words.includes('--') ? words.indexOf('--') : words.length
  for (let i = 0; i < end; i++) {
    const word = words[i] ?? ''
    const value = takesValue.test(word) && i + 1 < end ? words[++i] : undefined
    const whole = value === undefined ? [word] : [word, value]
    if (value !== undefined || narrowing.test(word)) thin.push(whole.join(' '))
    else if (word.startsWith('-') && !selecting.test(word)) {
      throw new ScanError(`${redact(word)} cannot be used in a range. Give revisions as git takes them: main..HEAD, HEAD~3.., --all --since=2024-01-01`, { exitCode: 2 })
    } else selection.push(word)
    args.push(...whole)
  }
  if (selection.length === 0) {
    throw new ScanError('The range names no commits. Give revisions as git takes them: origin/main..HEAD, HEAD~3.., --all', { exitCode: 2 })
  }
  const paths = words.slice(end + 1)
  if (paths.length > 0) thin.push(`-- ${paths.join(' ')}`)
  return { args: [...args, '--full-history', '--', ...paths], selection, narrowing: thin, paths }
}

/** The commits of the range and the objects that it names. Throws `ScanError`: 2 for a bad revision, 3 for one that the clone lacks. */
export async function listRange(git: Git, revisions: Revisions): Promise<{ readonly commits: readonly string[]; readonly tips: readonly string[] }> {
  const listed = await git.run(['rev-list', ...revisions.args], { allowExitCodes: [128, 129] })
  if (listed.exitCode !== 0) throw await toRevisionFailure(git, revisions.selection, listed.complaint)
  const parsed = await git.run(['rev-parse', '--revs-only', ...revisions.selection], { allowExitCodes: [128] })
  if (parsed.exitCode !== 0) throw await toRevisionFailure(git, revisions.selection, parsed.complaint)
  return { commits: toLines(listed.stdout), tips: toLines(parsed.stdout).filter(line => oid.test(line)) }
}

/** Lines of ASCII text, without the empty ones. */
export function toLines(stdout: Buffer): string[] {
  return stdout.toString('latin1').split('\n').filter(line => line !== '')
}

/** The failure of a revision that git cannot follow: absent from the clone, or no revision at all. */
async function toRevisionFailure(git: Git, words: readonly string[], complaint: string): Promise<ScanError> {
  for (const { name, isThere, isNamed } of await lookUp(git, words)) {
    if (isThere) continue
    const shown = redact(name)
    if (git.isShallow) {
      return new ScanError(`This shallow clone does not hold ${shown}, so the range is incomplete. To fix it, ${toShallowFix(git.environment)}.`, { exitCode: 3 })
    }
    if (isNamed || oid.test(name)) return new ScanError(`The object ${shown} is not in this repository. Fetch it first: git fetch origin ${shown}`, { exitCode: 3 })
    return new ScanError(`${shown} is no revision of this repository. See what there is: git branch --all`, { exitCode: 2 })
  }
  return new ScanError(`git cannot list the commits of the range: ${complaint}`, { exitCode: 3 })
}

/** Whether the repository holds every object that the words name. */
export async function areKnown(git: Git, words: readonly string[]): Promise<boolean> {
  return (await lookUp(git, words)).every(one => one.isThere)
}

async function lookUp(git: Git, words: readonly string[]): Promise<{ readonly name: string; readonly isThere: boolean; readonly isNamed: boolean }[]> {
  const names = words.filter(word => !word.startsWith('-')).flatMap(toNames)
  const found = []
  for (const name of names) {
    const { exitCode, stdout } = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', name], { allowExitCodes: [1, 128] })
    const isNamed = exitCode === 0
    const isThere = isNamed && (await git.run(['cat-file', '-e', stdout.toString('latin1').trim()], { allowExitCodes: [1, 128] })).exitCode === 0
    found.push({ name, isThere, isNamed })
  }
  return found
}

/** `A..B`, `A...B`, `^A`, `A^@`, `A^!` and `A^-1` to the names in them; an empty side is HEAD. */
function toNames(word: string): string[] {
  return word
    .replace(/^\^/, '')
    .split(/\.{2,3}/)
    .map(name => name.replace(/\^(?:@|!|-\d*)$/, ''))
    .map(name => (name === '' ? 'HEAD' : name))
}
