import type { NodeOf } from '../ast/node.ts'
import { literalName, nameOfKey, staticName } from '../ast/static-name.ts'
import type { LintFile } from './lint-file.ts'

/** An import or re-export of values; imports of types alone leave no trace in a bundle. */
export interface ValueImport {
  readonly node: NodeOf<'ImportDeclaration'> | NodeOf<'ExportNamedDeclaration'> | NodeOf<'ExportAllDeclaration'> | NodeOf<'ImportExpression'> | NodeOf<'CallExpression'>
  readonly source: string
  /** Imported names: `default`, `*`, or the exported name. */
  readonly names: readonly string[]
}

const key = {}

/** Every value import of a file, in source order. */
export function importsOf(file: LintFile): readonly ValueImport[] {
  return file.once(key, () => {
    const found: ValueImport[] = []
    for (const node of file.nodes().of('ImportDeclaration')) {
      if (node.importKind === 'type') continue
      const names = node.specifiers.flatMap(one => {
        if (one.type === 'ImportDefaultSpecifier') return ['default']
        if (one.type === 'ImportNamespaceSpecifier') return ['*']
        return one.importKind === 'type' ? [] : [nameOfKey(one.imported, false) ?? '']
      })
      if (names.length > 0 || node.specifiers.length === 0) found.push({ node, source: node.source.value, names })
    }
    for (const node of file.nodes().of('ExportNamedDeclaration')) {
      if (node.source === null || node.exportKind === 'type') continue
      found.push({ node, source: node.source.value, names: node.specifiers.map(one => nameOfKey(one.local, false) ?? '') })
    }
    for (const node of file.nodes().of('ExportAllDeclaration')) if (node.exportKind !== 'type') found.push({ node, source: node.source.value, names: ['*'] })
    for (const node of file.nodes().of('ImportExpression')) {
      const source = literalName(node.source)
      if (source !== null) found.push({ node, source, names: ['*'] })
    }
    for (const node of file.nodes().of('CallExpression')) {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'require') continue
      const source = literalName(node.arguments[0])
      if (source !== null) found.push({ node, source, names: namesOfRequire(node) })
    }
    return found.sort((a, b) => a.node.range[0] - b.node.range[0])
  })
}

/** The names that `const { a } = require(…)` takes; `*` for the whole module. */
function namesOfRequire(node: NodeOf<'CallExpression'>): readonly string[] {
  const { parent } = node
  if (parent.type === 'MemberExpression' && parent.object === node) return [staticName(parent) ?? '*']
  if (parent.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return ['*']
  return parent.id.properties.map(one => (one.type === 'Property' ? (staticName(one) ?? '*') : '*'))
}

/** Says whether a file imports a package, any of its paths included. */
export function importsPackage(file: LintFile, pattern: RegExp): boolean {
  return importsOf(file).some(one => pattern.test(one.source))
}
