import type { Readable } from 'node:stream'

/** A git process that is streamed: `done` rejects with `ScanError` where git ends with an exit code that was not allowed. */
export interface GitStream {
  readonly stdout: Readable
  readonly done: Promise<void>
}

export interface GitRunOptions {
  readonly input?: string | Uint8Array | Readable
  /** Exit codes that are an answer and no failure; 0 always is. */
  readonly allowExitCodes?: readonly number[]
  /** Bytes of standard output that are kept; more is a `ScanError`. Default 256 MiB. */
  readonly maxBytes?: number
}

/** The one door to git: the environment and the `-c` settings of every process are built here and nowhere else. */
export interface Git {
  /** Absolute directory that git runs in. */
  readonly directory: string
  run(args: readonly string[], options?: GitRunOptions): Promise<{ readonly stdout: Buffer; readonly exitCode: number }>
  stream(args: readonly string[], options?: Pick<GitRunOptions, 'input' | 'allowExitCodes'>): GitStream
}
