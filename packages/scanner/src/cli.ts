import { lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { redact } from '@nuvion-guard/core'
import { parseCommandLine, type Invocation } from './command-line.ts'
import { toExitCode } from './exit-code.ts'
import { messages } from './messages.ts'
import { checkOutputFile, writeOutputFile } from './output-file.ts'
import { createConfidencePolicy } from './policy/confidence.ts'
import { createPathFilter, createPathPolicy } from './policy/path-filter.ts'
import { allOf } from './policy/policy.ts'
import { createProgress } from './progress.ts'
import { humanReporter } from './reporters/human.ts'
import { jsonReporter } from './reporters/json.ts'
import { toPrintable } from './reporters/printable.ts'
import type { ReportContext } from './reporters/reporter.ts'
import { scan } from './scan.ts'
import { ScanError } from './scan-error.ts'
import { plan } from './verbs.ts'

declare const __VERSION__: string

/** Everything that leaves goes through one of these two. */
const print = (text: string): boolean => process.stdout.write(text)
const printError = (text: string): boolean => process.stderr.write(text)

async function main(args: readonly string[]): Promise<number> {
  const invocation = parseCommandLine(args, {
    version: __VERSION__,
    defaultVerb: () => (isInRepository(process.cwd()) ? 'audit' : 'files'),
    write: print,
    writeError: text => printError(redact(text)),
  })
  return typeof invocation === 'number' ? invocation : await run(invocation)
}

async function run(invocation: Invocation): Promise<number> {
  const { output, verb } = invocation
  if (output !== undefined) checkOutputFile(output)
  const startedAt = performance.now()
  const accepts = createPathFilter(invocation)
  const interrupt = listenForInterrupt()
  const { sources, subject, note } = await plan(invocation, { directory: process.cwd(), environment: process.env, get input() { return process.stdin }, accepts, signal: interrupt.signal })
  if (note !== undefined) printError(`${toPrintable(redact(messages.error(note)))}\n`)
  const progress = createProgress({ write: printError, now: () => performance.now(), isOn: process.stderr.isTTY })
  const { report } = await scan({
    sources,
    policy: allOf([createConfidencePolicy(invocation.confidence), createPathPolicy(accepts)]),
    version: __VERSION__,
    progress: progress.update,
    signal: interrupt.signal,
  })
  progress.clear()
  const reporter = invocation.format === 'json' ? jsonReporter : humanReporter
  const context: ReportContext = { subject: redact(subject), verb, elapsedMs: performance.now() - startedAt, isColoured: isColoured(invocation), histories: new Map(), namedLater: new Set() }
  const first = reporter.findings(report, context)
  if (output === undefined) print(first)
  const last = reporter.summary(report, context)
  if (output === undefined) print(last)
  else {
    writeOutputFile(output, first + last)
    printError(`${toPrintable(redact(messages.outputWritten(output, report.findings.length, report.coverage.complete)))}\n`)
  }
  return interrupt.exitCode() ?? toExitCode(report)
}

/** The first Ctrl-C stops the scan and prints what was found until then; the second one ends the process. */
function listenForInterrupt(): { readonly signal: AbortSignal; exitCode(): number | undefined } {
  const controller = new AbortController()
  let exitCode: number | undefined
  for (const [name, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    process.once(name, () => {
      exitCode = code
      controller.abort()
    })
  }
  return { signal: controller.signal, exitCode: () => exitCode }
}

function isColoured({ color, output }: Invocation): boolean {
  const { NO_COLOR = '', TERM } = process.env
  return color && output === undefined && process.stdout.isTTY && NO_COLOR === '' && TERM !== 'dumb'
}

function isInRepository(directory: string): boolean {
  for (let path = directory; ; path = dirname(path)) {
    if (lstatSync(join(path, '.git'), { throwIfNoEntry: false }) !== undefined) return true
    if (path === dirname(path)) return false
  }
}

/** A reader that goes away (`| head`) is no failure of ours; the exit code stays what the scan says. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') fail(error)
}

/** One line without a stack; whatever an error carries is redacted. */
function fail(error: unknown): never {
  const isForUser = error instanceof ScanError
  const text = error instanceof Error ? error.message : String(error)
  printError(`${toPrintable(redact(isForUser ? messages.error(text) : messages.unexpected(text)))}\n`)
  process.exit(isForUser ? error.exitCode : 3)
}

process.stdout.on('error', ignoreClosedPipe)
process.stderr.on('error', ignoreClosedPipe)
process.on('uncaughtException', fail)
process.exitCode = 3
main(process.argv.slice(2)).then(exitCode => {
  process.exitCode = exitCode
}, fail)
