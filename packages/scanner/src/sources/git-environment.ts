/** What git hands its hooks to say which repository, index and quarantine they are about. */
const hookVariables = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_NAMESPACE',
]

/** Where the user lets git look for a repository; it changes nothing in what is read from one. */
const discoveryVariables = ['GIT_CEILING_DIRECTORIES', 'GIT_DISCOVERY_ACROSS_FILESYSTEM']

const configVariable = /^GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|PARAMETERS|KEY_\d+|VALUE_\d+)$/

const pinned: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // No process is asked one question after another, and a write for each line costs as much as the line (git's "GIT_FLUSH").
  GIT_FLUSH: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_EDITOR: ':',
  GIT_SEQUENCE_EDITOR: ':',
  GIT_PAGER: 'cat',
  GIT_SSH_COMMAND: 'false',
  LC_ALL: 'C',
}

/** Settings that a repository's own configuration must not decide. */
const settings = [
  'advice.graftFileDeprecated=false',
  'color.ui=false',
  'color.diff=false',
  'color.branch=false',
  'core.alternateRefsCommand=false',
  'core.askPass=',
  'core.attributesFile=/dev/null',
  'core.commitGraph=false',
  'core.editor=:',
  'core.excludesFile=/dev/null',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.quotePath=false',
  'core.sshCommand=false',
  'credential.helper=',
  'diff.ignoreSubmodules=none',
  'diff.renames=false',
  'format.pretty=medium',
  'gc.auto=0',
  'gpg.program=false',
  'gpg.ssh.program=false',
  'gpg.x509.program=false',
  'i18n.logOutputEncoding=UTF-8',
  'log.abbrevCommit=false',
  'log.follow=false',
  'log.mailmap=false',
  'log.showRoot=true',
  'log.showSignature=false',
  'maintenance.auto=false',
  'protocol.allow=never',
]

/** The `-c` settings of every git process, with the `safe.directory` values that the user decided on. */
export function toSettings(safeDirectories: readonly string[]): string[] {
  return [...settings, ...safeDirectories.map(value => `safe.directory=${value}`)].flatMap(one => ['-c', one])
}

/** The environment of every git process: nothing of git's own survives from outside but what a hook needs (`hook`) and where to look. */
export function toGitEnvironment(environment: NodeJS.ProcessEnv, options: { readonly hook: boolean }): NodeJS.ProcessEnv {
  const kept = options.hook ? [...hookVariables, ...discoveryVariables] : discoveryVariables
  return { ...withoutGit(environment, name => kept.includes(name)), ...pinned }
}

/** The environment in which git tells the user's own configuration, for `safe.directory` and nothing else. */
export function toUserConfigEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...withoutGit(environment, name => configVariable.test(name)), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
}

function withoutGit(environment: NodeJS.ProcessEnv, isKept: (name: string) => boolean): NodeJS.ProcessEnv {
  const result: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(environment)) {
    const upper = name.toUpperCase()
    const isGit = upper.startsWith('GIT_') || upper === 'PAGER' || upper === 'EDITOR' || upper === 'VISUAL'
    if (!isGit || isKept(upper)) result[name] = value
  }
  return result
}
