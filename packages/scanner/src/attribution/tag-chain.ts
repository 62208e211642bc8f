import { Readable } from 'node:stream'
import { createBatchParser } from '../sources/batch-parser.ts'
import type { Git } from '../sources/git.ts'
import type { Tips } from './tips.ts'

/** Which refs lead through which of `tags` (ids of tag objects): by tag, the numbers of the refs. Every tag is read once, however long a chain of tags is. */
export async function readTagRefs(git: Git, { refs, ids }: Pick<Tips, 'refs' | 'ids'>, tags: ReadonlySet<string>): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  const starts = new Map<number, string>()
  for (let ref = 0; tags.size > 0 && ref < refs.count; ref++) if (refs.target(ref) !== refs.peeled(ref)) starts.set(ref, ids.oid(refs.target(ref)))
  if (starts.size === 0) return found
  const targets = await readTargets(git, new Set(starts.values()))
  // A tag that was passed before leads on to the same ones; only the first refs of a hostile crowd are followed to the end.
  let steps = 0
  for (const [ref, start] of starts) {
    for (let oid: string | undefined = start; oid !== undefined && steps < maxSteps; oid = targets.get(oid), steps++) {
      if (!tags.has(oid)) continue
      const known = found.get(oid)
      if (known === undefined) found.set(oid, [ref])
      else known.push(ref)
    }
  }
  return found
}

const maxSteps = 5_000_000

/** By tag the object that it names, for the tags given and all that they lead to. */
async function readTargets(git: Git, tags: ReadonlySet<string>): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  const asked = new Set(tags)
  let waiting = [...tags]
  let open = waiting.length
  let wake: (() => void) | undefined
  const lines = async function* (): AsyncGenerator<string> {
    while (open > 0) {
      if (waiting.length === 0) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      if (waiting.length === 0) continue
      const some = waiting
      waiting = []
      yield `${some.join('\n')}\n`
    }
  }
  const answer = (): void => {
    open--
    wake?.()
  }
  // Without --buffer: the next question may depend on this answer.
  const stream = git.stream(['cat-file', '--batch'], { input: Readable.from(lines()) })
  const parser = createBatchParser(
    {
      whole(oid, type, bytes) {
        const target = type === 'tag' ? /^object ([0-9a-f]+)\ntype tag\n/.exec(bytes.toString('latin1', 0, 160))?.[1] : undefined
        if (target !== undefined) {
          targets.set(oid, target)
          if (!asked.has(target)) {
            asked.add(target)
            waiting.push(target)
            open++
          }
        }
        answer()
      },
      parts: () => ({ push: () => undefined, end: answer }),
      unreadable: answer,
    },
    { wholeMaxBytes: 1 << 20 },
  )
  for await (const chunk of stream.stdout as AsyncIterable<Buffer>) parser.push(chunk)
  open = 0
  answer()
  await stream.done
  return targets
}
