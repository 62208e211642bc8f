import { defineRule, type Suggestion } from '../rule.ts'
import { isTestPath } from '../source/test-file.ts'
import { tracerOf } from '../taint/tracer.ts'
import type { Node } from '../ast/node.ts'

/** Options of `require-server-only`. */
export interface RequireServerOnlyOptions {
  /** The marker to ask for; `auto` takes the one of the file's framework. */
  readonly marker?: string
}

const markers: Readonly<Record<string, string>> = { next: 'server-only', waku: 'server-only', 'tanstack-start': '@tanstack/react-start/server-only' }

/** Asks for the marker that keeps a module which reads a key out of client bundles. */
export const requireServerOnly = defineRule<RequireServerOnlyOptions>({
  name: 'require-server-only',
  description: "Require the framework's server-only marker in modules that read a Nuvion key",
  languages: 'script',
  options: { marker: { type: 'string', minLength: 1 } },
  hasSuggestions: true,
  *check(file, options) {
    const { framework, path, side } = file.side()
    const wanted = options.marker !== undefined && options.marker !== 'auto' ? options.marker : markers[framework ?? '']
    if (wanted === undefined || side === 'client' || isTestPath(path) || !/\.[cm]?[jt]sx?$/.test(file.filename)) return
    // a route or a config file is an entry of its own: nothing imports it
    if (/(?:^|\/)(?:route|page|layout|middleware|proxy|instrumentation)\.[cm]?[jt]sx?$|(?:^|\/)pages\/|\.config\.|\.server\.|(?:^|\/)(?:scripts|bin)\//.test(path)) return
    if (new RegExp(`['"]${wanted}['"]`).test(file.text) || /^\s*['"]use server['"]/.test(file.text)) return
    const tracer = tracerOf(file)
    const index = file.nodes()
    const nodes: Node[] = [...index.of('MemberExpression'), ...index.of('CallExpression')]
    const source = nodes.map(node => tracer.sourceAt(node)).find(trace => trace?.kind === 'env' && !trace.isWeak)
    if (source === undefined || source === null || !/\bexport\b|module\.exports/.test(file.text)) return
    const marker = `import '${wanted}'`
    const first = (file.source.ast.body[0] as unknown as Node | undefined)?.range[0] ?? 0
    const suggestions: readonly Suggestion[] = [{ messageId: 'insert', data: { marker }, edits: [{ range: [first, first], text: `${marker}\n` }] }]
    yield { range: source.node.range, messageId: 'missing', data: { name: source.name, marker }, suggestions }
  },
})
