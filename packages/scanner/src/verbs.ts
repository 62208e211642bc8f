import type { Readable } from 'node:stream'
import { messages } from './messages.ts'
import type { Verb } from './reporters/reporter.ts'
import { ScanError } from './scan-error.ts'
import { createFilesSource } from './sources/files.ts'
import type { Source } from './sources/source.ts'
import { createStdinSource } from './sources/stdin.ts'
import { listTracked } from './sources/tracked.ts'

/** What the command line asks for, as far as sources care. */
export interface Request {
  readonly verb: Verb
  /** Paths, revisions, or the remote and its address. */
  readonly operands: readonly string[]
  /** After `--`, for git verbs. */
  readonly pathspecs: readonly string[]
  readonly honoursIgnoreFiles: boolean
  readonly isStdin: boolean
  readonly stdinName: string | undefined
  readonly accepts: (path: string) => boolean
  /** Absolute current directory. */
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  readonly stdin: Readable & { readonly isTTY?: boolean }
}

/** What a verb reads, and what to call it. */
export interface Plan {
  readonly sources: readonly Source[]
  readonly subject: string
}

/** Turns a request into sources. Throws `ScanError` for a usage error. */
export async function plan(request: Request): Promise<Plan> {
  return planFiles(request)
}

function planFiles(request: Request): Plan {
  if (request.isStdin) return planStdin(request)
  if (request.stdinName !== undefined) throw new ScanError(messages.stdinNameAlone, { exitCode: 2 })
  const paths = request.operands.length === 0 ? ['.'] : request.operands
  return {
    subject: `${messages.subject.files} ${paths.join(' ')}`,
    sources: [
      createFilesSource({
        root: request.directory,
        paths,
        accepts: request.accepts,
        honoursIgnoreFiles: request.honoursIgnoreFiles,
        listTracked: workTree => listTracked(workTree, request.environment),
      }),
    ],
  }
}

function planStdin({ operands, stdin, stdinName = 'stdin' }: Request): Plan {
  if (operands.length > 0) throw new ScanError(messages.stdinAndPaths, { exitCode: 2 })
  if (stdin.isTTY === true) throw new ScanError(messages.stdinIsTerminal, { exitCode: 2 })
  return { subject: stdinName, sources: [createStdinSource({ stream: stdin, name: stdinName })] }
}
