import { isWithin } from '../ast/is-within.ts'
import { isFunction, type FunctionNode } from '../ast/ancestors.ts'
import { returnsOf } from '../ast/functions.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, literalName, nameOfKey, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { additionsTo, findVariable, pathInPattern, writesOf, type PathStep, type Variable } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { onlyWrite } from '../fold/objects.ts'
import type { LintFile } from '../source/lint-file.ts'
import { createCalls } from './calls.ts'
import { classMembersOf, classValuesOf } from './class-values.ts'
import { isEnvModule, isEnvObject } from './env-object.ts'
import { isCredential, keyNameStrength } from './key-name.ts'
import { callbacks, createLists } from './lists.ts'
import { createImportedAt } from './imported.ts'
import { isErrorConfig, nameWithOwner } from './owner.ts'
import { bodySanitises, calleeName, isUnlikelyKey, masks } from './sanitiser.ts'
import { clientName, createSources } from './sources.ts'
import { seenAt, toTrace, wholeEnvironment, type Trace } from './trace.ts'

/** Follows keys through the expressions of one file. */
export interface Tracer {
  /** Every key that an expression hands on, each at the smallest part of the expression that holds it. */
  traces(node: Node): readonly Trace[]
  /** The source that a node is by itself, without following anything: a read, a literal, a named import. */
  sourceAt(node: Node): Trace | null
  /** What the body of a function hands on when it is called with these arguments: what it returns, or other nodes in it. */
  callWith(callable: FunctionNode, values: readonly Node[], nodes?: readonly Node[]): readonly Trace[]
  /** Environment name that a node reads, key or not. */
  envNameOf(node: Node): string | null
}

const key = {}
const deepest = 16
/** Calls that one question is followed into, for calls in the bodies of calls multiply. */
const mostCalls = 200

/** The tracer of a file, shared by all rules. */
export function tracerOf(file: LintFile): Tracer {
  return file.once(key, () => createTracer(file))
}

/** Arguments that stand for the parameters of a function whose body is being followed. */
type Bindings = ReadonlyMap<Variable, Node>

function createTracer(file: LintFile): Tracer {
  const folder = folderOf(file)
  const sources = createSources(file)
  const lists = createLists(file, sources, isWholeEnvironment)
  const redactors = file.settings.redactors ?? []
  const importedAt = createImportedAt(file)
  const calls = createCalls({ file, traces, many, callWith, followEntry, importedAt })
  const known = new WeakMap<Node, readonly Trace[]>()
  let depth = 0
  let entered = 0
  let bindings: Bindings | undefined
  let assignments: readonly { readonly path: string; readonly value: Node }[] | undefined

  function traces(node: Node | null | undefined): readonly Trace[] {
    if (node == null) return []
    const found = bindings === undefined ? known.get(node) : undefined
    // what is too deep down for one question is not for another
    if (found !== undefined || depth >= deepest) return found ?? []
    if (bindings === undefined) known.set(node, [])
    if (depth === 0) entered = 0
    depth++
    const result = follow(node)
    depth--
    if (bindings === undefined) known.set(node, result)
    return result
  }

  /** What is found with other bindings: those of a function that is called, or none outside of it. */
  function within<T>(inner: Bindings | undefined, find: () => T): T {
    const outer = bindings
    bindings = inner
    const result = find()
    bindings = outer
    return result
  }

  function many(nodes: readonly (Node | null | undefined)[]): Trace[] {
    return nodes.flatMap(traces)
  }

  function follow(outer: Node): readonly Trace[] {
    const node = unwrap(outer)
    if (node !== outer) return traces(node)
    const source = sources.at(node)
    if (source !== null) return [source]
    switch (node.type) {
      case 'Identifier':
        return seenAt(node, followName(node))
      case 'MemberExpression':
        return seenAt(node, followMember(node))
      case 'TemplateLiteral':
        return many(node.expressions)
      case 'TaggedTemplateExpression':
        return many(node.quasi.expressions)
      case 'BinaryExpression':
        return node.operator === '+' ? many([node.left, node.right]) : []
      case 'LogicalExpression':
        return many(node.operator === '&&' ? [node.right] : [node.left, node.right])
      case 'ConditionalExpression':
        return many([node.consequent, node.alternate])
      case 'AssignmentExpression':
        return traces(node.right)
      case 'ArrayExpression':
        return many(node.elements)
      case 'SpreadElement':
        return traces(node.argument)
      case 'ObjectExpression':
        return node.properties.flatMap(property => (property.type === 'SpreadElement' ? followSpread(node, property) : isFunction(property.value) ? [] : traces(property.value)))
      case 'CallExpression':
        return calls.call(node)
      case 'NewExpression':
        return [...calls.construction(node), ...followInstance(node)]
      case 'ThisExpression':
        return followInstance(node)
      default:
        return []
    }
  }

  /** What a spread brings in, less what later properties of the object replace. */
  function followSpread(object: NodeOf<'ObjectExpression'>, spread: NodeOf<'SpreadElement'>, level = 0): readonly Trace[] {
    // an object can spread itself
    if (level === deepest) return []
    const source = folder.objectOf(spread.argument)
    const later = object.properties.slice(object.properties.indexOf(spread) + 1).map(staticName)
    if (source === null) {
      const replaced = later.filter(name => name !== null)
      return traces(spread.argument).filter(trace => !replaced.some(trace.kind === 'environment' ? sources.isKeyName : isCredential))
    }
    const kept = source.properties.filter(one => one.type === 'SpreadElement' || !later.includes(staticName(one)))
    return seenAt(spread.argument, kept.flatMap(one => (one.type === 'SpreadElement' ? followSpread(object, one, level + 1) : traces(one.value))))
  }

  function followName(node: NodeOf<'Identifier'>): readonly Trace[] {
    const variable = file.variableOf(node)
    if (variable === null) return sources.isKeyName(node.name) ? [toTrace('import', node.name, node)] : sources.named(node.name, node)
    const bound = bindings?.get(variable)
    if (bound !== undefined) return [...within(undefined, () => traces(bound)), ...followAdditions(variable)]
    const definition = variable.defs[0]
    if (definition?.type === 'ImportBinding') return followImport(node, definition.node)
    if (definition?.type === 'FunctionName' || definition?.type === 'ClassName') return []
    const writes = writesOf(variable)
    const found = [...writes.slice(0, 8).flatMap(write => along(write.value, write.path, write.isElement)), ...followAdditions(variable)]
    if (found.length > 0) return found
    const held = importedAt(node)
    if (held.length > 0) return held
    if (definition?.type === 'Parameter') return followParameter(node, definition.node, definition.name)
    if (writes.length > 0 && writes.every(write => isUnlikelyKey(write.value, redactors))) return []
    return ofStep(writes[0]?.path.at(-1), node)
  }

  /** What the name of a variable says, or first the name of the property that it was taken from. */
  function ofStep(step: PathStep | undefined, node: NodeOf<'Identifier'>): readonly Trace[] {
    const found = step?.kind === 'property' ? sources.ofProperty(step.name, node) : []
    return found.length > 0 ? found : sources.named(node.name, node)
  }

  /** Values added to an object after it was made, those under a name where one is wanted. */
  function followAdditions(variable: Variable, wanted?: string): readonly Trace[] {
    const assigned = variable.references.flatMap(({ identifier }) => {
      const call = (identifier as Node).parent
      return call?.type === 'CallExpression' && wanted === undefined && dottedName(call.callee) === 'Object.assign' && call.arguments[0] === identifier ? many(call.arguments.slice(1)) : []
    })
    return [...assigned, ...additionsTo(variable).flatMap(({ name, value }) => (wanted === undefined || name?.toLowerCase() === wanted.toLowerCase() ? traces(value) : []))]
  }

  function isNamed(node: Node | null | undefined, wanted: string): boolean {
    return literalName(node)?.toLowerCase() === wanted.toLowerCase()
  }

  /** What a `Map` or `Headers` of the file was given under a name, when it was made and later. */
  function followEntry(owner: Node, wanted: string): readonly Trace[] {
    const variable = file.variableOf(unwrap(owner))
    const made = unwrap(onlyWrite(variable)?.value ?? owner)
    if (variable === null || made.type !== 'NewExpression' || !/^(?:Map|Headers)$/.test(calleeName(made) ?? '')) return []
    const [first] = made.arguments
    const pairs = first?.type === 'ArrayExpression' ? first.elements : []
    const given = (folder.objectOf(first)?.properties ?? []).filter(one => staticName(one)?.toLowerCase() === wanted.toLowerCase())
    return [...many(given.map(one => (one.type === 'Property' ? one.value : null))), ...many(pairs.map(one => (one?.type === 'ArrayExpression' && isNamed(one.elements[0], wanted) ? one.elements[1] : null))), ...followAdditions(variable, wanted)]
  }

  function followImport(node: NodeOf<'Identifier'>, place: Node): readonly Trace[] {
    const isNamed = place.type === 'ImportSpecifier'
    const name = (isNamed ? nameOfKey(place.imported, false) : null) ?? node.name
    if (name === 'env' && place.parent?.type === 'ImportDeclaration' && /^\$env\/dynamic\/private$/.test(place.parent.source.value)) return [wholeEnvironment(node)]
    if (sources.isKeyName(name) || (place.parent?.type === 'ImportDeclaration' && isEnvModule(place.parent.source.value))) return sources.ofVariable('import', name, node)
    const held = importedAt(node)
    if (held.length > 0) return held
    if (clientName.test(name)) return [toTrace('client', name, node)]
    const strength = keyNameStrength(name)
    if (isNamed && strength === 'nuvion' && !/^[A-Z][a-z]/.test(name)) return [toTrace('import', name, node)]
    return file.isAboutNuvion && strength === 'generic' && /^[a-z]/.test(name) ? [toTrace('name', name, node, true)] : []
  }

  function followParameter(node: NodeOf<'Identifier'>, callable: Node, name: Node): readonly Trace[] {
    const standard = name.parent?.type === 'AssignmentPattern' && name.parent.left === name ? traces(name.parent.right) : []
    if (standard.length > 0) return standard
    const call = callable.parent
    const method = call?.type === 'CallExpression' ? calleeName(call) : null
    for (const parameter of isFunction(callable) ? callable.params : []) {
      const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
      if (pattern === name && (/interceptors\.request\.use$/.test(method ?? '') || (call?.type === 'ArrayExpression' && call.parent.type === 'Property' && staticName(call.parent) === 'beforeRequest'))) return [toTrace('client', node.name, node)]
      if (call?.type === 'CallExpression' && call.callee.type === 'MemberExpression' && isFunction(callable) && callable.params[callbacks[staticName(call.callee) ?? ''] ?? -1] === parameter) {
        const index = pattern.type === 'ArrayPattern' ? pattern.elements.indexOf(name as never) : -1
        const values = lists.elements(call.callee.object, index < 0 ? undefined : { kind: 'item', index })
        if (values !== null && (pattern === name || index >= 0)) return values
        const held = pattern === name ? traces(call.callee.object).filter(one => one.kind !== 'environment' && one.kind !== 'client') : []
        if (held.length > 0) return held
      }
      if (pattern === name && call?.type === 'CallExpression' && call.arguments[0] === callable && call.callee.type === 'MemberExpression' && /(?:^|\.)then$/.test(method ?? '')) {
        const resolved = traces(call.callee.object)
        if (resolved.length > 0) return seenAt(node, resolved)
      }
    }
    const at = isFunction(callable) ? callable.params.findIndex(one => pathInPattern(one, name) !== null) : -1
    if (!isFunction(callable) || at < 0) return sources.named(node.name, node)
    const parameter = callable.params[at] as Node
    const path = pathInPattern(parameter, name) ?? []
    const said = ofStep(path.at(-1), node)
    const given = said.length > 0 ? [] : calls.argumentsOf(callable)
    if (given.length === 0 || mayHold(callable)) return said
    // a helper that logs is harmless: the calls that give it a key are not
    return given
      .flatMap(values => values.slice(at, parameter.type === 'RestElement' ? undefined : at + 1))
      .flatMap(value => within(undefined, () => along(value, path, false)))
      .map(trace => ({ ...trace, isPassed: true }))
  }

  /** Says whether a function may hold back what it is given: it masks it, or asks something about it before it hands it on. */
  function mayHold(callable: FunctionNode): boolean {
    const text = file.textOf(callable)
    const wordsIn = (node: Node): readonly string[] => file.textOf(node).match(/[\w$]+/g) ?? []
    const given = new Set(callable.params.flatMap(wordsIn))
    const index = file.nodes()
    const tests = [...index.of('IfStatement').map(one => one.test), ...index.of('ConditionalExpression').map(one => one.test), ...index.of('LogicalExpression').map(one => one.left)]
    const asks = (test: Node): boolean => isWithin(test, callable) && /[(=]/.test(file.textOf(test)) && wordsIn(test).some(word => given.has(word) && !/level/i.test(word))
    return masks(text) || /\.filter\(|\bswitch\b/.test(text) || tests.some(asks)
  }

  /** What a path of a pattern takes out of a value. */
  function along(value: Node, path: readonly PathStep[], isElement: boolean): readonly Trace[] {
    if (path.length === 0 && !isElement) return traces(value)
    if (isElement) {
      const values = lists.elements(value, path.at(-1))
      if (values !== null) return values
    }
    let current: Node | null = value
    for (const [at, step] of path.entries()) {
      const isLast = at === path.length - 1
      if (isEnvObject(unwrap(current)) || isWholeEnvironment(current)) {
        if (step.kind === 'rest') return [wholeEnvironment(current)]
        return step.kind === 'property' && isLast ? (step.name === 'parsed' ? [wholeEnvironment(value)] : sources.ofVariable('env', step.name, value)) : []
      }
      if (step.kind === 'rest') return withoutNames(current, step.without)
      if (step.kind === 'property') {
        const object = folder.objectOf(current)
        if (object === null && isLast && sources.isKeyName(step.name)) return [toTrace('env', step.name, value)]
        current = folder.propertyOf(object, step.name)
      } else {
        const list: Node = unwrap(current)
        current = list.type === 'ArrayExpression' ? (list.elements[step.index] ?? null) : null
      }
      if (current === null) return []
    }
    return traces(current).filter(trace => !isElement || trace.kind !== 'environment')
  }

  /** What is left of an object after a pattern took some of its properties out. */
  function withoutNames(node: Node, names: readonly string[]): readonly Trace[] {
    const object = folder.objectOf(node)
    if (object === null) return names.some(isCredential) ? [] : traces(node)
    return object.properties.flatMap(one => (one.type === 'SpreadElement' ? traces(one.argument) : names.includes(staticName(one) ?? '') ? [] : traces(one.value)))
  }

  function isWholeEnvironment(node: Node): boolean {
    const found = within(undefined, () => traces(node))
    return found.length === 1 && found[0]?.kind === 'environment'
  }

  function followMember(node: NodeOf<'MemberExpression'>): readonly Trace[] {
    const name = staticName(node)
    const object = folder.objectOf(node.object)
    if (name === null) return object !== null ? traces(node.object) : isWholeEnvironment(node.object) ? lists.readByName(node) : []
    if (name === 'length') return []
    const property = folder.propertyOf(object, name)
    if (property !== null) return many(property.parent?.type === 'Property' && property.parent.kind === 'get' ? returnsOf(property) : [property])
    const members = classMembersOf(file, node.object)
    const fromClass = followClassMember(node, name, members)
    if (fromClass !== null) return fromClass
    if (/^\d+$/.test(name)) {
      const list = unwrap(node.object)
      return list.type === 'ArrayExpression' ? traces(list.elements[Number(name)]) : []
    }
    const path = dottedName(node)
    const assigned = followAssigned(path)
    if (assigned.length > 0) return assigned
    if (file.isAboutNuvion && /^(?:config|headers|Authorization)$/.test(name) && isErrorConfig(path ?? '')) return [toTrace('client', path ?? name, node)]
    const owner = members.length > 0 ? [] : traces(node.object)
    const clients = owner.filter(trace => trace.kind === 'client')
    if (clients.length > 0 && /^(?:defaults|config|options|headers|common|auth|request|_options|interceptors|settings|opts)$/.test(name)) return clients
    if (owner.some(trace => trace.kind === 'environment')) return /^(?:parsed|data)$/.test(name) ? owner : sources.isKeyName(name) ? [toTrace('env', name, node)] : []
    if (name === 'value' || name === 'current' || /^(?:authorization|headers)$/i.test(name)) return owner.every(trace => trace.place === undefined) ? owner : importedAt(node)
    if (clients.length > 0 && keyNameStrength(name) !== null) return [toTrace('name', name, node)]
    const held = object === null ? importedAt(node) : []
    return object !== null || held.length > 0 ? held : sources.named(nameWithOwner(dottedName(node.object) ?? '', name.replace(/^#/, '')), node)
  }

  /** Values that the file assigns to a path, or below it: `axios.defaults.headers.common.Authorization = …`. */
  function followAssigned(path: string | null): readonly Trace[] {
    if (path === null || path.startsWith('this.') || path.startsWith('process.env')) return []
    assignments ??= file.nodes().of('AssignmentExpression').flatMap(one => {
      const left = one.left.type === 'MemberExpression' ? dottedName(one.left) : null
      return left === null ? [] : [{ path: left, value: one.right }]
    })
    return many(assignments.filter(one => one.path === path || one.path.startsWith(`${path}.`)).map(one => one.value))
  }

  /** What a class gives to a property of `this` or of an instance; null where nothing is known of it. */
  function followClassMember(node: NodeOf<'MemberExpression'>, name: string, members: ReturnType<typeof classMembersOf>): readonly Trace[] | null {
    const values = classValuesOf(members).flatMap(one => (one.name === name ? [one.value] : []))
    const found = many(values)
    return found.length > 0 ? found : node.object.type === 'ThisExpression' && values.length > 0 && values.every(value => isUnlikelyKey(value, redactors)) ? [] : null
  }

  /** An instance that shows a key when it is printed, for its class does not say how to print it. */
  function followInstance(node: Node): readonly Trace[] {
    const members = classMembersOf(file, node)
    if (members.some(one => /^toJSON$|inspect/.test('key' in one ? file.textOf(one.key) : ''))) return []
    return classValuesOf(members).some(one => one.isShown && traces(one.value).length > 0) ? [toTrace('client', file.textOf(node).replace(/\([\s\S]*/, ''), node)] : []
  }

  /** What a function of the file returns for these arguments, or what other nodes in it are. */
  function callWith(callable: FunctionNode, values: readonly Node[], nodes = returnsOf(callable)): readonly Trace[] {
    if (++entered > mostCalls || (bindings?.size ?? 0) > 12 || bodySanitises(file.textOf(callable))) return []
    const inner = new Map<Variable, Node>(bindings)
    const scope = file.scopeOf(callable.body)
    for (const [at, parameter] of callable.params.entries()) {
      const value = values[at]
      const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
      const variable = target.type === 'Identifier' ? findVariable(scope, target.name) : null
      const passedOn = file.variableOf(value)
      if (variable !== null && value !== undefined) inner.set(variable, (passedOn === null ? undefined : bindings?.get(passedOn)) ?? value)
    }
    return within(inner, () => many(nodes))
  }

  return { traces, sourceAt: sources.at, callWith, envNameOf: sources.envNameOf }
}
