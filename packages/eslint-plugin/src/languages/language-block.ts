import type { ESLint, Linter } from 'eslint'
import { languageFiles, type LanguageName } from './language-files.ts'
import { textParser } from './text-parser.ts'

/** How the files of a language are read: by a parser of the user's, by a language of a plugin of the user's, or as plain text. */
export type LanguageReader =
  | { readonly parser: object; readonly parserOptions?: Readonly<Record<string, unknown>> }
  | { readonly plugins: Readonly<Record<string, unknown>>; readonly language: string; readonly languageOptions?: Readonly<Record<string, unknown>> }
  | 'text'

/** Makes the config block that lints the files of one language with rules of this plugin; without a reader they are read as plain text. */
export function languageBlock(options: {
  readonly language: LanguageName
  readonly plugin: ESLint.Plugin
  readonly rules: Readonly<Record<string, Linter.RuleEntry>>
  readonly reader?: LanguageReader
}): Linter.Config {
  const { language, plugin, rules, reader = 'text' } = options
  const block = { name: `nuvion/${language}`, files: [...languageFiles[language]], plugins: { nuvion: plugin }, rules: { ...rules } }
  if (reader === 'text') return { ...block, languageOptions: { parser: textParser } }
  if ('parser' in reader) {
    const languageOptions = { parser: reader.parser, ...(reader.parserOptions === undefined ? {} : { parserOptions: reader.parserOptions }) }
    return { ...block, languageOptions }
  }
  return {
    ...block,
    plugins: { ...reader.plugins, nuvion: plugin },
    language: reader.language,
    ...(reader.languageOptions === undefined ? {} : { languageOptions: reader.languageOptions }),
  }
}
