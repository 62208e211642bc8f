import type { Step, UnpushedPlace, Verdict } from './key-history.ts'
import { toCommandLine } from './shell-quote.ts'

/** A commit that put the key into a history. */
export interface Introduction {
  readonly commit: string
  /** `undefined` for a root commit. */
  readonly parent: string | undefined
  /** The key stands in its message or identities, not in its files. */
  readonly isMessage: boolean
}

/** What is known about one key when its verdict is due; refs are full names, everything raw. */
export interface VerdictFacts {
  readonly pushed: boolean
  /** Everywhere that the key stands, for the list of what must move. */
  readonly paths: readonly string[]
  /** Paths of the index that hold it. */
  readonly stagedPaths: readonly string[]
  readonly hasHead: boolean
  /** Commits that HEAD reaches, oldest first. */
  readonly inHeadHistory: readonly Introduction[]
  readonly head: string | undefined
  readonly headRefs: readonly string[]
  /** Branches that reach it while HEAD does not, each with its tip and the commits it reaches, oldest first. */
  readonly branches: readonly { readonly ref: string; readonly tip: string; readonly introductions: readonly Introduction[] }[]
  readonly otherHeads: readonly string[]
  /** Tags that reach it. */
  readonly tags: readonly string[]
  /** Tags whose own object holds it, with the object that they stand for. */
  readonly tagObjects: readonly { readonly ref: string; readonly target: string }[]
  /** Numbers of the stashes that hold it. */
  readonly stashes: readonly number[]
  readonly notes: readonly { readonly ref: string; readonly objects: readonly string[] }[]
  /** Refs whose name holds it. */
  readonly namedRefs: readonly string[]
  /** Reflogs that reach it. */
  readonly reflogs: readonly string[]
  /** Whether git has it at all; a key in plain files only is not its business. */
  readonly isInGit: boolean
}

/** Decides what must be done about a key, with the commands for this very repository. */
export function toVerdict(facts: VerdictFacts): Verdict {
  if (facts.pushed) {
    return { kind: 'pushed', steps: [{ kind: 'create-key' }, { kind: 'move-places', paths: facts.paths }, { kind: 'delete-key' }] }
  }
  const undo = toUndo(facts)
  if (undo !== undefined) return { kind: 'unpushed', ...undo }
  if (facts.stagedPaths.length > 0) return { kind: 'staged', steps: unstage(facts) }
  if (facts.isInGit) return { kind: 'unpushed', place: facts.reflogs.length > 0 ? 'reflog' : 'dangling', steps: purge(facts.reflogs) }
  return { kind: 'on-disk', steps: [...facts.paths.map(path => ({ kind: 'edit', path }) as const), { kind: 'store-key' }] }
}

interface Undo {
  readonly place: UnpushedPlace
  readonly steps: readonly Step[]
}

function toUndo(facts: VerdictFacts): Undo | undefined {
  const { head, inHeadHistory, branches, stashes, tagObjects, tags, notes, namedRefs, otherHeads } = facts
  const [branch] = branches
  if (head !== undefined && inHeadHistory.length > 0) {
    return { place: isOnly(inHeadHistory, head) ? 'head-commit' : 'older-commit', steps: [...rewrite(head, inHeadHistory, facts), ...retag(facts), ...purge(facts.headRefs)] }
  }
  if (branch !== undefined) {
    const steps = branches.flatMap(one => [run('git', 'switch', toShort(one.ref)), ...rewrite(one.tip, one.introductions, facts)])
    return { place: 'other-branch', steps: [...steps, ...retag(facts), ...purge(['HEAD', ...branches.map(one => one.ref)])] }
  }
  if (stashes.length > 0) return { place: 'stash', steps: stashes.toSorted((a, b) => b - a).flatMap(number => dropStash(number, facts)).concat(run('git', 'gc', '--prune=now')) }
  if (notes.length > 0) return { place: 'note', steps: [...notes.flatMap(removeNote), ...purge(notes.map(note => note.ref))] }
  if (tagObjects.length > 0 || tags.length > 0) return { place: 'tag', steps: [...retag(facts), ...purge(facts.reflogs)] }
  if (namedRefs.length > 0) return { place: 'ref-name', steps: [...namedRefs.map(renameRef), ...purge([])] }
  if (otherHeads.length > 0) return { place: 'detached-commit', steps: [{ kind: 'store-key' }, ...purge(facts.reflogs)] }
  return undefined
}

function isOnly(introductions: readonly Introduction[], commit: string): boolean {
  return introductions.every(one => one.commit === commit)
}

function run(...args: readonly string[]): Step {
  return { kind: 'run', command: toCommandLine(...args) }
}

function edits(paths: readonly string[]): Step[] {
  return [...paths.map(path => ({ kind: 'edit', path }) as const), { kind: 'store-key' }]
}

/** Amends the tip, or stops a rebase at each commit that brought the key in. */
function rewrite(tip: string, introductions: readonly Introduction[], facts: VerdictFacts): Step[] {
  const [oldest] = introductions
  if (oldest === undefined) return []
  const amend = (isMessage: boolean): Step[] =>
    isMessage ? [{ kind: 'edit-message' }, run('git', 'commit', '--amend')] : [...edits(facts.paths), run('git', 'add', '--', ...facts.paths), run('git', 'commit', '--amend', '--no-edit')]
  if (isOnly(introductions, tip)) return introductions.some(one => !one.isMessage) ? [...amend(false), ...(introductions.some(one => one.isMessage) ? amend(true) : [])] : amend(true)
  const marks = introductions.map(one => `-e 's/^pick ${one.commit.slice(0, 7)}/edit ${one.commit.slice(0, 7)}/'`).join(' ')
  const base = oldest.parent ?? '--root'
  return [
    run('git', '-c', `sequence.editor=sed -i.bak ${marks}`, 'rebase', '--interactive', '--rebase-merges', base),
    ...introductions.flatMap(one => [...amend(one.isMessage), run('git', 'rebase', '--continue')]),
  ]
}

function dropStash(number: number, facts: VerdictFacts): Step[] {
  const name = `stash@{${String(number)}}`
  return [run('git', 'stash', 'apply', name), ...edits(facts.paths), run('git', 'stash', 'drop', name)]
}

function removeNote({ ref, objects }: VerdictFacts['notes'][number]): Step[] {
  const name = ref.slice('refs/notes/'.length)
  return [
    run('git', 'notes', `--ref=${name}`, 'remove', '--ignore-missing', ...objects),
    // The history of the notes holds the note too: it begins anew.
    { kind: 'run', command: `git update-ref ${toCommandLine(ref)} "$(git commit-tree -m Notes ${toCommandLine(`${ref}^{tree}`)})"` },
  ]
}

/** Tags that lead to the key go; an annotated one whose own text holds it is made again. */
function retag({ tags, tagObjects }: VerdictFacts): Step[] {
  const made = new Set(tagObjects.map(tag => tag.ref))
  return [
    ...tags.filter(tag => !made.has(tag)).map(tag => run('git', 'tag', '--delete', toShort(tag))),
    ...tagObjects.flatMap(({ ref, target }) => [run('git', 'tag', '--delete', toShort(ref)), run('git', 'tag', '--annotate', toShort(ref), target), { kind: 'edit-message' } as const]),
  ]
}

function renameRef(ref: string): Step {
  const name = toShort(ref)
  if (ref.startsWith('refs/heads/')) return { kind: 'run', command: `git branch --move ${toCommandLine(name)} NEW-NAME` }
  return run('git', 'update-ref', '-d', ref)
}

function unstage({ stagedPaths, hasHead }: VerdictFacts): Step[] {
  return [hasHead ? run('git', 'restore', '--staged', '--', ...stagedPaths) : run('git', 'rm', '--cached', '--', ...stagedPaths), ...edits(stagedPaths)]
}

/** What git keeps of a commit that no ref holds any more; other reflogs, the stashes' above all, stay. */
function purge(reflogs: readonly string[]): Step[] {
  return [...(reflogs.length === 0 ? [] : [run('git', 'reflog', 'expire', '--expire-unreachable=now', ...reflogs)]), run('git', 'gc', '--prune=now')]
}

function toShort(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '')
}
