import type { ESLint, Linter } from 'eslint'
import { languageBlock } from './languages/language-block.ts'
import { scriptFiles, textRules, type LanguageName } from './languages/language-files.ts'
import type { RuleName } from './messages.ts'

type Levels = Readonly<Partial<Record<RuleName, 'error' | 'warn'>>>

const recommended: Levels = {
  'no-hardcoded-key': 'error',
  'no-public-env-key': 'error',
  'no-client-side-key': 'error',
  'no-env-inlining': 'error',
  'no-key-in-serialized-data': 'error',
  'no-key-logging': 'error',
  'no-key-in-url': 'error',
  'no-key-in-error': 'error',
  'no-key-in-storage': 'error',
  'no-environment-mismatch': 'error',
  'no-live-key-in-tests': 'error',
  'no-key-to-untrusted-host': 'error',
  'require-bearer-auth': 'warn',
}

const strict: Levels = { ...recommended, 'require-bearer-auth': 'error', 'no-env-object-leak': 'error', 'no-key-in-command': 'error', 'require-server-only': 'warn' }

const all: Levels = { ...strict, 'require-server-only': 'error', 'no-key-fallback': 'error' }

/** Languages that need no parser of the user's: they are read as text. */
const dataLanguages: readonly LanguageName[] = ['json', 'jsonc', 'yaml', 'toml', 'markdown', 'html', 'css']

/** The presets of the plugin by name. */
export type Configs = Readonly<Record<'recommended' | 'strict' | 'all' | 'env' | 'data', Linter.Config[]>> & { readonly 'legacy-recommended': Linter.LegacyConfig }

/** Makes the presets; flat ones hold the plugin itself. */
export function createConfigs(plugin: ESLint.Plugin): Configs {
  const flat = (name: string, levels: Levels): Linter.Config[] => [{ name: `nuvion/${name}`, files: [...scriptFiles], plugins: { nuvion: plugin }, rules: toRules(levels) }]
  const text = (language: LanguageName): Linter.Config => languageBlock({ language, plugin, rules: toRules(Object.fromEntries(textRules.map(name => [name, 'error' as const]))) })
  return {
    recommended: flat('recommended', recommended),
    strict: flat('strict', strict),
    all: flat('all', all),
    env: [text('env')],
    data: dataLanguages.map(text),
    'legacy-recommended': { plugins: ['nuvion'], rules: toRules(recommended) },
  }
}

function toRules(levels: Levels): Record<string, Linter.RuleSeverity> {
  return Object.fromEntries(Object.entries(levels).map(([name, level]) => [`nuvion/${name}`, level]))
}
