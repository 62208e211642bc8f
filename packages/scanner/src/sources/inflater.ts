import { createInflate, deflateSync, inflateSync } from 'node:zlib'

/**
 * Inflates the zlib stream that begins at `from` of `input`, and ends before `to`, to the beginning of `output`; whether it comes to exactly `size` bytes. `output`
 * has at least one more: that makes zlib go on to the end, where the checksum stands.
 */
export type Inflate = (input: Buffer, from: number, to: number, output: Buffer, size: number) => boolean

/** The part of Node's own stream that inflates synchronously and can be used again; half the time of `inflateSync` for small objects. */
interface Handle {
  onerror: (message: string, code: number, name: string) => void
  reset(): void
  writeSync(flush: number, input: Buffer, inputAt: number, inputBytes: number, output: Buffer, outputAt: number, outputBytes: number): void
}

/** As the last input: then a stream that is cut off is a failure. */
const finish = 4

/** Creates an inflater on Node's inner handle where it works as expected, else on the public function. */
export function createInflater(): Inflate {
  const fast = createFastInflater()
  return fast !== undefined && isRight(fast) ? fast : inflatePublicly
}

/** Inflates with nothing but what Node documents. */
const inflatePublicly: Inflate = (input, from, to, output, size) => {
  try {
    const bytes = inflateSync(input.subarray(from, to), { maxOutputLength: size + 1, chunkSize: Math.max(64, size + 1) })
    return bytes.length === size && bytes.copy(output) === size
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
  return (input, from, to, output, size) => {
    const before = failures
    inner.reset()
    inner.writeSync(finish, input, from, to - from, output, 0, size + 1)
    return failures === before && state[0] === 1
  }
}

/** Inner parts may change with any version of Node: they are used only where they inflate a sample and refuse a damaged and a cut one. */
function isRight(inflate: Inflate): boolean {
  try {
    const sample = Buffer.from('sample '.repeat(50))
    const output = Buffer.alloc(sample.length + 1)
    const inflated = (input: Buffer): boolean => inflate(input, 0, input.length, output.fill(0), sample.length) && output.subarray(0, sample.length).equals(sample)
    const sound = deflateSync(sample)
    const damaged = Buffer.from(sound)
    damaged.writeUInt8((damaged.at(-1) ?? 0) ^ 1, damaged.length - 1)
    return inflated(sound) && inflated(sound) && !inflated(damaged) && !inflated(sound.subarray(0, -1)) && !inflated(Buffer.from('no zlib stream at all')) && inflated(sound)
  } catch {
    return false
  }
}
