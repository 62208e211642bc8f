import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildBundle } from './build-bundle.ts'
import { mintKey } from './mint.ts'

const root = resolve(import.meta.dirname, '..')
const packages = { scanner: 'dist/cli.js', 'eslint-plugin': 'dist/index.js' } as const
type PackageName = keyof typeof packages

// Nothing of the caller's npm settings gets through but its cache, and nothing is asked of a registry.
const env: NodeJS.ProcessEnv = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_PATH$|NODE_OPTIONS$|VITEST)/i.test(name))), npm_config_offline: 'true', npm_config_update_notifier: 'false' }
const npm = (args: readonly string[], cwd: string): string => execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Packs a copy of the package as it stands, sources and tests included, with a fresh bundle in it. */
async function pack(name: PackageName, home: string): Promise<string> {
  const copy = join(home, name)
  const from = join(root, 'packages', name)
  cpSync(from, copy, { recursive: true, filter: path => path === from || !['node_modules', 'dist', 'ground-truth'].includes(basename(path)) })
  mkdirSync(join(copy, 'dist'))
  const { code, texts } = await buildBundle(name)
  writeFileSync(join(copy, packages[name]), code)
  for (const [file, text] of texts) writeFileSync(join(copy, dirname(packages[name]), file), text)
  chmodSync(join(copy, packages[name]), 0o755)
  writeFileSync(join(copy, `${packages[name]}.map`), '{}')
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', home], copy)) as { filename: string }[]
  return join(home, packed?.filename ?? '')
}

describe('the packed packages', () => {
  const home = mkdtempSync(join(tmpdir(), 'packed-'))
  const scratch = join(home, 'scratch')
  const tarballs = new Map<PackageName, string>()
  const tarball = (name: PackageName): string => tarballs.get(name) ?? ''
  const listed = (name: PackageName): string[] => execFileSync('tar', ['-tzf', tarball(name)], { encoding: 'utf8' }).trimEnd().split('\n').map(path => path.replace(/^package\//, '')).sort()

  beforeAll(async () => {
    for (const name of Object.keys(packages) as PackageName[]) tarballs.set(name, await pack(name, home))
    mkdirSync(scratch)
    writeFileSync(join(scratch, 'package.json'), '{"name":"scratch","private":true,"type":"module"}')
    npm(['install', '--no-audit', '--no-fund', '--omit=optional', ...tarballs.values()], scratch)
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('hold what users need and no sources, tests or maps', () => {
    expect(listed('scanner')).toEqual(['LICENSE', 'README.md', 'dist/cli.js', 'dist/third-party-licences.txt', 'package.json', 'schema/report.schema.json'])
    expect(listed('eslint-plugin')).toEqual(['LICENSE', 'README.md', 'dist/index.js', 'package.json', 'types/index.d.ts'])
  })

  it.each(Object.keys(packages) as PackageName[])('publint has nothing to say about %s', async name => {
    const data = readFileSync(tarball(name))
    const { messages, pkg } = await publint({ pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) } })
    expect(messages.map(message => formatMessage(message, pkg))).toEqual([])
  })

  it('the types of the plugin are those of its code, for every resolver that knows ESM', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball('eslint-plugin'), '--profile', 'esm-only', '--no-emoji', '--no-color'], { encoding: 'utf8', env })
    expect({ status, stdout: status === 0 ? '' : stdout }).toEqual({ status: 0, stdout: '' })
  })

  it('the scanner needs no other package: its one file imports nothing but Node', () => {
    const code = readFileSync(join(scratch, 'node_modules/nuvion-guard/dist/cli.js'), 'utf8')
    const imported = [...code.matchAll(/(?:^|[;\n])import[^;'"`]*["']([^"']+)["']/g), ...code.matchAll(/\bimport\(["'`]([^"'`]+)["'`]\)/g)].map(found => found[1] ?? '')
    expect(imported.length).toBeGreaterThan(0)
    expect(imported.filter(specifier => !isBuiltin(specifier))).toEqual([])
    expect(JSON.parse(readFileSync(join(scratch, 'node_modules/nuvion-guard/package.json'), 'utf8'))).not.toHaveProperty('dependencies')
  })

  it('npx nuvion-guard --version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/scanner/package.json'), 'utf8')) as { version: string }
    expect(npm(['exec', '--no', '--', 'nuvion-guard', '--version'], scratch).trim()).toBe(version)
  })

  it('nuvion-guard files finds a key where it is installed, and leaves with 1', () => {
    writeFileSync(join(scratch, 'pay.js'), `export const nuvion = '${mintKey('live', 41)}'\n`)
    const { status, stdout } = spawnSync(join(scratch, 'node_modules/.bin/nuvion-guard'), ['files', 'pay.js', '--format', 'json'], { cwd: scratch, env, encoding: 'utf8' })
    const { findings } = JSON.parse(stdout) as { findings: readonly { path: string; line: number; column: number }[] }
    expect(findings).toMatchObject([{ path: 'pay.js', line: 1, column: 24 }])
    expect(status).toBe(1)
  })

  it('ESLint loads the plugin where it is installed', () => {
    const eslint = pathToFileURL(createRequire(import.meta.url).resolve('eslint')).href
    writeFileSync(join(scratch, 'lint.js'), [
      `import eslint from '${eslint}'`,
      "import nuvion from 'eslint-plugin-nuvion'",
      'const linter = new eslint.ESLint({ overrideConfigFile: true, overrideConfig: nuvion.configs.recommended })',
      `const [result] = await linter.lintText("export const nuvion = '${mintKey('test', 42)}'\\n", { filePath: 'src/pay.js' })`,
      'console.log(result.messages.map(message => `${message.ruleId}:${message.line}`).join())',
    ].join('\n'))
    expect(spawnSync(process.execPath, ['lint.js'], { cwd: scratch, env, encoding: 'utf8' })).toMatchObject({ status: 0, stdout: 'nuvion/no-hardcoded-key:1\n' })
  })
})
