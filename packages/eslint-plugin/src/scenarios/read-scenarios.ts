import { readFileSync } from 'node:fs'
import { Buffer } from 'node:buffer'
import { mintBody, mintKey, renderTemplate } from '@nuvion-guard/test-fixtures'
import type { Project } from './lint-project.ts'

/** A file of a project and what the recommended rules must say about it: `concern:line`, nothing else. */
export interface Scenario extends Project {
  readonly title: string
  readonly expected: readonly string[]
  readonly preset: 'recommended' | 'env' | 'data'
}

/** Packages in the manifest of a stack's project. */
const stacks: Readonly<Record<string, readonly string[]>> = {
  node: [], t3: ['next', 'react', '@t3-oss/env-nextjs'], 'next-app': ['next', 'react'], 'next-pages': ['next', 'react'], 'vite-react': ['vite', 'react'], 'vite-vue': ['vite', 'vue'], 'vite-ssr': ['vite'], 'vite-config': ['vite'],
  react: ['react'], vue: ['vue'], svelte: ['svelte'], nuxt: ['nuxt'], sveltekit: ['@sveltejs/kit', 'svelte'], astro: ['astro'], 'astro-react': ['astro', '@astrojs/react', 'react'], remix: ['@remix-run/react', '@remix-run/node'],
  'react-router': ['react-router', '@react-router/dev'], tanstack: ['@tanstack/react-start', 'vite'], 'solid-start': ['@solidjs/start'], qwik: ['@builder.io/qwik', '@builder.io/qwik-city'], expo: ['expo', 'react-native'],
  'react-native': ['react-native'], angular: ['@angular/core'], electron: ['electron'], storybook: ['storybook', 'react'], cra: ['react-scripts', 'react'], 'vue-cli': ['@vue/cli-service', 'vue'], gatsby: ['gatsby'], webpack: ['webpack'],
  esbuild: ['esbuild'], express: ['express'], fastify: ['fastify'], nestjs: ['@nestjs/core'], hono: ['hono'], cloudflare: ['wrangler'], jest: ['jest'], vitest: ['vitest'], cypress: ['cypress'], playwright: ['@playwright/test'], msw: ['msw'],
  graphql: ['graphql'], docusaurus: ['@docusaurus/core'], parcel: ['parcel'],
}

/** Reads a file of scenarios: `=== title | file | stack` and a preset where it is not `recommended`, the code, `--- path` before further files, `>>>` before what is expected. */
export function readScenarios(url: URL): readonly Scenario[] {
  return readFileSync(url, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((block, index) => {
      const [head = '', ...lines] = block.split('\n')
      const [title = '', filename = '', stack = '', preset = 'recommended'] = head.split(' | ')
      const end = lines.findIndex(line => line.startsWith('>>>'))
      const expected = (lines[end] ?? '').slice(3).trim().split(' ').filter(Boolean)
      const [code = '', ...others] = lines.slice(0, end).join('\n').split(/^--- /m)
      const files = Object.fromEntries(others.map(other => [other.slice(0, other.indexOf('\n')), render(other.slice(other.indexOf('\n') + 1), index)]))
      const dependencies = stacks[stack]
      if (dependencies === undefined) throw new Error(`no stack is called '${stack}'`)
      return { title, filename, code: render(code.endsWith('\n') ? code : `${code}\n`, index), files, dependencies, expected, preset: preset as Scenario['preset'] }
    })
}

/** Puts minted keys and their encoded forms in place of the marks. */
function render(template: string, seed: number): string {
  const key = mintKey('live', seed + 1000)
  const body = mintBody(seed + 1000, { alphabet: 'base62' })
  const base64 = Buffer.from(key).toString('base64')
  const escape = (format: (code: number) => string): string => [...key].map((one, at) => (at < 3 ? format(one.charCodeAt(0)) : one)).join('')
  const forms: Readonly<Record<string, string>> = {
    'live-body': body,
    'live-base64': base64,
    'live-base64-head': base64.slice(0, 4),
    'live-base64-tail': base64.slice(4),
    'live-hex': Buffer.from(key).toString('hex'),
    'live-escaped': escape(code => `\\x${code.toString(16)}`),
    'live-unicode': escape(code => `\\u00${code.toString(16)}`),
    'live-reversed': [...key].reverse().join(''),
    'live-codes': [...key].map(one => one.charCodeAt(0)).join(', '),
    'live-percent': escape(code => `%${code.toString(16)}`),
  }
  return renderTemplate(template.replace(/<<(live-(?:body|base64|base64-head|base64-tail|hex|escaped|unicode|reversed|codes|percent))>>/g, (_mark, form: string) => forms[form] ?? ''), seed + 1).text
}
