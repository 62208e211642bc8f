import { PassThrough } from 'node:stream'
import { createBatchParser } from './batch-parser.ts'
import type { Git } from './git.ts'

/** What names lead to: every annotated tag on the way, and what stands at the end. */
export interface Tips {
  readonly tags: readonly string[]
  readonly commits: readonly string[]
  readonly blobs: readonly string[]
  readonly trees: readonly string[]
  readonly missing: readonly string[]
  /** Tag → what it points at. */
  readonly targets: ReadonlyMap<string, string>
  /** The object at the end of each tip's chain of tags; the tip itself where it is none. */
  readonly ends: ReadonlyMap<string, string>
}

/** Follows annotated tags, tags of tags too, in one process whatever the length of the chain. */
export async function followTags(git: Git, tips: Iterable<string>, signal: AbortSignal): Promise<Tips> {
  const types = await readTypes(git, [...new Set(tips)])
  const targets = await readTagTargets(git, [...types].filter(([, type]) => type === 'tag').map(([oid]) => oid), { types, signal })
  const of = (type: string): string[] => [...types].filter(([, one]) => one === type).map(([oid]) => oid)
  const ends = new Map<string, string>()
  for (const tip of tips) {
    let end = tip
    for (let next = targets.get(end); next !== undefined; next = targets.get(end)) end = next
    ends.set(tip, end)
  }
  return { tags: of('tag'), commits: of('commit'), blobs: of('blob'), trees: of('tree'), missing: of('missing'), targets, ends }
}

async function readTypes(git: Git, oids: readonly string[]): Promise<Map<string, string>> {
  if (oids.length === 0) return new Map()
  const { stdout } = await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)', '--buffer'], { input: `${oids.join('\n')}\n` })
  return new Map(stdout.toString('latin1').split('\n').filter(line => line !== '').map(line => line.split(' ') as [string, string]))
}

/** Tag → what it points at. New objects are added to `types` as the tags name them. */
async function readTagTargets(
  git: Git,
  tags: readonly string[],
  { types, signal }: { readonly types: Map<string, string>; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>()
  if (tags.length === 0) return targets
  const input = new PassThrough()
  const running = git.stream(['cat-file', '--batch'], { input })
  const stop = (): void => {
    running.stop()
  }
  let waiting = 0
  const ask = (oid: string): void => {
    waiting++
    input.write(`${oid}\n`)
  }
  const answer = (oid: string, bytes: Buffer): void => {
    const [, target, type] = /^object ([0-9a-f]+)\ntype (\w+)\n/.exec(bytes.toString('latin1', 0, 256)) ?? []
    if (target !== undefined && type !== undefined) {
      targets.set(oid, target)
      if (!types.has(target)) {
        types.set(target, type)
        if (type === 'tag') ask(target)
      }
    } else types.set(oid, 'missing')
    if (--waiting === 0) input.end()
  }
  const parser = createBatchParser({
    whole: (oid, _type, bytes) => {
      answer(oid, bytes)
    },
    parts(oid) {
      let head: Buffer | undefined
      return {
        push: piece => {
          head ??= Buffer.from(piece)
        },
        end() {
          answer(oid, head ?? Buffer.alloc(0))
        },
      }
    },
    unreadable(oid) {
      types.set(oid, 'missing')
      if (--waiting === 0) input.end()
    },
  }, { wholeMaxBytes: 2 ** 20 })
  signal.addEventListener('abort', stop, { once: true })
  for (const tag of tags) ask(tag)
  for await (const chunk of running.stdout as AsyncIterable<Buffer>) parser.push(chunk)
  signal.removeEventListener('abort', stop)
  await running.done
  return targets
}
