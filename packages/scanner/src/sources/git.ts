import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { lstat, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { redact } from '@nuvion-guard/core'
import { ScanError } from '../scan-error.ts'
import { toGitEnvironment, toSettings, toUserConfigEnvironment } from './git-environment.ts'
import { readGitDirectories } from './git-directory.ts'
import { toComplaint, toOpenFailure, toPassedOverFailure, toRunFailure, toSpawnFailure } from './git-failure.ts'
import { createScratchStore, hasSparseIndex } from './sparse-index.ts'
import { refuseSpecialFiles } from './special-files.ts'

const stderrMaxBytes = 16 * 1024

interface GitRunOptions {
  readonly input?: string | Uint8Array | Readable
  /** Exit codes that are an answer and no failure; 0 always is. */
  readonly allowExitCodes?: readonly number[]
  /** Bytes of standard output that are kept; more is a `ScanError`. Default 256 MiB. */
  readonly maxBytes?: number
}

/**
 * A git process that is streamed, with back-pressure: it waits while nobody reads `stdout`. `done` resolves with what git wrote on
 * standard error (redacted, at most 16 KiB), and rejects with `ScanError` where git ends with an exit code that was not allowed.
 */
export interface GitStream {
  readonly stdout: Readable
  readonly done: Promise<string>
  /** Ends the process early; `done` then resolves. */
  stop(): void
}

/** The one door to git: the environment and the `-c` settings of every process are built behind it and nowhere else. */
export interface Git {
  /** Absolute directory that git runs in. */
  readonly directory: string
  /** Absolute; of a linked worktree its own one. */
  readonly gitDirectory: string
  /** Absolute; what all worktrees share. */
  readonly commonDirectory: string
  /** Absolute top of the work tree by where `.git` stands, whatever the configuration says; none for a bare repository. */
  readonly workTree: string | undefined
  readonly objectFormat: 'sha1' | 'sha256'
  readonly isShallow: boolean
  /** The environment that every git process gets. */
  readonly environment: NodeJS.ProcessEnv
  /** Runs git to its end. Throws `ScanError` on an exit code that is no answer. */
  run(args: readonly string[], options?: GitRunOptions): Promise<{ readonly stdout: Buffer; readonly exitCode: number; readonly complaint: string }>
  stream(args: readonly string[], options?: Pick<GitRunOptions, 'input' | 'allowExitCodes'>): GitStream
}

export interface OpenGitOptions {
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  /** Keep the repository, index and quarantine that git names to a hook. */
  readonly hook?: boolean
}

interface Ending {
  readonly exitCode: number | null
  readonly exitSignal: NodeJS.Signals | null
  readonly complaint: string
}

/** Opens the repository that holds `directory`. Throws `ScanError`: 2 where there is none, 3 where git refuses it or is absent. */
export async function openGit(options: OpenGitOptions): Promise<Git> {
  const directory = await toRealDirectory(options.directory)
  const hook = options.hook === true
  const environment = toGitEnvironment(options.environment, { hook })
  refuseSpecialFiles(directory, environment)
  // Paths can hold a newline: git repeats an option that it does not know, and no path can foresee this one.
  const between = `--${randomUUID()}`
  const question = ['rev-parse', '--path-format=absolute', '--show-object-format', '--is-shallow-repository', '--absolute-git-dir', between, '--git-common-dir']
  let safeDirectories: readonly string[] = []
  let answer = await collect(start(question, { directory, environment, safeDirectories }), 1 << 20)
  if (answer.exitCode !== 0 && answer.complaint.includes('dubious ownership')) {
    safeDirectories = await readSafeDirectories(options.environment)
    answer = await collect(start(question, { directory, environment, safeDirectories }), 1 << 20)
  }
  if (answer.exitCode !== 0) throw toOpenFailure(directory, answer.complaint)
  const { objectFormat, isShallow, gitDirectory, commonDirectory } = toPlaces(answer.stdout.toString('utf8'), between)
  const workTree = await findWorkTree(directory, gitDirectory)
  if (workTree !== undefined && environment['GIT_DIR'] === undefined && !(await leadsTo(join(workTree, '.git'), gitDirectory))) throw toPassedOverFailure(workTree)
  const settled = hook ? environment : { ...environment, GIT_DIR: gitDirectory, ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }) }
  const isSparse = hasSparseIndex({ directory, gitDirectory, commonDirectory }, settled)
  const at = { directory, environment: settled, safeDirectories }
  const startAt = (args: readonly string[], input?: GitRunOptions['input']): Running => {
    if (!isSparse) return start(args, at, input)
    const scratch = createScratchStore(settled, commonDirectory)
    const running = start(args, { ...at, environment: scratch.environment }, input)
    running.ending.finally(scratch.remove).catch(() => undefined)
    return running
  }
  return {
    directory,
    gitDirectory,
    commonDirectory,
    workTree,
    objectFormat,
    isShallow,
    environment: settled,
    async run(args, runOptions = {}) {
      const result = await collect(startAt(args, runOptions.input), runOptions.maxBytes ?? 256 << 20)
      const { exitCode, complaint, stdout } = result
      if (exitCode === null || !isAllowed(exitCode, runOptions)) throw toRunFailure(args, complaint, toEnding(result))
      return { stdout, exitCode, complaint }
    },
    stream(args, streamOptions = {}) {
      const running = startAt(args, streamOptions.input)
      let isStopped = false
      const done = running.ending.then(ending => {
        if (!isStopped && (ending.exitCode === null || !isAllowed(ending.exitCode, streamOptions))) throw toRunFailure(args, ending.complaint, toEnding(ending))
        return ending.complaint
      })
      // A reader that fails first never awaits it; the failure stays visible to everybody who does.
      done.catch(() => undefined)
      return {
        stdout: running.stdout,
        done,
        stop() {
          isStopped = true
          running.stop()
        },
      }
    },
  }
}

/** What `rev-parse` answered: two words and two paths, a line each. */
function toPlaces(answer: string, between: string): Pick<Git, 'objectFormat' | 'isShallow' | 'gitDirectory' | 'commonDirectory'> {
  const [objectFormat, isShallow, ...lines] = answer.split('\n')
  const [gitDirectory = '', commonDirectory = ''] = lines.slice(0, -1).join('\n').split(`\n${between}\n`)
  return { objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1', isShallow: isShallow === 'true', gitDirectory, commonDirectory }
}

function isAllowed(exitCode: number, options: Pick<GitRunOptions, 'allowExitCodes'>): boolean {
  return exitCode === 0 || (options.allowExitCodes ?? []).includes(exitCode)
}

function toEnding(ending: Ending): string {
  return ending.exitCode === null ? `signal ${String(ending.exitSignal)}` : `exit code ${String(ending.exitCode)}`
}

interface Running {
  readonly stdout: Readable
  readonly ending: Promise<Ending>
  stop(): void
}

interface StartOptions {
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  readonly safeDirectories: readonly string[]
}

function start(args: readonly string[], options: StartOptions, input?: GitRunOptions['input']): Running {
  const child = spawn('git', ['--no-pager', ...toSettings(options.safeDirectories), ...args], {
    cwd: options.directory,
    env: options.environment,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const stdin = child.stdin
  if (stdin !== null && input !== undefined) {
    // git that ends before it has read everything breaks the pipe; its exit code is what counts.
    stdin.on('error', () => undefined)
    if (typeof input === 'string' || input instanceof Uint8Array) stdin.end(input)
    else input.pipe(stdin)
  }
  const stdout = child.stdout as Readable
  const stderr = child.stderr as Readable
  const complaints: Buffer[] = []
  let complaintBytes = 0
  let isStopped = false
  stderr.on('data', (chunk: Buffer) => {
    // What git says about the pipe that we closed is no complaint.
    if (isStopped || complaintBytes >= stderrMaxBytes) return
    complaints.push(chunk.subarray(0, stderrMaxBytes - complaintBytes))
    complaintBytes += chunk.length
  })
  const ending = new Promise<Ending>((resolveEnding, reject) => {
    child.once('error', cause => {
      stdout.destroy()
      reject(toSpawnFailure(cause))
    })
    let exit: Pick<Ending, 'exitCode' | 'exitSignal'> | undefined
    let isStderrClosed = false
    const settle = (): void => {
      if (exit !== undefined && isStderrClosed) resolveEnding({ ...exit, complaint: toComplaint(Buffer.concat(complaints)) })
    }
    // Not 'close': that waits for stdout, and a reader may await the ending before it drains.
    child.once('exit', (exitCode, exitSignal) => {
      exit = { exitCode, exitSignal }
      settle()
    })
    stderr.once('close', () => {
      isStderrClosed = true
      settle()
    })
  })
  ending.catch(() => undefined)
  return {
    stdout,
    ending,
    stop() {
      isStopped = true
      child.kill()
      stdout.destroy()
    },
  }
}

async function collect(running: Running, maxBytes: number): Promise<Ending & { readonly stdout: Buffer }> {
  const chunks: Buffer[] = []
  let size = 0
  const drained = new Promise<void>((resolveDrained, reject) => {
    running.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) {
        running.stop()
        reject(new ScanError(`git answered with more than ${String(maxBytes)} bytes`, { exitCode: 3 }))
      } else chunks.push(chunk)
    })
    running.stdout.once('close', resolveDrained)
    running.stdout.once('error', reject)
  })
  const [ending] = await Promise.all([running.ending, drained])
  return { ...ending, stdout: Buffer.concat(chunks) }
}

/** The user's own `safe.directory` values, in order (an empty one resets); the repository's own are not asked. */
async function readSafeDirectories(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const at = { directory: resolve('/'), environment: toUserConfigEnvironment(environment), safeDirectories: [] }
  const { stdout, exitCode, complaint } = await collect(start(['config', '--show-scope', '-z', '--get-all', 'safe.directory'], at), 1 << 20)
  if (exitCode !== 0 && exitCode !== 1) throw new ScanError(`git cannot read your configuration: ${complaint}`, { exitCode: 3 })
  const parts = stdout.toString('utf8').split('\0')
  const values: string[] = []
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [scope = '', value = ''] = [parts[i], parts[i + 1]]
    if (scope === 'system' || scope === 'global' || scope === 'command') values.push(value)
  }
  return values
}

async function toRealDirectory(directory: string): Promise<string> {
  try {
    const real = await realpath(directory)
    if ((await stat(real)).isDirectory()) return real
  } catch (cause) {
    if (directory.includes('\ufffd')) throw new ScanError(`The path ${redact(directory) as string} is not UTF-8, and Node cannot open it. Rename the folder, or clone the repository to another one.`, { exitCode: 2, cause })
    throw new ScanError(`${redact(directory) as string} does not exist or cannot be read. Give the path of a git repository.`, { exitCode: 2, cause })
  }
  throw new ScanError(`${redact(directory) as string} is not a directory. Give the path of a git repository.`, { exitCode: 2 })
}

/** git passes over a damaged `.git` and takes the next repository above it. */
async function leadsTo(dotGit: string, gitDirectory: string): Promise<boolean> {
  const own = readGitDirectories(dotGit)?.own
  return own !== undefined && (await realpath(own)) === (await realpath(gitDirectory))
}

/** Walks up to where `.git` stands: `core.worktree` and `core.bare` of a hostile repository decide nothing. */
async function findWorkTree(directory: string, gitDirectory: string): Promise<string | undefined> {
  for (let level = directory; level !== gitDirectory; level = dirname(level)) {
    const isThere = await lstat(join(level, '.git')).then(
      () => true,
      () => false,
    )
    if (isThere) return level
    if (dirname(level) === level) return undefined
  }
  return undefined
}
