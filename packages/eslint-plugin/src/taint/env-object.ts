import type { Node } from '../ast/node.ts'
import { dottedName } from '../ast/static-name.ts'

const whole = /^(?:(?:globalThis|global|window)\.)?(?:process\.env|Bun\.env|Deno\.env\.toObject\(\)|import\.meta\.env)$|^c\.env$|^(?:loadEnv|dotenv\.config|config|require\(\)\.config)\(\)\.parsed$|^(?:vite\.)?loadEnv\(\)$/

/** Says whether an expression is the whole environment as an object. */
export function isEnvObject(node: Node): boolean {
  return whole.test(dottedName(node) ?? '')
}

/** Modules whose exports are values of the environment or stand for it. */
export function isEnvModule(source: string): boolean {
  return /^(?:\$env\/(?:static|dynamic)\/(?:private|public)|\$app\/env\/(?:private|public)|astro:env\/(?:server|client)|virtual:env\/(?:server|client)|@env|react-native-dotenv|cloudflare:workers|bun|std-env)$/.test(source)
}
