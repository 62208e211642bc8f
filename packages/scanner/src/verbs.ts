import { join, posix, resolve } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { resolveCiRange } from './integrations/resolve-ci-range.ts'
import { messages } from './messages.ts'
import { createPathFilter } from './policy/path-filter.ts'
import type { Verb } from './reporters/reporter.ts'
import { ScanError } from './scan-error.ts'
import { createHistorySource, createStoreSource } from './sources/audit.ts'
import { createFilesSource } from './sources/files.ts'
import { readRegularFile } from './sources/git-directory.ts'
import { openGit, type Git } from './sources/git.ts'
import { createPrePushSource } from './sources/pre-push.ts'
import { createPreReceiveSource } from './sources/pre-receive.ts'
import { createRangeSource } from './sources/range.ts'
import { createRefusedSource } from './sources/refused.ts'
import { createRefFoldersSource } from './sources/ref-folders.ts'
import type { Source } from './sources/source.ts'
import { createStagedSource } from './sources/staged.ts'
import { createStdinSource } from './sources/stdin.ts'
import { toRelative } from './sources/target-path.ts'
import { listTracked } from './sources/tracked.ts'

/** What the command line asks for, as far as sources care. */
export interface Request {
  readonly verb: Verb
  /** Paths, revisions, or the remote and its address. */
  readonly operands: readonly string[]
  /** After `--`, for git verbs. */
  readonly pathspecs: readonly string[]
  readonly ignore: boolean
  readonly stdin: boolean
  readonly stdinName?: string
  /** Of `staged`: old keys, too. */
  readonly all: boolean
  readonly reachable: boolean
  readonly since?: string
  readonly branch: readonly string[]
  /** Budget of `pre-receive`. */
  readonly timeoutMs?: number
}

/** What a request is made in. */
export interface Surroundings {
  /** Absolute current directory. */
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  readonly input: Readable & { readonly isTTY?: boolean }
  /** Decides `--include` and `--exclude` before anything is read. */
  readonly accepts: (path: string) => boolean
  readonly signal: AbortSignal
  /** The file that a second thread can be started on. */
  readonly program?: string
}

/** What a verb reads, and what to call it. `git` is there where keys have a history to be looked up. */
export interface Plan {
  readonly sources: readonly Source[]
  readonly subject: string
  readonly git?: Git
  /** Something that the user must know before the scan begins. */
  readonly note?: string
}

/** Turns a request into sources. Throws `ScanError` for a usage error. */
export async function plan(request: Request, surroundings: Surroundings): Promise<Plan> {
  const { verb, operands, pathspecs } = request
  const { directory, environment } = surroundings
  switch (verb) {
    case 'files':
      return planFiles(request, surroundings)
    case 'audit': {
      const root = resolve(directory, operands[0] ?? '.')
      const git = await openGit({ directory: root, environment }).catch(toRefusal)
      return git instanceof ScanError ? planRefused(git, root, request, surroundings) : planAudit(git, request, surroundings)
    }
    case 'history': {
      const git = await openGit({ directory: resolve(directory, operands[0] ?? '.'), environment })
      return { git, subject: toSubject(verb, git), sources: [createHistorySource(git, toNarrowing(request), surroundings.program), createRefFoldersSource(git)] }
    }
    case 'staged': {
      refusePathspecs(verb, pathspecs)
      const git = await openGit({ directory, environment, hook: true })
      return { git, subject: toSubject(verb, git), sources: [createStagedSource({ git, all: request.all })] }
    }
    case 'range': {
      const git = await openGit({ directory, environment })
      return await planRange(git, request, environment)
    }
    case 'pre-push': {
      refusePathspecs(verb, pathspecs)
      const [remote, url = remote] = operands
      if (remote === undefined || url === undefined) throw new ScanError(messages.remoteMissing, { exitCode: 2 })
      const input = toHookInput(verb, surroundings)
      const git = await openGit({ directory, environment, hook: true })
      return { git, subject: `${messages.subject[verb]}: ${remote}`, sources: [createPrePushSource({ git, remote, url, input })] }
    }
    case 'pre-receive': {
      refusePathspecs(verb, pathspecs)
      const input = toHookInput(verb, surroundings)
      const git = await openGit({ directory, environment, hook: true })
      const { timeoutMs } = request
      const source = createPreReceiveSource({ git, input, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
      // Before the refs move the repository knows nothing of the commits: there is no history to be told.
      return { subject: toSubject(verb, git), sources: [source] }
    }
  }
}

async function planRange(git: Git, { operands, pathspecs }: Request, environment: NodeJS.ProcessEnv): Promise<Plan> {
  const fromCi = operands.length === 0 ? await resolveCiRange(git, environment, readRegularFile) : undefined
  if (operands.length === 0 && fromCi === undefined) throw new ScanError(messages.rangeMissing, { exitCode: 2 })
  const named = fromCi?.revisions ?? operands
  const revisions = pathspecs.length === 0 ? named : [...named, '--', ...pathspecs]
  return {
    git,
    subject: `${messages.subject.range}: ${named.join(' ')}`,
    sources: [createRangeSource({ git, revisions }), createRefFoldersSource(git)],
    ...(fromCi === undefined ? {} : { note: messages.rangeTaken(fromCi.revisions.join(' '), fromCi.from) }),
  }
}

/** An interrupt must not wait for a standard input that never ends. */
function toHookInput(verb: Verb, { input, signal }: Surroundings): Readable {
  if (input.isTTY === true) throw new ScanError(messages.hookInputIsTerminal(verb), { exitCode: 2 })
  return addAbortSignal(signal, input)
}

/** The whole store, whatever narrows it, and the files of the work tree. */
function planAudit(git: Git, request: Request, surroundings: Surroundings): Plan {
  const isNarrowed = request.reachable || request.since !== undefined || request.branch.length > 0 || request.pathspecs.length > 0
  const store = isNarrowed ? createHistorySource(git, toNarrowing(request), surroundings.program) : createStoreSource(git, surroundings.program)
  const files = git.workTree === undefined ? [] : [createWorkTreeSource(git, git.workTree, request, surroundings)]
  return { git, subject: toSubject('audit', git), sources: [store, createRefFoldersSource(git), ...files] }
}

/** A repository that is there and cannot be opened. */
function toRefusal(error: unknown): ScanError {
  if (error instanceof ScanError && error.exitCode === 3) return error
  throw error
}

/** The files are there all the same. */
function planRefused(refusal: ScanError, root: string, request: Request, surroundings: Surroundings): Plan {
  const files = planFiles({ ...request, operands: [] }, { ...surroundings, directory: root })
  return { subject: `${messages.subject.audit}: ${root}`, sources: [createRefusedSource(refusal), ...files.sources] }
}

function createWorkTreeSource(git: Git, root: string, request: Request, { environment, accepts }: Surroundings): Source {
  const prefix = toRelative(root, git.directory)
  // Pathspecs with magic words are git's own; then all files are read.
  const include = request.pathspecs.some(word => word.startsWith(':')) ? [] : request.pathspecs.map(word => posix.join(prefix, word))
  const isNamed = createPathFilter({ include, exclude: [] })
  return createFilesSource({
    root,
    paths: ['.'],
    accepts: path => accepts(path) && isNamed(path),
    honoursIgnoreFiles: request.ignore,
    objectStore: join(git.commonDirectory, 'objects'),
    listTracked: workTree => listTracked(workTree, environment, git),
  })
}

function toNarrowing({ reachable, since, branch, pathspecs }: Request): Parameters<typeof createHistorySource>[1] {
  return { reachable, branches: branch, paths: pathspecs, ...(since === undefined ? {} : { since }) }
}

function toSubject(verb: Verb, git: Git): string {
  return `${messages.subject[verb]}: ${git.workTree ?? git.gitDirectory}`
}

function refusePathspecs(verb: Verb, pathspecs: readonly string[]): void {
  if (pathspecs.length > 0) throw new ScanError(messages.pathspecsNotTaken(verb), { exitCode: 2 })
}

function planFiles(request: Request, surroundings: Surroundings): Plan {
  const { operands, stdinName } = request
  if (request.stdin) return planStdin(request, surroundings)
  if (stdinName !== undefined) throw new ScanError(messages.stdinNameAlone, { exitCode: 2 })
  const { directory, environment, accepts } = surroundings
  const paths = operands.length === 0 ? ['.'] : operands
  const honoursIgnoreFiles = request.ignore
  const source = createFilesSource({ root: directory, paths, accepts, honoursIgnoreFiles, listTracked: workTree => listTracked(workTree, environment) })
  return { subject: `${messages.subject.files}: ${paths.join(' ')}`, sources: [source] }
}

function planStdin({ operands, stdinName = 'stdin' }: Request, { input }: Surroundings): Plan {
  if (operands.length > 0) throw new ScanError(messages.stdinAndPaths, { exitCode: 2 })
  if (input.isTTY === true) throw new ScanError(messages.stdinIsTerminal, { exitCode: 2 })
  return { subject: stdinName, sources: [createStdinSource({ stream: input, name: stdinName })] }
}
