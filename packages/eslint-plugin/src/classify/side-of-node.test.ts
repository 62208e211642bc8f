import parser from '@typescript-eslint/parser'
import type { TSESTree } from '@typescript-eslint/utils'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { classifyFile } from './classify-file.ts'
import { sideOfNode, type ScopedSource } from './side-of-node.ts'

/** The sides of all reads of the name KEY in a program, in order. */
function sidesOf(filename: string, framework: string, code: string): string[] {
  const sides: string[] = []
  const plugin = {
    rules: {
      side: {
        create: (context: { readonly sourceCode: unknown }) => ({
          'Identifier[name=KEY]': (node: unknown) => {
            const file = classifyFile({ filename, text: code, settings: { framework } })
            sides.push(sideOfNode(node as TSESTree.Node, context.sourceCode as ScopedSource, file).side)
          },
        }),
      },
    },
  }
  const messages = new Linter().verify(
    code,
    [{ files: ['**/*.{ts,tsx,astro}'], plugins: { test: plugin }, rules: { 'test/side': 'error' }, languageOptions: { parser: parser, parserOptions: { ecmaFeatures: { jsx: true } } } }],
    { filename },
  )
  expect(messages).toEqual([])
  return sides
}

const rows: readonly (readonly [title: string, filename: string, framework: string, code: string, sides: readonly string[]])[] = [
  ['React Router loader, clientLoader, component', 'app/routes/p.tsx', 'react-router', 'export async function loader() { return KEY }\nexport const clientLoader = () => KEY\nexport default function P() { return KEY }', ['server', 'client', 'client']],
  ['React Router action exported by name', 'app/routes/p.tsx', 'react-router', 'const action = async () => KEY\nexport { action }', ['server']],
  ['what only a loader uses leaves with it', 'app/routes/p.tsx', 'react-router', 'const a = KEY\nfunction help() { return a }\nexport const loader = () => help()\nexport default () => null', ['server']],
  ['what a component uses too stays', 'app/routes/p.tsx', 'react-router', 'const a = KEY\nexport const loader = () => a\nexport default () => a', ['client']],
  ['an import that only a loader uses', 'app/routes/p.tsx', 'react-router', "import { KEY as k } from './x'\nexport const loader = () => k\nexport default () => null", ['server']],
  ['Next getServerSideProps and component', 'pages/p.tsx', 'next', 'export async function getServerSideProps() { return { props: { a: KEY } } }\nexport default function P() { return KEY }', ['server', 'client']],
  ['Next getStaticProps', 'src/pages/p.tsx', 'next', 'export const getStaticProps = async () => KEY', ['server']],
  ['Next inline server action', 'app/page.tsx', 'next', "export default function P() { async function pay() { 'use server'; return KEY } return pay }", ['server']],
  ['getServerSideProps outside pages is a plain export', 'lib/p.ts', 'next', 'export const getServerSideProps = () => KEY', ['unknown']],
  ['SvelteKit universal load', 'src/routes/+page.ts', 'sveltekit', 'export const load = () => KEY', ['shared']],
  ['SvelteKit server load', 'src/routes/+page.server.ts', 'sveltekit', 'export const load = () => KEY', ['server']],
  ['Qwik loaders, server$ and component', 'src/routes/index.tsx', 'qwik-city', 'export const useA = routeLoader$(async () => KEY)\nconst s = server$(function () { return KEY })\nexport default component$(() => KEY)\nexport const onGet = () => KEY', ['server', 'server', 'client', 'server']],
  ['TanStack loader and server function', 'src/routes/p.tsx', 'tanstack-start', "export const Route = createFileRoute('/p')({ loader: () => KEY })\nconst pay = createServerFn({ method: 'POST' }).handler(async () => KEY)\nconst only = createServerOnlyFn(() => KEY)\nconst iso = createIsomorphicFn().server(() => KEY).client(() => KEY)", ['shared', 'server', 'server', 'server', 'client']],
  ['TanStack server route', 'src/routes/p.ts', 'tanstack-start', "export const Route = createFileRoute('/p')({ server: { handlers: { GET: () => KEY } } })", ['server']],
  ['a handler of something else', 'src/routes/p.tsx', 'tanstack-start', 'button.handler(() => KEY)', ['shared']],
  ['Solid with and without the directive', 'src/routes/p.tsx', 'solid-start', "const a = query(async () => { 'use server'; return KEY }, 'a')\nconst b = query(async () => KEY, 'b')", ['server', 'shared']],
  ['Nuxt guards', 'app/plugins/p.ts', 'nuxt', 'if (import.meta.server) { use(KEY) } else { use(KEY) }\nconst a = import.meta.server ? KEY : null\nconst b = import.meta.client && KEY\nuse(KEY)', ['server', 'client', 'server', 'client', 'shared']],
  ['Vite SSR guard, negated', 'src/a.ts', 'vite', 'if (!import.meta.env.SSR) use(KEY)\nelse use(KEY)', ['client', 'server']],
  ['Astro frontmatter and a script of it', 'src/pages/a.astro', 'astro', 'const a = KEY', ['server']],
  ['Astro script', 'src/pages/a.astro/1_1.ts', 'astro', 'const a = KEY', ['client']],
  ['Gatsby getServerData', 'src/pages/p.tsx', 'gatsby', 'export async function getServerData() { return KEY }\nexport default () => KEY', ['server', 'client']],
  ['unknown stays unknown', 'lib/a.ts', 'next', 'export function loader() { return KEY }', ['unknown']],
]

describe('the side of a node', () => {
  it.each(rows)('%s', (_title, filename, framework, code, sides) => {
    expect(sidesOf(filename, framework, code)).toEqual(sides)
  })
})
