import { styleText } from 'node:util'
import type { Finding } from '@nuvion-guard/core'
import { messages } from '../messages.ts'
import type { KeyEntry } from '../report.ts'
import { historyOf } from './human-history.ts'
import { incompleteness } from './human-coverage.ts'
import { nextSteps } from './human-next.ts'
import { toPrintable } from './printable.ts'
import type { ReportContext, Reporter } from './reporter.ts'

type Style = Parameters<typeof styleText>[0]

const maxPlaces = 10

/** For people: one block per key, then what was looked at, what was not, and the next step. */
export const humanReporter: Reporter = {
  findings(report, context) {
    const lines = [paint(context, 'dim', messages.title(report.tool.version, toPrintable(context.subject))), '']
    for (const key of report.keys) lines.push(...keyBlock(key, report.findings, context), '')
    return report.keys.length === 0 ? '' : toText(lines)
  },
  summary(report, context) {
    const isFound = report.findings.length > 0
    const { complete } = report.coverage
    const lines = [
      ...historyOf(report, context.histories),
      isFound
        ? paint(context, 'bold', messages.totals(report, context.elapsedMs))
        : complete
          ? paint(context, 'green', messages.clean(report, context.elapsedMs))
          : messages.cleanSoFar(report, context.elapsedMs),
      ...incompleteness(report, text => paint(context, 'yellow', text)),
      ...nextSteps(report, context),
    ]
    return toText(lines)
  },
}

function keyBlock(key: KeyEntry, findings: readonly Finding[], context: ReportContext): readonly string[] {
  const style: Style = key.environment === 'live' ? 'red' : key.environment === 'test' ? 'yellow' : 'magenta'
  const label = key.environment ?? 'webhook'
  const places = placesOf(findings.filter(finding => finding.fingerprint === key.fingerprint))
  const rest = places.length - maxPlaces
  return [
    `${paint(context, style, messages.labels[label].padEnd(7))}  ${key.preview}  ${paint(context, 'dim', messages.fingerprint(key.fingerprint.slice(0, 8)))}`,
    ...places.slice(0, maxPlaces).map(place => `  ${place}`),
    ...(rest > 0 ? [`  ${messages.morePlaces(rest)}`] : []),
  ]
}

/** One line per position; a position that stands in the work tree and in history is one. */
function placesOf(findings: readonly Finding[]): readonly string[] {
  const notes = new Map<string, Set<string>>()
  for (const { path, line, column, origin, encoding } of findings) {
    const name = (path as string) === (origin.oid as string | undefined) ? messages.object(path.slice(0, 12)) : toPrintable(path)
    const place = `${name}:${String(line)}:${String(column)}`
    const known = notes.get(place) ?? new Set()
    notes.set(place, known)
    if (messages.places[origin.kind] !== '') known.add(messages.places[origin.kind])
    if (encoding !== 'plain') known.add(encoding)
  }
  return [...notes].map(([place, known]) => (known.size === 0 ? place : `${place}  (${[...known].join(', ')})`))
}

function paint(context: ReportContext, style: Style, text: string): string {
  return context.isColoured ? styleText(style, text, { validateStream: false }) : text
}

function toText(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}
