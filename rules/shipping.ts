import type { ShippingFacts } from './framework-schema.ts'
import { bundlerShipping } from './shipping-bundlers.ts'
import { clientShipping } from './shipping-client.ts'
import { fullStackShipping } from './shipping-full-stack.ts'

/** What each stack of `frameworks` ships, by the same ids. */
export const shippingFacts: readonly ShippingFacts[] = [...fullStackShipping, ...clientShipping, ...bundlerShipping]

/** Folders of built client output, for a scan of what ships. Source: the stacks above. */
export const clientOutput: readonly string[] = [
  '.next/static/**', '.next/server/**/*.{html,rsc}', 'out/**', 'dist/**', 'build/**', 'build/client/**', 'public/build/**', '.output/public/**', '.svelte-kit/output/client/**', 'storybook-static/**', 'web/dist/**', 'dist/*/browser/**', 'www/**', 'out/renderer/**', '.output/*-mv[23]/**', '_fresh/**', '**/*.jsbundle', 'android/app/src/main/assets/**', 'ios/**/public/**', 'public/**', 'static/**',
]

/** Built server output that a scan of client files skips; it wins over `clientOutput`, save for Electron's `out/main` and `out/preload`. */
export const serverOutput: readonly string[] = ['.next/server/**/*.js', 'build/server/**', 'dist/server/**', '.output/server/**', '.svelte-kit/output/server/**']

/** File kinds of built output to read beside scripts: source maps carry the sources. */
export const clientOutputKinds: readonly string[] = ['.js', '.mjs', '.cjs', '.css', '.html', '.json', '.map', '.rsc', '.txt', '.xml', '.svg', '.webmanifest']
