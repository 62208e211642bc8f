import { isAbsolute, relative, resolve, dirname } from 'node:path'
import { frameworks, genericClientFiles, genericServerFiles, testFiles, type FrameworkFacts } from '@nuvion-guard/rules'
import { importedSpecifiers, leadingDirectives } from './directives.ts'
import { detectFramework, frameworkById, isServerProject } from './framework.ts'
import { matchesGlob } from './glob.ts'
import { nearestManifest } from './manifest.ts'
import type { ClassifyInput, FileSide, Side } from './types.ts'

type Verdict = readonly [side: Side, reason: string]

const overlays = frameworks.filter(one => one.kind === 'overlay')
const workspaceFolder = /^(?:apps|packages|libs|projects|sites|services|examples)\/[^/]+\//

/** Says on which side a file runs, from its path, its text and the nearest manifest; what no fact places stays `unknown`. */
export function classifyFile(input: ClassifyInput): FileSide {
  const cwd = input.cwd ?? process.cwd()
  const absolute = isAbsolute(input.filename) ? input.filename : resolve(cwd, input.filename)
  const manifest = nearestManifest(dirname(absolute))
  const root = manifest?.root ?? cwd
  const path = relative(root, absolute).replaceAll('\\', '/')
  const paths = workspaceFolder.test(path) ? [path, path.replace(workspaceFolder, '')] : [path]
  const dependencies = manifest?.dependencies ?? null
  const wanted = input.settings?.framework
  const framework = wanted !== undefined && wanted !== 'auto' ? frameworkById(wanted) : detectFramework({ paths, text: input.text, dependencies })
  const [side, reason] =
    byOptions(input, paths) ?? byTest(paths) ?? byDirective(input.text, paths[0] as string, framework) ?? byInteraction(input.text, paths[0] as string, framework) ?? byPath(paths, framework) ?? byExtensionApi(input.text, paths[0] as string) ?? byDefault(paths, framework, dependencies) ?? (['unknown', 'no fact places this file'] as const)
  return { side, framework: framework?.id ?? null, reason, path, root }
}

function byOptions({ settings }: ClassifyInput, paths: readonly string[]): Verdict | undefined {
  const hit = (globs: readonly string[] | undefined): boolean => globs !== undefined && paths.some(path => matchesGlob(path, globs))
  if (hit(settings?.clientFiles)) return ['client', 'the option clientFiles names it']
  if (hit(settings?.serverFiles)) return ['server', 'the option serverFiles names it']
  return undefined
}

function byTest(paths: readonly string[]): Verdict | undefined {
  return paths.some(path => matchesGlob(path, testFiles)) ? ['unknown', 'tests run in neither'] : undefined
}

function byDirective(text: string, path: string, framework: FrameworkFacts | null): Verdict | undefined {
  for (const directive of /\.(?:vue|svelte|astro|html?)$/.test(path) ? [] : leadingDirectives(text)) {
    if (directive === 'use client') return ['client', "it starts with 'use client'"]
    if (directive === 'use server') return ['server', "it starts with 'use server'"]
  }
  const known = framework === null ? frameworks : [framework]
  const specifiers = new Set(importedSpecifiers(text))
  if (specifiers.size === 0) return undefined
  for (const one of known) {
    const server = one.serverMarkers?.find(marker => specifiers.has(marker))
    if (server !== undefined) return ['server', `it imports '${server}'`]
    const client = one.clientMarkers?.find(marker => specifiers.has(marker))
    if (client !== undefined) return ['client', `it imports '${client}', whose values are compiled into client code`]
  }
  return undefined
}

const interactive = /\buse(?:State|Effect|Reducer|LayoutEffect|Ref)\s*(?:<[^<>()]{0,80}>)?\(|<[a-z]\w*\s[^<>]{0,400}?\bon[A-Z]\w*=\{/

/** A component that keeps state or handles events is client code, whether it says so itself or the component that imports it does. */
function byInteraction(text: string, path: string, framework: FrameworkFacts | null): Verdict | undefined {
  if (framework?.hasServerComponents !== true || !/\.[jt]sx$/.test(path) || !interactive.test(text)) return undefined
  return ['client', 'hooks and event handlers run in client components only']
}

function byPath(paths: readonly string[], framework: FrameworkFacts | null): Verdict | undefined {
  const placed = (globs: readonly string[]): boolean => paths.some(path => matchesGlob(path, globs))
  const path = paths[0] as string
  if (/\.astro\/[^/]+$/.test(path)) return ['client', 'a <script> of an Astro component runs in the browser']
  for (const one of overlays) {
    if (placed(one.server)) return ['server', `${one.title} runs it at build time`]
    if (placed(one.client)) return ['client', one.id === 'static-files' ? 'it is served as it is' : `${one.title} ships it to the browser`]
  }
  if (framework !== null) {
    if (placed(framework.server)) return ['server', `${framework.title} runs it on the server`]
    if (placed(framework.client)) return ['client', `${framework.title} ships it to the browser`]
    if (placed(framework.shared)) return ['shared', `${framework.title} runs it on the server and in the browser`]
  }
  if (placed(genericServerFiles)) return ['server', 'its path says server']
  if (placed(genericClientFiles)) return ['client', 'its path says client']
  if (/\.html?$/.test(path)) return ['client', 'a page is served as it is']
  if (/\.(?:vue|svelte)$/.test(path)) return ['client', 'a component runs in the browser']
  return undefined
}

/** An extension without a framework is told by what only extensions can call. */
function byExtensionApi(text: string, path: string): Verdict | undefined {
  if (/\b(?:chrome|browser)\.(?:runtime|action|browserAction|scripting|contextMenus|webRequest|tabs|storage\.(?:local|sync|session))\./.test(text)) return ['client', 'a browser extension is installed with its users']
  return /(?:^|\/)popup(?:\/[^/]+)?\.[jt]sx?$/.test(path) && /\bdocument\.\w/.test(text) ? ['client', 'the popup of an extension runs in the browser'] : undefined
}

function byDefault(paths: readonly string[], framework: FrameworkFacts | null, dependencies: ReadonlySet<string> | null): Verdict | undefined {
  if (framework === null || framework.defaultSide === null) return undefined
  if (framework.kind !== 'full-stack' && isServerProject(dependencies)) return ['unknown', `the project is a server as well as a ${framework.title} app`]
  const files = framework.defaultFiles
  if (files !== undefined && !paths.some(path => matchesGlob(path, files))) return undefined
  return framework.defaultSide === 'client'
    ? ['client', `${framework.title} ships the whole app to its users`]
    : ['shared', `${framework.title} runs it on the server and in the browser`]
}
