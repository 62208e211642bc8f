import { detect } from '@nuvion-guard/core'
import { leadingDirectives } from '../classify/directives.ts'
import { createReader, type Tree } from './read-tree.ts'
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
  const bindings = new Map<string, Binding>()
  const imports = new Map<string, ImportedName>()
  const exports = new Map<string, string | ImportedName>()
  const stars: string[] = []
  let effect: string | null = null

  const declare = (node: Tree | null | undefined): string[] => {
    if (node === null || node === undefined) return []
    if (node.type === 'VariableDeclaration') {
      return (node['declarations'] as Tree[]).flatMap(one => {
        const names = read.patternNames(one['id'] as Tree)
        const value = read.value(one)
        for (const name of names) bindings.set(name, value)
        return names
      })
    }
    const id = node['id'] as Tree | null | undefined
    if (node.type.startsWith('TS') && node.type !== 'TSEnumDeclaration') return []
    if (id === null || id === undefined) return []
    const name = id['name'] as string
    const earlier = bindings.get(name)
    const value = read.value(node)
    bindings.set(name, earlier === undefined ? value : { key: earlier.key ?? value.key, uses: [...earlier.uses, ...value.uses] })
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
          imports.set(nameOf(one['local'] as Tree), { source: source as string, name })
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
          exports.set(nameOf(one['exported'] as Tree), source === undefined ? local : { source, name: local })
        }
        break
      case 'ExportDefaultDeclaration': {
        bindings.set('*default*', read.value(statement['declaration'] as Tree))
        declare(statement['declaration'] as Tree)
        exports.set('default', '*default*')
        break
      }
      case 'ExpressionStatement': {
        const value = read.value(statement)
        const commonJs = commonJsExport(statement)
        if (commonJs === null) effect ??= value.key
        else {
          const local = `*${commonJs}*`
          bindings.set(local, value)
          exports.set(commonJs, local)
        }
        break
      }
      default:
        declare(statement)
        if (statement.type === 'VariableDeclaration') for (const one of statement['declarations'] as Tree[]) readRequire(one, imports, read.patternNames)
    }
  }
  return { isServerFunctions: leadingDirectives(module.text).includes('use server'), bindings, imports, exports, stars, effect }
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

function readRequire(declarator: Tree, imports: Map<string, ImportedName>, patternNames: (pattern: Tree) => string[]): void {
  const call = declarator['init'] as Tree | null
  if (call?.type !== 'CallExpression' || (call['callee'] as Tree)['name'] !== 'require') return
  const source = ((call['arguments'] as Tree[])[0])?.['value']
  if (typeof source !== 'string') return
  const pattern = declarator['id'] as Tree
  for (const name of patternNames(pattern)) imports.set(name, { source, name: pattern.type === 'ObjectPattern' ? name : '*' })
}
