import type { Readable } from 'node:stream'
import { ScanError } from '../scan-error.ts'
import { listArrival } from './arrival.ts'
import { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import { isOid, readHookLines } from './hook-lines.ts'
import { searchArrival } from './search-arrival.ts'
import type { Source } from './source.ts'

export interface PreReceiveOptions {
  readonly git: Git
  /** The hook's standard input. */
  readonly input: Readable
  /** The push is rejected where the scan takes longer. Default: no limit. */
  readonly timeoutMs?: number
}

const form = '<old oid> <new oid> <ref>'

/** What a push brings into this repository, read in git's quarantine before any ref changes. Throws `ScanError` (3) when the budget runs out. */
export function createPreReceiveSource({ git, input, timeoutMs }: PreReceiveOptions): Source {
  return {
    async scan(visit, progress, signal) {
      const budget = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)
      const either = budget === undefined ? signal : AbortSignal.any([signal, budget])
      const count = createCoverageCount()
      try {
        const updates = (await readHookLines(input, 3, form)).map(([oldOid = '', newOid = '', name = '']) => ({ name, oldOid, newOid }))
        if (!updates.every(({ oldOid, newOid }) => isOid(oldOid) && isOid(newOid))) {
          throw new ScanError(`Standard input holds a line that git does not write. Each line is: ${form}`, { exitCode: 2 })
        }
        const arrival = await listArrival({ git, updates, known: ['--all'], count, signal: either })
        await searchArrival(arrival, { git, visit, progress, signal: either, count })
      } catch (cause) {
        if (budget?.aborted !== true) throw cause
      }
      if (budget?.aborted === true) throw new ScanError(`The push could not be searched within ${String(timeoutMs)} ms and is rejected. Push fewer commits at once, or raise --timeout-ms.`, { exitCode: 3 })
      return count.coverage()
    },
  }
}
