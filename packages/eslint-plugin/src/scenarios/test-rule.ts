import tsParser from '@typescript-eslint/parser'
import { renderTemplate } from '@nuvion-guard/test-fixtures'
import { RuleTester, type Linter } from 'eslint'
import { afterAll, describe, it } from 'vitest'
import type { RuleName } from '../messages.ts'
import { ruleList } from '../rule-list.ts'

/** Code that a rule must be silent about, with marks for minted keys. */
export interface ValidCase {
  readonly code: string
  readonly filename?: string
  readonly options?: object
  readonly settings?: object
}

/** Code that a rule must speak about: `messageId:line`, and the code after each suggestion of each problem. */
export interface InvalidCase extends ValidCase {
  readonly errors: readonly string[]
  readonly suggestions?: readonly (readonly { readonly messageId: string; readonly output: string }[] | undefined)[]
}

/** Runs a table of cases through ESLint's own tester with the TypeScript parser. */
export function testRule(name: RuleName, table: { readonly valid: readonly (ValidCase | string)[]; readonly invalid: readonly InvalidCase[] }): void {
  const tester = Object.assign(RuleTester, { afterAll, describe, it, itOnly: it.only })
  const languageOptions = { parser: tsParser as Linter.Parser, parserOptions: { ecmaFeatures: { jsx: true } } }
  const toCase = (one: ValidCase, index: number) => ({
    name: `${String(index + 1)}: ${one.code.split('\n')[0]?.slice(0, 60) ?? ''}${one.filename === undefined ? '' : ` (${one.filename})`}`,
    code: renderTemplate(one.code).text,
    filename: one.filename ?? 'src/a.ts',
    ...(one.options === undefined ? {} : { options: [one.options] }),
    ...(one.settings === undefined ? {} : { settings: { nuvion: one.settings } }),
  })
  new tester({ languageOptions }).run(name, ruleList[name], {
    valid: table.valid.map((one, index) => toCase(typeof one === 'string' ? { code: one } : one, index)),
    invalid: table.invalid.map((one, index) => ({
      ...toCase(one, index),
      errors: one.errors.map((error, at) => {
        const [messageId = '', line = ''] = error.split(':')
        const suggestions = one.suggestions?.[at]?.map(each => ({ ...each, output: renderTemplate(each.output).text }))
        return { messageId, line: Number(line), ...(suggestions === undefined ? {} : { suggestions }) }
      }),
    })),
  })
}
