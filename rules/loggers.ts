/** Packages that log: what they export is a logger. Source: the packages' readmes. */
export const loggerPackages: readonly string[] = [
  'pino', 'winston', 'bunyan', 'consola', 'signale', 'npmlog', 'loglevel', 'log4js', 'tslog', 'debug', 'roarr', 'electron-log', 'fancy-log', 'log-symbols', 'ora', 'nanospinner', 'yocto-spinner', '@nestjs/common', 'firebase-functions/logger',
]

/** Objects that log, by the names that code gives them. Source: the readmes of the packages above, convention. */
export const loggerNames: readonly string[] = ['LOG', 'LOGGER', 'log', 'pino', 'winston', 'bunyan', 'consola', 'signale', 'npmlog', 'loglevel', 'log4js', 'tslog', 'roarr', 'logging', 'logtail']

/**
 * Methods that write a record. The last ones set what the records of a logger have in common from here on: Powertools, log4js, pino, nestjs-pino; an entry of Google Cloud Logging.
 * Source: the readmes of the packages above; docs of Powertools for AWS Lambda and Google Cloud Logging.
 */
export const logMethods: readonly string[] = [
  'log', 'trace', 'debug', 'verbose', 'info', 'http', 'notice', 'warn', 'warning', 'error', 'fatal', 'critical', 'crit', 'alert', 'emerg', 'silly', 'success', 'start', 'ready', 'box', 'fail', 'note', 'child', 'write', 'dir', 'table', 'pending', 'complete', 'await', 'sillly', 'silent', 'exception',
  'appendKeys', 'appendPersistentKeys', 'addPersistentLogAttributes', 'addContext', 'setBindings', 'assign', 'entry',
]

/** Methods of `console` that print what they are given. Source: the Console standard; Node.js docs, Console. */
export const consoleMethods: readonly string[] = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'dirxml', 'table', 'group', 'groupCollapsed', 'assert', 'timeLog']
