import type { TSESTree } from '@typescript-eslint/utils'

/** A node of any JavaScript or TypeScript tree; parsers of Vue, Svelte and Astro add node types of their own. */
export type Node = TSESTree.Node

/** The name of a node type. */
export type NodeType = Node['type']

/** The node of a type name. */
export type NodeOf<Type extends string> = Extract<Node, { type: Type | `${Type}` }>

/** Offsets of the first UTF-16 code unit and after the last. */
export type Range = readonly [start: number, end: number]
