import { redact, type Fingerprint } from '@nuvion-guard/core'
import type { KeyHistory, Step } from '../attribution/key-history.ts'
import { messages } from '../messages.ts'
import type { KeyEntry, Report } from '../report.ts'
import { toPrintable } from './printable.ts'
import type { ReportContext, Verb } from './reporter.ts'

const maxPaths = 10

/** What to do now, as numbered lists; nothing where everything is clean. */
export function nextSteps(report: Report, { verb, histories }: ReportContext): readonly string[] {
  const unknown = report.keys.filter(key => (histories.get(key.fingerprint)?.verdict.steps.length ?? 0) === 0)
  const general = [...generalSteps(unknown, verb), ...(report.coverage.complete ? [] : [messages.lookAgain])]
  return [...verdictSteps(report, histories), ...(general.length === 0 ? [] : ['', messages.next, ...numbered(general)])]
}

/** Keys that want the same steps are named together. */
function verdictSteps({ keys }: Report, histories: ReadonlyMap<Fingerprint, KeyHistory>): readonly string[] {
  const groups = new Map<string, { readonly title: (fingerprints: readonly string[]) => string; readonly steps: readonly string[]; readonly fingerprints: string[] }>()
  for (const { fingerprint } of keys) {
    const verdict = histories.get(fingerprint)?.verdict
    if (verdict === undefined || verdict.steps.length === 0) continue
    const steps = verdict.steps.map(toSentence)
    const id = [verdict.kind, ...steps].join('\n')
    const group = groups.get(id) ?? { title: names => messages.nextFor(names, messages.verdicts[verdict.kind]), steps, fingerprints: [] }
    groups.set(id, group)
    group.fingerprints.push(fingerprint.slice(0, 8))
  }
  return [...groups.values()].flatMap(({ title, steps, fingerprints }) => ['', title(fingerprints), ...numbered(steps)])
}

function toSentence(step: Step): string {
  const { steps } = messages
  const show = (text: string): string => toPrintable(redact(text))
  switch (step.kind) {
    case 'run':
      return steps.run(show(step.command))
    case 'edit':
      return steps.edit(show(step.path))
    case 'edit-message':
      return steps.editMessage
    case 'store-key':
      return steps.storeKey
    case 'create-key':
      return steps.createKey
    case 'move-places':
      return steps.movePlaces(shorten(step.paths.map(show)))
    case 'delete-key':
      return steps.deleteKey
  }
}

function shorten(paths: readonly string[]): readonly string[] {
  const rest = paths.length - maxPaths
  return rest > 0 ? [...paths.slice(0, maxPaths), messages.moreSkipped(rest)] : paths
}

function numbered(steps: readonly string[]): readonly string[] {
  return steps.map((step, index) => `  ${String(index + 1)}. ${step}`)
}

/** Where the repository does not say more. */
function generalSteps(keys: readonly KeyEntry[], verb: Verb): readonly string[] {
  if (keys.length === 0) return []
  const has = (environment: 'live' | 'test' | null): boolean => keys.some(key => key.environment === environment)
  if (verb === 'staged') return [messages.unstage, messages.moveOut]
  return [
    ...(verb === 'pre-receive' ? [messages.rejected] : []),
    ...(has('live') ? [messages.rotate] : []),
    ...(has(null) ? [messages.rotateWebhook] : []),
    ...(has('test') && !has('live') ? [messages.replaceTest] : []),
    messages.moveOut,
    ...(verb === 'files' ? [messages.auditHistory] : []),
  ]
}
