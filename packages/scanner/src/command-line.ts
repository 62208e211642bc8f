import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Confidence } from '@nuvion-guard/core'
import { hookActions, type HookAction } from './change-hook.ts'
import { messages } from './messages.ts'
import { confidences } from './policy/confidence.ts'
import type { Verb } from './reporters/reporter.ts'

/** The parsed command line. */
export interface Invocation {
  readonly verb: Verb
  readonly operands: readonly string[]
  readonly pathspecs: readonly string[]
  readonly format: 'human' | 'json'
  readonly output?: string
  readonly confidence: Confidence
  readonly color: boolean
  readonly ignore: boolean
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly stdin: boolean
  readonly stdinName?: string
  readonly all: boolean
  readonly reachable: boolean
  readonly since?: string
  readonly branch: readonly string[]
  readonly attribution: boolean
  readonly timeoutMs?: number
}

export interface CommandLineOptions {
  readonly version: string
  /** The verb where the user names none. */
  readonly defaultVerb: () => Verb
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
}

const verbs: readonly Verb[] = ['audit', 'history', 'staged', 'range', 'pre-push', 'pre-receive', 'files']

/** `nuvion-guard hook install|uninstall`. */
export interface HookInvocation {
  readonly verb: 'hook'
  readonly action: HookAction
}

/** Parses the arguments. Help and usage errors are written; then the exit code comes back instead. */
export function parseCommandLine(args: readonly string[], options: CommandLineOptions): Invocation | HookInvocation | 0 | 2 {
  const first = args[0]
  const isVerbless = first === undefined || (first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first))
  const full = isVerbless ? [options.defaultVerb(), ...args] : args
  // Commander folds what stands after `--` into the operands; for git verbs those are pathspecs.
  const [verb] = full
  const cut = verb === 'files' || !verbs.some(known => known === verb) ? -1 : full.indexOf('--')
  const pathspecs = cut < 0 ? [] : full.slice(cut + 1)
  let invocation: Invocation | HookInvocation | undefined
  const program = createProgram(options, (verb, operands, values) => {
    invocation = { ...defaults, ...values, verb, operands, pathspecs }
  })
  program
    .command('hook')
    .description(messages.hook.description)
    .addArgument(new Argument('<action>', messages.hook.action).choices(hookActions))
    .addHelpText('after', messages.hook.examples)
    .action((action: HookAction) => {
      invocation = { verb: 'hook', action }
    })
  try {
    program.parse(cut < 0 ? full : full.slice(0, cut), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return asked.has(error.code) ? 0 : 2
  }
  return invocation ?? 2
}

/** Codes of commander for what a user asked for; everything else is wrong usage. */
const asked: ReadonlySet<string> = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version'])

const defaults = {
  format: 'human',
  confidence: 'medium',
  color: true,
  ignore: true,
  include: [],
  exclude: [],
  stdin: false,
  all: false,
  reachable: false,
  branch: [],
  attribution: true,
} as const

function createProgram(options: CommandLineOptions, onVerb: (verb: Verb, operands: string[], values: Partial<Invocation>) => void): Command {
  const program = new Command('nuvion-guard')
    .description(messages.description)
    .version(options.version, '-V, --version', messages.options.version)
    .helpOption('-h, --help', messages.options.help)
    .helpCommand('help [command]', messages.options.helpCommand)
    .addHelpText('after', messages.programHelp)
    .exitOverride()
    .configureOutput({ writeOut: options.write, writeErr: options.writeError })
    .showHelpAfterError(messages.usageHint)
  for (const verb of verbs) {
    const command = program.command(verb).description(messages.verb(verb)).addHelpText('after', messages.examples(verb))
    addOperands(command, verb)
    for (const option of optionsOf(verb)) command.addOption(option)
    command.action(() => {
      onVerb(verb, command.processedArgs.flat().filter((value): value is string => typeof value === 'string'), command.opts())
    })
  }
  return program
}

function addOperands(command: Command, verb: Verb): void {
  if (verb === 'audit' || verb === 'history') command.argument('[repo]', messages.options.repo)
  // Options of git rev-list are revisions too: the range source checks them.
  if (verb === 'range') command.argument('[revisions...]', messages.options.revisions).allowUnknownOption()
  if (verb === 'files') command.argument('[paths...]', messages.options.paths)
  if (verb === 'pre-push') command.argument('[remote]', messages.options.remote).argument('[url]', messages.options.url)
}

function optionsOf(verb: Verb): readonly Option[] {
  const words = messages.options
  const option = (flags: string, text: string): Option => new Option(flags, text)
  const repeatable = (flags: string, text: string): Option =>
    option(flags, text).argParser((value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value])
  const isGit = verb !== 'files'
  const isHistory = verb === 'audit' || verb === 'history'
  return [
    option('--format <form>', words.format).choices(['human', 'json']).default('human'),
    option('-o, --output <file>', words.output),
    option('--confidence <least>', words.confidence).choices(confidences).default('medium'),
    option('--no-color', words.noColor),
    repeatable('--include <glob>', words.include),
    repeatable('--exclude <glob>', words.exclude),
    ...(verb === 'files' || verb === 'audit' ? [option('--no-ignore', words.noIgnore)] : []),
    ...(verb === 'files' ? [option('--stdin', words.stdin), option('--stdin-name <name>', words.stdinName)] : []),
    ...(verb === 'staged' ? [option('--all', words.all)] : []),
    ...(isHistory
      ? [option('--reachable', words.reachable), option('--since <date>', words.since), repeatable('--branch <name>', words.branch)]
      : []),
    ...(verb === 'pre-receive' ? [option('--timeout-ms <ms>', words.timeoutMs).argParser(toMilliseconds)] : []),
    ...(isGit ? [option('--no-attribution', words.noAttribution)] : []),
  ]
}

function toMilliseconds(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value <= 0) throw new InvalidArgumentError(messages.timeoutInvalid)
  return value
}
