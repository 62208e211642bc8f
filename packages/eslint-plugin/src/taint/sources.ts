import { detect } from '@nuvion-guard/core'
import { isFunction } from '../ast/ancestors.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, literalName, staticName } from '../ast/static-name.ts'
import { pathInPattern } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { sketchOf } from '../fold/value.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isEnvObject } from './env-object.ts'
import { isEnvSpelling, isKeyEnvName, keyNameStrength } from './key-name.ts'
import { listBehind } from './lists.ts'
import { calleeName } from './sanitiser.ts'
import { kindOfKey, toTrace, wholeEnvironment, type Trace } from './trace.ts'

/** Tells the sources of keys in one file, each by itself: nothing is followed. */
export interface Sources {
  /** An environment read, a literal key, or the whole environment. */
  readonly at: (node: Node) => Trace | null
  /** Environment name that a node reads, key or not. */
  readonly envNameOf: (node: Node) => string | null
  /** What a name alone says: the vendor's, or a general one in a file about Nuvion. */
  readonly named: (name: string, node: Node) => readonly Trace[]
  /** What a name says that a property of an unknown object has. */
  readonly ofProperty: (name: string, node: Node) => readonly Trace[]
  /** What a name says of a variable of the environment. */
  readonly ofVariable: (kind: 'env' | 'import', name: string, node: Node) => readonly Trace[]
  /** True for environment names that hold a key. */
  readonly isKeyName: (name: string) => boolean
}

const secretGetter = /^(?:get|getOrThrow|getString|env|getEnv|getenv|requireEnv|readEnv|mustEnv|must|mustGet|envVar|required|require|ensureEnv|ensure|fromEnv|secret|getSecret|getSecretValue|readSecret|requireSecret|str|assertEnv|envOrThrow|config|optional|needEnv|need|param|getParameter|loadSecret|accessSecret|value|fetchSecret)$|^(?:get|read|require|must|load|fetch|access)\w*(?:Env|Secret|Config|Variable|Var)\w*$/

/** Names of objects that carry a key of Nuvion inside. */
export const clientName = /^nuvion_?(?:config|options|credentials|settings)$/i

/** The sources of a file. */
export function createSources(file: LintFile): Sources {
  const folder = folderOf(file)
  let bearerNames: ReadonlyMap<string, readonly number[]> | undefined

  const isKeyName = (name: string): boolean => isKeyEnvName(name, file.settings.envNames)

  function literalAt(node: Node): Trace | null {
    if (/^(?:Identifier|ObjectExpression|ArrayExpression|MemberExpression)$/.test(node.type)) return null
    const text = sketchOf(folder.fold(node))
    if (text === null || text.length < 16 || !text.includes('nv_')) return null
    const match = detect(text, { path: file.isAboutNuvion ? 'nuvion' : '' }).find(one => one.confidence !== 'low')
    return match === undefined ? null : { ...toTrace('literal', kindOfKey(match.environment), node), environment: match.environment }
  }

  /** The name of a member; that of a variable of the environment may come from a constant or an enum: `process.env[KEY_NAME]`. */
  const memberName = (node: NodeOf<'MemberExpression'>): string | null => staticName(node) ?? (isEnvObject(node.object) ? folder.textOf(node.property) : null)

  function envNameOf(node: Node): string | null {
    if (node.type === 'MemberExpression') {
      const name = memberName(node)
      return name !== null && (isEnvSpelling(name) || isEnvObject(node.object)) ? name : null
    }
    const name = argumentOf(node)
    return name !== null && isEnvSpelling(name) && secretGetter.test(methodOf(node)) ? name : null
  }

  function readAt(node: Node): Trace | null {
    if (isWorkerEnvironment(file, node)) return wholeEnvironment(node)
    if (node.type !== 'MemberExpression' && node.type !== 'CallExpression') return null
    if (isEnvObject(node)) return wholeEnvironment(node)
    if (node.type === 'MemberExpression') {
      const name = memberName(node)
      if (name === null) return null
      if (isKeyName(name) && !isEnumLike(node.object)) return toTrace('env', name, node)
      // the name of the environment is enough where the file is about Nuvion and asks for a key in general
      return isEnvObject(node.object) && keyNameStrength(name) !== null && file.isAboutNuvion ? toTrace('env', name, node, true) : null
    }
    const name = envNameOf(node)
    if (name !== null && isKeyName(name)) return toTrace('env', name, node)
    const path = argumentOf(node)
    return path?.includes('.') === true && /nuvion/i.test(path) && /^(?:get|getOrThrow)$/.test(methodOf(node)) && keyNameStrength(path.replaceAll('.', '_')) === 'nuvion' ? toTrace('env', path, node) : null
  }

  /** `Names.NUVION_API_KEY` of an enum or a table of names is a name, not a value; what a browser keeps under a name comes from no environment. */
  function isEnumLike(node: Node): boolean {
    return /^(?:window\.)?(?:local|session)Storage$/.test(dottedName(node) ?? '') || folder.objectOf(node) !== null || (file.variableOf(node)?.defs[0]?.node as Node | undefined)?.type === 'TSEnumDeclaration'
  }

  function named(name: string, node: Node): readonly Trace[] {
    const strength = keyNameStrength(name)
    if (strength === 'nuvion' && !/^[A-Z][a-z]/.test(name)) return [toTrace('name', name, node, !file.isAboutNuvion)]
    if (strength === 'generic' && file.isAboutNuvion) return [toTrace('name', name, node, true)]
    if (clientName.test(name)) return [toTrace('client', name, node)]
    // what AWS Secrets Manager answers
    if (name === 'SecretString' && file.isAboutNuvion) return [toTrace('name', name, node, true)]
    return /^(?:key|secret)$/i.test(name) && file.isAboutNuvion && isAfterBearer(name, node) ? [toTrace('name', name, node, true)] : []
  }

  /** Names that the file puts after `Bearer`, with the places where it does. */
  function namesAfterBearer(): ReadonlyMap<string, readonly number[]> {
    if (bearerNames !== undefined) return bearerNames
    const names = new Map<string, number[]>()
    for (const found of file.text.matchAll(/Bearer (?:\$\{\s*|['"]\s*\+\s*)(?:this\.#?|[\w$]+\.)?([A-Za-z_$][\w$]*)/g)) {
      const name = found[1] as string
      names.set(name, [...(names.get(name) ?? []), found.index + found[0].length - name.length])
    }
    return (bearerNames = names)
  }

  /** Says whether the file puts a name after `Bearer`; of an element of a list that has to be the very variable. */
  function isAfterBearer(name: string, node: Node): boolean {
    const places = namesAfterBearer().get(name)
    if (places === undefined || node.type !== 'Identifier' || listBehind(file, node) === null) return places !== undefined
    return file.variableOf(node)?.references.some(one => places.includes(one.identifier.range[0])) === true
  }

  return {
    at: node => literalAt(node) ?? readAt(node),
    envNameOf,
    named,
    ofProperty: (name, node) => (isKeyName(name) ? [toTrace('env', name, node)] : named(name, node)),
    ofVariable: (kind, name, node) => (isKeyName(name) ? [toTrace(kind, name, node)] : file.isAboutNuvion && keyNameStrength(name) !== null ? [toTrace(kind, name, node, true)] : []),
    isKeyName,
  }
}

/** The name that a call asks for: its first argument, the second of `Reflect.get`. */
function argumentOf(node: Node): string | null {
  return literalName(node.type === 'CallExpression' ? node.arguments[calleeName(node) === 'Reflect.get' ? 1 : 0] : null)
}

/** The last part of the name that is called. */
function methodOf(node: Node): string {
  return (node.type === 'CallExpression' ? calleeName(node) : null)?.split('.').at(-1) ?? ''
}

/** Workers get their whole environment as an argument: `fetch(request, env)` of a worker, `onRequest({ env })` of Pages. */
function isWorkerEnvironment(file: LintFile, node: Node): boolean {
  const name = node.type === 'MemberExpression' && staticName(node) === 'env' ? node.object : node
  if (name.type !== 'Identifier' || (name === node && !/env/i.test(name.name))) return false
  const definition = file.variableOf(name)?.defs[0]
  const callable = definition?.type === 'Parameter' ? (definition.node as Node) : null
  if (!isFunction(callable)) return false
  const [first, second] = callable.params
  const holder = callable.type === 'FunctionDeclaration' ? callable : callable.parent
  const called = holder.type === 'FunctionDeclaration' || holder.type === 'VariableDeclarator' ? (holder.id === null ? null : staticName(holder.id)) : null
  if (/^onRequest(?:[A-Z]\w*)?$/.test(called ?? '')) return name === node ? first?.type === 'ObjectPattern' && pathInPattern(first, definition?.name as Node)?.some(step => step.kind === 'property' && step.name === 'env') === true : first === (definition?.name as Node)
  return name === node && holder.type === 'Property' && holder.value === callable && /^(?:fetch|scheduled|queue|email|tail|trace)$/.test(staticName(holder) ?? '') && second === (definition?.name as Node)
}
