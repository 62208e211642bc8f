import type { Node } from '../ast/node.ts'
import { dottedName, literalName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'

const whole = /^(?:(?:globalThis|global|window)\.)?(?:process\.env|Bun\.env|Deno\.env\.toObject\(\)|import\.meta\.env)$|^c\.env$|^(?:loadEnv|config|require\(\)\.config)\(\)\.parsed$|^(?:dotenv|require\(\))\.config\(\)(?:\.parsed)?$|^(?:vite\.)?loadEnv\(\)$/

/** Says whether an expression is the whole environment as an object. */
export function isEnvObject(node: Node): boolean {
  const name = dottedName(node)
  return name !== null && whole.test(name) && (!name.endsWith('loadEnv()') || loadsKey(unwrap(node))) && (!name.startsWith('require') || requiresDotenv(node))
}

function requiresDotenv(node: Node): boolean {
  if (node.type === 'MemberExpression') return requiresDotenv(node.object)
  if (node.type !== 'CallExpression') return false
  return node.callee.type === 'MemberExpression' ? requiresDotenv(node.callee) : /^dotenv/.test(literalName(node.arguments[0]) ?? '')
}

/** Vite loads the names that have one of the prefixes, public ones where none is given. */
function loadsKey(call: Node): boolean {
  const prefixes = call.type === 'CallExpression' ? call.arguments[2] : undefined
  const all = prefixes?.type === 'ArrayExpression' ? prefixes.elements : [prefixes]
  return all.some(one => 'NUVION_API_KEY'.startsWith(literalName(one) ?? '?'))
}

/** Modules whose exports are values of the environment or stand for it. */
export function isEnvModule(source: string): boolean {
  return /^(?:\$env\/(?:static|dynamic)\/(?:private|public)|\$app\/env\/(?:private|public)|astro:env\/(?:server|client)|virtual:env\/(?:server|client)|@env|react-native-dotenv|cloudflare:workers|bun|std-env)$/.test(source)
}
