import { isFunction, type FunctionNode } from '../ast/ancestors.ts'
import type { Node, NodeOf } from '../ast/node.ts'
import { dottedName, literalName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { writesOf } from '../ast/variable.ts'
import type { LintFile } from '../source/lint-file.ts'
import type { ImportedAt } from './imported.ts'
import { keyNameStrength } from './key-name.ts'
import { picksNames } from './lists.ts'
import { localFunction } from './local-function.ts'
import { calleeName, isRedactor, isShortSlice, keepsArguments, keepsReceiver } from './sanitiser.ts'
import { seenAt, toTrace, type Trace } from './trace.ts'

/** What calls hand on of the keys in their receivers and arguments. */
export interface Calls {
  readonly call: (node: NodeOf<'CallExpression'>) => readonly Trace[]
  readonly construction: (node: NodeOf<'NewExpression'>) => readonly Trace[]
  /** The arguments of every call of a function of the file; a list or promise that it is a callback of stands for one. */
  readonly argumentsOf: (callable: FunctionNode) => readonly (readonly Node[])[]
}

/** Patterns and texts that match nothing of a key: white space, quotes, the scheme before it. */
const removesNothing = /^(?!.*\[\^)[/'"`](?:\\[bnr-uefEF]+|[\^$|"'`+*?()[\] ,;]|Bearer)*[/'"`][gimu]*$/

/** Follows calls, given what follows other expressions and the bodies of functions. */
export function createCalls(options: {
  readonly file: LintFile
  readonly traces: (node: Node) => readonly Trace[]
  readonly many: (nodes: readonly Node[]) => readonly Trace[]
  readonly followEntry: (owner: Node, wanted: string) => readonly Trace[]
  readonly callWith: (callable: FunctionNode, values: readonly Node[]) => readonly Trace[]
  readonly importedAt: ImportedAt
}): Calls {
  const { file, traces, many, callWith, followEntry, importedAt } = options
  const redactors = file.settings.redactors ?? []
  let named: readonly { readonly callable: FunctionNode | null; readonly values: readonly Node[] }[] | undefined

  function call(node: NodeOf<'CallExpression'>): readonly Trace[] {
    const callee = unwrap(node.callee)
    const name = calleeName(node) ?? ''
    // these names sound like functions that make something safe
    if (/(?:^|\.)(?:parse|safeParse|cleanEnv|parseEnv|validateEnv)$/.test(name)) {
      const whole = validated(node)
      if (whole.length > 0) return whole
    }
    if ((name !== '' && isRedactor(name, redactors)) || /(?:^|\.)use(?:RuntimeConfig|State|Ref)$|^Object\.keys$/.test(name)) return []
    const method = callee.type === 'MemberExpression' ? staticName(callee) : null
    if (method !== null && callee.type === 'MemberExpression') {
      switch (method) {
        case 'join':
        case 'pop':
          return traces(callee.object)
        case 'slice':
        case 'substring':
        case 'substr':
          return isShortSlice(node, method, 12) ? [] : traces(callee.object)
        case 'split':
          return (node.parent.type === 'MemberExpression' && staticName(node.parent) === 'pop') || literalName(node.arguments[0]) === '' ? traces(callee.object) : []
        case 'replace':
        case 'replaceAll':
          // what stays of the receiver is masked, except where nothing of a key is taken out; what comes in for it is in the result
          return node.arguments[0] !== undefined && removesNothing.test(file.textOf(node.arguments[0])) ? many([callee.object, ...node.arguments.slice(1)]) : many(node.arguments.slice(1))
        case 'at': {
          // of a text, `at` takes one character
          const list = unwrap(callee.object)
          const values = [list, ...writesOf(file.variableOf(list)).map(write => unwrap(write.value))]
          return values.some(one => one.type === 'ArrayExpression') ? seenAt(node, traces(list)) : []
        }
        case 'parse':
          if (name === 'JSON.parse') return many(node.arguments)
          break
        case 'value':
          return seenAt(node, traces(callee.object))
        case 'encode':
          return node.arguments[0] === undefined ? [] : traces(node.arguments[0])
        case 'get': {
          const wanted = literalName(node.arguments[0])
          return wanted === null ? [] : seenAt(node, followEntry(callee.object, wanted))
        }
        case 'toObject':
          return traces(callee.object).filter(trace => trace.kind === 'environment')
        case 'toJSON': {
          const owner = dottedName(callee.object) ?? ''
          if (file.isAboutNuvion && /^(?:e|err|error|axiosError)$/.test(owner)) return [toTrace('client', `${owner}.toJSON()`, node)]
          break
        }
        case 'filter': {
          const [test] = node.arguments
          const isPick = test === undefined || (isFunction(test) ? picksNames(file.textOf(test)) : dottedName(test) !== 'Boolean')
          return traces(callee.object).filter(trace => trace.kind !== 'environment' || !isPick)
        }
        case 'map':
        case 'flatMap':
        case 'reduce': {
          const [each, initial] = node.arguments
          const callable = each === undefined ? null : localFunction(file, each)
          if (callable === null) {
            if (each !== undefined && isRedactor(dottedName(each) ?? '', redactors)) return []
            break
          }
          const found = callWith(callable, method === 'reduce' && initial !== undefined ? [initial, callee.object] : [callee.object])
          return callable === each ? found : seenAt(node, found)
        }
        case 'then':
          if (node.arguments.length > 0) return []
          break
        default:
      }
      if (keepsReceiver(method) && !name.startsWith('Object.')) return many([callee.object, ...(method === 'concat' ? node.arguments : [])])
    }
    const isClient = /^(?:axios|ky|got|ofetch|\$fetch|api|http|needle|superagent)\b.*\.(?:extend|create)$/.test(name) || (callee.type === 'Identifier' && /^create\w*(?:client|nuvion)\w*$/i.test(name))
    // a replacer says what is left of an object
    if (name === 'JSON.stringify' && !/^(?:null|undefined)?$/.test(node.arguments[1] === undefined ? '' : file.textOf(node.arguments[1]))) return []
    if (keepsArguments(name)) return many(node.arguments)
    if (isClient && many(node.arguments).length > 0) return [toTrace('client', name, node)]
    const callable = localFunction(file, callee)
    if (callable !== null) return seenAt(node, callWith(callable, node.arguments))
    const asked = /^(?:get|load|read|fetch|resolve|require|use|find|lookup|ensure)(?=[A-Z])(.*)/.exec(name.split('.').at(-1) ?? '')?.[1]
    const strength = asked === undefined ? null : keyNameStrength(asked)
    return strength === 'nuvion' || (strength !== null && file.isAboutNuvion) ? [toTrace('name', name, node, strength !== 'nuvion')] : importedAt(node)
  }

  /** `schema.parse(process.env)`: the whole environment as far as a schema names it, which has to name the key. */
  function validated(node: NodeOf<'CallExpression'>): readonly Trace[] {
    return /NUVION_[A-Z_]*(?:KEY|SECRET|TOKEN)/.test(file.text) ? seenAt(node, many(node.arguments).filter(trace => trace.kind === 'environment')) : []
  }

  function argumentsOf(callable: FunctionNode): readonly (readonly Node[])[] {
    named ??= file.nodes().of('CallExpression').flatMap(node => {
      const { callee, arguments: values } = node
      const callback = callee.type === 'MemberExpression' && values[0]?.type === 'Identifier' && /^(?:then|forEach|map|flatMap)$/.test(staticName(callee) ?? '') ? [{ callable: localFunction(file, values[0]), values: [callee.object] }] : []
      return [{ callable: localFunction(file, callee), values }, ...callback]
    })
    return named.filter(one => one.callable === callable).map(one => one.values)
  }

  function construction(node: NodeOf<'NewExpression'>): readonly Trace[] {
    const name = calleeName(node) ?? ''
    if (/^(?:Headers|Map|Request|URLSearchParams|URL|String|Array|Set|FormData|Blob|TextEncoder|Response|NextResponse)$/.test(name)) return many(node.arguments).filter(trace => trace.kind !== 'client')
    return /nuvion/i.test(name) && many(node.arguments).some(trace => trace.kind !== 'environment') ? [toTrace('client', name, node)] : []
  }

  return { call, construction, argumentsOf }
}
