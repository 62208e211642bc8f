import { dirname } from 'node:path'
import { generationFor, type Trace } from './generation.ts'
import { leadingDirectives } from '../classify/directives.ts'
import { isKeyEnvName } from '../taint/key-name.ts'
import { moduleFacts, type ImportedName } from './module-facts.ts'
import { readModule, type ModuleText } from './module-text.ts'
import { markReach } from './reach.ts'
import { resolveImport, type ResolverSettings } from './resolve-import.ts'
import { called, type Sketch } from './sketch.ts'

const maxModules = 20_000
/** Steps from name to name that one question is followed. */
const maxSteps = 200

/** Resolves and follows names under one set of options. */
export interface Walk {
  resolve(file: string, specifier: string): string | null
  mayReach(file: string): boolean
  trace(file: string, name: string): Trace | null
  /** The module that declares what a module exports under a name, or the client module that it comes through; itself where that is not known. */
  origin(file: string, name: string): string
  /** The key that a value exported by a module holds, or what `path`, of properties and calls, takes from it. */
  held(file: string, name: string, path: readonly string[]): HeldKey | null
}

/** A key in the value of an export. */
interface HeldKey {
  /** The environment name, words for what stands there, or nothing for the whole environment. */
  readonly key: string | null
  /** The module that reads it. */
  readonly file: string
}

/** Makes the walk of one project; nothing it meets, be it missing or broken, makes it throw. */
export function createWalk(options: { readonly root: string; readonly names: readonly string[]; readonly resolver: ResolverSettings; readonly maxDepth: number }): Walk {
  const { names } = options
  const { reach, resolved, answers } = generationFor(options)
  const read = (file: string): ModuleText | null => readModule(file, names)
  const resolve = (file: string, specifier: string): string | null => {
    const key = `${dirname(file)}\0${specifier}`
    let target = resolved.get(key)
    if (target === undefined) resolved.set(key, (target = resolveImport(file, specifier, options.root, options.resolver)))
    return target
  }
  const next = (module: ModuleText): readonly string[] => module.specifiers.map(specifier => resolve(module.file, specifier)).filter(file => file !== null)
  const mayReach = (file: string): boolean => {
    if (!reach.has(file)) markReach(file, { read, next, known: reach, maxModules })
    return reach.get(file) === true
  }

  interface Step {
    readonly file: string
    readonly name: string
    readonly from: Step | null
    /** The module before it uses the name, rather than exporting it again. */
    readonly isUsed: boolean
    readonly depth: number
  }

  const trace: Walk['trace'] = (file, name) => {
    const question = `${file}\0${name}`
    const known = answers.get(question)
    if (known !== undefined) return known
    const seen = new Set([question])
    const queue: Step[] = [{ file, name, from: null, isUsed: false, depth: 1 }]
    const push = (from: Step, { source, name: wanted }: ImportedName, isUsed: boolean): void => {
      const target = resolve(from.file, source)
      if (target === null || from.depth >= options.maxDepth || !mayReach(target) || seen.has(`${target}\0${wanted}`)) return
      seen.add(`${target}\0${wanted}`)
      queue.push({ file: target, name: wanted, from, isUsed, depth: target === from.file ? from.depth : from.depth + 1 })
    }
    for (const step of queue) {
      const key = keyBehind(step, push)
      if (key === null) continue
      const files: string[] = []
      const users: string[] = []
      for (let at: Step | null = step; at !== null; at = at.from) {
        if (files[0] !== at.file) files.unshift(at.file)
        if (at.isUsed && at.from !== null) users.push(at.from.file)
      }
      const answer = { files, users, key }
      answers.set(question, answer)
      return answer
    }
    answers.set(question, null)
    return null
  }

  const keyBehind = (step: Step, push: (from: Step, imported: ImportedName, isUsed: boolean) => void): string | null => {
    const module = read(step.file)
    if (module === null) return null
    const facts = moduleFacts(module, names)
    // Importing from such a file gives references that call the server; its values never ship.
    if (facts.isServerFunctions) return null
    if (step.depth === 1 && facts.effect !== null) return facts.effect
    if (step.name === '') return null
    const wanted = step.name === '*' ? [...facts.exports.keys()] : [step.name]
    const locals: string[] = []
    for (const name of wanted) {
      const exported = facts.exports.get(name) ?? (name === 'default' || step.name === '*' ? undefined : facts.exports.has('default') && facts.exports.size === 1 ? facts.exports.get('default') : undefined)
      if (typeof exported === 'string') locals.push(exported)
      else if (exported !== undefined) push(step, exported, false)
    }
    if (step.name !== 'default') for (const source of facts.stars) push(step, { source, name: step.name }, false)
    const reached = new Set(locals)
    for (const local of reached) {
      const binding = facts.bindings.get(local)
      if (binding !== undefined && binding.key !== null) return binding.key
      const imported = facts.imports.get(local)
      if (imported !== undefined) push(step, imported, !locals.includes(local))
      for (const use of binding?.uses ?? []) if (facts.bindings.has(use) || facts.imports.has(use)) reached.add(use)
    }
    return null
  }
  let steps = 0
  const heldBy = (file: string, name: string, path: readonly string[], depth: number): HeldKey | null => {
    const module = depth > options.maxDepth || ++steps > maxSteps ? null : read(file)
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

  const originOf = (file: string, name: string, depth: number): string | null => {
    const module = depth > options.maxDepth ? null : read(file)
    if (module === null || leadingDirectives(module.text).includes('use client')) return module?.file ?? null
    const { exports, stars } = moduleFacts(module, names)
    const exported = exports.get(name)
    if (typeof exported === 'string') {
      const imported = moduleFacts(module, names).imports.get(exported)
      return imported === undefined ? file : originThrough(file, imported, depth)
    }
    return exported === undefined ? firstOf(stars, source => originThrough(file, { source, name }, depth)) : originThrough(file, exported, depth)
  }
  const originThrough = (file: string, { source, name }: ImportedName, depth: number): string | null => {
    const target = resolve(file, source)
    return target === null ? null : originOf(target, name, depth + 1)
  }

  const held: Walk['held'] = (file, name, path) => {
    steps = 0
    return heldBy(file, name, path, 1)
  }
  return { resolve, mayReach, trace, origin: (file, name) => originOf(file, name, 1) ?? file, held }
}

function firstOf<T, R>(list: readonly T[], find: (one: T) => R | null): R | null {
  for (const one of list) {
    const found = find(one)
    if (found !== null) return found
  }
  return null
}
