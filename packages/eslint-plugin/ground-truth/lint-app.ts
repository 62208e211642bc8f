import { join } from 'node:path'
import * as astroParser from 'astro-eslint-parser'
import { ESLint, type Linter } from 'eslint'
import * as svelteParser from 'svelte-eslint-parser'
import { envReadEffect } from '../src/classify/env-read-effect.ts'
import plugin from '../src/index.ts'
import { languageBlock } from '../src/languages/language-block.ts'
import type { App, Case } from './app.ts'

/** What the rules say of a case: the value ships, a key comes in by an import, the read gives `undefined` in a browser, or nothing. */
export type Verdict = 'ships' | 'imported' | 'undefined' | 'silent'

const shipping = new Set(['no-public-env-key', 'no-env-inlining', 'no-key-in-serialized-data', 'no-hardcoded-key'])

/** Lints an app's files with the recommended preset; the stacks' own manifests decide what the rules know. */
export async function lintApp(app: App, root: string): Promise<(one: Case) => Verdict> {
  const rules = Object.fromEntries(Object.entries(recommendedRules()).filter(([name]) => /public-env|hardcoded/.test(name)))
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    ignore: false,
    overrideConfig: [
      { files: ['**/*.{js,mjs}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
      { files: ['**/*.svelte'], languageOptions: { parser: svelteParser } },
      { files: ['**/*.astro'], languageOptions: { parser: astroParser } },
      ...plugin.configs.recommended,
      languageBlock({ language: 'html', plugin, rules: rules as Record<string, Linter.RuleEntry> }),
    ],
  })
  const files = [...new Set(app.cases.map(one => one.file))]
  const messages = new Map<string, readonly Linter.LintMessage[]>()
  for (const file of files) {
    const [result] = await eslint.lintFiles([join(root, file)])
    messages.set(file, result?.messages ?? [])
  }
  return one => verdictOf((messages.get(one.file) ?? []).filter(message => one.at === undefined || linesOf(app, one.file)[message.line - 1]?.includes(one.at) === true), join(root, one.file))
}

function recommendedRules(): Linter.RulesRecord {
  return Object.assign({}, ...plugin.configs.recommended.map(block => block.rules ?? {})) as Linter.RulesRecord
}

function linesOf(app: App, file: string): readonly string[] {
  return (app.files[file] ?? '').split('\n')
}

function verdictOf(messages: readonly Linter.LintMessage[], filename: string): Verdict {
  const broken = messages.find(message => message.ruleId === null)
  if (broken !== undefined) throw new Error(`a file does not parse: ${broken.message}`)
  const verdicts = messages.map((message): Verdict => {
    const rule = (message.ruleId as string).replace('nuvion/', '')
    if (shipping.has(rule)) return 'ships'
    if (rule !== 'no-client-side-key') return 'silent'
    if (message.messageId === 'imported' || message.messageId === 'serverModule') return 'imported'
    return message.messageId === 'read' && envReadEffect(filename).effect === 'undefined-in-browser' ? 'undefined' : 'ships'
  })
  return (['ships', 'imported', 'undefined'] as const).find(verdict => verdicts.includes(verdict)) ?? 'silent'
}
