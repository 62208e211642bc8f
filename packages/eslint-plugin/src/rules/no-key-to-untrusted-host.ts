import { apiHosts } from '@nuvion-guard/rules'
import { defineRule, namesOption } from '../rule.ts'
import { requestsOf } from '../sinks/request.ts'
import { keysIn, problemAt } from '../taint/key-flow.ts'
import { keyNameStrength } from '../taint/key-name.ts'

/** Options of `no-key-to-untrusted-host`. */
export interface NoKeyToUntrustedHostOptions {
  /** Further hosts that a key may go to. */
  readonly hosts?: readonly string[]
}

/** Flags requests that send a key to a host that is none of Nuvion's, or without encryption. */
export const noKeyToUntrustedHost = defineRule<NoKeyToUntrustedHostOptions>({
  name: 'no-key-to-untrusted-host',
  description: 'Disallow requests that send a Nuvion key to another host or over plain http',
  languages: 'script',
  options: { hosts: namesOption },
  hasSuggestions: true,
  *check(file, options) {
    const allowed = [...(file.settings.hosts ?? []), ...(options.hosts ?? [])]
    for (const { to: { target, node }, sent } of requestsOf(file)) {
      if (isLocal(target.host) || allowed.some(host => target.host === host || target.host.endsWith(`.${host}`))) continue
      const isNuvion = apiHosts.some(one => one.host === target.host) || /(?:^|\.)nuvion\.(?:co|dev)$/.test(target.host)
      if (isNuvion && !target.isPlainHttp) continue
      for (const trace of keysIn(file, sent.map(one => one.value))) {
        if (trace.kind === 'name' && keyNameStrength(trace.name) !== 'nuvion' && !isNuvion) continue
        if (isNuvion) {
          const start = node.range[0] + file.textOf(node).indexOf('http://')
          const isWritten = file.textOf(node).includes('http://')
          yield { ...problemAt(trace, 'plain', { host: target.host }), ...(node.type === 'MemberExpression' && node.parent.type === 'CallExpression' && node.parent.callee === node ? { range: node.range } : {}), ...(isWritten ? { suggestions: [{ messageId: 'https', edits: [{ range: [start, start + 4] as const, text: 'https' }] }] } : {}) }
        } else yield problemAt(trace, 'foreign', { host: target.host })
      }
    }
  },
})

function isLocal(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|[\w-]+\.(?:local|localhost|internal|test))$/.test(host) || !host.includes('.')
}
