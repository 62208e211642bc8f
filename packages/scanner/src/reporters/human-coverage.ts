import { messages } from '../messages.ts'
import type { CoverageSkip, Report } from '../report.ts'
import { toPrintable } from './printable.ts'

const expectedReasons: ReadonlySet<string> = new Set(['submodule', 'outside-root', 'narrowed'])
const maxNames = 5

/** What was not looked at, why, and how to change that. */
export function incompleteness({ coverage }: Report, warn: (text: string) => string): readonly string[] {
  const isWorrying = (skip: CoverageSkip): boolean => !coverage.complete && !expectedReasons.has(skip.reason)
  const worrying = coverage.skipped.filter(isWorrying)
  const expected = coverage.skipped.filter(skip => !isWorrying(skip))
  return [
    ...(coverage.complete ? [] : ['', warn(messages.incomplete), ...describe(worrying, true)]),
    ...(expected.length === 0 ? [] : ['', messages.leftOut, ...describe(expected, false)]),
  ]
}

function describe(skips: readonly CoverageSkip[], withFix: boolean): readonly string[] {
  return [...new Set(skips.map(skip => skip.reason))].flatMap(reason => {
    const group = skips.filter(skip => skip.reason === reason)
    const named = group.filter(skip => skip.what !== '')
    const fix = withFix ? messages.skipFix(reason) : undefined
    const rest = named.length - maxNames
    const count = group.reduce((sum, skip) => sum + skip.count, 0)
    return [
      `  ${messages.skipped(reason, count)}${fix === undefined ? '' : `: ${fix}`}`,
      ...named.slice(0, maxNames).map(skip => `    ${toPrintable(skip.what)}`),
      ...(rest > 0 ? [`    ${messages.moreSkipped(rest)}`] : []),
    ]
  })
}
