import type { ScanError } from '../scan-error.ts'
import { createCoverageCount } from './coverage-count.ts'
import type { Source } from './source.ts'

/** A repository that could not be opened, beside sources that can do without it: nothing of it is searched, and the run is incomplete. */
export function createRefusedSource({ message }: ScanError): Source {
  return {
    scan() {
      const count = createCoverageCount()
      count.skip({ reason: 'git-failed', what: message, expected: false })
      return Promise.resolve(count.coverage())
    },
  }
}
