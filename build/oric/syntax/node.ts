// What all nodes of the syntax tree have in common.
//
// Every node starts with the same four fields, so that each kind has one hidden class.

import type { Pos } from "../source/diagnostic.ts"

export type NodeId = number

export type Node<K extends string> = { kind: K; id: NodeId; at: Pos; end: Pos }

/** A name as written, with its place; not a node. */
export type Name = { name: string; at: Pos; end: Pos }

/** What could not be parsed. */
export type Broken = Node<"broken">
