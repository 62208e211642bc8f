import type { Readable } from 'node:stream'
import { ScanError } from '../scan-error.ts'
import { listArrival } from './arrival.ts'
import { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import { isOid, readHookLines } from './hook-lines.ts'
import { searchArrival } from './search-arrival.ts'
import type { Source } from './source.ts'

export interface PrePushOptions {
  readonly git: Git
  /** What git hands the hook first: a remote's name, or the address again where the remote has none. */
  readonly remote: string
  readonly url: string
  /** The hook's standard input. */
  readonly input: Readable
}

const form = '<local ref> <local oid> <remote ref> <remote oid>'

/** What a push would send: all new commits, tags, notes and other refs of every line, and what they introduce. */
export function createPrePushSource({ git, remote, url, input }: PrePushOptions): Source {
  return {
    async scan(visit, progress, signal) {
      const count = createCoverageCount()
      const updates = (await readHookLines(input, 4, form)).map(([, newOid = '', name = '', oldOid = '']) => ({ name, oldOid, newOid }))
      if (!updates.every(({ oldOid, newOid }) => isOid(oldOid) && isOid(newOid))) {
        throw new ScanError(`Standard input holds a line that git does not write. Each line is: ${form}`, { exitCode: 2 })
      }
      const known = [`--remotes=${(await findRemote(git, remote, url)) ?? remote}`]
      const arrival = await listArrival({ git, updates, known, count, signal })
      await searchArrival(arrival, { git, visit, progress, signal, count })
      return count.coverage()
    },
  }
}

/** A push to an address may still be one to a remote that has it: then its tracking refs tell what is there. */
async function findRemote(git: Git, remote: string, url: string): Promise<string | undefined> {
  if (remote !== url) return undefined
  const { stdout } = await git.run(['config', '-z', '--get-regexp', '^remote\\..*\\.(push)?url$'], { allowExitCodes: [1] })
  for (const entry of stdout.toString('utf8').split('\0')) {
    const [name = '', value] = entry.split('\n')
    if (value === url) return name.replace(/^remote\./, '').replace(/\.(?:push)?url$/, '')
  }
  return undefined
}
