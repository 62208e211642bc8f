import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cliPath } from './run-cli.ts'
import { createTempFolder, type TempRepo } from './temp-repo.ts'

/** What the scanner said when git last ran it. */
export interface HookRun {
  readonly exitCode: number
  /** `kind path:line` of every finding, sorted; a blob, commit or tag that has no path shows its id. */
  readonly found: readonly string[]
  readonly complete: boolean
  readonly skipped: readonly { readonly reason: string; readonly what: string; readonly count: number }[]
  readonly stderr: string
}

/**
 * Makes git run the built scanner as this hook. The answer tells what the last run said, and forgets it: nothing where git did not
 * run the hook since.
 */
export function installScanner(repo: TempRepo, hook: string, args: readonly string[]): () => HookRun | undefined {
  const folder = createTempFolder()
  const [report, status, errors] = ['report.json', 'status', 'stderr'].map(name => join(folder, name)) as [string, string, string]
  // The hook of a push is given the remote and its address.
  const command = [process.execPath, cliPath, ...args, '--format', 'json', '--output', report].map(word => `'${word}'`).join(' ')
  repo.hook(hook, `#!/bin/sh\nNODE_EXTRA_CA_CERTS= ${command} ${hook === 'pre-push' ? '"$@"' : ''} 2>'${errors}'\ncode=$?\necho $code >'${status}'\nexit $code\n`)
  return () => {
    if (!existsSync(status)) return undefined
    const parsed = existsSync(report)
      ? (JSON.parse(readFileSync(report, 'utf8')) as {
          findings: { path: string; line: number; origin: { kind: string } }[]
          coverage: Pick<HookRun, 'complete' | 'skipped'>
        })
      : undefined
    const run = {
      exitCode: Number(readFileSync(status, 'utf8')),
      found: (parsed?.findings ?? []).map(({ path, line, origin }) => `${origin.kind} ${path}:${String(line)}`).sort(),
      complete: parsed?.coverage.complete ?? false,
      skipped: parsed?.coverage.skipped ?? [],
      stderr: readFileSync(errors, 'utf8'),
    }
    for (const file of [report, status, errors]) rmSync(file, { force: true })
    return run
  }
}
