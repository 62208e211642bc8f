import { createChunkDetector, detectBytes, mayHoldKey, type LocatedMatch } from '@nuvion-guard/core'
import { Readable } from 'node:stream'
import { ScanError } from '../scan-error.ts'
import { createBatchParser } from './batch-parser.ts'
import type { Git } from './git.ts'
import type { ObjectSink, ObjectType } from './object-reader.ts'

/** An object of the store, searched for keys. */
export interface SearchedObject {
  readonly oid: string
  /** `missing` where git does not have it, `corrupt` where git dies of it. */
  readonly type: ObjectType | 'missing' | 'corrupt'
  /** Bytes. */
  readonly size: number
  /** Positions in a commit or tag count from the beginning of its message, or of its header for a name. */
  readonly matches: readonly LocatedMatch[]
}

export interface SearchOptions {
  readonly signal: AbortSignal
  /** A path under which the object stands: it may tell how its content is to be read. */
  readonly pathOf?: ((oid: string) => string | undefined) | undefined
}

const maxRestarts = 2000
const wholeMaxBytes = 32 * 2 ** 20
const lineBytes = 16_384

/**
 * Sends the ids to `git cat-file --batch` and calls `onObject` for each, in their order. Ends early where `signal` says so; throws
 * `ScanError` where git cannot go on.
 */
export async function searchObjects(
  git: Git,
  oids: Iterable<string> | AsyncIterable<string>,
  { signal, pathOf }: SearchOptions,
  onObject: (object: SearchedObject) => void,
): Promise<void> {
  const sink = createSearchSink(pathOf, onObject)
  const source = Symbol.asyncIterator in oids ? oids[Symbol.asyncIterator]() : oids[Symbol.iterator]()
  let again: string[] = []
  let sent: string[] = []
  let attempt = 0

  const next = async (): Promise<string | undefined> => {
    if (again.length > 0) return again.shift()
    const result: IteratorResult<string, unknown> = await source.next()
    return result.done === true ? again.shift() : result.value
  }
  let failure: { readonly error: unknown } | undefined
  const lines = async function* (mine: number): AsyncGenerator<string> {
    let batch = ''
    try {
      for (let oid = await next(); oid !== undefined && !signal.aborted; oid = await next()) {
        if (mine !== attempt) {
          again.push(oid)
          return
        }
        sent.push(oid)
        batch += `${oid}\n`
        if (batch.length < lineBytes) continue
        yield batch
        batch = ''
      }
    } catch (error) {
      // Thrown here it would end the process: nobody listens to a pipe. It is thrown when git has ended.
      failure = { error }
      return
    }
    if (batch !== '') yield batch
  }

  // A process costs milliseconds: none where nothing is asked for.
  const first = await next()
  if (first === undefined) return
  again.push(first)
  for (;;) {
    const running = git.stream(['cat-file', '--batch', '--buffer'], { input: Readable.from(lines(attempt)) })
    const stop = (): void => {
      running.stop()
    }
    const parser = createBatchParser(sink, { wholeMaxBytes })
    signal.addEventListener('abort', stop, { once: true })
    const readAll = async (): Promise<void> => {
      for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
        if (signal.aborted) return
        parser.push(chunk)
      }
    }
    // Both are awaited, so that neither failure goes unhandled.
    const [reading, ending] = await Promise.allSettled([readAll(), running.done])
    signal.removeEventListener('abort', stop)
    if (signal.aborted) return
    if (failure !== undefined) throw failure.error
    if (reading.status === 'rejected') throw reading.reason
    const [culprit, ...others] = sent.slice(parser.finished())
    if (culprit === undefined && ending.status === 'fulfilled') return
    if (culprit === undefined || attempt === maxRestarts) {
      throw ending.status === 'rejected' ? ending.reason : new ScanError('git did not answer for every object. Run: git fsck', { exitCode: 3 })
    }
    // git ended before it had answered for everything: the next object is the one it died of.
    onObject({ oid: culprit, type: 'corrupt', size: 0, matches: [] })
    again = [...others, ...again]
    sent = []
    attempt++
  }
}

function createSearchSink(pathOf: SearchOptions['pathOf'], onObject: (object: SearchedObject) => void): ObjectSink {
  const contextOf = (oid: string): { path?: string } => {
    const path = pathOf?.(oid)
    return path === undefined ? {} : { path }
  }
  return {
    whole(oid, type, bytes) {
      const isRead = type !== 'tree' && mayHoldKey(bytes)
      const detected = isRead ? (type === 'commit' || type === 'tag' ? detectHistory(bytes) : detectBytes(bytes, contextOf(oid))) : []
      onObject({ oid, type, size: bytes.length, matches: detected })
    },
    parts(oid, type, size) {
      const detector = createChunkDetector(contextOf(oid))
      return {
        push: piece => {
          detector.push(piece)
        },
        end() {
          onObject({ oid, type, size, matches: detector.end() })
        },
      }
    },
    unreadable(oid) {
      onObject({ oid, type: 'missing', size: 0, matches: [] })
    },
  }
}

/** The message is searched on its own, so that its lines count from its beginning. */
function detectHistory(bytes: Buffer): readonly LocatedMatch[] {
  const end = bytes.indexOf('\n\n')
  if (end === -1) return detectBytes(bytes)
  return [...detectBytes(bytes.subarray(0, end)), ...detectBytes(bytes.subarray(end + 2))]
}
