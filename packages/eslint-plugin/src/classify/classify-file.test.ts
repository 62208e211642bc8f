import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { frameworks } from '@nuvion-guard/rules'
import { afterAll, describe, expect, it } from 'vitest'
import { classifyFile } from './classify-file.ts'
import { envReadEffect } from './env-read-effect.ts'
import type { Side } from './types.ts'

const home = mkdtempSync(join(tmpdir(), 'classify-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let count = 0
function project(...dependencies: string[]): string {
  const root = join(home, `p${++count}`)
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'p', dependencies: Object.fromEntries(dependencies.map(name => [name, '*'])) }))
  return root
}

type Row = readonly [path: string, side: Side, text?: string]
const tables: readonly { readonly stack: string; readonly dependencies: readonly string[]; readonly rows: readonly Row[] }[] = [
  { stack: 'next', dependencies: ['next', 'react'], rows: [
    ['app/buy.tsx', 'client', "// a comment\n'use client'\n"], ['src/components/a.tsx', 'client', '"use client";'], ['pages/index.tsx', 'client'], ['src/pages/pay/[id].tsx', 'client'], ['instrumentation-client.ts', 'client'], ['public/widget.js', 'client'], ['apps/web/pages/a.tsx', 'client'],
    ['app/page.tsx', 'server'], ['src/app/pay/page.tsx', 'server'], ['app/api/pay/route.ts', 'server'], ['pages/api/pay.ts', 'server'], ['proxy.ts', 'server'], ['src/middleware.ts', 'server'], ['instrumentation.ts', 'server'], ['next.config.ts', 'server'], ['lib/a.ts', 'server', "import 'server-only'\n"], ['lib/actions.ts', 'server', "'use server'\n"], ['lib/nuvion.server.ts', 'server'],
    ['lib/nuvion.ts', 'unknown'], ['components/card.tsx', 'unknown'], ['app/page.test.tsx', 'unknown'], ['components/late.tsx', 'unknown', "import a from 'a'\n'use client'\n"], ['components/state.tsx', 'client', 'const [a, b] = useState<string>(1)'], ['app/button.tsx', 'client', 'export const A = () => <button\n  onClick={() => 1}>x</button>'], ['app/form.tsx', 'server', 'export const A = () => <Form onSubmit={action} />'],
  ] },
  { stack: 'nuxt', dependencies: ['nuxt'], rows: [['app.vue', 'client'], ['plugins/a.client.ts', 'client'], ['app/app.vue', 'shared'], ['app/pages/index.vue', 'shared'], ['shared/money.ts', 'shared'], ['app/plugins/a.server.ts', 'server'], ['server/api/x.ts', 'server'], ['app/components/A.server.vue', 'server'], ['nuxt.config.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'sveltekit', dependencies: ['@sveltejs/kit', 'svelte', 'vite'], rows: [['src/routes/+page.svelte', 'client'], ['src/hooks.client.ts', 'client'], ['src/service-worker.ts', 'client'], ['src/routes/a/+page.ts', 'shared'], ['src/routes/+layout.js', 'shared'], ['src/hooks.ts', 'shared'], ['src/routes/a/+page.server.ts', 'server'], ['src/routes/api/+server.ts', 'server'], ['src/hooks.server.ts', 'server'], ['src/lib/server/nuvion.ts', 'server'], ['src/lib/pay.remote.ts', 'server'], ['src/lib/money.ts', 'unknown']] },
  { stack: 'astro', dependencies: ['astro', 'react'], rows: [['src/components/Pay.tsx', 'client'], ['src/pages/a.astro/1_1.ts', 'client'], ['public/a.js', 'client'], ['src/pages/index.astro', 'server'], ['src/pages/api/pay.ts', 'server'], ['src/middleware.ts', 'server'], ['src/lib/a.ts', 'unknown']] },
  { stack: 'react-router', dependencies: ['react-router', '@react-router/dev', 'vite'], rows: [['app/routes/pay.tsx', 'client'], ['app/lib/a.client.ts', 'client'], ['app/nuvion.server.ts', 'server'], ['app/.server/nuvion.ts', 'server'], ['app/entry.server.tsx', 'server'], ['app/lib/money.ts', 'unknown']] },
  { stack: 'react-router', dependencies: ['@remix-run/react', '@remix-run/node'], rows: [['app/routes/pay.tsx', 'client'], ['app/entry.client.tsx', 'client'], ['app/entry.server.tsx', 'server'], ['app/money.ts', 'unknown']] },
  { stack: 'tanstack-start', dependencies: ['@tanstack/react-start', 'vite'], rows: [['src/lib/a.client.ts', 'client'], ['src/routes/pay.tsx', 'shared'], ['src/lib/nuvion.ts', 'shared'], ['src/lib/a.server.ts', 'server'], ['src/lib/b.ts', 'server', "import '@tanstack/react-start/server-only'\n"], ['vite.config.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'solid-start', dependencies: ['@solidjs/start'], rows: [['src/entry-client.tsx', 'client'], ['src/routes/index.tsx', 'shared'], ['src/lib/api.ts', 'server', "'use server'\n"], ['src/entry-server.tsx', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'qwik-city', dependencies: ['@builder.io/qwik', '@builder.io/qwik-city', 'vite'], rows: [['public/a.js', 'client'], ['src/routes/index.tsx', 'shared'], ['src/entry.ssr.tsx', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'gatsby', dependencies: ['gatsby'], rows: [['src/pages/index.tsx', 'client'], ['gatsby-browser.js', 'client'], ['gatsby-node.js', 'server'], ['src/api/pay.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'expo', dependencies: ['expo', 'react-native'], rows: [['App.tsx', 'client'], ['app/index.tsx', 'client'], ['app/accounts+api.ts', 'server'], ['app/+middleware.ts', 'server'], ['app.config.ts', 'server'], ['a.test.ts', 'unknown']] },
  { stack: 'react-native', dependencies: ['react-native'], rows: [['App.tsx', 'client'], ['src/api.ts', 'client'], ['metro.config.js', 'server'], ['server/a.ts', 'server'], ['__tests__/a.ts', 'unknown']] },
  { stack: 'create-react-app', dependencies: ['react-scripts', 'react'], rows: [['src/App.js', 'client'], ['public/index.html', 'client'], ['src/setupProxy.js', 'server'], ['tools/a.js', 'unknown']] },
  { stack: 'vue-cli', dependencies: ['@vue/cli-service', 'vue'], rows: [['src/main.js', 'client'], ['vue.config.js', 'server'], ['tools/a.js', 'unknown']] },
  { stack: 'vite', dependencies: ['vite', 'react'], rows: [['src/main.tsx', 'client'], ['src/api.ts', 'client'], ['index.html', 'client'], ['vite.config.ts', 'server'], ['src/server/a.ts', 'server'], ['scripts/a.ts', 'unknown']] },
  { stack: 'vite', dependencies: ['vite', 'express'], rows: [['public/a.js', 'client'], ['server.ts', 'server'], ['src/a.ts', 'unknown']] },
  { stack: 'angular', dependencies: ['@angular/core'], rows: [['src/app/a.ts', 'client'], ['src/environments/environment.prod.ts', 'client'], ['src/server.ts', 'server'], ['src/main.server.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'redwood', dependencies: ['@redwoodjs/core'], rows: [['web/src/App.tsx', 'client'], ['api/src/functions/a.ts', 'server'], ['a.ts', 'unknown']] },
  { stack: 'parcel', dependencies: ['parcel'], rows: [['src/a.ts', 'client'], ['index.js', 'client'], ['server/a.js', 'server'], ['tools/deep/a.js', 'unknown']] },
  { stack: 'rsbuild', dependencies: ['@rsbuild/core'], rows: [['src/a.ts', 'client'], ['rsbuild.config.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'farm', dependencies: ['@farmfe/core'], rows: [['src/a.ts', 'client'], ['farm.config.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'nx', dependencies: ['@nx/webpack'], rows: [['public/a.js', 'client'], ['webpack.config.js', 'server'], ['apps/shop/src/a.ts', 'unknown']] },
  { stack: 'preact-cli', dependencies: ['preact-cli', 'preact'], rows: [['src/a.js', 'client'], ['preact.config.js', 'server'], ['tools/a.js', 'unknown']] },
  { stack: 'webpack', dependencies: ['webpack'], rows: [['public/a.js', 'client'], ['webpack.config.js', 'server'], ['src/a.js', 'unknown'], ['src/index.jsx', 'client', "import { createRoot } from 'react-dom/client'\n"]] },
  { stack: 'bun', dependencies: ['bun-plugin-tailwind'], rows: [['public/a.js', 'client'], ['server/a.ts', 'server'], ['src/a.ts', 'unknown']] },
  { stack: 'esbuild', dependencies: ['esbuild'], rows: [['public/a.js', 'client'], ['esbuild.config.js', 'server'], ['src/a.js', 'unknown']] },
  { stack: 'browser-ui', dependencies: ['react'], rows: [['src/A.tsx', 'client'], ['components/A.jsx', 'client'], ['src/api.ts', 'client'], ['server/a.ts', 'server'], ['tools/api.ts', 'unknown']] },
  { stack: 'waku', dependencies: ['waku'], rows: [['src/components/a.tsx', 'client', "'use client'"], ['src/pages/index.tsx', 'server'], ['src/lib/a.ts', 'unknown']] },
  { stack: 'vike', dependencies: ['vike', 'vite'], rows: [['pages/a/x.client.ts', 'client'], ['pages/a/+Page.tsx', 'shared'], ['pages/a/+data.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'fresh', dependencies: ['fresh'], rows: [['islands/Pay.tsx', 'client'], ['routes/index.tsx', 'server'], ['utils.ts', 'unknown']] },
  { stack: 'electron-vite', dependencies: ['electron-vite', 'electron', 'vite'], rows: [['src/renderer/a.ts', 'client'], ['src/main/index.ts', 'client'], ['src/preload/index.ts', 'client'], ['electron.vite.config.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'electron', dependencies: ['electron'], rows: [['src/preload.ts', 'client'], ['electron/preload/index.ts', 'client'], ['src/renderer/app.ts', 'client'], ['server/a.ts', 'server'], ['main.js', 'unknown'], ['src/main.ts', 'unknown']] },
  { stack: 'wxt', dependencies: ['wxt'], rows: [['entrypoints/background.ts', 'client'], ['lib/a.ts', 'client'], ['wxt.config.ts', 'server'], ['tests/a.ts', 'unknown']] },
  { stack: 'plasmo', dependencies: ['plasmo', 'react'], rows: [['popup.tsx', 'client'], ['background.ts', 'client'], ['scripts/a.ts', 'server'], ['a.spec.ts', 'unknown']] },
  { stack: 'capacitor', dependencies: ['@capacitor/core', 'vite'], rows: [['src/a.ts', 'client'], ['capacitor.config.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'docusaurus', dependencies: ['@docusaurus/core', 'react'], rows: [['src/pages/a.tsx', 'client'], ['docs/a.mdx', 'client'], ['docusaurus.config.ts', 'server'], ['tools/a.ts', 'unknown']] },
  { stack: 'next', dependencies: ['next', 'storybook'], rows: [['components/a.stories.tsx', 'client'], ['.storybook/preview.ts', 'client'], ['.storybook/main.ts', 'server'], ['components/a.tsx', 'unknown']] },
]

describe.each(tables)('$stack $dependencies', ({ stack, dependencies, rows }) => {
  const root = project(...dependencies)
  it.each(rows.map(([path, side, text]) => ({ path, side, text: text ?? '' })))('$path is $side', ({ path, side, text }) => {
    const seen = classifyFile({ filename: join(root, path), text })
    expect({ side: seen.side, framework: seen.framework, path: seen.path }).toEqual({ side, framework: stack, path })
    expect(seen.reason).not.toBe('')
  })
})

describe('without a manifest that names a stack', () => {
  const root = project('lodash')
  const rows: readonly (readonly [string, string, Side, string | null])[] = [
    ['app/pay/page.tsx', '', 'server', 'next'],
    ['src/routes/a/+page.server.ts', '', 'server', 'sveltekit'],
    ['x.astro', '', 'server', 'astro'],
    ['routes/p.tsx', "import type { Route } from './+types/p'", 'client', 'react-router'],
    ['src/routes/p.tsx', "import { createFileRoute } from '@tanstack/react-router'", 'shared', 'tanstack-start'],
    ['src/env.js', "import { NUVION_API_KEY } from '@env'", 'client', 'react-native'],
    ['app/hello+api.ts', '', 'server', 'expo'],
    ['src/a.ts', '', 'unknown', null],
    ['lib/nuvion.server.ts', '', 'server', null],
    ['src/Pay.vue', '', 'client', null],
    ['background.js', 'chrome.action.onClicked.addListener(pay)', 'client', null],
    ['src/content.ts', 'browser.runtime.sendMessage(1)', 'client', null],
    ['src/popup/index.ts', "document.querySelector('#pay')", 'client', null],
    ['src/popup/build.ts', 'write()', 'unknown', null],
    ['src/background.ts', 'queue.run()', 'unknown', null],
  ]
  it.each(rows)('%s %s is %s of %s', (path, text, side, framework) => {
    const seen = classifyFile({ filename: join(root, path), text })
    expect([seen.side, seen.framework]).toEqual([side, framework])
  })
})

it('lets options win over everything', () => {
  const root = project('next')
  const filename = join(root, 'lib/pay.ts')
  expect(classifyFile({ filename, text: "'use server'", settings: { clientFiles: ['lib/**'] } }).side).toBe('client')
  expect(classifyFile({ filename, text: "'use client'", settings: { serverFiles: ['lib/*.ts'] } }).side).toBe('server')
  expect(classifyFile({ filename: join(root, 'src/a.ts'), text: '', settings: { framework: 'vite' } }).side).toBe('client')
})

it.each([
  ['a package that names no dependencies', '{ "name": "@acme/pay", "type": "module" }', 'unknown'],
  ['a folder that only sets a type', '{ "type": "module" }', 'client'],
])('asks the nearest manifest about %s', (_title, manifest, side) => {
  const root = project('vite', 'react')
  mkdirSync(join(root, 'src/pay'), { recursive: true })
  writeFileSync(join(root, 'src/pay/package.json'), manifest)
  expect(classifyFile({ filename: join(root, 'src/pay/src/api.ts'), text: '' }).side).toBe(side)
})

it('places every stack of the facts in a table here', () => {
  const tested = new Set(tables.map(one => one.stack))
  expect(frameworks.filter(one => one.kind !== 'overlay' && !tested.has(one.id)).map(one => one.id)).toEqual([])
})

it.each([
  [['parcel'], 'leaks-to-browser'],
  [['webpack', 'dotenv-webpack'], 'leaks-to-browser'],
  [['vite'], 'undefined-in-browser'],
  [['next'], 'undefined-in-browser'],
  [['@tanstack/react-start', 'vite'], 'may-leak'],
  [['lodash'], 'undefined-in-browser'],
] as const)('an unprefixed read under %j: %s', (dependencies, effect) => {
  expect(envReadEffect(join(project(...dependencies), 'src/a.ts')).effect).toBe(effect)
})
