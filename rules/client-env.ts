/** A prefix of environment names whose values a build places in code that users receive. */
export interface PublicEnvPrefix {
  readonly prefix: string
  /** Ids of `frameworks`. */
  readonly stacks: readonly string[]
  readonly source: string
}

/** Every default public prefix. Longer prefixes come before their starts. */
export const publicEnvPrefixes: readonly PublicEnvPrefix[] = [
  { prefix: 'NEXT_PUBLIC_', stacks: ['next'], source: 'Next.js 16.4 docs, Environment Variables: bundled for the browser' },
  { prefix: 'REACT_APP_', stacks: ['create-react-app'], source: 'Create React App 5 docs, Adding Custom Environment Variables: embedded into the build' },
  { prefix: 'VUE_APP_', stacks: ['vue-cli'], source: 'Vue CLI 5 docs, Modes and Environment Variables: statically embedded in the client bundle' },
  { prefix: 'NUXT_PUBLIC_', stacks: ['nuxt'], source: 'Nuxt 4.4 docs, Runtime Config: runtimeConfig.public is added to each page payload' },
  { prefix: 'GATSBY_', stacks: ['gatsby'], source: 'Gatsby 5 docs, Environment Variables: available in browser JavaScript' },
  { prefix: 'EXPO_PUBLIC_', stacks: ['expo'], source: 'Expo 58 docs, Environment variables: visible in plain text in the compiled app' },
  { prefix: 'NG_APP_', stacks: ['angular'], source: '@ngx-env/builder docs: names with NG_APP_ are inlined' },
  { prefix: 'REDWOOD_ENV_', stacks: ['redwood'], source: 'Redwood 8.9 docs, Environment Variables: available on the web side' },
  { prefix: 'STORYBOOK_', stacks: ['storybook'], source: 'Storybook 10 docs, Environment variables: in the published Storybook' },
  { prefix: 'BUN_PUBLIC_', stacks: ['bun'], source: 'Bun 1.4 full-stack templates' },
  { prefix: 'WAKU_PUBLIC_', stacks: ['waku'], source: 'Waku 0.27 docs, Environment variables' },
  { prefix: 'PUBLIC_ENV__', stacks: ['vike'], source: 'Vike 0.4 docs, Environment variables' },
  { prefix: 'PLASMO_PUBLIC_', stacks: ['plasmo'], source: 'Plasmo 0.90 docs, Environment Variables' },
  { prefix: 'RENDERER_VITE_', stacks: ['electron-vite'], source: 'electron-vite 6 docs, Env Variables' },
  { prefix: 'MAIN_VITE_', stacks: ['electron-vite'], source: 'electron-vite 6 docs, Env Variables; the app archive ships to users and is readable' },
  { prefix: 'PRELOAD_VITE_', stacks: ['electron-vite'], source: 'electron-vite 6 docs, Env Variables; the app archive ships to users and is readable' },
  { prefix: 'NX_PUBLIC_', stacks: ['nx'], source: 'Nx webpack plugin 23, matched by /^NX_PUBLIC_/i' },
  { prefix: 'PREACT_APP_', stacks: ['preact-cli'], source: 'Preact CLI 3 docs' },
  { prefix: 'FRESH_PUBLIC_', stacks: ['fresh'], source: 'Fresh docs: inlined when islands are bundled' },
  { prefix: 'FARM_', stacks: ['farm'], source: 'Farm 1.7 docs, Environment Variables' },
  { prefix: 'WXT_', stacks: ['wxt'], source: 'WXT 0.21 docs, Environment Variables' },
  { prefix: 'VITE_', stacks: ['vite', 'react-router', 'tanstack-start', 'solid-start', 'storybook', 'farm', 'wxt', 'electron-vite', 'nuxt'], source: 'Vite 8.3 docs, Env Variables and Modes: exposed to client source code; run' },
  { prefix: 'PUBLIC_', stacks: ['sveltekit', 'astro', 'qwik-city', 'rsbuild', 'tanstack-start', 'bun'], source: 'SvelteKit 2.70 $env/static/public, Astro 6 and Rsbuild 2.3 docs' },
]

/** What a read of an environment name without a public prefix does in client code of a bundler. */
export interface UnprefixedRead {
  /** A manifest with one of these builds its client code so. The first row that fits counts. */
  readonly packages: readonly string[]
  readonly effect: 'undefined-in-browser' | 'leaks-to-browser' | 'may-leak'
  readonly what: string
  readonly source: string
}

/** The rows in the order in which they are tried: what inlines everything comes first. */
export const unprefixedReads: readonly UnprefixedRead[] = [
  { packages: ['parcel', 'parcel-bundler', '@parcel/core'], effect: 'leaks-to-browser', what: 'Parcel inlines every process.env name of first-party source', source: 'Parcel 2.16 docs, Node emulation' },
  { packages: ['dotenv-webpack'], effect: 'leaks-to-browser', what: 'dotenv-webpack inlines every .env name that the code reads', source: 'dotenv-webpack 9 readme' },
  { packages: ['react-native-dotenv', 'react-native-config', 'babel-plugin-inline-dotenv', 'babel-plugin-transform-inline-environment-variables'], effect: 'leaks-to-browser', what: 'the value is compiled into the app that users install', source: 'React Native docs, Security; react-native-dotenv and react-native-config readmes' },
  { packages: ['@tanstack/react-start', '@tanstack/solid-start', '@tanstack/start'], effect: 'may-leak', what: 'module scope is isomorphic, and an environment read there risks being inlined', source: 'TanStack Start docs, Environment Variables' },
  { packages: ['next'], effect: 'undefined-in-browser', what: 'Next.js inlines only NEXT_PUBLIC_ names and the env of next.config', source: 'Next.js 16.4 docs' },
  { packages: ['vite', 'astro', 'nuxt', '@sveltejs/kit', '@react-router/dev', '@remix-run/dev', '@solidjs/start', '@builder.io/qwik', 'electron-vite', 'wxt', 'vike', 'waku'], effect: 'undefined-in-browser', what: 'Vite turns process.env into {} and an unknown import.meta.env name into undefined', source: 'Vite 8.3.8, run' },
  { packages: ['react-scripts', '@vue/cli-service', 'webpack', '@rspack/core', '@rsbuild/core', 'gatsby', '@angular/core'], effect: 'undefined-in-browser', what: 'webpack leaves the name undefined unless DefinePlugin or EnvironmentPlugin names it', source: 'webpack 5 docs, DefinePlugin and EnvironmentPlugin' },
  { packages: ['expo', 'react-native'], effect: 'undefined-in-browser', what: 'Metro inlines only EXPO_PUBLIC_ names', source: 'Expo 58 docs, Environment variables' },
  { packages: ['esbuild', 'rollup', 'tsup', 'rolldown'], effect: 'undefined-in-browser', what: 'the text stays as it is, and there is no process in the browser', source: 'esbuild, run' },
]

/** Calls and options that turn an unprefixed read of any name into an inlined value, whatever the bundler. */
export const inliningOptions: readonly { readonly bundler: string; readonly option: string; readonly what: string; readonly source: string }[] = [
  { bundler: 'webpack', option: 'DefinePlugin', what: 'every key of its argument is replaced in the bundle', source: 'webpack 5 docs, DefinePlugin' },
  { bundler: 'webpack', option: 'EnvironmentPlugin', what: 'every name of its argument is inlined', source: 'webpack 5 docs, EnvironmentPlugin (= DefinePlugin)' },
  { bundler: 'dotenv-webpack', option: 'Dotenv', what: 'every .env name that the code reads is inlined', source: 'dotenv-webpack 9 readme' },
  { bundler: 'vite', option: 'define', what: "every key is replaced in the bundle; 'process.env' puts every variable there", source: 'Vite 8.3, run' },
  { bundler: 'vite', option: 'envPrefix', what: "its names count as public; '' throws", source: 'Vite 8.3 docs, Shared Options' },
  { bundler: 'rsbuild', option: 'source.define', what: 'every key is replaced in the bundle', source: 'Rsbuild 2.3 docs' },
  { bundler: 'rsbuild', option: 'loadEnv', what: 'its prefixes count as public', source: 'Rsbuild 2.3 docs, loadEnv({prefixes})' },
  { bundler: 'esbuild', option: 'define', what: 'every key is replaced in the bundle', source: 'esbuild docs; run' },
  { bundler: 'rollup', option: 'replace', what: 'every key is replaced in the bundle', source: '@rollup/plugin-replace readme' },
  { bundler: 'parcel', option: 'inlineEnvironment', what: 'true by default: every name; false or globs narrow it', source: 'Parcel 2.16 docs' },
  { bundler: 'bun', option: 'Bun.build env', what: "'inline' inlines all variables, 'PREFIX_*' those with the prefix", source: 'Bun 1.4 docs, Bundler' },
  { bundler: 'bun', option: 'serve.static env', what: "'inline' inlines all variables, 'PREFIX_*' those with the prefix", source: 'Bun 1.4 docs, bunfig' },
  { bundler: 'next', option: 'env', what: 'always included in the JavaScript bundle, whatever the name', source: 'Next.js 16.4 docs, next.config env' },
]
