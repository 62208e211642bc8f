import { classifyFile } from '../classify/classify-file.ts'
import type { Side } from '../classify/types.ts'
import { guessMissing } from './guess-missing.ts'
import { readModule } from './module-text.ts'
import { startWalk, toPath, type GraphSettings } from './project-walk.ts'

/** The value imports of one specifier: `default`, `*` for a namespace, or exported names; none for a bare import. */
export interface ImportRequest {
  readonly source: string
  readonly names: readonly string[]
}

/** An imported binding that carries a key. */
export interface KeyImport {
  readonly source: string
  /** `default`, `*`, an exported name, or the empty string of a bare import. */
  readonly name: string
  /** POSIX paths relative to the project root, from the importing file to the one that reads the key. */
  readonly chain: readonly string[]
  /** The environment name, or words for what stands there. */
  readonly key: string
}

/** Follows value imports of a file through barrels, aliases and helper functions, and returns those that carry a key into it. */
export function findKeyImports(filename: string, requests: readonly ImportRequest[], settings: GraphSettings = {}): KeyImport[] {
  const { root, walk } = startWalk(filename, settings)
  const names = settings.envNames ?? []
  const found: KeyImport[] = []
  for (const { source, names: wanted } of requests) {
    const target = walk.resolve(filename, source)
    if (target === null) {
      const guess = guessMissing(source, wanted)
      for (const name of guess === null ? [] : wanted) found.push({ source, name, chain: [toPath(root, filename), source], key: guess as string })
      continue
    }
    if (!walk.mayReach(target)) continue
    for (const name of wanted.length === 0 ? [''] : wanted) {
      const trace = walk.trace(target, name)
      if (trace === null) continue
      const sideOf = (file: string): Side => classifyFile({ filename: file, text: readModule(file, names)?.text ?? '', settings, cwd: root }).side
      // Client code further down the chain that uses the key is reported in its own file: those that import it need no report each.
      if (trace.users.some(file => isShipped(sideOf(file)))) continue
      found.push({ source, name, chain: [filename, ...trace.files].map(file => toPath(root, file)), key: trace.key })
    }
  }
  return found
}

function isShipped(side: Side): boolean {
  return side === 'client' || side === 'shared'
}
