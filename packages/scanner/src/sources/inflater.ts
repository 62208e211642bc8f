import { createInflate, deflateSync, inflateSync } from 'node:zlib'

/**
 * Inflates one zlib stream that begins at the start of `input`; whether it comes to exactly one byte less than `output` has. The spare byte
 * makes zlib go on to the end, where the checksum stands.
 */
export type Inflate = (input: Buffer, output: Buffer) => boolean

/** The part of Node's own stream that inflates synchronously and can be used again; half the time of `inflateSync` for small objects. */
interface Handle {
  onerror: (message: string, code: number, name: string) => void
  reset(): void
  writeSync(flush: number, input: Buffer, inputAt: number, inputBytes: number, output: Buffer, outputAt: number, outputBytes: number): void
}

const syncFlush = 2

/** Creates an inflater on Node's inner handle where it works as expected, else on the public function. */
export function createInflater(): Inflate {
  const fast = createFastInflater()
  return fast !== undefined && isRight(fast) ? fast : inflatePublicly
}

function inflatePublicly(input: Buffer, output: Buffer): boolean {
  try {
    const bytes = inflateSync(input, { maxOutputLength: output.length, chunkSize: Math.max(64, output.length) })
    return bytes.length === output.length - 1 && bytes.copy(output) === bytes.length
  } catch {
    // Damaged: the caller leaves the object to git, which says what is wrong with it.
    return false
  }
}

function createFastInflater(): Inflate | undefined {
  const engine = createInflate() as unknown as { readonly _handle?: Partial<Handle>; readonly _writeState?: Uint32Array }
  const { _handle: handle, _writeState: state } = engine
  if (typeof handle?.writeSync !== 'function' || typeof handle.reset !== 'function' || !(state instanceof Uint32Array)) return undefined
  const inner = handle as Handle
  let failures = 0
  inner.onerror = () => {
    failures++
  }
  return (input, output) => {
    const before = failures
    inner.reset()
    inner.writeSync(syncFlush, input, 0, input.length, output, 0, output.length)
    return failures === before && state[0] === 1
  }
}

/** Inner parts may change with any version of Node: they are used only where they inflate a sample and refuse a damaged one. */
function isRight(inflate: Inflate): boolean {
  try {
    const sample = Buffer.from('sample '.repeat(50))
    const output = Buffer.alloc(sample.length + 1)
    const isInflated = (): boolean => inflate(deflateSync(sample), output.fill(0)) && output.subarray(0, sample.length).equals(sample)
    const damaged = deflateSync(sample)
    damaged.writeUInt8((damaged.at(-1) ?? 0) ^ 1, damaged.length - 1)
    return isInflated() && isInflated() && !inflate(damaged, output) && !inflate(Buffer.from('no zlib stream at all'), output) && isInflated()
  } catch {
    return false
  }
}
