import type { Node } from '../ast/node.ts'
import type { Placed } from '../classify/types.ts'
import type { LintFile } from './lint-file.ts'
import { isTestPath } from './test-file.ts'

/** Says whether code of a side reaches browsers or installed apps. */
export function isShipped(side: string): boolean {
  return side === 'client' || side === 'shared'
}

/** The side of a node; where nothing places a React file, hooks and handlers do: they run in the browser. */
export function sideIn(file: LintFile, node: Node): Placed {
  const placed = file.sideOf(node)
  if (placed.side !== 'unknown' || file.side().framework !== 'next' || isTestPath(file.path)) return placed
  return /\buse(?:State|Effect|LayoutEffect|Reducer|Ref)\(|\bon[A-Z]\w*=\{/.test(file.text) ? { side: 'client', reason: 'it uses hooks or event handlers, which run in the browser' } : placed
}
