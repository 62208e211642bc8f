import { describe, expect, it } from 'vitest'
import type { Linter } from 'eslint'
import { lintProject } from './lint-project.ts'
import { readScenarios } from './read-scenarios.ts'

const topics = ['acceptance', 'hardcoded', 'client-side', 'logging', 'url', 'environment-mismatch', 'live-in-test', 'storage', 'error-message', 'clean-modules'] as const

/** Several rules speak of one concern: where a key reaches a browser, one of the four that say so is enough. */
const concernOf: Readonly<Record<string, string>> = {
  'no-hardcoded-key': 'hardcoded',
  'no-client-side-key': 'client-side',
  'no-public-env-key': 'client-side',
  'no-env-inlining': 'client-side',
  'no-key-in-serialized-data': 'client-side',
  'no-key-logging': 'logging',
  'no-key-in-url': 'url',
  'no-environment-mismatch': 'environment-mismatch',
  'no-live-key-in-tests': 'live-in-test',
  'no-key-in-storage': 'storage',
  'no-key-in-error': 'error-message',
}

function toConcerns(messages: readonly Linter.LintMessage[]): readonly string[] {
  const concerns = messages.map(({ ruleId, line, message }) => (ruleId === null ? `parse error: ${message}` : `${concernOf[ruleId.replace('nuvion/', '')] ?? ''}:${String(line)}`))
  return [...new Set(concerns)].filter(concern => !concern.startsWith(':')).sort()
}

for (const topic of topics) {
  describe(topic, () => {
    for (const scenario of readScenarios(new URL(`${topic}.txt`, import.meta.url))) {
      it(scenario.title, async () => {
        const messages = await lintProject(scenario, scenario.preset)
        expect(toConcerns(messages), messages.map(one => `${String(one.line)} ${String(one.ruleId)} ${one.message}`).join('\n')).toEqual([...scenario.expected].sort())
      })
    }
  })
}
