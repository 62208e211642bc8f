import type { Git } from './git.ts'
import { readRecords } from './records.ts'
import { toPathText } from './path-bytes.ts'
import { followTags } from './tips.ts'

/** The refs that point at one of the commits, directly or through annotated tags, and those tags. */
export async function listArrivingRefs(git: Git, commits: readonly string[], signal: AbortSignal): Promise<{ readonly names: readonly string[]; readonly tags: readonly string[] }> {
  const arriving = new Set(commits)
  const names: string[] = []
  const tagRefs: { readonly name: string; readonly oid: string }[] = []
  await readRecords(git.stream(['for-each-ref', '--format=%(objectname) %(objecttype) %(refname)']), 0x0a, signal, record => {
    const [oid = '', type = ''] = record.toString('latin1', 0, 80).split(' ', 2)
    const isArriving = arriving.has(oid)
    if (!isArriving && type !== 'tag') return
    const name = toPathText(record.subarray(oid.length + type.length + 2))
    if (isArriving) names.push(name)
    else tagRefs.push({ name, oid })
  })
  const { ends, targets } = await followTags(git, tagRefs.map(ref => ref.oid), signal)
  const tags: string[] = []
  for (const { name, oid } of tagRefs) {
    if (!arriving.has(ends.get(oid) ?? '')) continue
    names.push(name)
    for (let tag: string | undefined = oid; tag !== undefined && targets.has(tag); tag = targets.get(tag)) tags.push(tag)
  }
  return { names, tags: [...new Set(tags)] }
}
