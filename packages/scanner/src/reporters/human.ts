import { styleText } from 'node:util'
import type { Finding } from '@nuvion-guard/core'
import { groupByKey } from '../keys.ts'
import { messages } from '../messages.ts'
import type { KeyEntry, Report } from '../report.ts'
import { incompleteness } from './human-coverage.ts'
import { historyOf } from './human-history.ts'
import { nextSteps } from './human-next.ts'
import { toPlaceLines } from './human-places.ts'
import { toPrintable } from './printable.ts'
import type { ReportContext, Reporter } from './reporter.ts'

type Style = Parameters<typeof styleText>[0]

/** For people: one block per key; then its history, what was looked at, what was not, and the next step. */
export const humanReporter: Reporter = {
  findings(report, context) {
    if (report.keys.length === 0) return ''
    const title = paint(context, 'dim', messages.title(report.tool.version, toPrintable(context.subject)))
    const groups = groupByKey(report.findings)
    return toText([title, '', ...report.keys.flatMap(key => [...toBlock(key, groups.get(key.fingerprint) ?? [], context), ''])])
  },
  summary(report, context) {
    const lines = [
      ...historyOf(report, context),
      toVerdict(report, context),
      ...incompleteness(report, text => paint(context, 'yellow', text)),
      ...nextSteps(report, context),
    ]
    return toText(lines)
  },
}

function toVerdict(report: Report, context: ReportContext): string {
  const { elapsedMs } = context
  if (report.findings.length > 0) return paint(context, 'bold', messages.totals(report, elapsedMs))
  return report.coverage.complete ? paint(context, 'green', messages.clean(report, elapsedMs)) : messages.cleanSoFar(report, elapsedMs)
}

function toBlock(key: KeyEntry, findings: readonly Finding[], context: ReportContext): readonly string[] {
  const style: Style = key.environment === 'live' ? 'red' : key.environment === 'test' ? 'yellow' : 'magenta'
  const label = paint(context, style, messages.labels[key.environment ?? 'webhook'].padEnd(7))
  const named = findings.filter(({ origin }) => origin.oid === undefined || !context.namedLater.has(origin.oid))
  const later = findings.length - named.length
  return [
    `${label}  ${key.preview}  ${paint(context, 'dim', messages.fingerprint(key.fingerprint.slice(0, 8)))}`,
    ...toPlaceLines(named),
    ...(later > 0 ? [`  ${messages.namedLater(later)}`] : []),
  ]
}

function paint(context: ReportContext, style: Style, text: string): string {
  return context.isColoured ? styleText(style, text, { validateStream: false }) : text
}

function toText(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}
