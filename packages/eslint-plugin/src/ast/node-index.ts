import type { Node, NodeOf, NodeType } from './node.ts'

/** Every node of a tree by its type, each list in source order. */
export interface NodeIndex {
  of<Type extends `${NodeType}`>(type: Type): readonly NodeOf<Type>[]
  /** Node types that only a template parser knows, such as `SvelteMustacheTag`. */
  ofOther(type: string): readonly Node[]
}

/** Walks a tree once. `visitorKeys` comes from the source code object; a type it lacks is walked through all its fields. */
export function indexNodes(root: Node, visitorKeys: Readonly<Record<string, readonly string[] | undefined>>): NodeIndex {
  const byType = new Map<string, Node[]>()
  const stack: Node[] = [root]
  while (stack.length > 0) {
    const node = stack.pop() as Node
    const list = byType.get(node.type)
    if (list === undefined) byType.set(node.type, [node])
    else list.push(node)
    const keys = visitorKeys[node.type] ?? fieldsOf(node)
    for (let at = keys.length - 1; at >= 0; at--) {
      const child = (node as unknown as Record<string, unknown>)[keys[at] as string]
      if (Array.isArray(child)) {
        for (let i = child.length - 1; i >= 0; i--) if (isNode(child[i])) stack.push(child[i] as Node)
      } else if (isNode(child)) stack.push(child)
    }
  }
  for (const list of byType.values()) list.sort(inSourceOrder)
  const of = (type: string) => byType.get(type) ?? []
  return { of: of as NodeIndex['of'], ofOther: of }
}

function fieldsOf(node: Node): string[] {
  return Object.keys(node).filter(key => key !== 'parent' && key !== 'loc' && key !== 'range' && key !== 'tokens' && key !== 'comments')
}

/** Compares two nodes by where they begin; of those that begin together the outer one comes first. */
export function inSourceOrder(a: Node, b: Node): number {
  return a.range[0] - b.range[0] || b.range[1] - a.range[1]
}

/** Says whether a field of a node holds a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && Array.isArray((value as Node).range)
}
