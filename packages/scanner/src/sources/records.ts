import type { GitStream } from './git.ts'

/** Reads what git writes record by record (each ends with `separator`); resolves with git's complaints, early where `signal` says so. */
export async function readRecords(stream: GitStream, separator: number, signal: AbortSignal, onRecord: (record: Buffer) => void): Promise<string> {
  return await readSpans(stream, separator, signal, (bytes, from, to) => {
    onRecord(bytes.subarray(from, to))
  })
}

/** The same without a view for each record: where in `bytes` it begins and ends. `usual` is the length that most records have, and none is shorter. */
export async function readSpans(
  stream: GitStream,
  separator: number,
  signal: AbortSignal,
  onSpan: (bytes: Buffer, from: number, to: number) => void,
  usual = 0,
): Promise<string> {
  let rest: Buffer = Buffer.alloc(0)
  const read = (bytes: Buffer): number => {
    let from = 0
    for (;;) {
      const to = usual > 0 && bytes[from + usual] === separator ? from + usual : bytes.indexOf(separator, from)
      if (to === -1) return from
      onSpan(bytes, from, to)
      from = to + 1
    }
  }
  // Events, not an iterator: the first few chunks through one cost more than reading them.
  await new Promise<void>((resolve, reject) => {
    stream.stdout.on('data', (chunk: Buffer) => {
      if (signal.aborted) {
        stream.stop()
        return
      }
      try {
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
        rest = bytes.subarray(read(bytes))
      } catch (error) {
        stream.stdout.destroy(error as Error)
        stream.stop()
      }
    })
    stream.stdout.once('error', reject)
    stream.stdout.once('close', resolve)
  })
  return await stream.done
}
