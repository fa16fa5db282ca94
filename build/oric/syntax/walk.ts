// A walk over every node of a tree, in the order in which the parser writes properties.

import type { NodeId } from "./node.ts"
import type { Span } from "../source/diagnostic.ts"

/** A node as far as a generic walk knows it. */
type AnyNode = Span & { kind: string; id: NodeId }

/** Calls `visit` for each node below and including `tree`, parents first. */
export function walk(tree: unknown, visit: (node: AnyNode) => void): void {
  if (typeof tree !== "object" || tree === null) return
  if (isNode(tree)) visit(tree)
  for (const part of Object.values(tree)) walk(part, visit)
}

/** All nodes of a tree. */
export function nodesOf(tree: unknown): AnyNode[] {
  const nodes: AnyNode[] = []
  walk(tree, (node) => nodes.push(node))
  return nodes
}

/** The spans of all nodes. */
export function spansOf(tree: unknown): Span[] {
  return nodesOf(tree).map(({ at, end }) => ({ at, end }))
}

function isNode(value: object): value is AnyNode {
  return "kind" in value && "id" in value && "at" in value && typeof value.id === "number"
}
