import { fstatSync, lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { redact } from '@nuvion-guard/core'
import { changeHook } from './change-hook.ts'
import { parseCommandLine, type Invocation } from './command-line.ts'
import { toExitCode } from './exit-code.ts'
import { messages } from './messages.ts'
import { checkOutputFile, writeOutputFile } from './output-file.ts'
import { createConfidencePolicy } from './policy/confidence.ts'
import { createPathFilter, createPathPolicy } from './policy/path-filter.ts'
import { allOf } from './policy/policy.ts'
import { createProgress } from './progress.ts'
import type { Report } from './report.ts'
import { humanReporter } from './reporters/human.ts'
import { jsonReporter } from './reporters/json.ts'
import { toPrintable } from './reporters/printable.ts'
import { scan } from './scan.ts'
import { ScanError } from './scan-error.ts'
import { servePackWorker } from './sources/pack-worker.ts'
import { tell } from './tell.ts'
import { plan } from './verbs.ts'
import { withHistory } from './with-history.ts'
import { withPaths } from './with-paths.ts'

declare const __VERSION__: string

/** Everything that leaves goes through one of these two. */
const print = (text: string): boolean => process.stdout.write(text)
const printError = (text: string): boolean => process.stderr.write(text)

async function main(args: readonly string[]): Promise<number> {
  const invocation = parseCommandLine(args, {
    version: __VERSION__,
    defaultVerb: () => (isInRepository(process.cwd()) ? 'audit' : 'files'),
    write: print,
    writeError: text => printError(toPrintableLines(text)),
  })
  if (typeof invocation === 'number') return invocation
  if (invocation.verb !== 'hook') return await run(invocation)
  const { text, exitCode } = await changeHook(invocation.action, process.cwd())
  print(`${toPrintableLines(text)}\n`)
  return exitCode
}

async function run(invocation: Invocation): Promise<number> {
  const { output } = invocation
  if (output !== undefined) checkOutputFile(output)
  const startedAt = performance.now()
  const accepts = createPathFilter(invocation)
  const interrupt = listenForInterrupt()
  const { signal } = interrupt
  const { sources, subject, note, git } = await plan(invocation, {
    directory: process.cwd(),
    environment: process.env,
    // Opening standard input has effects: only a verb that reads it gets there.
    get input() {
      if (fstatSync(0).isDirectory()) throw new ScanError(messages.stdinIsDirectory, { exitCode: 2 })
      return process.stdin
    },
    accepts,
    signal,
    program: fileURLToPath(import.meta.url),
  })
  if (note !== undefined) say(note)
  const progress = createProgress({ write: printError, now: () => performance.now(), isOn: process.stderr.isTTY })
  const policy = allOf([createConfidencePolicy(invocation.confidence), createPathPolicy(accepts)])
  const found = await scan({ sources, policy, version: __VERSION__, progress: progress.update, signal })
  progress.clear()
  const scanned = git === undefined ? found : await withPaths(git, found, { signal, accepts })

  const { report, hits } = scanned
  const hasHistory = git !== undefined && invocation.attribution && hits.length > 0 && !signal.aborted
  const out = createOutput(output)
  const told = await tell({
    report,
    reporter: invocation.format === 'json' ? jsonReporter : humanReporter,
    context: { subject: redact(subject), verb: invocation.verb, elapsedMs: performance.now() - startedAt, isColoured: isColoured(invocation) },
    write: out.write,
    isFiltered: invocation.include.length > 0 || invocation.exclude.length > 0,
    ...(hasHistory ? { lookUp: () => withHistory(git, scanned, { signal, accepts }) } : {}),
  })
  out.close(told)
  return interrupt.exitCode() ?? toExitCode(told)
}

/** Standard output at once, or a file when everything is there. */
function createOutput(path: string | undefined): { readonly write: (text: string) => void; readonly close: (report: Report) => void } {
  const texts: string[] = []
  return {
    write(text) {
      if (path === undefined) print(text)
      else texts.push(text)
    },
    close({ findings, coverage }) {
      if (path === undefined) return
      writeOutputFile(path, texts.join(''))
      say(messages.outputWritten(path, findings.length, coverage.complete))
    },
  }
}

/** A text of several lines, with names in it. */
function toPrintableLines(text: string): string {
  return redact(text).split('\n').map(toPrintable).join('\n')
}

/** A line for a person beside the report. */
function say(text: string): void {
  printError(`${toPrintable(redact(messages.error(text)))}\n`)
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

/** A work tree at or above, or a bare repository here. */
function isInRepository(directory: string): boolean {
  const holds = (...names: string[]): boolean => lstatSync(join(...names), { throwIfNoEntry: false }) !== undefined
  if (holds(directory, 'HEAD') && holds(directory, 'objects') && holds(directory, 'refs')) return true
  for (let path = directory; ; path = dirname(path)) {
    if (holds(path, '.git')) return true
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

if (isMainThread) {
  process.stdout.on('error', ignoreClosedPipe)
  process.stderr.on('error', ignoreClosedPipe)
  process.on('uncaughtException', fail)
  process.exitCode = 3
  main(process.argv.slice(2)).then(exitCode => {
    process.exitCode = exitCode
  }, fail)
} else servePackWorker()
