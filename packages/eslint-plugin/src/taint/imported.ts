import type { Node } from '../ast/node.ts'
import { literalName, nameOfKey, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { onlyWrite } from '../fold/objects.ts'
import { findHeldKey } from '../graph/imported-value.ts'
import { called } from '../graph/sketch.ts'
import type { LintFile } from '../source/lint-file.ts'
import { toTrace, wholeEnvironment, type Trace } from './trace.ts'

/** The key in a value that comes from another module, or in a part of it: `config.nuvion`, `(await load()).token`; nothing where that module holds none for sure. */
export type ImportedAt = (node: Node) => readonly Trace[]

const deepest = 12

/** Asks other modules for what a file imports; each question once. */
export function createImportedAt(file: LintFile): ImportedAt {
  const answers = new Map<string, ReturnType<typeof findHeldKey>>()
  const isOn = file.settings.crossModule !== false

  const ask = (source: string, name: string, path: readonly string[]): ReturnType<typeof findHeldKey> => {
    const question = [source, name, ...path].join('\0')
    let answer = answers.get(question)
    if (answer === undefined) answers.set(question, (answer = findHeldKey(file.filename, { source, name }, path, file.settings)))
    return answer
  }
  const find = (outer: Node, path: readonly string[], depth: number): ReturnType<typeof findHeldKey> => {
    const node = unwrap(outer)
    if (depth > deepest) return null
    switch (node.type) {
      case 'MemberExpression': {
        const name = staticName(node)
        return name === null ? null : find(node.object, [name, ...path], depth + 1)
      }
      case 'CallExpression': {
        const source = node.callee.type === 'Identifier' && node.callee.name === 'require' ? literalName(node.arguments[0]) : null
        return source === null ? find(node.callee, [called, ...path], depth + 1) : ask(source, path[0] ?? 'default', path.slice(1))
      }
      case 'Identifier': {
        const variable = file.variableOf(node)
        const place = variable?.defs[0]?.type === 'ImportBinding' ? (variable.defs[0].node as Node) : null
        if (place !== null) return place.parent?.type === 'ImportDeclaration' ? ask(place.parent.source.value, importedName(place, node.name), path) : null
        const write = onlyWrite(variable)
        const steps = write?.path.map(step => (step.kind === 'property' ? step.name : null)) ?? []
        return write === null || steps.includes(null) ? null : find(write.value, [...(steps as string[]), ...path], depth + 1)
      }
      default:
        return null
    }
  }
  return node => {
    const held = isOn ? find(node, [], 0) : null
    if (held === null) return []
    return [{ ...(held.key === null ? wholeEnvironment(node) : toTrace('import', held.key, node)), place: held.place }]
  }
}

function importedName(place: Node, local: string): string {
  if (place.type === 'ImportNamespaceSpecifier') return '*'
  return place.type === 'ImportSpecifier' ? (nameOfKey(place.imported, false) ?? local) : 'default'
}
