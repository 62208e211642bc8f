import type { Node, NodeOf } from '../ast/node.ts'
import { staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { folderOf } from '../fold/fold.ts'
import { defineRule, namesOption, type Problem, type Suggestion } from '../rule.ts'
import { isRequest, sentValues, targetOfRequest } from '../sinks/request.ts'
import { callsOf, type Call } from '../source/calls.ts'
import type { LintFile } from '../source/lint-file.ts'
import { keyKinds, keysIn } from '../taint/key-flow.ts'

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
    for (const call of callsOf(file)) {
      if (!isRequest(call) || targetOfRequest(file, call)?.target.environment == null) continue
      for (const { value, headers } of sentValues(file, call)) if (headers) yield* inHeaders(file, value, headerNames, call)
    }
  },
})

function* inHeaders(file: LintFile, value: Node, headerNames: readonly string[], call: Call): Generator<Problem> {
  const folder = folderOf(file)
  const object = folder.objectOf(value)
  if (object === null) return
  const properties = object.properties.filter((one): one is NodeOf<'Property'> => one.type === 'Property')
  const hasAuthorization = properties.some(one => /^authorization$/i.test(staticName(one) ?? ''))
  for (const property of properties) {
    const name = staticName(property)?.toLowerCase() ?? ''
    const isInCall = property.range[0] >= call.node.range[0] && property.range[1] <= call.node.range[1]
    if (name === 'authorization') {
      const found = schemeOf(file, property.value)
      if (found !== null) yield { range: property.value.range, messageId: 'scheme', data: { found }, suggestions: isInCall ? suggestBearer(file, property.value) : [] }
    } else if (headerNames.includes(name) && !hasAuthorization && keysIn(file, [property.value], keyKinds).length > 0) yield { range: property.range, messageId: 'header', data: { found: String(staticName(property)) } }
  }
}

/** What is wrong with the value of an Authorization header; null where nothing is, or nothing is known. */
function schemeOf(file: LintFile, node: Node): string | null {
  const text = folderOf(file).sketchOf(node)
  const scheme = text === null ? null : /^([A-Za-z]+)[ :]+/.exec(text)
  if (scheme !== null) {
    const word = scheme[1] as string
    if (word !== 'Bearer') return `the scheme '${word}'`
    return /^Bearer\s+Bearer\b/.test(text as string) ? "'Bearer Bearer'" : null
  }
  // a helper may put the scheme before it
  if (unwrap(node).type === 'CallExpression' && !/^String\(/.test(file.textOf(node))) return null
  const [first] = keysIn(file, [node], keyKinds)
  // what a caller passes may have the scheme already
  if (first === undefined || first.isPassed === true) return null
  return text === null || text.startsWith('\u0000') || /^nv_/.test(text) ? 'the bare key' : null
}

function suggestBearer(file: LintFile, node: Node): readonly Suggestion[] {
  const inner = unwrap(node)
  const text = file.textOf(node)
  if (inner.type === 'Identifier' || inner.type === 'MemberExpression' || inner.type === 'CallExpression') return [{ messageId: 'bearer', edits: [{ range: node.range, text: `\`Bearer \${${text}}\`` }] }]
  return []
}
