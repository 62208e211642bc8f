import { isKeyEnvName } from '../taint/key-name.ts'
import { moduleFacts, type ImportedName } from './module-facts.ts'
import type { ModuleText } from './module-text.ts'
import { called, type Sketch } from './sketch.ts'

/** Steps from name to name that one question is followed. */
const maxSteps = 200

/** A key in the value of an export. */
export interface HeldKey {
  /** The environment name, words for what stands there, or nothing for the whole environment. */
  readonly key: string | null
  /** The module that reads it. */
  readonly file: string
}

/** What the modules of a project are to the one question. */
interface Modules {
  readonly read: (file: string) => ModuleText | null
  readonly resolve: (file: string, specifier: string) => string | null
  /** The modules that a module imports. */
  readonly next: (module: ModuleText) => readonly string[]
  readonly names: readonly string[]
  readonly maxDepth: number
}

/** Creates what tells which key a value holds that a module exports, or what `path`, of properties and calls, takes from it. */
export function createHeldKey({ read, resolve, next, names, maxDepth }: Modules): (file: string, name: string, path: readonly string[]) => HeldKey | null {
  let steps = 0
  const heldBy = (file: string, name: string, path: readonly string[], depth: number): HeldKey | null => {
    const module = depth > maxDepth || ++steps > maxSteps ? null : read(file)
    if (module === null || !mayHold(module)) return null
    const facts = moduleFacts(module, names)
    if (facts.isServerFunctions) return null
    const follow = (imported: ImportedName, rest: readonly string[]): HeldKey | null => {
      const target = resolve(file, imported.source)
      return target === null ? null : heldBy(target, imported.name, rest, depth + 1)
    }
    const valueOf = (sketch: Sketch | null | undefined, rest: readonly string[]): HeldKey | null => {
      if (sketch == null || ++steps > maxSteps) return null
      const [first, ...others] = rest
      switch (sketch.kind) {
        case 'key':
          return first === undefined ? { key: sketch.name, file } : null
        case 'environment':
          return first === undefined ? { key: null, file } : others.length === 0 && isKeyEnvName(first, names) ? { key: first, file } : null
        case 'any':
          return firstOf(sketch.parts, part => valueOf(part, rest))
        case 'object': {
          if (first === undefined) return firstOf([...sketch.fields.values(), ...sketch.spreads], part => valueOf(part, rest))
          const field = sketch.fields.get(first)
          return field === undefined ? firstOf(sketch.spreads, part => valueOf(part, rest)) : valueOf(field, others)
        }
        case 'function':
          return first === called ? valueOf(sketch.returned, others) : null
        case 'step':
          return valueOf(sketch.of, [sketch.step, ...rest])
        case 'name':
          return valueOfName(sketch.name, rest)
      }
    }
    const valueOfName = (local: string, rest: readonly string[]): HeldKey | null => {
      const imported = facts.imports.get(local)
      return imported === undefined ? valueOf(facts.bindings.get(local)?.sketch?.(), rest) : follow(imported, rest)
    }
    if (name === '*') return path[0] === undefined || path[0] === called ? null : heldBy(file, path[0], path.slice(1), depth)
    const exported = facts.exports.get(name)
    if (exported !== undefined) return typeof exported === 'string' ? valueOfName(exported, path) : follow(exported, path)
    // CommonJS exports one value: what is imported by name is its property.
    if (name !== 'default' && facts.exports.size === 1 && facts.bindings.has('*default*')) return heldBy(file, 'default', [name, ...path], depth)
    return name === 'default' ? null : firstOf(facts.stars, source => follow({ source, name }, path))
  }
  /** Parsing is worth it where the text names Nuvion or holds a key, or one that it imports does. */
  const mayHold = (module: ModuleText): boolean => module.isSuspect || next(module).some(file => read(file)?.isSuspect === true)

  return (file, name, path) => {
    steps = 0
    return heldBy(file, name, path, 1)
  }
}

/** The first that `find` finds. */
export function firstOf<T, R>(list: readonly T[], find: (one: T) => R | null): R | null {
  for (const one of list) {
    const found = find(one)
    if (found !== null) return found
  }
  return null
}
