/** A failure whose message is written for the user: what, where, next step. `exitCode` 2 is usage or config, 3 is incomplete. */
export class ScanError extends Error {
  readonly exitCode: 2 | 3

  constructor(message: string, options: { readonly exitCode: 2 | 3; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ScanError'
    this.exitCode = options.exitCode
  }
}
