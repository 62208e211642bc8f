import type { GitStream } from './git.ts'

/** Reads what git writes record by record (each ends with `separator`); resolves with git's complaints, early where `signal` says so. */
export async function readRecords(stream: GitStream, separator: number, signal: AbortSignal, onRecord: (record: Buffer) => void): Promise<string> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of stream.stdout as AsyncIterable<Buffer>) {
    if (signal.aborted) {
      stream.stop()
      break
    }
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let to = bytes.indexOf(separator, from); to !== -1; to = bytes.indexOf(separator, from)) {
      onRecord(bytes.subarray(from, to))
      from = to + 1
    }
    rest = bytes.subarray(from)
  }
  return await stream.done
}
