import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export interface TempRepoOptions {
  readonly objectFormat?: 'sha1' | 'sha256'
  readonly bare?: boolean
  /** Short name of the first branch. Default `main`. */
  readonly branch?: string
}

export interface GitCallOptions {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Directory to run in, relative to the repository. */
  readonly cwd?: string
}

export interface GitAnswer {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface CommitOptions {
  /** What stands after `git commit`: paths, `-a`, `--amend`, `--allow-empty`. */
  readonly args?: readonly string[]
  /** Date of author and committer as git reads it. Default: one minute after the commit before. */
  readonly date?: string
  readonly committerDate?: string
  readonly author?: { readonly name: string; readonly email: string }
  readonly committer?: { readonly name: string; readonly email: string }
}

/** A real repository in a temporary folder. Every verb throws with git's own words where git fails; `tryGit` answers instead. */
export interface TempRepo {
  /** Absolute and free of symlinks. */
  readonly directory: string
  /** Absolute path inside the work tree. */
  path(...segments: string[]): string
  git(args: readonly string[], options?: GitCallOptions): Buffer
  tryGit(args: readonly string[], options?: GitCallOptions): GitAnswer
  /** Standard output of git without the last newline. */
  ask(...args: string[]): string
  write(path: string | Uint8Array, content: string | Uint8Array): void
  link(path: string, target: string): void
  move(from: string, to: string): void
  remove(path: string): void
  /** `git add -A`, or of the named paths. */
  stage(...paths: string[]): void
  /** Commits what is staged and answers the commit's id; the message may be empty or hold any bytes but NUL. */
  commit(message: string, options?: CommitOptions): string
  /** Writes, stages and commits these files. */
  commitFiles(files: Readonly<Record<string, string | Uint8Array | null>>, message?: string, options?: CommitOptions): string
  /** Creates a branch at HEAD (or `from`) and switches to it. */
  branch(name: string, from?: string): void
  switchTo(revision: string): void
  /** Merges with a merge commit and answers its id. */
  merge(revisions: string | readonly string[], message?: string, options?: CommitOptions): string
  /** An annotated tag where there is a message, else a light one. */
  tag(name: string, options?: { readonly message?: string; readonly at?: string }): void
  stash(message?: string): void
  /** A linked worktree with a new branch of the same name, as a repository of its own. */
  worktree(name: string): TempRepo
  /** A clone beside it whose `origin` is this repository. */
  clone(args?: readonly string[]): TempRepo
  /** Writes an executable hook where git looks for it. */
  hook(name: string, script: string): void
}

const roots = new Set<string>()
const removeRoots = (): void => {
  for (const root of roots) rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  roots.clear()
}
// A vitest worker ends without an exit event; a benchmark has no vitest.
if (process.env['VITEST'] === undefined) process.on('exit', removeRoots)
else (await import('vitest')).afterAll(removeRoots)

/** A temporary folder that goes away with the test file (outside of vitest: with the process). */
export function createTempFolder(name = 'nuvion-guard-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), name)))
  roots.add(folder)
  return folder
}

/** The environment of a git that knows nothing of this machine: no configuration, no `GIT_*`, a fixed person. */
export function cleanGitEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(?:GIT_|XDG_|LC_|LANG|CI$|GITHUB_|GITLAB_|EMAIL$|EDITOR$|VISUAL$|PAGER$)/.test(name)) environment[name] = value
  }
  return {
    ...environment,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    GIT_AUTHOR_NAME: 'Ada Author',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Cem Committer',
    GIT_COMMITTER_EMAIL: 'cem@example.com',
  }
}

/** A fresh repository (see `TempRepo`) in a folder of `createTempFolder`. */
export function createTempRepo(options: TempRepoOptions = {}): TempRepo {
  const directory = join(createTempFolder(), 'repo')
  mkdirSync(directory)
  const repo = openTempRepo(directory)
  repo.git([
    'init', '--quiet', '--template=', `--object-format=${options.objectFormat ?? 'sha1'}`,
    `--initial-branch=${options.branch ?? 'main'}`, ...(options.bare === true ? ['--bare'] : []),
  ])
  return repo
}

/** The verbs of `TempRepo` on a repository that exists already. */
export function openTempRepo(directory: string): TempRepo {
  let minutes = 0
  const nextDate = (): string => `${String(1_700_000_000 + 60 * minutes++)} +0100`

  const tryGit: TempRepo['tryGit'] = (args, call = {}) => {
    const date = nextDate()
    const answer = spawnSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: join(directory, call.cwd ?? ''),
      env: { ...cleanGitEnvironment(), GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...call.env },
      input: call.input ?? '',
      maxBuffer: 2 ** 30,
    })
    if (answer.error !== undefined) throw answer.error
    return { status: answer.status ?? -1, stdout: answer.stdout, stderr: answer.stderr.toString() }
  }
  const git: TempRepo['git'] = (args, call) => {
    const answer = tryGit(args, call)
    if (answer.status !== 0) throw new Error(`git ${args.join(' ')}: exit ${String(answer.status)}\n${answer.stderr}`)
    return answer.stdout
  }
  const path: TempRepo['path'] = (...segments) => join(directory, ...segments)
  const ask: TempRepo['ask'] = (...args) => git(args).toString().replace(/\n$/, '')
  const write: TempRepo['write'] = (name, content) => {
    const file = Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name)])
    mkdirSync(file.subarray(0, file.lastIndexOf(0x2f)), { recursive: true })
    writeFileSync(file, content)
  }
  const stage: TempRepo['stage'] = (...paths) => void git(['add', '-A', '--', ...(paths.length > 0 ? paths : ['.'])])
  const commitEnvironment = (options: CommitOptions): Record<string, string> => ({
    ...(options.date === undefined ? {} : { GIT_AUTHOR_DATE: options.date, GIT_COMMITTER_DATE: options.committerDate ?? options.date }),
    ...(options.author === undefined ? {} : { GIT_AUTHOR_NAME: options.author.name, GIT_AUTHOR_EMAIL: options.author.email }),
    ...(options.committer === undefined ? {} : { GIT_COMMITTER_NAME: options.committer.name, GIT_COMMITTER_EMAIL: options.committer.email }),
  })
  const commit: TempRepo['commit'] = (message, options = {}) => {
    const args = ['commit', '--quiet', '--allow-empty-message', '--cleanup=verbatim', '--file=-', ...(options.args ?? [])]
    git(args, { input: message, env: commitEnvironment(options) })
    return ask('rev-parse', 'HEAD')
  }
  const remove: TempRepo['remove'] = name => { rmSync(path(name), { recursive: true }) }

  return {
    directory, path, git, tryGit, ask, write, stage, commit, remove,
    link: (name, target) => {
      mkdirSync(dirname(path(name)), { recursive: true })
      rmSync(path(name), { force: true })
      symlinkSync(target, path(name))
    },
    move: (from, to) => {
      mkdirSync(dirname(path(to)), { recursive: true })
      renameSync(path(from), path(to))
    },
    commitFiles: (files, message = 'Change files', options = {}) => {
      for (const [name, content] of Object.entries(files)) {
        if (content === null) remove(name)
        else write(name, content)
      }
      stage()
      return commit(message, { ...options, args: ['--allow-empty', ...(options.args ?? [])] })
    },
    branch: (name, from) => void git(['switch', '--quiet', '-c', name, ...(from === undefined ? [] : [from])]),
    switchTo: revision => void git(['checkout', '--quiet', revision, '--']),
    merge: (revisions, message = 'Merge', options = {}) => {
      git(['merge', '--quiet', '--no-ff', '-m', message, ...(options.args ?? []), ...[revisions].flat()], { env: commitEnvironment(options) })
      return ask('rev-parse', 'HEAD')
    },
    tag: (name, { message, at = 'HEAD' } = {}) => void git(message === undefined
      ? ['tag', name, at]
      : ['tag', '-a', '--cleanup=verbatim', '-F', '-', name, at], message === undefined ? {} : { input: message }),
    stash: message => void git(['stash', 'push', '--quiet', '--include-untracked', ...(message === undefined ? [] : ['-m', message])]),
    worktree: name => {
      const folder = join(createTempFolder(), name)
      git(['worktree', 'add', '--quiet', '-b', name, folder])
      return openTempRepo(folder)
    },
    clone: (args = []) => {
      const folder = join(createTempFolder(), 'clone')
      git(['clone', '--quiet', '--template=', ...args, '--', `file://${directory}`, folder])
      return openTempRepo(folder)
    },
    hook: (name, script) => {
      const file = resolve(directory, ask('rev-parse', '--git-path', `hooks/${name}`))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, script)
      chmodSync(file, 0o755)
    },
  }
}
