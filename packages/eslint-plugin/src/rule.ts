import type { Rule } from 'eslint'
import type { Range } from './ast/node.ts'
import type { RuleName } from './messages.ts'
import { messages } from './messages.ts'
import { openFile, type LintFile } from './source/lint-file.ts'

/** A piece of text to put in place of a range. */
export interface Edit {
  readonly range: Range
  readonly text: string
}

/** A change that the user may take: never applied by itself, for a key in a repository has to be rotated as well. */
export interface Suggestion {
  readonly messageId: string
  readonly data?: Readonly<Record<string, string>>
  readonly edits: readonly Edit[]
}

/** What a rule has to say about a range of the text. */
export interface Problem {
  readonly range: Range
  readonly messageId: string
  readonly data?: Readonly<Record<string, string>>
  readonly suggestions?: readonly Suggestion[]
}

/** A JSON schema for the one option object of a rule. */
type OptionProperties = Readonly<Record<string, object>>

/** A lint rule: it looks at a whole file and returns its problems. */
export interface RuleSpec<Options> {
  readonly name: RuleName
  readonly description: string
  /** `any` also runs on JSON, Markdown, YAML and other languages, where it sees the text only. */
  readonly languages: 'any' | 'script'
  readonly options?: OptionProperties
  readonly hasSuggestions?: boolean
  /** Also runs on files whose text tells nothing of a key. */
  readonly takesHints?: boolean
  check(file: LintFile, options: Options): Iterable<Problem>
}

/** Options common to rules that list names or globs. */
export const namesOption = { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true } as const

/** Makes the rule that ESLint and oxlint load: nothing is done for files that cannot concern it. */
export function defineRule<Options extends object>(spec: RuleSpec<Options>): Rule.RuleModule {
  return {
    meta: {
      type: 'problem',
      docs: { description: spec.description },
      messages: messages[spec.name],
      schema: [{ type: 'object', properties: { ...spec.options }, additionalProperties: false }],
      ...(spec.hasSuggestions === true ? { hasSuggestions: true } : {}),
    },
    create(context) {
      const options = (context.options[0] ?? {}) as Options & { readonly envNames?: readonly string[] }
      const file = openFile(context, options.envNames)
      if (file === null || (file.isHintOnly && spec.takesHints !== true) || (spec.languages === 'script' && !file.isScript)) return {}
      const run = (): void => {
        const seen = new Set<string>()
        for (const problem of spec.check(file, options)) {
          const at = `${problem.range[0]}:${problem.range[1]}:${problem.messageId}`
          if (seen.has(at)) continue
          seen.add(at)
          context.report(toReport(problem, file) as never)
        }
      }
      return { [(file.source.ast as { type: string }).type]: run }
    },
  }
}

function toReport(problem: Problem, file: LintFile): object {
  return {
    loc: { start: file.source.getLocFromIndex(problem.range[0]), end: file.source.getLocFromIndex(problem.range[1]) },
    messageId: problem.messageId,
    ...(problem.data === undefined ? {} : { data: problem.data }),
    ...(problem.suggestions === undefined
      ? {}
      : {
          suggest: problem.suggestions.map(suggestion => ({
            messageId: suggestion.messageId,
            ...(suggestion.data === undefined ? {} : { data: suggestion.data }),
            fix: (fixer: Rule.RuleFixer) => suggestion.edits.map(edit => fixer.replaceTextRange([edit.range[0], edit.range[1]], edit.text)),
          })),
        }),
  }
}
