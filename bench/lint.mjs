// What the recommended preset costs and finds, as ratios within one run.
//   node bench/lint.mjs <repository> [more repositories…] [--files 2000]
// The first repository is timed; all are linted for reports. Results are printed, nothing is asserted.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const repositoryRoot = resolve(import.meta.dirname, '..')
const pluginRoot = join(repositoryRoot, 'packages/eslint-plugin')
const require = createRequire(join(pluginRoot, 'package.json'))
const load = async name => {
  const module = await import(pathToFileURL(require.resolve(name)).href)
  return module.default ?? module
}

const args = process.argv.slice(2)
const at = args.indexOf('--files')
const limit = at < 0 ? 2000 : Number(args.splice(at, 2)[1])
const repositories = args.map(path => resolve(path))
if (repositories.length === 0) {
  console.error('usage: node bench/lint.mjs <repository> [more repositories…] [--files 2000]')
  process.exit(2)
}

const { ESLint } = await import(pathToFileURL(join(pluginRoot, 'node_modules/eslint/lib/api.js')).href)
const nuvion = (await import(pathToFileURL(join(pluginRoot, 'dist/index.js')).href)).default
const [parser, js, typescript, noSecrets, sonarjs] = await Promise.all([load('@typescript-eslint/parser'), import('@eslint/js').then(one => one.default), import('typescript-eslint').then(one => one.default), load('eslint-plugin-no-secrets'), load('eslint-plugin-sonarjs')])
const [vue, svelte, astro] = await Promise.all(['vue-eslint-parser', 'svelte-eslint-parser', 'astro-eslint-parser'].map(load))

const scripts = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/
const data = /(?:^|\/)\.env[^/]*$|\.(?:json|ya?ml|toml|md|html|css)$/
function filesBelow(root, pattern) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .filter(file => pattern.test(file.replaceAll('\\', '/')) && !/[\\/](?:node_modules|\.git)[\\/]/.test(file) && statSync(file).size < 500_000)
    .sort()
}

const parsers = [
  { files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
  { files: ['**/*.{ts,mts,cts}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: false } } } },
  { files: ['**/*.vue'], languageOptions: { parser: vue, parserOptions: { parser } } },
  { files: ['**/*.svelte'], languageOptions: { parser: svelte, parserOptions: { parser } } },
  { files: ['**/*.astro'], languageOptions: { parser: astro, parserOptions: { parser } } },
]
const linterFor = (cwd, config, more = {}) => new ESLint({ cwd, overrideConfigFile: true, ignore: false, warnIgnored: false, overrideConfig: [{ linterOptions: { reportUnusedDisableDirectives: 'off' } }, ...parsers, ...config], allowInlineConfig: false, ...more })

/** Every rule in one run: the times of all stand beside each other, file by file. */
async function timeRules(root) {
  const files = filesBelow(root, /\.tsx?$/).filter(file => !file.endsWith('.d.ts')).slice(0, limit)
  const peers = { plugins: { 'no-secrets': noSecrets, sonarjs }, rules: { 'no-secrets/no-secrets': 'error', 'sonarjs/no-hardcoded-secrets': 'error', 'sonarjs/no-hardcoded-passwords': 'error', 'sonarjs/hardcoded-secret-signatures': 'error' } }
  const config = [js.configs.recommended, ...typescript.configs.recommended, { files: ['**/*.{ts,tsx}'], ...peers }, ...nuvion.configs.recommended]
  const eslint = linterFor(root, config, { stats: true })
  const totals = new Map()
  let parse = 0
  let whole = 0
  const started = performance.now()
  for (let from = 0; from < files.length; from += 50) {
    for (const result of await eslint.lintFiles(files.slice(from, from + 50))) {
      for (const pass of result.stats?.times.passes ?? []) {
        parse += pass.parse?.total ?? 0
        whole += pass.total ?? 0
        for (const [rule, { total }] of Object.entries(pass.rules ?? {})) totals.set(rule, (totals.get(rule) ?? 0) + (total ?? 0))
      }
    }
  }
  const wall = performance.now() - started
  const sum = start => [...totals].filter(([rule]) => rule.startsWith(start)).reduce((total, [, ms]) => total + ms, 0)
  const own = sum('nuvion/')
  const peersMs = sum('no-secrets/') + sum('sonarjs/')
  const withoutPeers = whole - peersMs
  const perFile = ms => `${(ms / files.length).toFixed(3)} ms a file`
  console.log(`\n${files.length} TypeScript files of ${root}: ${(wall / 1000).toFixed(1)} s, parse ${perFile(parse)}`)
  for (const [name, ms] of [['nuvion recommended', own], ['no-secrets', sum('no-secrets/')], ['sonarjs secret rules', sum('sonarjs/')], ['eslint and typescript-eslint recommended', withoutPeers - own - parse]]) console.log(`  ${name.padEnd(44)} ${perFile(ms).padStart(20)}  ${(ms / own).toFixed(1).padStart(8)} × ours`)
  console.log(`  share of a run with the parser and both recommended presets: ${((100 * own) / withoutPeers).toFixed(2)} %`)
  for (const [rule, ms] of [...totals].filter(([rule]) => rule.startsWith('nuvion/')).sort((a, b) => b[1] - a[1]).slice(0, 4)) console.log(`    ${rule.padEnd(42)} ${perFile(ms).padStart(20)}`)
}

/** Reports of the presets over a repository that holds no Nuvion code. */
async function countReports(root) {
  const eslint = linterFor(root, [...nuvion.configs.recommended, ...nuvion.configs.env, ...nuvion.configs.data])
  const files = [...filesBelow(root, scripts), ...filesBelow(root, data)]
  let reports = 0
  let broken = 0
  for (let from = 0; from < files.length; from += 100) {
    for (const result of await eslint.lintFiles(files.slice(from, from + 100))) {
      for (const message of result.messages) {
        if (message.ruleId === null) {
          broken++
          continue
        }
        reports++
        if (reports <= 20) console.log(`  ${relative(root, result.filePath)}:${message.line} ${message.ruleId} ${message.messageId}`)
      }
    }
  }
  console.log(`${root}: ${files.length} files, ${reports} reports, ${broken} files that do not parse`)
}

/** Fresh processes, the plugin and an empty module in turn. */
function timeLoad() {
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  writeFileSync(join(folder, 'empty.mjs'), ['fs', 'path', 'module', 'crypto', 'buffer'].map(name => `import 'node:${name}'\n`).join(''))
  const measure = file => Number(execFileSync(process.execPath, ['-e', `const at = performance.now(); import(${JSON.stringify(pathToFileURL(file).href)}).then(() => console.log(performance.now() - at))`], { encoding: 'utf8' }))
  const pairs = Array.from({ length: 15 }, () => [measure(join(folder, 'empty.mjs')), measure(join(pluginRoot, 'dist/index.js'))])
  rmSync(folder, { recursive: true })
  const median = list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]
  console.log(`load: ${median(pairs.map(pair => pair[1])).toFixed(1)} ms, of which an empty module with the same built-ins takes ${median(pairs.map(pair => pair[0])).toFixed(1)} ms (median of ${pairs.length}, in turn)`)
}

/** The size of the tarball that npm would publish. */
function weighPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'pack-'))
  const { files } = JSON.parse(readFileSync(join(pluginRoot, 'package.json'), 'utf8'))
  for (const path of ['package.json', ...files]) {
    mkdirSync(resolve(folder, path, '..'), { recursive: true })
    cpSync(join(pluginRoot, path), join(folder, path), { recursive: true })
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  delete manifest.devDependencies
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  rmSync(folder, { recursive: true })
  console.log(`packed: ${(packed.size / 1000).toFixed(1)} kB, unpacked ${(packed.unpackedSize / 1000).toFixed(1)} kB, ${packed.files.length} files`)
}

timeLoad()
weighPackage()
await timeRules(repositories[0])
console.log('')
for (const root of repositories) await countReports(root)
