import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, posix, relative, resolve } from 'node:path'
import { ScanError } from '../scan-error.ts'
import { refuseSpecialFiles } from '../sources/special-files.ts'

/** Who runs the hooks of a repository, and where a line for the scanner belongs. */
export type HookRunner =
  /** A script that the installer writes itself; `file` is absolute, `program` is the project's own scanner, relative to the repository. */
  | { readonly name: 'git' | 'husky'; readonly file: string; readonly program: string }
  /** A configuration that people write; `snippet` goes into `file`, which is relative to the repository. */
  | { readonly name: 'lefthook' | 'pre-commit' | 'simple-git-hooks'; readonly file: string; readonly snippet: string }
  /** Hooks that other repositories share: adding to them is for people to decide. `file` is absolute. */
  | { readonly name: 'shared'; readonly file: string; readonly snippet: string }

const command = 'nuvion-guard staged'
/** A hook runs without the PATH that npm makes. */
const installed = 'node_modules/.bin/nuvion-guard'
const lefthookFiles = ['lefthook', '.lefthook', '.config/lefthook'].flatMap(name => ['yml', 'yaml', 'toml', 'json'].map(type => `${name}.${type}`))

/** Finds out who runs the pre-commit hook of the repository that holds `directory`. Throws `ScanError`: 2 outside a work tree, 3 where git would wait for a pipe. */
export async function findHookRunner(directory: string): Promise<HookRunner> {
  refuseSpecialFiles(directory, {})
  // Loaded here only: the hook itself runs at every commit and must start fast.
  const { simpleGit } = await import('simple-git')
  const git = simpleGit({ baseDir: directory, allowEnvironment: ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'] })
  const ask = async (...args: string[]): Promise<string> => (await git.revparse(args)).replace(/\n$/, '')
  let root: string
  try {
    root = await ask('--show-toplevel')
  } catch (cause) {
    throw new ScanError('This is not the work tree of a git repository: there is no hook to install.', { exitCode: 2, cause })
  }
  const common = await ask('--path-format=absolute', '--git-common-dir')
  const hooks = resolve(root, await ask('--path-format=absolute', '--git-path', 'hooks'))

  const program = findProgram(root, await ask('--show-prefix'))
  const husky = findHusky(root, hooks)
  if (husky !== undefined) return { name: 'husky', file: join(husky, 'pre-commit'), program }
  const lefthook = lefthookFiles.find(name => existsSync(join(root, name)))
  if (lefthook !== undefined) return { name: 'lefthook', file: lefthook, snippet: `pre-commit:\n  jobs:\n    - name: nuvion-guard\n      run: ${program} staged\n` }
  const config = ['.pre-commit-config.yaml', '.pre-commit-config.yml'].find(name => existsSync(join(root, name)))
  if (config !== undefined) {
    const hook = `- id: nuvion-guard\n        name: nuvion-guard (staged API keys)\n        entry: ${command}\n        language: node\n        additional_dependencies: [nuvion-guard]\n        pass_filenames: false\n        always_run: true\n`
    return { name: 'pre-commit', file: config, snippet: `repos:\n  - repo: local\n    hooks:\n      ${hook}` }
  }
  if (usesSimpleGitHooks(root)) return { name: 'simple-git-hooks', file: 'package.json', snippet: `"simple-git-hooks": { "pre-commit": "${program} staged" }\n` }
  const file = join(hooks, 'pre-commit')
  return isInside(root, hooks) || isInside(common, hooks) ? { name: 'git', file, program } : { name: 'shared', file, snippet: `${command} || exit $?\n` }
}

/** The scanner of the package that the current folder is in: not every package stands at the root of its repository. `prefix` ends with a slash, or is empty. */
function findProgram(root: string, prefix: string): string {
  const folders = prefix.split('/').map((_, depth, names) => names.slice(0, depth).join('/')).reverse()
  return posix.join(folders.find(folder => existsSync(join(root, folder, installed))) ?? '', installed)
}

/** The folder of husky's hooks that people write: git itself runs what husky 9 puts into its folder `_`, anew with every install. */
function findHusky(root: string, hooks: string): string | undefined {
  if (isInside(root, hooks)) {
    if (basename(hooks) === '_') return dirname(hooks)
    if (basename(hooks).startsWith('.husky')) return hooks
  }
  const folder = join(root, '.husky')
  return existsSync(folder) ? folder : undefined
}

function usesSimpleGitHooks(root: string): boolean {
  const file = join(root, 'package.json')
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof manifest === 'object' && manifest !== null && 'simple-git-hooks' in manifest
  } catch (cause) {
    throw new ScanError('package.json cannot be read, so the hook runner is unknown. Repair it first.', { exitCode: 2, cause })
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way)
}
