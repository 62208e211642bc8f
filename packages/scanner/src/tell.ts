import type { Report } from './report.ts'
import type { ReportContext, Reporter } from './reporters/reporter.ts'
import { listUnnamed, type Historic } from './with-history.ts'

export interface TellOptions {
  readonly report: Report
  readonly reporter: Reporter
  readonly context: Omit<ReportContext, 'histories' | 'namedLater'>
  readonly write: (text: string) => void
  /** Asks for the history of the keys, where there is one to be asked for. */
  readonly lookUp?: () => Promise<Historic>
  /** Globs decide about blobs, whose paths are unknown before `lookUp`: then nothing is told before it. */
  readonly isFiltered: boolean
}

/** Writes a report in two steps, findings first, because looking up their history can take long; resolves to what was told in the end. */
export async function tell({ report, reporter, context, write, lookUp, isFiltered }: TellOptions): Promise<Report> {
  if (lookUp === undefined) {
    const plain = { ...context, histories: new Map(), namedLater: new Set<never>() }
    write(reporter.findings(report, plain) + reporter.summary(report, plain))
    return report
  }
  const early = { ...context, histories: new Map(), namedLater: isFiltered ? new Set<never>() : listUnnamed(report) }
  if (!isFiltered) write(reporter.findings(report, early))
  const historic = await lookUp()
  const late = { ...early, histories: historic.histories }
  if (isFiltered) write(reporter.findings(historic.report, late))
  write(reporter.summary(historic.report, late))
  return historic.report
}
