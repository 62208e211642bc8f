import { publicEnvPrefixes } from '@nuvion-guard/rules'
import type { Environment } from '@nuvion-guard/rules'

/** How sure a name says "Nuvion key": `nuvion` names the vendor, `generic` needs a file about Nuvion. */
export type NameStrength = 'nuvion' | 'generic'

const defaultPrefixes = publicEnvPrefixes.map(one => one.prefix)
const keyWords = new Set(['key', 'keys', 'apikey', 'apikeys', 'secret', 'secrets', 'token', 'tokens', 'credential', 'credentials', 'bearer'])
const environmentWords = new Set(['live', 'test', 'sandbox', 'sbx', 'prod', 'production', 'dev', 'development', 'staging'])
const trailingWords = new Set(['value', 'raw', 'plain', 'plaintext', 'v1', 'v2', '1', '2', 'old', 'new', 'current', 'next', 'previous'])
const fillerWords = new Set([...environmentWords, ...trailingWords, 'my', 'your', 'the', 'our', 'client', 'server', 'merchant', 'provider', 'x', 'private', 'backend', 'default', 'raw', 'app'])
const disclaimers = new Set([
  'public', 'publishable', 'id', 'ids', 'idempotency', 'cache', 'sort', 'primary', 'foreign', 'react', 'encryption', 'hash', 'hashed', 'masked', 'mask', 'redacted', 'redact', 'safe', 'fingerprint',
  'hint', 'preview', 'has', 'is', 'no', 'missing', 'invalid', 'valid', 'show', 'placeholder', 'example', 'fake', 'dummy', 'mock', 'row', 'storage', 'query', 'translation', 'i18n', 'object', 'map', 'error', 'csrf', 'page', 'partial', 'short', 'truncated', 'last', 'last4', 'ending', 'encrypted', 'sealed', 'ciphertext',
])
const genericNames = new Set(['api key', 'apikey', 'apikeys', 'api keys', 'secret key', 'api secret', 'api token', 'api credentials', 'bearer token', 'secret api key', 'secret apikey', 'api secret key'])
/** What is live, and no environment: `liveReload`, `LiveQuery`. */
const livelyWords = new Set(['reload', 'stream', 'chat', 'query', 'preview', 'view', 'update', 'updates', 'data', 'edit', 'share', 'region', 'search'])
/** Functions that do something with a key: their names end like its own. */
const action = /^(?:add|copy|create|delete|format|generate|handle|list|on|parse|remove|revoke|roll|rotate|save|set|submit|update|validate|verify)(?=[A-Z])/

/** The lower-case words of an identifier, split at case changes, underscores, hyphens and dots. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map(word => word.toLowerCase())
}

const strengths = new Map<string, NameStrength | null>()

/** Says whether a name stands for a key. Names of parts, ids, masks and public keys don't. */
export function keyNameStrength(name: string): NameStrength | null {
  const known = strengths.get(name)
  if (known !== undefined) return known
  const strength = judge(name)
  if (strengths.size > 4096) strengths.clear()
  strengths.set(name, strength)
  return strength
}

function judge(name: string): NameStrength | null {
  if (name.length < 5 || name.length > 80 || action.test(name)) return null
  const words = wordsOf(stripPublicPrefix(name) ?? name)
  if (words.some(word => disclaimers.has(word))) return null
  let end = words.length
  while (end > 1 && (trailingWords.has(words[end - 1] as string) || environmentWords.has(words[end - 1] as string))) end--
  const last = words[end - 1]
  if (last === undefined || !keyWords.has(last)) return null
  if (words.includes('nuvion') || (words[0] === 'nv' && end > 1)) return 'nuvion'
  const rest = words.slice(0, end).filter(word => !fillerWords.has(word))
  if (genericNames.has(rest.join(' '))) return 'generic'
  return last === 'key' && rest.length === 1 && words.slice(0, end).some(word => environmentWords.has(word)) ? 'generic' : null
}

/** True for names under which an object keeps a key, the header included. */
export function isCredential(name: string): boolean {
  return keyNameStrength(name) !== null || /^authorization$/i.test(name)
}

/** The environment that a name speaks of, else null. */
export function environmentOfName(name: string): Environment | null {
  const words = wordsOf(name)
  const isLive = words.some((word, i) => word === 'prod' || word === 'production' || (word === 'live' && !livelyWords.has(words[i + 1] ?? '')))
  const isTest = words.some(word => word === 'test' || word === 'sandbox' || word === 'sbx')
  return isLive === isTest ? null : isLive ? 'live' : 'test'
}

/** True for the spelling of environment names: capitals, digits and underscores. */
export function isEnvSpelling(name: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_+[A-Z0-9]+)+$/.test(name)
}

/** True where an environment name holds a Nuvion key, with or without a public prefix. */
export function isKeyEnvName(name: string, extra: readonly string[] = []): boolean {
  return extra.includes(name) || (isEnvSpelling(name) && keyNameStrength(name) === 'nuvion')
}

/** The public prefix that an environment name starts with; the longest wins. */
export function publicPrefixOf(name: string, extra: readonly string[] = []): string | null {
  let longest: string | null = null
  for (const prefix of [...extra, ...defaultPrefixes]) if (name.startsWith(prefix) && name.length > prefix.length && prefix.length > (longest?.length ?? 0)) longest = prefix
  return longest
}

function stripPublicPrefix(name: string): string | null {
  const prefix = publicPrefixOf(name)
  return prefix === null ? null : name.slice(prefix.length)
}
