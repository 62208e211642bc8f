import { addAbortSignal, type Readable } from 'node:stream'
import { createChunkDetector, detectBytes } from '@nuvion-guard/core'
import { createCoverageCount } from './coverage-count.ts'
import type { Source } from './source.ts'

/** Text that is held and searched as a whole; more goes through piece by piece. */
const holdBytes = 32 * 1024 * 1024

/** Reads one fragment from a stream and calls it `name` in the report. */
export function createStdinSource(options: { readonly stream: Readable; readonly name: string }): Source {
  return {
    async scan(visit, progress, signal) {
      const detector = createHoldingDetector(options.name)
      const count = createCoverageCount()
      addAbortSignal(signal, options.stream)
      try {
        for await (const chunk of options.stream as AsyncIterable<Uint8Array>) {
          count.add({ bytes: chunk.length })
          detector.push(chunk)
        }
      } catch {
        // What came until then is searched; that it was not all makes the run incomplete.
        count.skip({ reason: signal.aborted ? 'interrupted' : 'unreadable', what: options.name, expected: false })
      }
      const matches = detector.end()
      if (matches.length > 0) visit(matches, { path: options.name, kind: 'stdin' })
      count.add({ files: 1 })
      progress(1, 1, 'files')
      return count.coverage()
    },
  }
}

function createHoldingDetector(path: string): ReturnType<typeof createChunkDetector> {
  const held: Uint8Array[] = []
  let bytes = 0
  let pieces: ReturnType<typeof createChunkDetector> | undefined
  return {
    push(chunk) {
      bytes += chunk.length
      if (bytes > holdBytes) {
        pieces ??= createChunkDetector({ path })
        for (const piece of held.splice(0)) pieces.push(piece)
      }
      if (pieces === undefined) held.push(chunk)
      else pieces.push(chunk)
    },
    end: () => pieces?.end() ?? detectBytes(Buffer.concat(held), { path }),
  }
}
