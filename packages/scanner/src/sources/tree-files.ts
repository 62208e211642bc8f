import type { Git } from './git.ts'
import { toPathText } from './path-bytes.ts'

/** A file in a tree; `mode` is octal. */
export interface TreeFile {
  readonly mode: string
  readonly oid: string
  /** Relative to the root of the tree, raw. */
  readonly path: string
}

/** Every file and symlink of a tree or commit, submodules left out. */
export async function readTreeFiles(git: Git, tree: string): Promise<TreeFile[]> {
  const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', tree], { maxBytes: 2 ** 31 })
  return splitEntries(stdout).flatMap(({ words: [mode = '', type, oid = ''], path }) => (type === 'blob' ? [{ mode, oid, path }] : []))
}

/** Entries of `ls-files` and `ls-tree` with `-z`: words, a tab, the path. */
export function splitEntries(stdout: Buffer): { readonly words: readonly string[]; readonly path: string }[] {
  const entries = []
  for (let from = 0, to = stdout.indexOf(0); to !== -1; from = to + 1, to = stdout.indexOf(0, from)) {
    const tab = stdout.indexOf(0x09, from)
    entries.push({ words: stdout.toString('latin1', from, tab).split(' '), path: toPathText(stdout.subarray(tab + 1, to)) })
  }
  return entries
}
