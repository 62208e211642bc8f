import { detect } from '@nuvion-guard/core'
import { leadingDirectives } from '../classify/directives.ts'
import { isEnvModule } from '../taint/env-object.ts'
import { isKeyEnvName } from '../taint/key-name.ts'
import { createReader, patternNames, type Tree } from './read-tree.ts'
import { createSketcher, namesIn, type Sketch } from './sketch.ts'
import type { Binding, ImportedName, ModuleFacts } from './module-facts.ts'
import type { ModuleText } from './module-text.ts'
import type { NativeParser } from './native.ts'

/** The facts of a module from its syntax tree; `null` where it does not parse. */
export function summarise(parser: NativeParser, module: ModuleText, extraNames: readonly string[]): ModuleFacts | null {
  const lang = /\.[cm]?ts$/.test(module.file) ? 'ts' : module.file.endsWith('.tsx') ? 'tsx' : 'jsx'
  let program: Tree
  try {
    const parsed = parser.parseSync(module.file, module.text, { lang, sourceType: 'unambiguous' })
    program = parsed.program as Tree
    if (parsed.errors.length > 0 && (program['body'] as Tree[]).length === 0) return null
  } catch {
    // The native parser throws on input it can't represent; the text alone still tells something.
    return null
  }
  const spans = module.isSuspect ? detect(module.text, { path: module.file }).filter(match => match.confidence !== 'low') : []
  const read = createReader({ spans, extraNames })
  const sketcher = createSketcher(read.keyAt)
  const sketchOf = (value: Tree | null, path: readonly string[] = []): Pick<Binding, 'sketch'> => ({
    sketch: once(() => path.reduce<Sketch | null>((of, step) => (of === null ? null : { kind: 'step', of, step }), value === null ? null : sketcher(value))),
  })
  /** What a module of the build that stands for the environment exports: `$env/static/private`. */
  const ofEnvironment = (source: string, name: string): Binding | null => {
    if (!isEnvModule(source)) return null
    if (isKeyEnvName(name, extraNames)) return { key: name, uses: [], sketch: () => ({ kind: 'key', name }) }
    return name === 'env' ? { key: null, uses: [], sketch: () => ({ kind: 'environment' }) } : null
  }
  const bindingOf = (node: Tree): Binding => ({ ...read.uses(node), ...sketchOf(node) })
  const bindings = new Map<string, Binding>()
  const imports = new Map<string, ImportedName>()
  const exports = new Map<string, string | ImportedName>()
  const stars: string[] = []
  let effect: string | null = null

  const declare = (node: Tree | null | undefined): string[] => {
    if (node === null || node === undefined) return []
    if (node.type === 'VariableDeclaration') {
      return (node['declarations'] as Tree[]).flatMap(one => {
        const names = patternNames(one['id'] as Tree)
        const value = read.uses(one)
        for (const name of names) bindings.set(name, value)
        for (const { name, path } of namesIn(one['id'] as Tree)) bindings.set(name, { ...value, ...sketchOf(one['init'] as Tree | null, path) })
        return names
      })
    }
    const id = node['id'] as Tree | null | undefined
    if (node.type.startsWith('TS') && node.type !== 'TSEnumDeclaration') return []
    if (id === null || id === undefined) return []
    const name = id['name'] as string
    const earlier = bindings.get(name)
    const value = bindingOf(node)
    bindings.set(name, earlier === undefined ? value : { ...value, key: earlier.key ?? value.key, uses: [...earlier.uses, ...value.uses] })
    return [name]
  }

  for (const statement of program['body'] as Tree[]) {
    const source = (statement['source'] as Tree | null | undefined)?.['value'] as string | undefined
    switch (statement.type) {
      case 'ImportDeclaration':
        if (statement['importKind'] === 'type') break
        for (const one of statement['specifiers'] as Tree[]) {
          if (one['importKind'] === 'type') continue
          const name = one.type === 'ImportDefaultSpecifier' ? 'default' : one.type === 'ImportNamespaceSpecifier' ? '*' : nameOf(one['imported'] as Tree)
          const local = nameOf(one['local'] as Tree)
          const variable = ofEnvironment(source as string, name)
          if (variable === null) imports.set(local, { source: source as string, name })
          else bindings.set(local, variable)
        }
        break
      case 'ExportAllDeclaration':
        if (statement['exportKind'] === 'type') break
        if (statement['exported'] === null || statement['exported'] === undefined) stars.push(source as string)
        else exports.set(nameOf(statement['exported'] as Tree), { source: source as string, name: '*' })
        break
      case 'ExportNamedDeclaration':
        if (statement['exportKind'] === 'type') break
        for (const name of declare(statement['declaration'] as Tree | null)) exports.set(name, name)
        for (const one of statement['specifiers'] as Tree[]) {
          if (one['exportKind'] === 'type') continue
          const local = nameOf(one['local'] as Tree)
          const variable = source === undefined ? null : ofEnvironment(source, local)
          if (variable !== null) bindings.set(`*${local}*`, variable)
          exports.set(nameOf(one['exported'] as Tree), source === undefined ? local : variable === null ? { source, name: local } : `*${local}*`)
        }
        break
      case 'ExportDefaultDeclaration': {
        bindings.set('*default*', bindingOf(statement['declaration'] as Tree))
        declare(statement['declaration'] as Tree)
        exports.set('default', '*default*')
        break
      }
      case 'ExpressionStatement': {
        const commonJs = commonJsExport(statement)
        if (commonJs === null) effect ??= read.uses(statement).key
        else {
          const local = `*${commonJs}*`
          bindings.set(local, bindingOf(statement))
          exports.set(commonJs, local)
        }
        break
      }
      default:
        declare(statement)
        if (statement.type === 'VariableDeclaration') for (const one of statement['declarations'] as Tree[]) readRequire(one, imports)
    }
  }
  return { isServerFunctions: leadingDirectives(module.text).includes('use server'), bindings, imports, exports, stars, effect }
}

function once<T>(create: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: create() }).value
}

function nameOf(node: Tree): string {
  return (node['name'] ?? node['value']) as string
}

/** `module.exports = …` exports `default`, `exports.name = …` exports `name`. */
function commonJsExport(statement: Tree): string | null {
  const assignment = statement['expression'] as Tree
  if (assignment.type !== 'AssignmentExpression') return null
  const left = assignment['left'] as Tree
  if (left.type !== 'MemberExpression' || left['computed'] === true) return null
  const object = left['object'] as Tree
  const name = nameOf(left['property'] as Tree)
  if (object.type === 'Identifier' && object['name'] === 'module' && name === 'exports') return 'default'
  if (object.type === 'Identifier' && object['name'] === 'exports') return name
  return object.type === 'MemberExpression' && nameOf(object['property'] as Tree) === 'exports' ? name : null
}

function readRequire(declarator: Tree, imports: Map<string, ImportedName>): void {
  const call = declarator['init'] as Tree | null
  if (call?.type !== 'CallExpression' || (call['callee'] as Tree)['name'] !== 'require') return
  const source = ((call['arguments'] as Tree[])[0])?.['value']
  if (typeof source !== 'string') return
  const pattern = declarator['id'] as Tree
  for (const name of patternNames(pattern)) imports.set(name, { source, name: pattern.type === 'ObjectPattern' ? name : '*' })
}
