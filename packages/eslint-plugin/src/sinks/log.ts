import {
  analyticsClients, analyticsMethods, consoleMethods, datadogClients, loggerNames, loggerPackages, logMethods, spanMethods, trackerFunctions, trackers,
} from '@nuvion-guard/rules'
import { anyOf } from '../any-of.ts'
import { isWithin } from '../ast/is-within.ts'
import { isFunction } from '../ast/ancestors.ts'
import { returnsOf } from '../ast/functions.ts'
import type { Node } from '../ast/node.ts'
import { dottedName, literalName, staticName } from '../ast/static-name.ts'
import { folderOf } from '../fold/fold.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsOf } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'
import { localFunction } from '../taint/local-function.ts'
import { masks } from '../taint/sanitiser.ts'

/** A call that writes to a log, a console or an error tracker. */
export interface LogCall {
  readonly node: Node
  readonly values: readonly Node[]
  /** What it writes to, in words that fit a message. */
  readonly sink: string
}

// `?` is a method whose name is computed
const levels = new Set(['?', ...logMethods])
const printers = new Set(['?', ...consoleMethods])
const loggerName = new RegExp(`(?:^|[._])(?:\\w*[lL]ogger|\\w*Log|${anyOf(loggerNames)})(?:\\(\\))?$`)
const sinks: readonly (readonly [RegExp, string])[] = [
  ...trackers.map(({ owners, methods, what }) => [new RegExp(`^${anyOf(owners)}\\.${anyOf(methods)}$`), what] as const),
  [new RegExp(`^${anyOf(datadogClients)}(?:\\.\\w+(?:\\(\\))?)*\\.(?:add\\w+|set\\w+|log|info|warn|error|debug|init)$`), 'the monitoring service'],
  [new RegExp(`(?:^|\\.)(?:\\w*[sS]pan|trace\\.getActiveSpan\\(\\)|getActiveSpan\\(\\)|meter|counter|histogram)\\.${anyOf(spanMethods)}$`), 'the trace'],
  [/\.addMetadata$/, 'the error tracker'],
  [new RegExp(`^${anyOf(analyticsClients)}(?:\\.\\w+)*\\.${anyOf(analyticsMethods)}$`), 'analytics'],
  [/(?:^|\.)chat\.postMessage$/, 'a chat'],
  [/^(?:cy\.log|Cypress\.log|core\.(?:info|debug|warning|error|notice|setOutput)|TestBed\.log|context\.log(?:\.\w+)?|ctx\.log(?:\.\w+)?|functions\.logger\.\w+|browser\.log|Deno\.(?:stdout|stderr)\.write(?:Sync)?|Logger\.\w+)$/, 'the log'],
]
const isLoggerPackage = (name: string): boolean => loggerPackages.includes(name) || name.startsWith('electron-log/')

/** Every call of a file that writes to a log. */
export function logsOf(file: LintFile, loggers: readonly string[]): readonly LogCall[] {
  const debuggers = namesOfDebuggers(file)
  const found: LogCall[] = []
  for (const call of callsOf(file)) {
    if (/(?:^|\.)(?:createLogger|Logger)$|^pino$/.test(call.name)) found.push(...everyRecordOf(file, call))
    const callback = /^(?:then|forEach)$/.test(call.method) ? dottedName(call.arguments[0] ?? call.node) : null
    // `request.catch(console.error)`: what is logged is the error
    const rejected = call.arguments[call.method === 'catch' ? 0 : call.method === 'then' ? 1 : -1] ?? null
    const handler = rejected === null ? '' : (dottedName(rejected) ?? '')
    const logger = handler.replace(/\.\w+$/, '')
    if (rejected !== null && logger !== handler && (logger === 'console' || loggerName.test(logger))) found.push({ node: call.node, values: [rejected], sink: logger === 'console' ? handler : 'the log' })
    if (callback?.startsWith('console.') === true && call.node.callee.type === 'MemberExpression') found.push({ node: call.node, values: [call.node.callee.object], sink: callback })
    const sink = sinkOf(call, loggers, debuggers)
    const callable = sink === null ? null : localFunction(file, call.node.callee)
    // a logger of the file's own may mask what it is given
    if (sink === null || (callable !== null && masks(file.textOf(callable)))) continue
    const values = call.method === 'assert' ? call.arguments.slice(1) : call.arguments
    if (values.length > 0) found.push({ node: call.node, values, sink })
  }
  for (const node of file.nodes().of('Property')) {
    // what an error tracker lets the file add to each of its events
    if (!/^before(?:Send\w*|Breadcrumb)$/.test(staticName(node) ?? '') || !isFunction(node.value)) continue
    const added = file.nodes().of('AssignmentExpression').filter(one => one.left.type === 'MemberExpression' && isWithin(one, node))
    found.push({ node, values: [...returnsOf(node.value).filter(one => one.type === 'ObjectExpression'), ...added.map(one => one.right)], sink: 'the error tracker' })
  }
  return found
}

function sinkOf(call: Call, loggers: readonly string[], debuggers: ReadonlySet<string>): string | null {
  if (call.isNew) return null
  const owner = call.owner.replace(/^(?:globalThis|window|global|self)\./, '')
  if (owner === 'console' || owner === 'globalThis.console') return printers.has(call.method) ? `console.${call.method}`.replace('.?', '') : null
  if (/^process\.(?:stdout|stderr)$/.test(owner) && call.method === 'write') return `${owner}.write`
  if (/^(?:stdout|stderr)$/.test(owner) && call.method === 'write') return owner
  if (loggers.includes(call.name) || (owner !== '' && loggers.includes(owner))) return 'the log'
  if (owner === '') {
    if (/^(?:log|logger|debug|print|println|dump|util\.debuglog|debuglog|logln)$/.test(call.name) || debuggers.has(call.name)) return 'the log'
  } else {
    const stripped = owner.replace(/^this\.#?/, '').replace(/#/g, '')
    if (levels.has(call.method) && call.method !== 'await' && (loggerName.test(stripped) || debuggers.has(stripped))) return 'the log'
    if (levels.has(call.method) && /\.log$/.test(owner)) return 'the log'
    if (call.method === 'log' && /^(?:this|app|server|fastify|req|request|strapi|payload|logger)$/.test(owner)) return 'the log'
  }
  if (/^(?:debug|createDebug|debuglog|util\.debuglog)\(\)$/.test(call.name)) return 'the log'
  if (call.name === 'process.emitWarning' || (call.name === 'Bun.write' && /^Bun\.std(?:out|err)$/.test(dottedName(call.arguments[0] as Node) ?? ''))) return 'the log'
  if (/(?:^|\.)(?:appendFile|appendFileSync|writeFile|writeFileSync)$/.test(call.name) && call.arguments[0] !== undefined && isLogPath(call.arguments[0])) return 'the log'
  if (trackerFunctions.includes(call.name)) return 'the error tracker'
  for (const [pattern, words] of sinks) if (pattern.test(call.name)) return words
  return null
}

/** What a logger adds to each of its records: `defaultMeta` of winston, `base` of pino, the persistent keys of Powertools, all that bunyan is given. */
function everyRecordOf(file: LintFile, call: Call): readonly LogCall[] {
  const folder = folderOf(file)
  const values = call.owner === 'bunyan' ? call.arguments : ['defaultMeta', 'base', 'persistentKeys', 'persistentLogAttributes'].flatMap(name => folder.propertyOf(call.arguments[0], name) ?? [])
  return values.length === 0 ? [] : [{ node: call.node, values, sink: 'the log' }]
}

/** Says whether a file is a log by its name. */
export function isLogPath(node: Node): boolean {
  return /(?:^|[/._-])logs?(?:$|[/._-])/i.test(literalName(node) ?? '')
}

/** Local names of logger packages and of what `debug('…')` and `getLogger()` return. */
function namesOfDebuggers(file: LintFile): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { node, source } of importsOf(file)) {
    if (!isLoggerPackage(source) || node.type !== 'ImportDeclaration') continue
    for (const one of node.specifiers) if (one.type === 'ImportDefaultSpecifier' || one.type === 'ImportNamespaceSpecifier' || source !== '@nestjs/common') names.add(one.local.name)
  }
  for (const node of file.nodes().of('VariableDeclarator')) {
    if (node.id.type !== 'Identifier' || node.init?.type !== 'CallExpression') continue
    const text = file.textOf(node.init.callee)
    const parent = /^(.*)\.(?:child|withTag|getSubLogger)$/.exec(text)?.[1]
    if (parent !== undefined && (names.has(parent) || loggerName.test(parent))) names.add(node.id.name)
    if (/^(?:debug|createDebug|createDebugger|debuglog|util\.debuglog|require\(['"]debug['"]\)|pino|winston\.createLogger|createLogger|bunyan\.createLogger|log4js\.getLogger|getLogger|loglevel\.getLogger|consola\.withTag|createConsola|require\(['"]pino['"]\))$/.test(text)) names.add(node.id.name)
    if (text === 'require' && node.init.arguments[0]?.type === 'Literal' && isLoggerPackage(String(node.init.arguments[0].value))) names.add(node.id.name)
  }
  return names
}
