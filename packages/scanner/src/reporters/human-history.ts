import { messages } from '../messages.ts'
import type { KeyEntry, Report } from '../report.ts'
import { toPrintable } from './printable.ts'

/** Where each key's history is known, one line about it. */
export function historyOf(report: Report): readonly string[] {
  const lines = report.keys.filter(isAttributed).map(key => `${messages.fingerprint(key.fingerprint.slice(0, 8))}  ${describe(key)}`)
  return lines.length === 0 ? [] : [...lines, '']
}

function isAttributed(key: KeyEntry): boolean {
  return key.introduced !== null || key.removed !== null || key.inHead || key.pushed || key.refs.length > 0
}

function describe({ introduced, removed, inHead, refs, pushed }: KeyEntry): string {
  const parts = [
    ...(introduced === null
      ? []
      : [messages.introduced(introduced.commit.slice(0, 8), introduced.date.slice(0, 10), toPrintable(introduced.author.name))]),
    ...(removed === null ? [] : [messages.removed(removed.commit.slice(0, 8), removed.date.slice(0, 10))]),
    inHead ? messages.inHead : messages.notInHead,
    ...refs.slice(0, 3).map(ref => toPrintable(ref)),
    pushed ? messages.pushed : messages.unpushed,
  ]
  return parts.join(' · ')
}
