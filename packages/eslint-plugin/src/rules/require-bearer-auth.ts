import { isWithin } from '../ast/is-within.ts'
import type { Node } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import type { Addition } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { onlyWrite } from '../fold/objects.ts'
import { unknownMark } from '../fold/value.ts'
import { defineRule, namesOption, type Problem, type Suggestion } from '../rule.ts'
import { headersIn, requestsOf, type Sent } from '../sinks/request.ts'
import type { LintFile } from '../source/lint-file.ts'
import { keysIn } from '../taint/key-flow.ts'
import { keyNameStrength } from '../taint/key-name.ts'
import { tracerOf } from '../taint/tracer.ts'

/** Options of `require-bearer-auth`. */
export interface RequireBearerAuthOptions {
  /** Further header names in which a key is sent by mistake. */
  readonly headerNames?: readonly string[]
}

/** Flags requests to Nuvion whose key is not sent as `Authorization: Bearer <key>`. */
export const requireBearerAuth = defineRule<RequireBearerAuthOptions>({
  name: 'require-bearer-auth',
  description: 'Require the Authorization: Bearer header on requests to Nuvion',
  languages: 'script',
  options: { headerNames: namesOption },
  hasSuggestions: true,
  *check(file, options) {
    const headerNames = ['x-api-key', 'api-key', 'apikey', 'x-nuvion-key', 'x-nuvion-api-key', 'x-auth-token', 'nuvion-api-key', 'token', ...(options.headerNames ?? [])].map(name => name.toLowerCase())
    for (const request of requestsOf(file)) {
      if (request.to.target.environment === null) continue
      for (const sent of request.sent) yield* sent.headers ? inHeaders(file, headersIn(file, sent), headerNames, request.node) : inCredentials(file, sent, request.node)
    }
  },
})

function* inHeaders(file: LintFile, headers: readonly Addition[], headerNames: readonly string[], request: Node): Generator<Problem> {
  const hasAuthorization = headers.some(one => /^authorization$/i.test(one.name ?? ''))
  for (const { name, node, value } of headers) {
    const lower = name?.toLowerCase() ?? ''
    const isInCall = isWithin(value, request)
    if (lower === 'authorization') {
      const found = schemeOf(file, value)
      if (found !== null) yield { range: value.range, messageId: 'scheme', data: { found }, suggestions: isInCall ? suggestBearer(file, value) : [] }
    } else if (headerNames.includes(lower) && !hasAuthorization && keysIn(file, [value]).length > 0) yield { range: node.range, messageId: 'header', data: { found: String(name) } }
  }
}

/** `auth: { username: key }` and `.auth(key)` send the scheme `Basic`. */
function* inCredentials(file: LintFile, { name, value }: Sent, request: Node): Generator<Problem> {
  const folder = folderOf(file)
  const user = folder.objectOf(value) === null ? (name === '.auth' ? value : null) : (folder.propertyOf(value, 'username') ?? folder.propertyOf(value, 'user'))
  if (/^\.?auth$/.test(name) && user !== null && keysIn(file, [user]).length > 0 && !/\bbearer\b/i.test(file.textOf(request))) yield { range: user.range, messageId: 'scheme', data: { found: "the scheme 'Basic'" } }
}

/** What is wrong with the value of an Authorization header; null where nothing is, or nothing is known. */
function schemeOf(file: LintFile, node: Node): string | null {
  const text = folderOf(file).sketchOf(node)
  if (text?.startsWith(`Bearer${unknownMark}`) === true && keysIn(file, [node]).length > 0) return "'Bearer' without a space"
  const scheme = text === null ? null : /^([A-Za-z]+)[ :]+/.exec(text)
  if (scheme !== null) {
    const word = scheme[1] as string
    if (word !== 'Bearer') return `the scheme '${word}'`
    return /^Bearer\s+Bearer\b/.test(text as string) ? "'Bearer Bearer'" : null
  }
  const [first] = keysIn(file, [node])
  // what a caller passes may have the scheme already
  if (first === undefined || first.isPassed === true) return null
  return /^nv_/.test(text ?? '') || ((text === null || text === unknownMark) && isKeyItself(file, node)) ? 'the bare key' : null
}

const deepest = 12

/** What holds a key under another name, such as a getter, may hold the whole header, and a helper may put the scheme before it. */
function isKeyItself(file: LintFile, outer: Node, depth = 0): boolean {
  const node = unwrap(outer)
  // names can go in a circle
  if (depth > deepest) return false
  if (node.type === 'LogicalExpression') return isKeyItself(file, node.left, depth + 1)
  const folder = folderOf(file)
  const written = onlyWrite(file.variableOf(node))
  const value = node.type === 'MemberExpression' ? folder.propertyOf(node.object, staticName(node) ?? '') : written?.path.length === 0 ? written.value : null
  const isRead = tracerOf(file).sourceAt(node) !== null || node.type === 'TemplateLiteral' || (node.type === 'CallExpression' && dottedName(node.callee) === 'String')
  return isRead || (value === null ? isKeyName((staticName(node) ?? '').replace('#', '')) : isKeyItself(file, value, depth + 1))
}

function isKeyName(name: string): boolean {
  return /^(?:key|credentials?|secret|token)$/.test(name) || keyNameStrength(name) !== null
}

function suggestBearer(file: LintFile, node: Node): readonly Suggestion[] {
  const inner = unwrap(node)
  const text = file.textOf(node)
  if (inner.type === 'Identifier' || inner.type === 'MemberExpression' || inner.type === 'CallExpression') return [{ messageId: 'bearer', edits: [{ range: node.range, text: `\`Bearer \${${text}}\`` }] }]
  return []
}
