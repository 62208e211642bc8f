/** A language whose files are linted for keys beside JavaScript and TypeScript. */
export type LanguageName = 'vue' | 'svelte' | 'astro' | 'html' | 'css' | 'json' | 'jsonc' | 'markdown' | 'yaml' | 'toml' | 'env'

/** The globs of each language's files. */
export const languageFiles: Readonly<Record<LanguageName, readonly string[]>> = {
  vue: ['**/*.vue'],
  svelte: ['**/*.svelte'],
  astro: ['**/*.astro'],
  html: ['**/*.{html,htm}'],
  css: ['**/*.{css,scss,sass,less}'],
  json: ['**/*.json'],
  jsonc: ['**/*.{jsonc,json5}', '**/{tsconfig,jsconfig}*.json', '**/.vscode/*.json'],
  markdown: ['**/*.{md,mdx,markdown}'],
  yaml: ['**/*.{yaml,yml}'],
  toml: ['**/*.toml'],
  env: ['**/.env', '**/.env.*', '**/*.env', '**/.envrc', '**/.dev.vars', '**/*.{properties,ini}', '**/Dockerfile', '**/*.Dockerfile'],
}

/** The globs of files whose syntax tree the rules read: scripts, and components whose scripts a parser gives. */
export const scriptFiles: readonly string[] = ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte,astro}']

/** Rules that need the text alone and so hold in every language. */
export const textRules = ['no-hardcoded-key', 'no-public-env-key', 'no-environment-mismatch'] as const
