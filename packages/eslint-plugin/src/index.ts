import type { ESLint } from 'eslint'
import { createConfigs, type Configs } from './configs.ts'
import { languageBlock } from './languages/language-block.ts'
import { textParser } from './languages/text-parser.ts'
import { ruleList } from './rule-list.ts'

declare const __VERSION__: string | undefined

const base = {
  meta: { name: 'eslint-plugin-nuvion', version: typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0', namespace: 'nuvion' },
  rules: { ...ruleList },
  parsers: { text: textParser },
} satisfies ESLint.Plugin & { readonly parsers: object }

/** The plugin: rules, presets, and the parser for files that are read as plain text. */
const plugin = Object.assign(base, { configs: {} as Configs })
Object.assign(plugin.configs, createConfigs(plugin as unknown as ESLint.Plugin))

export default plugin
// the string name lets `require` of ESLint 8's eslintrc find the plugin in a module
export { plugin as 'module.exports' }
export { languageBlock }
export type { LanguageReader } from './languages/language-block.ts'
export type { NuvionSettings } from './settings.ts'
export type { NoHardcodedKeyOptions } from './rules/no-hardcoded-key.ts'
export type { NoPublicEnvKeyOptions } from './rules/no-public-env-key.ts'
export type { NoClientSideKeyOptions } from './rules/no-client-side-key.ts'
export type { NoEnvInliningOptions } from './rules/no-env-inlining.ts'
export type { NoKeyInSerializedDataOptions } from './rules/no-key-in-serialized-data.ts'
export type { NoKeyLoggingOptions } from './rules/no-key-logging.ts'
export type { NoKeyInUrlOptions } from './rules/no-key-in-url.ts'
export type { NoKeyInStorageOptions } from './rules/no-key-in-storage.ts'
export type { NoLiveKeyInTestsOptions } from './rules/no-live-key-in-tests.ts'
export type { NoKeyToUntrustedHostOptions } from './rules/no-key-to-untrusted-host.ts'
export type { RequireBearerAuthOptions } from './rules/require-bearer-auth.ts'
export type { NoKeyInCommandOptions } from './rules/no-key-in-command.ts'
export type { RequireServerOnlyOptions } from './rules/require-server-only.ts'
