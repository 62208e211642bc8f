import type { Node } from '../ast/node.ts'
import type { Problem } from '../rule.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isShipped, sideIn } from '../source/side-in.ts'
import { publicPrefixOf } from './key-name.ts'
import type { SourceKind, Trace } from './trace.ts'
import { tracerOf } from './tracer.ts'

/** Kinds of source that are a key themselves. */
export const keyKinds: ReadonlySet<SourceKind> = new Set<SourceKind>(['env', 'literal', 'import', 'name'])
/** Keys, and what carries one inside. */
export const carrierKinds: ReadonlySet<SourceKind> = new Set<SourceKind>([...keyKinds, 'environment', 'client'])

/** The keys of the wanted kinds that expressions hand on, one for each place. */
export function keysIn(file: LintFile, nodes: readonly Node[], kinds: ReadonlySet<SourceKind> = keyKinds): readonly Trace[] {
  const tracer = tracerOf(file)
  const places = new Set<Node>()
  const found: Trace[] = []
  for (const node of nodes) {
    for (const trace of tracer.traces(node)) {
      if (!kinds.has(trace.kind) || places.has(trace.node)) continue
      places.add(trace.node)
      found.push(trace)
    }
  }
  return found
}

/** Says whether another rule speaks already where the key comes from: a public name, or a read in client code. */
export function isPublishedAtSource(file: LintFile, trace: Trace): boolean {
  if (publicPrefixOf(trace.name, file.settings.publicEnvPrefixes) !== null) return true
  return isShipped(sideIn(file, trace.origin).side)
}

/** How a message speaks of a key. */
function describe(trace: Trace): string {
  if (trace.kind === 'literal') return `A ${trace.name}`
  if (trace.place === undefined) return `'${trace.name}'`
  return `${/\s/.test(trace.name) ? 'A key' : `'${trace.name}'`} of ${trace.place}`
}

/** What a rule has to say about a key at the place where it flows to. */
export function problemAt(trace: Trace, messageId: string, data: Readonly<Record<string, string>> = {}): Problem {
  return { range: trace.node.range, messageId, data: { name: describe(trace), ...data } }
}
