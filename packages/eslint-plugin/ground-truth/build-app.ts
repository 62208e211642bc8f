import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { clientOutputKinds, shippingFacts } from '@nuvion-guard/rules'
import { renderTemplate } from '@nuvion-guard/test-fixtures'
import type { App } from './app.ts'
import { matchesGlob } from '../src/classify/glob.ts'

const here = import.meta.dirname
const run = promisify(execFile)

/** A built app: where it lies, and the text of the files that its users receive. */
export interface BuiltApp {
  readonly root: string
  readonly clientFiles: readonly { readonly path: string; readonly text: string }[]
}

/** The minted key that `<<live-key:name>>` stands for. */
export function keyOf(name: string): string {
  return renderTemplate(`<<live-key:${name}>>`).text
}

/** Writes an app below this folder, where the bundlers resolve, and builds it with the real command. */
export async function buildApp(app: App): Promise<BuiltApp> {
  const root = join(here, 'dist', app.name)
  rmSync(root, { recursive: true, force: true })
  const manifest = { name: app.name, private: true, type: 'module', dependencies: Object.fromEntries(app.dependencies.map(name => [name, '*'])) }
  const variables: Record<string, string> = {}
  for (const [path, template] of Object.entries({ 'package.json': JSON.stringify(manifest), ...app.files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    const text = renderTemplate(template).text
    // A stand-in for the shell that sets the variables, so that the lint run sees no key in a script.
    if (path === 'start.sh') for (const [, name, value] of text.matchAll(/(\w+)=(\S+)/g)) variables[name as string] = value as string
    else writeFileSync(join(root, path), text)
  }
  const [bin, ...args] = app.command
  const file = bin === 'node' ? process.execPath : join(here, 'node_modules/.bin', bin)
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1', CI: '1', ...variables }
  try {
    await run(file, args, { cwd: root, env, maxBuffer: 1 << 26 })
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout?: string; stderr?: string }
    throw new Error(`${app.name} does not build:\n${stdout ?? ''}\n${stderr ?? ''}`, { cause })
  }
  return { root, clientFiles: readClientFiles(root, app.framework) }
}

function readClientFiles(root: string, framework: string): BuiltApp['clientFiles'] {
  const facts = shippingFacts.find(one => one.id === framework)
  if (facts === undefined) throw new Error(`no facts about ${framework}`)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => !path.includes('node_modules/') && matchesGlob(path, facts.clientOutput) && !matchesGlob(path, facts.serverOutput) && clientOutputKinds.some(kind => path.endsWith(kind)))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
