// Whether two impl heads can be made equal. Parameters of both sides are variables; the two sides
// share none.

import type { GenericId, TypeId, TypeTable } from "./types.ts"

type Bindings = Map<GenericId, TypeId>

/** Whether some choice of the parameters makes the two lists of types equal. */
export function mayUnify(table: TypeTable, left: TypeId[], right: TypeId[]): boolean {
  const bindings: Bindings = new Map()
  return left.every((type, index) => unify(table, bindings, type, right[index]!))
}

/** Whether the two lists are equal up to the names of parameters. */
export function sameShape(table: TypeTable, left: TypeId[], right: TypeId[]): boolean {
  return matches(table, left, right) && matches(table, right, left)
}

/** One-way: parameters of `pattern` alone are variables. */
function matches(table: TypeTable, pattern: TypeId[], types: TypeId[]): boolean {
  const bindings: Bindings = new Map()
  return pattern.every((type, index) => match(table, bindings, type, types[index]!))
}

function match(table: TypeTable, bindings: Bindings, pattern: TypeId, type: TypeId): boolean {
  const node = table.nodes[pattern]!
  if (node.k === "param") {
    const known = bindings.get(node.param)
    if (known === undefined) bindings.set(node.param, type)
    return known === undefined || known === type
  }
  return parts(table, pattern, type)?.every(([a, b]) => match(table, bindings, a, b))
    ?? pattern === type
}

function unify(table: TypeTable, bindings: Bindings, left: TypeId, right: TypeId): boolean {
  const a = resolve(table, bindings, left)
  const b = resolve(table, bindings, right)
  if (a === b) return true
  const nodeA = table.nodes[a]!
  const nodeB = table.nodes[b]!
  if (nodeA.k === "param") return assign(table, bindings, nodeA.param, b)
  if (nodeB.k === "param") return assign(table, bindings, nodeB.param, a)
  return parts(table, a, b)?.every(([x, y]) => unify(table, bindings, x, y)) ?? false
}

function resolve(table: TypeTable, bindings: Bindings, type: TypeId): TypeId {
  for (let at = type; ;) {
    const node = table.nodes[at]!
    const bound = node.k === "param" ? bindings.get(node.param) : undefined
    if (bound === undefined) return at
    at = bound
  }
}

function assign(table: TypeTable, bindings: Bindings, param: GenericId, type: TypeId): boolean {
  if (occurs(table, bindings, param, type)) return false
  bindings.set(param, type)
  return true
}

function occurs(table: TypeTable, bindings: Bindings, param: GenericId, type: TypeId): boolean {
  const node = table.nodes[resolve(table, bindings, type)]!
  if (node.k === "param") return node.param === param
  return children(node).some((child) => occurs(table, bindings, param, child))
}

/** Pairs of components of two types with the same head; null if the heads differ or have none. */
function parts(table: TypeTable, left: TypeId, right: TypeId): [TypeId, TypeId][] | null {
  const a = table.nodes[left]!
  const b = table.nodes[right]!
  if (a.k !== b.k) return null
  if (a.k === "named" && b.k === "named" && a.item !== b.item) return null
  if (a.k !== "named" && a.k !== "tuple" && a.k !== "fn") return null
  const inner = children(b)
  const outer = children(a)
  return outer.length === inner.length ? outer.map((type, index) => [type, inner[index]!]) : null
}

function children(node: TypeTable["nodes"][number]): TypeId[] {
  if (node.k === "named" || node.k === "tuple") return node.args
  return node.k === "fn" ? [...node.args, node.result] : []
}
