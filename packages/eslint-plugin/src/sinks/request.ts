import { apiHosts, type Environment } from '@nuvion-guard/rules'
import type { Node } from '../ast/node.ts'
import { folderOf } from '../fold/fold.ts'
import type { Call } from '../source/calls.ts'
import type { LintFile } from '../source/lint-file.ts'

const functions = new Set(['fetch', '$fetch', 'ofetch', 'axios', 'got', 'ky', 'needle', 'request', 'superagent', 'undici', 'httpRequest', 'useFetch', 'useLazyFetch', 'wretch', 'fetchWithRetry', 'apiFetch', 'fetchJson', 'Request', 'nodeFetch', 'crossFetch', 'rp', 'phin', 'bent', 'cordovaFetch'])
const owners = /^(?:globalThis|window|self|http|https|axios|got|ky|needle|superagent|undici|client|api|httpClient|this\.http|this\.httpService|this\.httpClient|http2|nuvion|nuvionApi|requests?|ofetch|\$fetch)$/
const verbs = new Set(['fetch', 'request', 'get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'create', 'extend', 'raw', 'stream'])

/** Says whether a call sends an HTTP request, or makes a client that does. */
export function isRequest(call: Call): boolean {
  if (functions.has(call.name)) return call.isNew === (call.name === 'Request')
  return !call.isNew && verbs.has(call.method) && owners.test(call.owner)
}

/** What a text says about the host that it points to. */
export interface Target {
  readonly host: string
  readonly isPlainHttp: boolean
  /** `null` for hosts that are none of Nuvion's. */
  readonly environment: Environment | null
}

/** The host of a URL or of a bare host name; null where the text names none. */
function targetOf(text: string | null): Target | null {
  if (text === null) return null
  const found = /^\s*(?:(https?|wss?):)?\/\/(?:[^/@?#\s]*@)?([^/?#\s:]+)/i.exec(text)
  const bare = found === null ? /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?$/i.exec(text.trim()) : null
  const host = (found?.[2] ?? bare?.[1])?.toLowerCase()
  if (host === undefined || host.includes('\u0000')) return null
  return { host, isPlainHttp: /^(?:http|ws)$/i.test(found?.[1] ?? ''), environment: apiHosts.find(one => one.host === host)?.environment ?? null }
}

/** The environment whose API host a text names, else null. Texts that name both say nothing. */
export function environmentOfHost(text: string): Environment | null {
  const named = apiHosts.filter(one => new RegExp(`(?:^|[^\\w.-])${one.host.replaceAll('.', '\\.')}(?![\\w.-]*\\w)`, 'i').test(text))
  return named.length === 1 ? (named[0]?.environment ?? null) : null
}

/** The host of a request: of its URL, its `baseURL`, or its `hostname`. */
export function targetOfRequest(file: LintFile, call: Call): { readonly target: Target; readonly node: Node } | null {
  const folder = folderOf(file)
  for (const argument of call.arguments.slice(0, 2)) {
    const target = targetOf(folder.sketchOf(argument))
    if (target !== null) return { target, node: argument }
    const object = folder.objectOf(argument)
    for (const name of ['baseURL', 'baseUrl', 'url', 'prefixUrl', 'prefix', 'hostname', 'host', 'uri']) {
      const value = folder.propertyOf(object, name)
      const found = targetOf(folder.sketchOf(value))
      if (value !== null && found !== null) return { target: found, node: value }
    }
  }
  return null
}

/** The values that a request sends as headers and body, and the credentials of its options. */
export function sentValues(file: LintFile, call: Call): readonly { readonly name: string; readonly value: Node; readonly headers: boolean }[] {
  const folder = folderOf(file)
  const sent: { name: string; value: Node; headers: boolean }[] = []
  for (const argument of call.arguments) {
    const object = folder.objectOf(argument)
    for (const name of ['headers', 'body', 'data', 'json', 'form', 'auth', 'token']) {
      const value = folder.propertyOf(object, name)
      if (value !== null) sent.push({ name, value, headers: name === 'headers' })
    }
  }
  // `axios.post(url, body)`
  const [, body] = call.arguments
  if (body !== undefined && /^(?:post|put|patch)$/.test(call.method)) sent.push({ name: 'body', value: body, headers: false })
  return sent
}
