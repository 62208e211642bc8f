import type { Git } from './git.ts'
import { readRecords } from './records.ts'
import { toPathText } from './path-bytes.ts'
import { followTags } from './tips.ts'

/** The refs that point at one of the commits, directly or through annotated tags, and those tags. */
export async function listArrivingRefs(git: Git, commits: readonly string[], signal: AbortSignal): Promise<{ readonly names: readonly string[]; readonly tags: readonly string[] }> {
  const arriving = new Set(commits)
  const names: string[] = []
  const others: { readonly name: string; readonly oid: string }[] = []
  // `%(objecttype)` would open the object of every ref.
  await readRecords(git.stream(['for-each-ref', '--format=%(objectname) %(refname)']), 0x0a, signal, record => {
    const oid = record.toString('latin1', 0, record.indexOf(0x20))
    const name = toPathText(record.subarray(oid.length + 1))
    if (arriving.has(oid)) names.push(name)
    else others.push({ name, oid })
  })
  const { ends, targets } = await followTags(git, others.map(ref => ref.oid), signal)
  const tags: string[] = []
  for (const { name, oid } of others) {
    if (!arriving.has(ends.get(oid) ?? '')) continue
    names.push(name)
    for (let tag: string | undefined = oid; tag !== undefined && targets.has(tag); tag = targets.get(tag)) tags.push(tag)
  }
  return { names, tags: [...new Set(tags)] }
}
