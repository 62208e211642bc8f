import tsParser from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../index.ts'
import { readScenarios } from './read-scenarios.ts'

const topics = ['hardcoded', 'client-side', 'logging', 'url', 'environment-mismatch', 'live-in-test', 'storage', 'error-message'] as const
const linter = new Linter({ configType: 'flat', cwd: '/' })
const config: Linter.Config[] = [
  ...plugin.configs.all.map(one => ({ ...one, files: ['**/*.*'] })),
  { files: ['**/*.*'], languageOptions: { parser: tsParser, parserOptions: { ecmaFeatures: { jsx: true } } } },
]

const lint = (code: string, filename: string): Linter.LintMessage[] => linter.verify(code, config, { filename: `/app/${filename}` })

describe('every suggestion leaves code that parses and that its rule accepts', () => {
  for (const topic of topics) {
    it(topic, () => {
      let tried = 0
      for (const scenario of readScenarios(new URL(`${topic}.txt`, import.meta.url))) {
        if (/\.(?:vue|svelte|astro)$/.test(scenario.filename)) continue
        const before = lint(scenario.code, scenario.filename)
        for (const message of before) {
          for (const suggestion of message.suggestions ?? []) {
            const { range, text } = suggestion.fix
            const after = lint(scenario.code.slice(0, range[0]) + text + scenario.code.slice(range[1]), scenario.filename)
            const count = (messages: readonly Linter.LintMessage[]): number => messages.filter(one => one.ruleId === message.ruleId).length
            expect(after.filter(one => one.fatal), `${scenario.title}: ${suggestion.desc}`).toEqual([])
            expect(count(after), `${scenario.title}: ${suggestion.desc}`).toBeLessThan(count(before))
            expect(after.filter(one => one.ruleId !== message.ruleId).length, `${scenario.title}: ${suggestion.desc} must not raise another problem`).toBeLessThanOrEqual(before.filter(one => one.ruleId !== message.ruleId).length + (message.ruleId === 'nuvion/no-public-env-key' || message.ruleId === 'nuvion/no-hardcoded-key' ? 2 : 0))
            tried++
          }
        }
      }
      expect(tried).toBeGreaterThanOrEqual(topic === 'url' || topic === 'storage' ? 0 : 3)
    })
  }
})

describe('no message shows more of a key than its preview', () => {
  for (const topic of topics) {
    it(topic, () => {
      for (const scenario of readScenarios(new URL(`${topic}.txt`, import.meta.url))) {
        const keys = scenario.code.match(/nv_(?:live|test|wsk)_[\w-]{24,}/g) ?? []
        const said = lint(scenario.code, scenario.filename).map(one => one.message + JSON.stringify(one.suggestions?.map(each => each.desc) ?? [])).join('\n')
        for (const key of keys) expect(said.includes(key.slice(-8)), scenario.title).toBe(false)
      }
    })
  }
})
