import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { wordsOf } from './key-name.ts'

const redactorWords = new Set([
  'mask', 'masked', 'redact', 'redacted', 'obfuscate', 'hash', 'hashed', 'digest', 'fingerprint', 'sanitize', 'sanitise', 'sanitized', 'sanitised', 'scrub', 'hide', 'preview', 'truncate', 'shorten', 'last4', 'censor', 'anonymize', 'anonymise',
  'hint', 'encrypt', 'seal', 'hmac', 'sha256', 'omit', 'strip', 'clean', 'safe', 'abbreviate', 'suffix', 'prefix', 'length', 'partial', 'tail', 'validate', 'check', 'verify', 'is', 'has', 'assert', 'count',
])

/** Methods that give back their receiver whole, or near enough. */
const keepingMethods = new Set(['toString', 'valueOf', 'trim', 'trimStart', 'trimEnd', 'normalize', 'concat', 'padEnd', 'padStart', 'toLowerCase', 'toUpperCase', 'toJSON', 'reverse', 'join', 'flat', 'repeat', 'unwrap', 'reveal', 'expose', 'unref', 'parse', 'valueOr', 'then', 'toWellFormed', 'map', 'filter', 'entries', 'values'])

/** Functions whose result holds their arguments. */
const keepingFunctions = /^(?:String|JSON\.stringify|encodeURIComponent|encodeURI|btoa|escape|Object\.(?:assign|freeze|seal|entries|values|fromEntries)|structuredClone|util\.(?:inspect|format)|inspect|format|sprintf|Array\.(?:of|from)|Promise\.resolve|Buffer\.from|Buffer\.from\(\)\.toString|querystring\.stringify|qs\.stringify|stringify|superjson\.stringify|devalue|serialize|stringifyYaml|yaml\.dump|YAML\.stringify|chalk(?:\.\w+)+|(?:pc|picocolors|kleur|colors|ansis|ansi)(?:\.\w+)+|String\.raw|unref|toRaw|ref|reactive|readonly|shallowRef|json|data|defer|typedjson|html|raw|useMemo|createSignal)$/

/** Says whether a function of this name makes a key safe to show. */
export function isRedactor(name: string, extra: readonly string[]): boolean {
  const last = name.split('.').at(-1) ?? name
  return extra.includes(name) || extra.includes(last) || wordsOf(last).some(word => redactorWords.has(word))
}

/** Says whether a call's result holds what goes into it, by the name of what is called. */
export function keepsArguments(name: string): boolean {
  return keepingFunctions.test(name)
}

/** Says whether a method's result holds its receiver. */
export function keepsReceiver(name: string): boolean {
  return keepingMethods.has(name)
}

/** Says whether a call of `slice` and its like leaves only a harmless part: at most `longest` first, or four last characters. */
export function isShortSlice(call: NodeOf<'CallExpression'>, method: string, longest: number): boolean {
  const last = lastOf(call.arguments[0])
  if (last !== null) return last <= 6
  const numbers = call.arguments.map(numberOf)
  const [from, to] = numbers
  if (method === 'slice') {
    if (from === undefined || from === null) return false
    if (from < 0) return from >= -6 || (typeof to === 'number' && to < 0 && to - from <= 6)
    return typeof to === 'number' && (to >= 0 ? to <= longest || to - from <= 4 : false)
  }
  if (method === 'substring') return typeof from === 'number' && typeof to === 'number' && (Math.max(from, to) <= longest || Math.abs(to - from) <= 4)
  if (method === 'substr') return typeof from === 'number' && (from < 0 ? from >= -6 : typeof to === 'number' && (from + to <= longest || to <= 4))
  return false
}

/** How many last characters are left from a start that is counted from the end: 4 of `key.length - 4`. */
function lastOf(start: Node | undefined): number | null {
  return start?.type === 'BinaryExpression' && start.operator === '-' && start.left.type === 'MemberExpression' && staticName(start.left) === 'length' ? numberOf(start.right) : null
}

function numberOf(node: Node): number | null {
  if (node.type === 'Literal' && typeof node.value === 'number') return node.value
  if (node.type === 'UnaryExpression' && node.operator === '-' && node.argument.type === 'Literal' && typeof node.argument.value === 'number') return -node.argument.value
  return null
}

/** Says whether a function's own text cuts, masks or hashes what it is given. */
export function bodySanitises(text: string): boolean {
  return /\.(?:slice|substring|substr|replace|replaceAll|digest|match)\(|createHash|createHmac/.test(text) || masks(text)
}

/** Says whether a function's own text speaks of masking. */
export function masks(text: string): boolean {
  return /\*{3,}|•|redact|mask|saniti[sz]e|scrub/i.test(text)
}

/** A value that is plainly no key although its name says so: a number, a function, a short text. */
export function isUnlikelyKey(value: Node, redactors: readonly string[]): boolean {
  const node = unwrap(value)
  switch (node.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'BinaryExpression':
    case 'UnaryExpression':
      return true
    case 'CallExpression': {
      const name = calleeName(node) ?? ''
      return isRedactor(name, redactors) || /^(?:Boolean|Number|Symbol|z\.|useState|useRef|ref|React\.useState|mintKey|randomUUID|crypto\.randomUUID|vi\.fn|jest\.fn|createHash|Object\.keys)/.test(name) || (node.callee.type === 'MemberExpression' && /^(?:slice|substring|substr|replace|split|match|digest|includes|startsWith)$/.test(staticName(node.callee) ?? ''))
    }
    case 'ConditionalExpression':
      return isUnlikelyKey(node.consequent, redactors) && isUnlikelyKey(node.alternate, redactors)
    case 'LogicalExpression':
      return isUnlikelyKey(node.left, redactors) && isUnlikelyKey(node.right, redactors)
    default:
      return false
  }
}

/** The name a call is known by: `console.log`, `this.logger.info`, `mask`. */
export function calleeName(call: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>): string | null {
  const name = dottedName(call.callee)
  if (name !== null) return name
  return call.callee.type === 'MemberExpression' ? staticName(call.callee) : null
}
