import type { Report } from './report.ts'
import type { Verb } from './reporters/reporter.ts'

/** Thousands apart; `toLocaleString` would load the data of all languages first, which takes longer than a small scan. */
const number = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')
const plural = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`

function size(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte')
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

function lookedAt({ coverage }: Report): string {
  const parts = [
    ...(coverage.commits > 0 ? [plural(coverage.commits, 'commit')] : []),
    ...(coverage.objects > 0 ? [plural(coverage.objects, 'object')] : []),
    ...(coverage.files > 0 || coverage.objects === 0 ? [plural(coverage.files, 'file')] : []),
    size(coverage.bytes),
  ]
  return parts.join(', ')
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** Why something was not looked at, and what makes the next run whole. */
const skipReasons: Readonly<Record<string, { readonly what: string; readonly fix?: string }>> = {
  unreadable: { what: 'could not be read', fix: 'give yourself read permission and run again' },
  vanished: { what: 'vanished before it was read', fix: 'run again while nothing else changes the files' },
  changed: { what: 'changed while it was read', fix: 'run again while nothing else changes the files' },
  'missing-object': { what: 'git object is missing', fix: 'fetch it, or see what `git fsck` says' },
  'corrupt-object': { what: 'git object is damaged', fix: 'see what `git fsck` says' },
  shallow: { what: 'shallow clone: the history is cut off', fix: 'git fetch --unshallow (in CI: fetch-depth: 0 or GIT_DEPTH: 0)' },
  'partial-clone': { what: 'partial clone: objects are elsewhere', fix: 'clone again without --filter' },
  'too-large': { what: 'too large' },
  'not-a-file': { what: 'no regular file', fix: 'pipe it in: nuvion-guard files --stdin' },
  'outside-root': { what: 'link out of the scanned folder' },
  submodule: { what: 'submodule: scan it on its own' },
  'git-failed': { what: 'git failed' },
  narrowed: { what: 'left out on purpose' },
  interrupted: { what: 'interrupted', fix: 'run again and let it finish' },
}

const verbs: Readonly<Record<Verb, string>> = {
  audit: 'Every object of the repository, reachable or not, and the work tree',
  history: 'Every object of the repository: all commits, branches, tags, stashes, reflogs',
  staged: 'Exactly what the next commit would add',
  range: 'What a range of commits adds',
  'pre-push': 'What a push would publish (reads git\'s lines on standard input)',
  'pre-receive': 'What a server is about to accept (reads git\'s lines on standard input)',
  files: 'Files and folders, in a repository or not',
}

const examples: Readonly<Record<Verb, readonly string[]>> = {
  audit: ['nuvion-guard audit', 'nuvion-guard audit ../shop --format json --output report.json'],
  history: ['nuvion-guard history', 'nuvion-guard history --branch main --since 2026-01-01 -- src'],
  staged: ['nuvion-guard staged', 'nuvion-guard staged --all        (old keys in the staged files, too)', 'nuvion-guard hook install        (runs it before every commit)'],
  range: ['nuvion-guard range origin/main..HEAD', 'nuvion-guard range        (in CI: the range of the pull request)'],
  'pre-push': ['nuvion-guard pre-push "$1" "$2"        (in .git/hooks/pre-push)'],
  'pre-receive': ['nuvion-guard pre-receive        (in hooks/pre-receive of the server)'],
  files: ['nuvion-guard files', 'nuvion-guard files src "config/**/*.json" --exclude "*.lock"', 'cat .env | nuvion-guard files --stdin --stdin-name .env'],
}

/** Every word that a user reads: what, where, next step. */
export const messages = {
  description: 'Finds Nuvion API keys in files, in staged changes and in the whole git history.',
  verb: (verb: Verb) => verbs[verb],
  examples: (verb: Verb) => `\nExamples:\n${examples[verb].map(line => `  $ ${line}`).join('\n')}\n`,
  programHelp:
    '\nWithout a command: audits the repository of the current folder, or scans its files where there is none.\n\nExit codes: 0 no keys, 1 keys found, 2 wrong usage, 3 not everything could be looked at.\n',
  options: {
    version: 'print the version',
    help: 'print this help',
    helpCommand: 'print the help of a command',
    format: 'form of the report',
    output: 'write the report to a file instead of standard output',
    confidence: 'least confidence that counts; low shows contestable ones too',
    noColor: 'no colours (NO_COLOR does the same)',
    noIgnore: 'scan what .gitignore and .git/info/exclude leave out, too',
    include: 'only paths that match (repeatable)',
    exclude: 'no path that matches (repeatable)',
    stdin: 'read one text from standard input',
    stdinName: 'its name in the report',
    all: 'every key in the staged files, also those that HEAD has at the same path',
    reachable: 'only what branches, tags and other refs reach',
    since: 'only commits after this date (any date git understands)',
    branch: 'only this branch (repeatable)',
    noAttribution: 'do not look up who introduced a key and where it went (paths are, where they decide)',
    repo: 'folder of the repository',
    revisions: 'as for git log: A..B, a commit, ^excluded',
    paths: 'files, folders or globs',
    timeoutMs: 'reject the push where the scan takes longer',
    remote: 'name of the remote, as git hands it to the hook',
    url: 'address of the remote, as git hands it to the hook',
  },

  hook: {
    description: 'Runs `nuvion-guard staged` before every commit, beside whatever runs hooks already',
    action: 'what to do with the hook',
    examples: '\nExamples:\n  $ nuvion-guard hook install\n  $ nuvion-guard hook uninstall\n',
    installed: (runner: string, file: string, kept: string | undefined) =>
      `Found ${runner}. Every commit is scanned now: ${file}${kept === undefined ? '' : `\nThe hook that was there is kept, and runs afterwards: ${kept}`}\nUndo: nuvion-guard hook uninstall`,
    removed: (runner: string, file: string) => `Found ${runner}. Commits are no longer scanned: ${file}`,
    isThere: (runner: string, file: string) => `Found ${runner}. Nothing to do, every commit is scanned already: ${file}`,
    isNotThere: (runner: string, file: string) => `Found ${runner}. Nothing to do, there is no hook of nuvion-guard: ${file}`,
    addByHand: (runner: string, file: string, snippet: string) => `Hooks are run by ${runner}, whose configuration is yours. Nothing was changed. Add this to ${file}:\n\n${snippet}`,
    removeByHand: (runner: string, file: string, snippet: string) => `Hooks are run by ${runner}, whose configuration is yours. Nothing was changed. Take this out of ${file}:\n\n${snippet}`,
  },

  progress: (done: number, total: number | undefined, unit: string, findings: number) =>
    `${number(done)}${total === undefined ? '' : ` of ${number(total)}`} ${unit}${findings === 0 ? '' : ` · ${plural(findings, 'finding')}`}`,

  error: (text: string) => `nuvion-guard: ${text}`,
  unexpected: (text: string) => `nuvion-guard: unexpected failure, the scan is incomplete: ${text}`,
  usageHint: 'Run `nuvion-guard --help` to see commands and options.',
  pathNotFound: (path: string) => `path does not exist: ${path}. Check the spelling; paths are relative to the current folder.`,
  stdinNameAlone: '--stdin-name needs --stdin.',
  stdinAndPaths: '--stdin reads standard input; it can not be combined with paths.',
  rangeMissing: 'no range: name one (nuvion-guard range origin/main..HEAD), or run it in a CI job, which says what its range is.',
  rangeTaken: (revisions: string, from: string) => `range ${revisions} (${from})`,
  remoteMissing: 'pre-push needs the name of the remote and its address, as git hands them to the hook: nuvion-guard pre-push "$1" "$2"',
  hookInputIsTerminal: (verb: Verb) => `${verb} reads the lines that git writes to the hook; nothing is piped in.`,
  timeoutInvalid: 'It must be a whole number of milliseconds.',
  stdinIsDirectory: 'standard input is a folder; name it instead: nuvion-guard files FOLDER',
  stdinIsTerminal: '--stdin was given, but nothing is piped in. Try: cat FILE | nuvion-guard files --stdin',
  pathspecsNotTaken: (verb: string) => `${verb} takes no paths after --.`,
  globInvalid: (globs: string) => `this can not be used as a glob: ${globs}.`,
  pathEmpty: 'an argument is empty; name a path, or . for the current folder.',
  outputIsDirectory: (path: string) => `--output is a folder: ${path}. Name a file in it.`,
  outputFolderMissing: (path: string) => `the folder of --output does not exist: ${path}. Create it first.`,
  outputNotWritten: (path: string, code: string | undefined) => `the report could not be written to ${path}${code === undefined ? '' : ` (${code})`}.`,
  outputWritten: (path: string, findings: number, isComplete: boolean) =>
    `${findings === 0 ? 'no keys' : plural(findings, 'finding')}${isComplete ? '' : ', incomplete'}; report written to ${path}`,

  title: (version: string, subject: string) => `nuvion-guard ${version} · ${subject}`,
  subject: { audit: 'whole repository', history: 'history', staged: 'staged changes', range: 'commits', 'pre-push': 'push', 'pre-receive': 'received commits', files: 'files' } satisfies Record<Verb, string>,
  labels: { live: 'LIVE', test: 'test', webhook: 'webhook' },
  fingerprint: (short: string) => `fp ${short}`,
  places: { file: '', stdin: '', staged: 'staged', blob: 'history', tree: 'name in history', commit: 'commit', tag: 'tag', ref: 'ref name', reflog: 'reflog', index: 'index', path: 'file name' },
  namedLater: (count: number) => `in history: ${plural(count, 'object')}, named below`,
  object: (shortId: string) => `object ${shortId}`,
  morePlaces: (count: number) => `… and ${plural(count, 'more place')} (--format json lists all)`,
  introduced: (commit: string, date: string, author: string) => `introduced by ${commit} on ${date}, ${author}`,
  removed: (commit: string, date: string) => `removed by ${commit} on ${date}`,
  moreRefs: (count: number) => `… and ${plural(count, 'more ref')}`,
  inHead: 'in HEAD',
  notInHead: 'not in HEAD',
  pushed: 'pushed',
  unpushed: 'not pushed',

  clean: (report: Report, ms: number) => `✓ no Nuvion keys · ${lookedAt(report)} in ${seconds(ms)}`,
  cleanSoFar: (report: Report, ms: number) => `no Nuvion keys in what could be looked at · ${lookedAt(report)} in ${seconds(ms)}`,
  totals: (report: Report, ms: number) => {
    const count = (label: 'live' | 'test' | null): number => report.keys.filter(key => key.environment === label).length
    const parts = [
      ...(count('live') > 0 ? [plural(count('live'), 'live key')] : []),
      ...(count(null) > 0 ? [plural(count(null), 'webhook secret')] : []),
      ...(count('test') > 0 ? [plural(count('test'), 'test key')] : []),
      plural(report.findings.length, 'place'),
    ]
    return `${parts.join(' · ')} · ${lookedAt(report)} in ${seconds(ms)}`
  },
  incomplete: 'INCOMPLETE: not everything was looked at',
  leftOut: 'Not looked at, on purpose:',
  skipped: (reason: string, count: number) => `${skipReasons[reason]?.what ?? reason} (${number(count)})`,
  skipFix: (reason: string) => skipReasons[reason]?.fix,
  moreSkipped: (count: number) => `… and ${number(count)} more`,

  undecidedForgotten: 'short keys in history, which count where a path names Nuvion',
  pathsUnknown: (why: string) => `the paths of short keys in history are unknown: ${why}`,
  attributionFailed: (why: string) => `the history of the keys is unknown: ${why}`,
  rejected: 'The push is rejected. Take the key out of the commits that hold it (git rebase -i), then push again.',
  next: 'Next:',
  nextFor: (fingerprints: readonly string[], verdict: string) => {
    const rest = fingerprints.length - 10
    return `Next, for ${fingerprints.slice(0, 10).map(one => `fp ${one}`).join(', ')}${rest > 0 ? ` and ${plural(rest, 'more key')}` : ''} (${verdict}):`
  },
  verdicts: {
    pushed: 'PUSHED: others may have it, rotate it now',
    unpushed: 'not pushed: undo it before anyone sees it',
    staged: 'staged, not committed: take it out',
    'on-disk': 'in files only: git has never had it',
  },
  steps: {
    run: (command: string) => `Run: ${command}`,
    edit: (path: string) => `Take the key out of ${path}.`,
    editMessage: 'Take the key out of the message that the editor shows.',
    storeKey: 'Keep the key in the environment (NUVION_API_KEY) or a secrets manager.',
    createKey: 'Create a new key in the Nuvion dashboard.',
    movePlaces: (paths: readonly string[]) => `Move every use to the new one: ${paths.join(', ')}`,
    deleteKey: 'Delete the old key in the Nuvion dashboard.',
  },
  dangling: 'only in the object store: no branch, tag or reflog reaches it',
  rotate: 'Rotate each live key: create a new key in the Nuvion dashboard, move every use to it, then delete the old one.',
  rotateWebhook: 'Replace each webhook secret: create the webhook anew with a fresh secret, then delete the old one.',
  replaceTest: 'Replace test keys too: a sandbox key is still a login.',
  moveOut: 'Read keys from the environment (NUVION_API_KEY) or a secrets manager, and keep them out of files.',
  unstage: 'Take the key out of the file, then stage it again: git add -p <file>.',
  auditHistory: 'See whether git holds them as well: nuvion-guard audit',
  lookAgain: 'Fix what could not be looked at, then run again: until then nobody knows.',
}
