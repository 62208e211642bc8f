import { detectBytes, mayHoldKey } from '@nuvion-guard/core'
import type { Git } from './git.ts'
import type { ObjectList } from './object-list.ts'
import { toPathText } from './path-bytes.ts'
import { readRecords } from './records.ts'
import type { Visit } from './source.ts'

const LF = 10
const SPACE = 32

/** Searches the names of all refs for keys; counts the refs, and those whose object `present` does not hold. */
export async function searchRefNames(git: Git, visit: Visit, present: ObjectList | undefined, signal: AbortSignal): Promise<{ refs: number; absent: number; complaint: string }> {
  const counts = { refs: 0, absent: 0 }
  const complaint = await readRecords(git.stream(['for-each-ref', '--format=%(objectname) %(refname)']), LF, signal, record => {
    counts.refs++
    if (present !== undefined && !present.hasHex(record, 0)) counts.absent++
    const name = record.subarray(record.indexOf(SPACE) + 1)
    if (!mayHoldKey(name)) return
    const matches = detectBytes(name)
    if (matches.length > 0) visit(matches, { kind: 'ref', path: toPathText(name) })
  })
  return { ...counts, complaint }
}
