import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'

/** The built bundle: `build-cli.ts` makes it before the tests. */
export const cliPath: string = resolve(import.meta.dirname, '../packages/scanner/dist/cli.js')

export interface RunCliOptions {
  readonly cwd: string
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

export interface CliAnswer {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built scanner to its end, without a terminal. */
export function runCli(args: readonly string[], options: RunCliOptions): CliAnswer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
    cwd: options.cwd,
    input: options.input ?? '',
    env: toEnvironment(options),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { status, stdout, stderr }
}

/** Starts the built scanner; the caller waits for it. */
export function startCli(args: readonly string[], options: Omit<RunCliOptions, 'input'>): ChildProcess {
  return spawn(process.execPath, [cliPath, ...args], { cwd: options.cwd, env: toEnvironment(options), stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Nothing of the caller's git or colour settings gets through. */
function toEnvironment({ env = {} }: Pick<RunCliOptions, 'env'>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|CI$|GITHUB_|GITLAB_|NO_COLOR$|FORCE_COLOR$|VITEST|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$)/.test(name))
  return { ...Object.fromEntries(kept), ...env }
}
