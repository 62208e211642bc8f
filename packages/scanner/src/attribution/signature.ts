import { PassThrough } from 'node:stream'
import { redact, type IsoDate, type Oid } from '@nuvion-guard/core'
import type { CommitPlace, Person } from '../report.ts'
import { createBatchParser } from '../sources/batch-parser.ts'
import type { Git } from '../sources/git.ts'

/** Who made a commit or a tag, and when; for a tag the tagger stands in both places. */
export interface Signature {
  readonly author: Person
  readonly date: IsoDate
  readonly committer: Person
  readonly commitDate: IsoDate
  /** Seconds since 1970 of the committer's date. */
  readonly commitSeconds: number
}

interface Line {
  readonly person: Person
  readonly date: IsoDate
  readonly seconds: number
}

/** Reads who made commits and tags, as bytes: what the configuration says about encodings plays no part. */
export interface SignatureReader {
  /** Puts a question early: git answers while others are still at work. */
  readonly ask: (oid: string) => void
  /** Asks for what was not asked yet, and ends. */
  read(oids: Iterable<string>): Promise<Map<string, Signature>>
  /** Ends what waits for a question that nobody asks. */
  close(): void
}

/** Starts the process that will be asked, so that it stands ready when the ids are known. */
export function openSignatures(git: Git): SignatureReader {
  const input = new PassThrough()
  const stream = git.stream(['cat-file', '--batch', '--buffer'], { input })
  const asked = new Set<string>()
  const ask = (oid: string): void => {
    if (asked.has(oid)) return
    asked.add(oid)
    input.write(`${oid}\n`)
  }
  return {
    ask,
    async read(oids) {
      const signatures = new Map<string, Signature>()
      const parser = createBatchParser(
        {
          whole(oid, type, bytes) {
            if (type === 'commit' || type === 'tag') signatures.set(oid, toSignature(bytes))
          },
          parts: () => ({ push: () => undefined, end: () => undefined }),
          unreadable: () => undefined,
        },
        { wholeMaxBytes: 16 << 20 },
      )
      for (const oid of oids) ask(oid)
      input.end()
      for await (const chunk of stream.stdout as AsyncIterable<Buffer>) parser.push(chunk)
      await stream.done
      return signatures
    },
    close() {
      stream.stop()
    },
  }
}

/** Makes the place of a commit or tag out of its signature. `path` is raw. */
export function toCommitPlace(oid: string, signature: Signature, path: string): CommitPlace {
  const { author, date, committer, commitDate } = signature
  return { commit: oid as Oid, author, date, committer, commitDate, path: redact(path) }
}

function toSignature(bytes: Buffer): Signature {
  const end = bytes.indexOf('\n\n')
  const header = end === -1 ? bytes : bytes.subarray(0, end)
  const lines = header.toString('latin1').split('\n')
  const decode = createDecode(lines.find(line => line.startsWith('encoding '))?.slice(9))
  const find = (name: string): Line | undefined => {
    const line = lines.find(one => one.startsWith(`${name} `))
    return line === undefined ? undefined : toLine(line.slice(name.length + 1), decode)
  }
  const author = find('author') ?? find('tagger') ?? nobody
  const committer = find('committer') ?? author
  return { author: author.person, date: author.date, committer: committer.person, commitDate: committer.date, commitSeconds: committer.seconds }
}

function createDecode(encoding: string | undefined): (latin1: string) => string {
  let decoder = new TextDecoder()
  try {
    if (encoding !== undefined) decoder = new TextDecoder(encoding)
  } catch {
    // A name that no decoder has: UTF-8, as git takes it.
  }
  return latin1 => decoder.decode(Buffer.from(latin1, 'latin1'))
}

function toLine(text: string, decode: (latin1: string) => string): Line {
  const open = text.indexOf('<')
  const close = text.lastIndexOf('>')
  const name = open === -1 ? text : text.slice(0, open)
  const email = open === -1 || close < open ? '' : text.slice(open + 1, close)
  const [time = '', zone = ''] = text.slice(close + 1).trim().split(' ')
  const seconds = /^-?\d{1,15}$/.test(time) ? Number(time) : 0
  return {
    person: { name: redact(decode(name.trim())), email: redact(decode(email)) },
    date: toIsoDate(seconds, /^[-+]\d{4}$/.test(zone) ? zone : '+0000'),
    seconds,
  }
}

/** ISO 8601 with the zone the date was written in; a date beyond what a calendar holds is the nearest that it does. */
function toIsoDate(seconds: number, zone: string): IsoDate {
  const sign = zone.startsWith('-') ? -1 : 1
  const minutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5)))
  const local = Math.max(0, Math.min(253_402_300_799, seconds + minutes * 60))
  const digits = new Date(local * 1000).toISOString().slice(0, 19)
  return `${digits}${sign < 0 ? '-' : '+'}${zone.slice(1, 3)}:${zone.slice(3, 5)}` as IsoDate
}

const nobody: Line = { person: { name: redact(''), email: redact('') }, date: toIsoDate(0, '+0000'), seconds: 0 }
