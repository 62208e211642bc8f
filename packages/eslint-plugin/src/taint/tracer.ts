import { detect } from '@nuvion-guard/core'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, nameOfKey, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { findVariable, writesOf, type PathStep, type Variable } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { sketchOf } from '../fold/value.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isEnvModule, isEnvObject } from './env-object.ts'
import { environmentOfName, isEnvSpelling, isKeyEnvName, keyNameStrength } from './key-name.ts'
import { bodySanitises, calleeName, isRedactor, isShortSlice, keepsArguments, keepsReceiver } from './sanitiser.ts'
import type { SourceKind, Trace } from './trace.ts'

/** Follows keys through the expressions of one file. */
export interface Tracer {
  /** Every key that an expression hands on, each at the smallest part of the expression that holds it. */
  traces(node: Node): readonly Trace[]
  /** The source that a node is by itself, without following anything: a read, a literal, a named import. */
  sourceAt(node: Node): Trace | null
  /** Environment name that a node reads, key or not. */
  envNameOf(node: Node): string | null
}

const key = {}
const deepest = 16
const secretGetter = /^(?:get|getOrThrow|getString|env|getEnv|getenv|requireEnv|readEnv|mustEnv|must|mustGet|envVar|required|require|ensureEnv|ensure|fromEnv|secret|getSecret|getSecretValue|readSecret|requireSecret|str|assertEnv|envOrThrow|config|optional|needEnv|need|param|getParameter|loadSecret|accessSecret|value|fetchSecret)$/

/** The tracer of a file, shared by all rules. */
export function tracerOf(file: LintFile): Tracer {
  return file.once(key, () => createTracer(file))
}

/** Arguments that stand for the parameters of a function whose body is being followed. */
type Bindings = ReadonlyMap<Variable, Node>

function createTracer(file: LintFile): Tracer {
  const folder = folderOf(file)
  const known = new WeakMap<Node, readonly Trace[]>()
  const envNames = file.settings.envNames ?? []
  const redactors = file.settings.redactors ?? []
  const textOf = (node: Node): string => file.text.slice(node.range[0], node.range[1])
  let depth = 0
  let bearerNames: ReadonlySet<string> | undefined
  let assignments: readonly { readonly path: string; readonly value: Node }[] | undefined

  function traces(node: Node, bindings?: Bindings): readonly Trace[] {
    if (bindings === undefined) {
      const found = known.get(node)
      if (found !== undefined) return found
      known.set(node, [])
    }
    if (depth >= deepest) return []
    depth++
    const result = follow(node, bindings)
    depth--
    if (bindings === undefined) known.set(node, result)
    return result
  }

  function many(nodes: readonly (Node | null | undefined)[], bindings: Bindings | undefined): Trace[] {
    return nodes.flatMap(node => (node === null || node === undefined ? [] : traces(node, bindings)))
  }

  function follow(outer: Node, bindings: Bindings | undefined): readonly Trace[] {
    const node = unwrap(outer)
    if (node !== outer) return traces(node, bindings)
    const literal = literalKey(node)
    if (literal !== null) return [literal]
    const source = sourceAt(node)
    if (source !== null) return [source]
    switch (node.type) {
      case 'Identifier':
        return followName(node, bindings).map(trace => ({ ...trace, node }))
      case 'MemberExpression':
        return followMember(node, bindings).map(trace => ({ ...trace, node }))
      case 'TemplateLiteral':
        return many(node.expressions, bindings)
      case 'TaggedTemplateExpression':
        return many(node.quasi.expressions, bindings)
      case 'BinaryExpression':
        return node.operator === '+' ? many([node.left, node.right], bindings) : []
      case 'LogicalExpression':
        return node.operator === '&&' ? traces(node.right, bindings) : many([node.left, node.right], bindings)
      case 'ConditionalExpression':
        return many([node.consequent, node.alternate], bindings)
      case 'AssignmentExpression':
        return traces(node.right, bindings)
      case 'ArrayExpression':
        return many(node.elements, bindings)
      case 'SpreadElement':
        return traces(node.argument, bindings)
      case 'ObjectExpression':
        return node.properties.flatMap(property => (property.type === 'SpreadElement' ? followSpread(node, property, bindings) : property.value.type === 'FunctionExpression' || property.value.type === 'ArrowFunctionExpression' ? [] : traces(property.value, bindings)))
      case 'CallExpression':
        return followCall(node, bindings)
      case 'NewExpression':
        return followNew(node, bindings)
      default:
        return []
    }
  }

  /** What a spread brings in, less what later properties of the object replace. */
  function followSpread(object: NodeOf<'ObjectExpression'>, spread: NodeOf<'SpreadElement'>, bindings: Bindings | undefined): readonly Trace[] {
    const source = folder.objectOf(spread.argument)
    const later = new Set(object.properties.slice(object.properties.indexOf(spread) + 1).map(one => staticName(one)))
    if (source === null) {
      const replaced = [...later].filter(name => name !== null)
      const isReplaced = replaced.some(name => keyNameStrength(name) !== null || /^authorization$/i.test(name))
      return traces(spread.argument, bindings).filter(trace => (trace.kind === 'environment' ? !replaced.some(name => isKeyEnvName(name, envNames)) : !isReplaced))
    }
    const kept = source.properties.filter(one => one.type === 'SpreadElement' || !later.has(staticName(one)))
    return kept.flatMap(one => (one.type === 'SpreadElement' ? followSpread(object, one, bindings) : traces(one.value as Node, bindings))).map(trace => ({ ...trace, node: spread.argument }))
  }

  function toTrace(kind: SourceKind, name: string, node: Node, isWeak = false): Trace {
    return { kind, name, node, origin: node, environment: environmentOfName(name), isWeak }
  }

  function literalKey(node: Node): Trace | null {
    if (node.type === 'Identifier' || node.type === 'ObjectExpression' || node.type === 'ArrayExpression' || node.type === 'MemberExpression') return null
    const text = sketchOf(folder.fold(node))
    if (text === null || text.length < 16 || !text.includes('nv_')) return null
    const match = detect(text, { path: file.isAboutNuvion ? 'nuvion' : '' }).find(one => one.confidence !== 'low')
    return match === undefined ? null : { kind: 'literal', name: match.environment === 'live' ? 'a production key' : match.environment === 'test' ? 'a sandbox key' : 'a webhook secret', node, origin: node, environment: match.environment, isWeak: false }
  }

  function envNameOf(node: Node): string | null {
    if (node.type === 'MemberExpression') {
      const name = staticName(node)
      return name !== null && (isEnvSpelling(name) || isEnvObject(node.object)) ? name : null
    }
    if (node.type === 'CallExpression') {
      const first = node.arguments[0]
      const name = first === undefined ? null : nameOfKey(first, true)
      const callee = calleeName(node)?.split('.').at(-1)
      return name !== null && callee !== undefined && isEnvSpelling(name) && (secretGetter.test(callee) || /^(?:get|read|require|must|load|fetch|access)\w*(?:Env|Secret|Config|Variable|Var)\w*$/.test(callee)) ? name : null
    }
    return null
  }

  /** Workers get their whole environment as an argument. */
  function isWorkerEnvironment(node: NodeOf<'Identifier'>): boolean {
    const definition = findVariable(file.scopeOf(node), node.name)?.defs[0]
    if (definition?.type !== 'Parameter') return false
    const callable = definition.node as Node
    if (callable.type !== 'FunctionExpression' && callable.type !== 'ArrowFunctionExpression') return false
    const holder = callable.parent
    return holder.type === 'Property' && holder.value === callable && /^(?:fetch|scheduled|queue|email|tail|trace)$/.test(staticName(holder) ?? '') && callable.params[1] === (definition.name as Node)
  }

  function sourceAt(node: Node): Trace | null {
    if (node.type === 'Identifier') return /env/i.test(node.name) && isWorkerEnvironment(node) ? toTrace('environment', 'the whole environment', node) : null
    if (node.type === 'MemberExpression') {
      if (isEnvObject(node)) return toTrace('environment', 'the whole environment', node)
      const name = staticName(node)
      if (name === null) return null
      if (isKeyEnvName(name, envNames) && !isEnumLike(node.object)) return toTrace('env', name, node)
      // the name of the environment is enough where the file is about Nuvion and asks for a key in general
      if (isEnvObject(node.object) && keyNameStrength(name) !== null && file.isAboutNuvion) return toTrace('env', name, node, true)
      return null
    }
    if (node.type === 'CallExpression') {
      if (isEnvObject(node)) return toTrace('environment', 'the whole environment', node)
      const name = envNameOf(node)
      if (name !== null && isKeyEnvName(name, envNames)) return toTrace('env', name, node)
      const first = node.arguments[0]
      const path = first === undefined ? null : nameOfKey(first, true)
      const callee = calleeName(node)?.split('.').at(-1) ?? ''
      if (path !== null && path.includes('.') && /nuvion/i.test(path) && /^(?:get|getOrThrow)$/.test(callee) && keyNameStrength(path.replaceAll('.', '_')) === 'nuvion') return toTrace('env', path, node)
      return null
    }
    return null
  }

  /** `Names.NUVION_API_KEY` of an enum or a table of names is a name, not a value. */
  function isEnumLike(node: Node): boolean {
    const object = folder.objectOf(node)
    if (object !== null) return true
    if (node.type !== 'Identifier') return false
    const definition = findVariable(file.scopeOf(node), node.name)?.defs[0]
    return (definition?.node as Node | undefined)?.type === 'TSEnumDeclaration'
  }

  function followName(node: NodeOf<'Identifier'>, bindings: Bindings | undefined): readonly Trace[] {
    const variable = findVariable(file.scopeOf(node), node.name)
    if (variable === null) {
      if (isKeyEnvName(node.name, envNames)) return [toTrace('import', node.name, node)]
      return byName(node, node.name)
    }
    const bound = bindings?.get(variable)
    if (bound !== undefined) return traces(bound)
    const definition = variable.defs[0]
    const place = definition?.node as Node | undefined
    if (definition?.type === 'ImportBinding') return followImport(node, place)
    if (definition?.type === 'FunctionName' || definition?.type === 'ClassName') return []
    const writes = writesOf(variable)
    const collected: Trace[] = []
    for (const write of writes.slice(0, 8)) collected.push(...along(write.value, write.path, bindings, write.isElement))
    if (collected.length > 0) return [...collected, ...followAdditions(variable, bindings)]
    const added = followAdditions(variable, bindings)
    if (added.length > 0) return added
    if (definition?.type === 'Parameter') return followParameter(node, definition.node, definition.name)
    if (writes.length > 0 && writes.every(write => isUnlikelyKey(write.value))) return []
    const path = writes[0]?.path.at(-1)
    if (path?.kind === 'property') {
      const byKey = byProperty(path.name, node)
      if (byKey.length > 0) return byKey
    }
    return byName(node, node.name)
  }

  /** Values added to an object after it was made: `headers.Authorization = …`, `headers.set('Authorization', …)`. */
  function followAdditions(variable: Variable, bindings: Bindings | undefined): Trace[] {
    const added: Trace[] = []
    for (const reference of variable.references) {
      const identifier = reference.identifier as Node
      const member = identifier.parent
      if (member?.type !== 'MemberExpression' || member.object !== identifier) continue
      const user = member.parent
      if (user.type === 'AssignmentExpression' && user.left === member) added.push(...traces(user.right, bindings))
      else if (user.type === 'CallExpression' && user.callee === member && /^(?:set|append|add|push)$/.test(staticName(member) ?? '')) added.push(...many(user.arguments.slice(-1), bindings))
    }
    return added
  }

  function followImport(node: NodeOf<'Identifier'>, place: Node | undefined): readonly Trace[] {
    const declaration = place?.parent
    const source = declaration?.type === 'ImportDeclaration' ? declaration.source.value : ''
    const imported = place?.type === 'ImportSpecifier' ? nameOfKey(place.imported, false) : null
    const name = imported ?? node.name
    if (isKeyEnvName(name, envNames)) return [toTrace('import', name, node)]
    if (isEnvModule(source)) return file.isAboutNuvion && keyNameStrength(name) !== null ? [toTrace('import', name, node, true)] : []
    if (/^nuvion_?(?:config|options|credentials|settings)$/i.test(name)) return [toTrace('client', name, node)]
    return place?.type === 'ImportSpecifier' && keyNameStrength(name) === 'nuvion' && !/^[A-Z][a-z]/.test(name) ? [toTrace('import', name, node)] : file.isAboutNuvion && /^[a-z]/.test(name) && keyNameStrength(name) === 'generic' ? [toTrace('name', name, node, true)] : []
  }

  function followParameter(node: NodeOf<'Identifier'>, callable: Node, name: Node): readonly Trace[] {
    if (callable.type === 'FunctionDeclaration' || callable.type === 'FunctionExpression' || callable.type === 'ArrowFunctionExpression') {
      for (const parameter of callable.params) {
        const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
        if (pattern.type === 'Identifier' && pattern === name && isInterceptorOfRequests(callable)) return [toTrace('client', node.name, node)]
        const call = callable.parent
        if (call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && /^(?:forEach|map|flatMap)$/.test(staticName(call.callee) ?? '')) {
          const index = pattern.type === 'ArrayPattern' ? pattern.elements.indexOf(name as never) : -1
          const values = elementsOfEnvironment(call.callee.object, index < 0 ? undefined : { kind: 'item', index })
          if (values !== null && (pattern === name || index >= 0)) return values
        }
        const steps = pattern.type === 'ObjectPattern' ? pathOfPattern(pattern, name) : null
        const last = steps?.at(-1)
        if (last?.kind === 'property') {
          const found = byProperty(last.name, node)
          if (found.length > 0) return found
        }
      }
    }
    return byName(node, node.name)
  }

  function isInterceptorOfRequests(callable: Node): boolean {
    const call = callable.parent
    return call?.type === 'CallExpression' && /interceptors\.request\.use$/.test(dottedName(call.callee) ?? '')
  }

  function byProperty(name: string, node: Node): Trace[] {
    if (isKeyEnvName(name, envNames)) return [toTrace('env', name, node)]
    return byName(node, name) as Trace[]
  }

  /** A name alone: the vendor's, or a general one in a file about Nuvion. */
  function byName(node: Node, name: string): readonly Trace[] {
    const strength = keyNameStrength(name)
    if (strength === 'nuvion' && !/^[A-Z][a-z]/.test(name)) return [toTrace('name', name, node, !file.isAboutNuvion)]
    if (strength === 'generic' && file.isAboutNuvion) return [toTrace('name', name, node, true)]
    if (/^nuvion_?(?:config|options|credentials|settings)$/i.test(name)) return [toTrace('client', name, node)]
    if (/^(?:key|secret)$/i.test(name) && file.isAboutNuvion && namesAfterBearer().has(name)) return [toTrace('name', name, node, true)]
    return []
  }

  /** Names that the file puts after `Bearer`. */
  function namesAfterBearer(): ReadonlySet<string> {
    if (bearerNames === undefined) {
      const found = new Set<string>()
      for (const one of file.text.matchAll(/Bearer (?:\$\{\s*|['"]\s*\+\s*)(?:this\.#?|[\w$]+\.)?([A-Za-z_$][\w$]*)/g)) found.add(one[1] as string)
      bearerNames = found
    }
    return bearerNames
  }

  /** A value that is plainly no key although its name says so: a number, a function, a short text. */
  function isUnlikelyKey(value: Node): boolean {
    const node = unwrap(value)
    if (node.type === 'Literal' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'ClassExpression' || node.type === 'ObjectExpression' || node.type === 'ArrayExpression') return true
    if (node.type === 'TemplateLiteral') return true
    if (node.type === 'BinaryExpression' || node.type === 'UnaryExpression') return true
    if (node.type === 'CallExpression') {
      const name = calleeName(node) ?? ''
      if (isRedactor(name, redactors) || /^(?:Boolean|Number|Symbol|z\.|useState|useRef|ref|React\.useState|mintKey|randomUUID|crypto\.randomUUID|vi\.fn|jest\.fn|createHash|Object\.keys)/.test(name)) return true
      const receiver = node.callee.type === 'MemberExpression' ? node.callee.object : null
      if (receiver !== null && node.callee.type === 'MemberExpression' && /^(?:slice|substring|substr|replace|split|match|digest|includes|startsWith)$/.test(staticName(node.callee) ?? '')) return true
      return false
    }
    if (node.type === 'ConditionalExpression') return isUnlikelyKey(node.consequent) && isUnlikelyKey(node.alternate)
    if (node.type === 'LogicalExpression') return isUnlikelyKey(node.left) && isUnlikelyKey(node.right)
    return false
  }

  function along(value: Node, path: readonly PathStep[], bindings: Bindings | undefined, isElement: boolean): readonly Trace[] {
    if (path.length === 0 && !isElement) return traces(value, bindings)
    if (isElement) {
      const values = elementsOfEnvironment(value, path.at(-1))
      if (values !== null) return values
    }
    let current: Node | null = value
    for (const [at, step] of path.entries()) {
      if (isEnvObject(unwrap(current)) || isWholeEnvironment(current)) {
        if (step.kind === 'rest') return [toTrace('environment', 'the whole environment', current)]
        return step.kind === 'property' && at === path.length - 1 ? (isKeyEnvName(step.name, envNames) ? [toTrace('env', step.name, value)] : file.isAboutNuvion && keyNameStrength(step.name) !== null ? [toTrace('env', step.name, value, true)] : []) : []
      }
      if (step.kind === 'property') {
        if (isKeyEnvName(step.name, envNames) && at === path.length - 1 && folder.objectOf(current) === null) return [toTrace('env', step.name, value)]
        const object: NodeOf<'ObjectExpression'> | null = folder.objectOf(current)
        current = object === null ? null : folder.propertyOf(object, step.name)
      } else if (step.kind === 'rest') {
        return withoutNames(current, step.without, bindings)
      } else {
        const list: Node = unwrap(current)
        current = list.type === 'ArrayExpression' ? (list.elements[step.index] ?? null) : null
      }
      if (current === null) return []
    }
    return traces(current, bindings).filter(trace => !isElement || trace.kind !== 'environment')
  }

  /** What is left of an object after a pattern took some of its properties out. */
  function withoutNames(node: Node, names: readonly string[], bindings: Bindings | undefined): readonly Trace[] {
    const object = folder.objectOf(node)
    if (object !== null) return object.properties.flatMap(one => (one.type === 'SpreadElement' ? traces(one.argument, bindings) : names.includes(staticName(one) ?? '') ? [] : traces(one.value as Node, bindings)))
    return names.some(name => keyNameStrength(name) !== null || /^authorization$/i.test(name)) ? [] : traces(node, bindings)
  }

  /** `[name, value]` of `Object.entries(process.env)`: the value is a variable of the environment, the name is none. */
  function elementsOfEnvironment(list: Node, step: PathStep | undefined): readonly Trace[] | null {
    const call = unwrap(list)
    if (call.type !== 'CallExpression' || !/^Object\.(?:entries|values)$/.test(calleeName(call) ?? '') || !isWholeEnvironment(call)) return null
    const isValue = calleeName(call) === 'Object.values' || (step?.kind === 'item' && step.index === 1)
    return isValue ? [toTrace('environment', 'the whole environment', call)] : []
  }

  function isWholeEnvironment(node: Node): boolean {
    const [only, ...more] = traces(node)
    return only?.kind === 'environment' && more.length === 0
  }

  function followMember(node: NodeOf<'MemberExpression'>, bindings: Bindings | undefined): readonly Trace[] {
    const name = staticName(node)
    const object = folder.objectOf(node.object)
    if (name === null) {
      return object !== null && node.computed ? traces(node.object, bindings) : []
    }
    if (name === 'length') return []
    if (object !== null) {
      const property = folder.propertyOf(object, name)
      if (property !== null) return traces(property, bindings)
    }
    const fromClass = followClassMember(node, name, bindings)
    if (fromClass !== null) return fromClass
    if (/^\d+$/.test(name)) {
      const list = unwrap(node.object)
      return list.type === 'ArrayExpression' ? many([list.elements[Number(name)]], bindings) : []
    }
    const assigned = followAssigned(dottedName(node), bindings)
    if (assigned.length > 0) return assigned
    if (isErrorConfig(node, name)) return [toTrace('client', dottedName(node) ?? name, node)]
    const owner = traces(node.object, bindings)
    if (owner.some(trace => trace.kind === 'client') && /^(?:defaults|config|options|headers|common|auth|request|_options|interceptors|settings|opts)$/.test(name)) return owner.filter(trace => trace.kind === 'client')
    if (owner.some(trace => trace.kind === 'environment')) return isKeyEnvName(name, envNames) ? [toTrace('env', name, node)] : []
    if (/^authorization$/i.test(name)) return owner.filter(trace => trace.kind !== 'environment')
    if (name === 'value' || name === 'current') return owner
    if (owner.some(trace => trace.kind === 'client') && keyNameStrength(name) !== null) return [toTrace('name', name, node, false)]
    if (object !== null) return []
    return isForeignOwner(node.object) ? [] : byName(node, name.replace(/^#/, ''))
  }

  /** `stripe.apiKey`, `user.apiKey`, `req.body.apiKey`: the owner says whose key it is. */
  function isForeignOwner(owner: Node): boolean {
    const path = dottedName(owner)
    if (path === null) return false
    return /(?:stripe|paypal|openai|twilio|sendgrid|github|aws|google|firebase|supabase|mailgun|slack|adyen|plaid|algolia|segment|datadog|sentry|mapbox|translations?|theme|layout|row|user|account|accounts|record|item|entry|event|column|field|names?|keys|labels?|errors?|touched|placeholders?)(?:\.|$|\()/i.test(path.split('.').slice(-1)[0] ?? '') || /\b(?:stripe|openai|sentry|github)\b/i.test(path)
  }

  /** Values that the file assigns to a path, or below it: `axios.defaults.headers.common.Authorization = …`. */
  function followAssigned(path: string | null, bindings: Bindings | undefined): readonly Trace[] {
    if (path === null || path.startsWith('this.') || path.startsWith('process.env')) return []
    assignments ??= file.nodes().of('AssignmentExpression').flatMap(one => {
      const left = one.left.type === 'MemberExpression' ? dottedName(one.left) : null
      return left === null ? [] : [{ path: left, value: one.right }]
    })
    return assignments.filter(one => one.path === path || one.path.startsWith(`${path}.`)).flatMap(one => traces(one.value, bindings))
  }

  /** The configuration that an error or a response of an HTTP client carries holds the request's headers. */
  function isErrorConfig(node: NodeOf<'MemberExpression'>, name: string): boolean {
    if (!file.isAboutNuvion || (name !== 'config' && name !== 'headers' && name !== 'Authorization')) return false
    const path = dottedName(node) ?? ''
    return /(?:^|\.)(?:e|err|error|ex|cause|axiosError|reason|response|res|r|resp)(?:\.response)?\.config(?:\.headers(?:\.Authorization)?)?$/i.test(path) && !/^(?:this|app|server)\./.test(path)
  }

  function followClassMember(node: NodeOf<'MemberExpression'>, name: string, bindings: Bindings | undefined): readonly Trace[] | null {
    if (node.object.type !== 'ThisExpression') return null
    let owner = node.parent as Node | null | undefined
    while (owner != null && owner.type !== 'ClassBody') owner = owner.parent
    if (owner?.type !== 'ClassBody') return null
    const values: Node[] = []
    for (const member of owner.body) {
      if (member.type === 'PropertyDefinition' && staticName(member) === name && member.value !== null) values.push(member.value)
      if (member.type !== 'MethodDefinition' || member.kind !== 'constructor' || member.value.body === null) continue
      for (const statement of member.value.body.body) {
        if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue
        const { left, right } = statement.expression
        if (left.type === 'MemberExpression' && left.object.type === 'ThisExpression' && staticName(left) === name) values.push(right)
      }
    }
    if (values.length === 0) return null
    const found = many(values, bindings)
    if (found.length > 0) return found
    return values.every(isUnlikelyKey) ? [] : null
  }

  function followCall(node: NodeOf<'CallExpression'>, bindings: Bindings | undefined): readonly Trace[] {
    const callee = unwrap(node.callee)
    const name = calleeName(node) ?? ''
    const method = callee.type === 'MemberExpression' ? staticName(callee) : null
    if (name !== '' && isRedactor(name, redactors)) return []
    if (/(?:^|\.)use(?:RuntimeConfig|State|Ref)$/.test(name)) return []
    if (name === 'Object.keys') return []
    if (method === 'join' && callee.type === 'MemberExpression') return many([callee.object], bindings)
    if (method !== null && callee.type === 'MemberExpression') {
      if (method === 'slice' || method === 'substring' || method === 'substr') {
        return isShortSlice(node, method, 12) ? [] : traces(callee.object, bindings)
      }
      if (method === 'toJSON' && file.isAboutNuvion && /^(?:e|err|error|axiosError)$/.test(dottedName(callee.object) ?? '')) return [toTrace('client', `${dottedName(callee.object) ?? ''}.toJSON()`, node)]
      if (method === 'pop' || method === 'split') return method === 'pop' ? traces(callee.object, bindings) : traces(callee.object, bindings).filter(() => node.parent.type === 'MemberExpression' && staticName(node.parent) === 'pop')
      if (method === 'then' && node.arguments[0] !== undefined) return []
      if (method === 'toObject' || method === 'get') return traces(callee.object, bindings).filter(trace => trace.kind === 'environment' && method === 'toObject')
      if (keepsReceiver(method)) return [...traces(callee.object, bindings), ...(method === 'concat' ? many(node.arguments, bindings) : [])]
      if (/^axios\.create$|(?:^|\.)(?:extend|create)$/.test(name) && many(node.arguments, bindings).length > 0 && /^(?:axios|ky|got|ofetch|\$fetch|api|http|needle|superagent)\b/.test(name)) return [toTrace('client', name, node)]
    }
    if (keepsArguments(name)) return many(node.arguments, bindings)
    if (callee.type === 'Identifier' && /^create\w*(?:client|nuvion)\w*$/i.test(name) && many(node.arguments, bindings).length > 0) return [toTrace('client', name, node)]
    const callable = localFunction(callee)
    if (callable !== null) return followLocalCall(callable, node, bindings)
    const asked = name.split('.').at(-1)?.replace(/^(?:get|load|read|fetch|resolve|require|use|find|lookup|ensure)(?=[A-Z])/, '') ?? ''
    if (asked !== name.split('.').at(-1) && keyNameStrength(asked) !== null && (keyNameStrength(asked) === 'nuvion' || file.isAboutNuvion)) return [toTrace('name', name, node, keyNameStrength(asked) !== 'nuvion')]
    return []
  }

  function localFunction(callee: Node): NodeOf<'FunctionDeclaration'> | NodeOf<'ArrowFunctionExpression'> | NodeOf<'FunctionExpression'> | null {
    if (callee.type === 'ArrowFunctionExpression' || callee.type === 'FunctionExpression') return callee
    if (callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression') {
      let owner = callee.parent as Node | null | undefined
      while (owner != null && owner.type !== 'ClassBody') owner = owner.parent
      const method = owner?.type === 'ClassBody' ? owner.body.find(one => (one.type === 'MethodDefinition' || one.type === 'PropertyDefinition') && staticName(one) === staticName(callee)) : undefined
      const value = method?.type === 'MethodDefinition' || method?.type === 'PropertyDefinition' ? method.value : null
      return value?.type === 'FunctionExpression' || value?.type === 'ArrowFunctionExpression' ? value : null
    }
    if (callee.type !== 'Identifier') return null
    const definition = findVariable(file.scopeOf(callee), callee.name)?.defs[0]?.node as Node | undefined
    if (definition?.type === 'FunctionDeclaration') return definition
    const value = definition?.type === 'VariableDeclarator' ? definition.init : null
    return value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression' ? value : null
  }

  function followLocalCall(callable: NodeOf<'FunctionDeclaration'> | NodeOf<'ArrowFunctionExpression'> | NodeOf<'FunctionExpression'>, node: NodeOf<'CallExpression'>, bindings: Bindings | undefined): readonly Trace[] {
    if ((bindings?.size ?? 0) > 12 || bodySanitises(callable, textOf)) return []
    const inner = new Map<Variable, Node>(bindings ?? [])
    const scope = file.scopeOf(callable.body)
    for (const [at, parameter] of callable.params.entries()) {
      const argument = node.arguments[at]
      if (parameter.type !== 'Identifier' || argument === undefined) continue
      const variable = findVariable(scope, parameter.name)
      if (variable !== null) inner.set(variable, argument)
    }
    return returnsOf(callable).flatMap(value => traces(value, inner)).map(trace => ({ ...trace, node }))
  }

  function followNew(node: NodeOf<'NewExpression'>, bindings: Bindings | undefined): readonly Trace[] {
    const name = calleeName(node) ?? ''
    if (/^(?:Headers|Map|Request|URLSearchParams|URL|String|Array|Set|FormData|Blob|TextEncoder|Response|NextResponse)$/.test(name)) return many(node.arguments, bindings).filter(trace => trace.kind !== 'client')
    if (/nuvion/i.test(name) && many(node.arguments, bindings).some(trace => trace.kind !== 'environment')) return [toTrace('client', name, node)]
    return []
  }

  function pathOfPattern(pattern: Node, identifier: Node): readonly PathStep[] | null {
    if (pattern.type !== 'ObjectPattern') return null
    for (const property of pattern.properties) {
      if (property.type !== 'Property') continue
      const name = staticName(property)
      const value = property.value.type === 'AssignmentPattern' ? property.value.left : property.value
      if (value === identifier && name !== null) return [{ kind: 'property', name }]
      const inner = pathOfPattern(value, identifier)
      if (inner !== null) return inner
    }
    return null
  }

  return { traces: node => traces(node), sourceAt: node => literalKey(node) ?? sourceAt(node), envNameOf }
}

/** The values that a function itself returns, functions inside it left out. */
export function returnsOf(callable: Node): readonly Node[] {
  if (callable.type !== 'FunctionDeclaration' && callable.type !== 'FunctionExpression' && callable.type !== 'ArrowFunctionExpression') return []
  const body = callable.body as Node | null
  if (body === null) return []
  if (body.type !== 'BlockStatement') return [body]
  const found: Node[] = []
  const visit = (node: Node): void => {
    switch (node.type) {
      case 'ReturnStatement':
        if (node.argument !== null) found.push(node.argument)
        break
      case 'BlockStatement':
        node.body.forEach(visit)
        break
      case 'IfStatement':
        visit(node.consequent)
        if (node.alternate !== null) visit(node.alternate)
        break
      case 'TryStatement':
        visit(node.block)
        if (node.handler !== null) visit(node.handler.body)
        if (node.finalizer !== null) visit(node.finalizer)
        break
      case 'SwitchStatement':
        for (const one of node.cases) one.consequent.forEach(visit)
        break
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
        visit(node.body)
        break
      default:
        break
    }
  }
  visit(body)
  return found
}
