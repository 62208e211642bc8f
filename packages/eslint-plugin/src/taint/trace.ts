import type { Environment } from '@nuvion-guard/rules'
import type { Node } from '../ast/node.ts'
import { environmentOfName } from './key-name.ts'

/**
 * Where a key comes from: `env` an environment read, `literal` a key in the text, `import` a binding of another module that
 * is named for a key, `name` a value that only its name gives away, `environment` the whole environment, `client` an object
 * that carries a key inside, such as the configuration of an HTTP client.
 */
export type SourceKind = 'env' | 'literal' | 'import' | 'name' | 'environment' | 'client'

/** A key at a place where it flows to. */
export interface Trace {
  readonly kind: SourceKind
  /** What the source is called; never the key. */
  readonly name: string
  /** The node that was asked about, or the part of it that holds the key. */
  readonly node: Node
  /** The node that reads or holds the key first. */
  readonly origin: Node
  readonly environment: Environment | null
  /** Set where only the surroundings say that the name means a Nuvion key. */
  readonly isWeak: boolean
  /** Set where `node` is the argument of a call and what was asked about is a parameter: the call is to blame, not the function. */
  readonly isPassed?: boolean
  /** The module that reads it, where that is another one: what is imported holds the key, somewhere in it perhaps. */
  readonly place?: string
}

/** What to call a key that stands in the text. */
export function kindOfKey(environment: Environment | null): string {
  return environment === 'live' ? 'production key' : environment === 'test' ? 'sandbox key' : 'webhook secret'
}

/** A key whose source is the node itself. */
export function toTrace(kind: SourceKind, name: string, node: Node, isWeak = false): Trace {
  return { kind, name, node, origin: node, environment: environmentOfName(name), isWeak }
}

/** All variables of the environment at once, the key among them. */
export function wholeEnvironment(node: Node): Trace {
  return toTrace('environment', 'the whole environment', node)
}

/** The same keys, held by another node; those that a call hands over stay with the call. */
export function seenAt(node: Node, found: readonly Trace[]): readonly Trace[] {
  return found.map(trace => (trace.isPassed === true ? trace : { ...trace, node }))
}
