import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { ScanError } from '../scan-error.ts'

/** Who runs the hooks of a repository, and where a line for the scanner belongs. */
export type HookRunner =
  /** A script that the installer writes itself; `file` is absolute. */
  | { readonly name: 'git' | 'husky'; readonly file: string }
  /** A configuration that people write; `snippet` goes into `file`, which is relative to the repository. */
  | { readonly name: 'lefthook' | 'pre-commit' | 'simple-git-hooks'; readonly file: string; readonly snippet: string }
  /** Hooks that other repositories share: adding to them is for people to decide. `file` is absolute. */
  | { readonly name: 'shared'; readonly file: string; readonly snippet: string }

const command = 'nuvion-guard staged'
const lefthookFiles = ['lefthook', '.lefthook', '.config/lefthook'].flatMap(name => ['yml', 'yaml', 'toml', 'json'].map(type => `${name}.${type}`))

/** Finds out who runs the pre-commit hook of the repository that holds `directory`. Throws `ScanError` (2) outside a work tree. */
export async function findHookRunner(directory: string): Promise<HookRunner> {
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

  if (relative(root, hooks).startsWith('.husky') || existsSync(join(root, '.husky'))) return { name: 'husky', file: join(root, '.husky', 'pre-commit') }
  const lefthook = lefthookFiles.find(name => existsSync(join(root, name)))
  if (lefthook !== undefined) return { name: 'lefthook', file: lefthook, snippet: `pre-commit:\n  jobs:\n    - name: nuvion-guard\n      run: ${command}\n` }
  const config = ['.pre-commit-config.yaml', '.pre-commit-config.yml'].find(name => existsSync(join(root, name)))
  if (config !== undefined) {
    const hook = `- id: nuvion-guard\n        name: nuvion-guard (staged API keys)\n        entry: ${command}\n        language: node\n        additional_dependencies: [nuvion-guard]\n        pass_filenames: false\n`
    return { name: 'pre-commit', file: config, snippet: `repos:\n  - repo: local\n    hooks:\n      ${hook}` }
  }
  if (usesSimpleGitHooks(root)) return { name: 'simple-git-hooks', file: 'package.json', snippet: `"simple-git-hooks": { "pre-commit": "node_modules/.bin/${command}" }\n` }
  const file = join(hooks, 'pre-commit')
  return isInside(root, hooks) || isInside(common, hooks) ? { name: 'git', file } : { name: 'shared', file, snippet: `${command} || exit $?\n` }
}

function usesSimpleGitHooks(root: string): boolean {
  const file = join(root, 'package.json')
  if (!existsSync(file)) return false
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
