import { messages } from '../messages.ts'
import type { KeyHistory } from '../attribution/key-history.ts'
import { groupByKey } from '../keys.ts'
import type { KeyEntry, Report } from '../report.ts'
import { toPlaceLines } from './human-places.ts'
import { toPrintable } from './printable.ts'
import type { ReportContext } from './reporter.ts'

const maxRefs = 5

/** Where each key's history is known, one line about it, and the places that had no name before. */
export function historyOf(report: Report, { histories, namedLater }: ReportContext): readonly string[] {
  const groups = groupByKey(report.findings)
  return report.keys.flatMap(key => {
    const history = histories.get(key.fingerprint)
    const places = (groups.get(key.fingerprint) ?? []).filter(({ origin }) => origin.oid !== undefined && namedLater.has(origin.oid))
    const isInHistory = history !== undefined && history.verdict.kind !== 'on-disk' && history.verdict.kind !== 'staged'
    if (!isInHistory && places.length === 0) return []
    const title = messages.fingerprint(key.fingerprint.slice(0, 8))
    return [isInHistory ? `${title}  ${describe(key, history)}` : title, ...toPlaceLines(places), '']
  })
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
