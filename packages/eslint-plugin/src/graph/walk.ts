import { dirname } from 'node:path'
import { generationFor, type Trace } from './generation.ts'
import { leadingDirectives } from '../classify/directives.ts'
import { createHeldKey, firstOf, type HeldKey } from './held-key.ts'
import { moduleFacts, type ImportedName } from './module-facts.ts'
import { readModule, type ModuleText } from './module-text.ts'
import { markReach } from './reach.ts'
import { resolveImport, type ResolverSettings } from './resolve-import.ts'

const maxModules = 20_000

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

  return { resolve, mayReach, trace, origin: (file, name) => originOf(file, name, 1) ?? file, held: createHeldKey({ read, resolve, next, names, maxDepth: options.maxDepth }) }
}
