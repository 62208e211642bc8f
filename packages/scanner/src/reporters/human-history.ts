import type { Fingerprint } from '@nuvion-guard/core'
import type { KeyHistory } from '../attribution/key-history.ts'
import { messages } from '../messages.ts'
import type { KeyEntry, Report } from '../report.ts'
import { toPrintable } from './printable.ts'

const maxRefs = 5

/** Where each key's history is known, one line about it. */
export function historyOf(report: Report, histories: ReadonlyMap<Fingerprint, KeyHistory>): readonly string[] {
  const lines = report.keys.flatMap(key => {
    const history = histories.get(key.fingerprint)
    return history === undefined || history.verdict.kind === 'on-disk' ? [] : [`${messages.fingerprint(key.fingerprint.slice(0, 8))}  ${describe(key, history)}`]
  })
  return lines.length === 0 ? [] : [...lines, '']
}

function describe({ introduced, removed, inHead, refs, pushed }: KeyEntry, { isDangling }: KeyHistory): string {
  const parts = [
    ...(introduced === null
      ? []
      : [messages.introduced(introduced.commit.slice(0, 8), introduced.date.slice(0, 10), toPrintable(introduced.author.name))]),
    ...(removed === null ? [] : [messages.removed(removed.commit.slice(0, 8), removed.date.slice(0, 10))]),
    isDangling ? messages.dangling : inHead ? messages.inHead : messages.notInHead,
    ...refs.slice(0, maxRefs).map(ref => toPrintable(ref)),
    ...(refs.length > maxRefs ? [messages.moreRefs(refs.length - maxRefs)] : []),
    pushed ? messages.pushed : messages.unpushed,
  ]
  return parts.join(' · ')
}
