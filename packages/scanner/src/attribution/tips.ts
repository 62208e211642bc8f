import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Git } from '../sources/git.ts'
import { oidBytesOf } from '../sources/oid-bytes.ts'
import { toPathBytes } from '../sources/path-bytes.ts'
import { readRecords } from '../sources/records.ts'
import { listReflogs } from '../sources/reflogs.ts'
import { createOidIndex, type OidIndex } from './oid-index.ts'
import { createRefList, type RefList } from './ref-list.ts'

/** Where the repository's refs stand, and what it knows about other ones. */
export interface Tips {
  /** Ids of all objects that are named here, numbered: the numbers below are theirs. */
  readonly ids: OidIndex
  readonly refs: RefList
  /** Of this worktree; `undefined` before the first commit. */
  readonly head: string | undefined
  /** Full name of the branch that HEAD is on. */
  readonly branch: string | undefined
  /** HEADs of all worktrees. */
  readonly heads: readonly string[]
  /** What remote-tracking refs point at, or ever pointed at. */
  readonly remote: ReadonlySet<number>
  /** Commits of `stash@{0}`, `stash@{1}`, … */
  readonly stashes: readonly number[]
  /** What the other reflogs name, by the name that `git reflog expire` takes. */
  readonly reflogs: ReadonlyMap<string, ReadonlySet<number>>
}

const LF = 10
const SPACE = 32
const peeled = Buffer.from('^{}')
const head = Buffer.from('HEAD')
const fromRemotes = /^refs\/(?:remotes|pull|merge-requests|changes)\//

/** Reads all refs, the HEADs of all worktrees, the reflogs of remote-tracking refs, and the stashes. */
export async function readTips(git: Git, signal: AbortSignal): Promise<Tips> {
  const ids = createOidIndex(oidBytesOf(git))
  const asked = await Promise.allSettled([readRefs(git, ids, signal), isMirrorClone(git), readBranch(git), listReflogs(git)])
  for (const one of asked) if (one.status === 'rejected') throw one.reason
  const [{ refs, head: own }, isMirror, branch, reflogFiles] = asked.map(one => (one.status === 'fulfilled' ? one.value : undefined)) as [
    Awaited<ReturnType<typeof readRefs>>, boolean, string | undefined, Awaited<ReturnType<typeof listReflogs>>,
  ]
  const heads = await readHeads(git, own)
  const remote = new Set<number>()
  for (let ref = 0; ref < refs.count; ref++) {
    const kind = refs.kind(ref)
    if (isMirror || kind === 'remote' || (kind === 'other' && fromRemotes.test(refs.name(ref)))) remote.add(refs.peeled(ref))
  }
  const stashes: number[] = []
  const reflogs = new Map<string, ReadonlySet<number>>()
  for (const { file, name } of reflogFiles.logs) {
    if (signal.aborted) break
    const entries = await readReflog(file, ids)
    if (name.startsWith('refs/remotes/')) for (const entry of entries.flat()) remote.add(entry)
    else if (name === 'refs/stash') stashes.push(...entries.map(([, after]) => after).reverse())
    else reflogs.set(name, new Set(entries.flat()))
  }
  return { ids, refs, head: own, branch, heads, remote, stashes, reflogs }
}

async function readRefs(git: Git, ids: OidIndex, signal: AbortSignal): Promise<{ readonly refs: RefList; readonly head: string | undefined }> {
  const refs = createRefList(ids)
  let own: string | undefined
  const stream = git.stream(['show-ref', '--head', '--dereference'], { allowExitCodes: [1] })
  await readRecords(stream, LF, signal, record => {
    const space = record.indexOf(SPACE)
    const oid = record.toString('latin1', 0, space)
    const name = record.subarray(space + 1)
    if (name.equals(head)) own ??= oid
    else if (name.subarray(-peeled.length).equals(peeled)) refs.peelLast(oid)
    else refs.add(name, oid)
  })
  return { refs, head: own }
}

/** A mirror's branches are the remote's own. */
async function isMirrorClone(git: Git): Promise<boolean> {
  // Nearly every configuration shows without a process that it says nothing about it.
  const text = await readFile(join(git.commonDirectory, 'config'), 'latin1').catch(() => '')
  if (!/mirror|include/i.test(text)) return false
  const { stdout } = await git.run(['config', '--local', '--type=bool', '--get-regexp', '^remote\\..*\\.mirror$'], { allowExitCodes: [1] })
  return /\strue$/m.test(stdout.toString('utf8'))
}

async function readBranch(git: Git): Promise<string | undefined> {
  const text = await readFile(join(git.gitDirectory, 'HEAD'), 'utf8').catch(() => '')
  const [, name] = /^ref: (refs\/heads\/\S+)\n$/.exec(text) ?? []
  if (name !== undefined && name !== 'refs/heads/.invalid') return name
  // Detached, a symbolic link as in old times, or refs in a table, for which the file is a stand-in.
  const { stdout, exitCode } = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { allowExitCodes: [1, 128] })
  return exitCode === 0 ? stdout.toString('utf8').trim() : undefined
}

async function readHeads(git: Git, own: string | undefined): Promise<readonly string[]> {
  const { length } = await readdir(join(git.commonDirectory, 'worktrees')).catch(() => [])
  if (length === 0) return own === undefined ? [] : [own]
  const { stdout } = await git.run(['worktree', 'list', '--porcelain'], { allowExitCodes: [128] })
  return Array.from(stdout.toString('utf8').matchAll(/^HEAD ([0-9a-f]+)$/gm), found => found[1] ?? '')
}

async function readReflog(file: string, ids: OidIndex): Promise<(readonly [before: number, after: number])[]> {
  const entries: (readonly [number, number])[] = []
  const lines = createInterface({ input: createReadStream(toPathBytes(file)), crlfDelay: Infinity })
  for await (const line of lines) {
    const [before = '', after = ''] = line.split(' ', 2)
    entries.push([ids.add(before), ids.add(after)])
  }
  return entries
}
