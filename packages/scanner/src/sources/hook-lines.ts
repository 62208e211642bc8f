import type { Readable } from 'node:stream'
import { ScanError } from '../scan-error.ts'
import { toPathText } from './path-bytes.ts'

const maxBytes = 2 ** 28

/** Reads a hook's standard input: lines of `words` words each. Throws `ScanError` (2) for anything else. */
export async function readHookLines(input: Readable, words: number, form: string): Promise<string[][]> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += bytes.length
    if (size > maxBytes) throw new ScanError('Standard input is too long for the lines of a git hook.', { exitCode: 2 })
    chunks.push(bytes)
  }
  const lines = toPathText(Buffer.concat(chunks)).split('\n').filter(line => line !== '')
  return lines.map(line => {
    const parts = line.split(' ')
    if (parts.length !== words || parts.some(part => part === '')) throw new ScanError(`Standard input holds a line that git does not write. Each line is: ${form}`, { exitCode: 2 })
    return parts
  })
}

/** Whether this is a full object id of either algorithm; all zeros too, which stand for "none". */
export function isOid(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}
