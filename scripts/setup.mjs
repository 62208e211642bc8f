import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamps = join(root, 'node_modules', '.cache', 'nuvion-guard')
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Installs the dependencies the lockfile names, where that has not been done for this lockfile. */
export function install() {
  const wanted = digest(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].map(name => join(root, name)))
  if (isStamped('install', wanted) && existsSync(join(root, 'node_modules', 'rolldown'))) return
  say('installing dependencies (once)')
  run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], 'the dependencies could not be installed: is the npm registry reachable?')
  stamp('install', wanted)
}

/** Bundles the scanner and the plugin, where a source file has changed since the last time. */
export function build() {
  const sources = ['packages', 'rules', 'rolldown.config.ts'].flatMap(name => sourceFiles(join(root, name)))
  const wanted = createHash('sha256').update(sources.map(file => `${file} ${statSync(file).size} ${statSync(file).mtimeMs}`).join('\n')).digest('hex')
  const bundles = ['packages/scanner/dist/cli.js', 'packages/eslint-plugin/dist/index.js'].map(name => join(root, name))
  if (isStamped('build', wanted) && bundles.every(existsSync)) return
  say('building')
  run(process.execPath, [join(root, 'node_modules/rolldown/bin/cli.mjs'), '-c', 'rolldown.config.ts', '--log-level', 'warn'], 'the build failed', true)
  // Bins are linked, not copied: a hook runs the file itself.
  chmodSync(bundles[0], 0o755)
  stamp('build', wanted)
}

/** Runs a command in the repository with its output on standard error, so that standard output stays the scanner's own; `isQuiet` shows its errors only. */
export function run(command, args, failure, isQuiet = false) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', isQuiet ? 'ignore' : 2, 2], shell: process.platform === 'win32' && command === 'npx' })
  if (result.status === 0) return
  process.stderr.write(`nuvion-guard: ${failure}${result.error === undefined ? '' : ` (${result.error.message})`}\n`)
  process.exit(2)
}

function sourceFiles(path) {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter(entry => !['node_modules', 'dist', 'docs'].includes(entry.name) && !entry.name.startsWith('.') && (entry.isDirectory() || /\.(?:ts|mts|json)$/.test(entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => sourceFiles(join(path, entry.name)))
}

function digest(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(existsSync(file) ? readFileSync(file) : '')
  return hash.digest('hex')
}

function isStamped(name, wanted) {
  const file = join(stamps, name)
  return existsSync(file) && readFileSync(file, 'utf8') === wanted
}

function stamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), value)
}

function say(what) {
  process.stderr.write(`nuvion-guard: ${what} …\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install()
  if (process.argv.includes('--build')) build()
}
