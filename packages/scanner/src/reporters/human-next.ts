import { messages } from '../messages.ts'
import type { Report } from '../report.ts'
import type { Verb } from './reporter.ts'

/** What to do now, as a numbered list; nothing where everything is clean. */
export function nextSteps(report: Report, verb: Verb): readonly string[] {
  const steps = [...stepsForKeys(report, verb), ...(report.coverage.complete ? [] : [messages.lookAgain])]
  if (steps.length === 0) return []
  return ['', messages.next, ...steps.map((step, index) => `  ${String(index + 1)}. ${step}`)]
}

function stepsForKeys({ keys }: Report, verb: Verb): readonly string[] {
  if (keys.length === 0) return []
  const has = (environment: 'live' | 'test' | null): boolean => keys.some(key => key.environment === environment)
  return [
    ...(verb === 'staged' ? [messages.unstage] : []),
    ...(has('live') && verb !== 'staged' ? [messages.rotate] : []),
    ...(has(null) && verb !== 'staged' ? [messages.rotateWebhook] : []),
    ...(has('test') && !has('live') && verb !== 'staged' ? [messages.replaceTest] : []),
    messages.moveOut,
    ...(verb === 'files' ? [messages.auditHistory] : []),
  ]
}
