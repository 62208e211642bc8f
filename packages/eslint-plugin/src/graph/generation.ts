import { forgetResolved } from './resolve-import.ts'

const generationMs = 1000
const idleMs = 3000
let startedAt = -Infinity
let usedAt = -Infinity
const generations = new Map<string, Generation>()

/** The modules from the imported one to the one that reads the key. */
export interface Trace {
  readonly files: readonly string[]
  /** Those of them that use what they import, rather than only export it again. */
  readonly users: readonly string[]
  readonly key: string
}

/** What is known under one set of options until the next look at the disk. */
export interface Generation {
  readonly reach: Map<string, boolean>
  readonly resolved: Map<string, string | null>
  readonly answers: Map<string, Trace | null>
}

/** Answers hold for a second, so that one lint run reads each file once and an editor still sees changes. */
export function refreshGeneration(): void {
  const now = performance.now()
  if (now - usedAt > idleMs) forgetResolved()
  usedAt = now
  if (now - startedAt < generationMs) return
  startedAt = now
  generations.clear()
}

/** The answers that belong to one set of options. */
export function generationFor(options: object): Generation {
  const id = JSON.stringify(options)
  let generation = generations.get(id)
  if (generation === undefined) generations.set(id, (generation = { reach: new Map(), resolved: new Map(), answers: new Map() }))
  return generation
}
