import type { Report } from './report.ts'

/** 0 clean, 1 findings, 3 incomplete: "could not look" wins, so that nobody takes it for a verdict. 2 is usage or config. */
export type ExitCode = 0 | 1 | 2 | 3

/** The exit code that a report stands for. */
export function toExitCode(report: Report): ExitCode {
  if (!report.coverage.complete) return 3
  return report.findings.length > 0 ? 1 : 0
}
