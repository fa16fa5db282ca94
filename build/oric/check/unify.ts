// Inference variables: making, binding, resolving, unifying.
//
// Variables are numbered from 0 in every body, so that the rows of the type table that mention them
// are shared by all bodies and the table does not grow with the program; their bindings live here
// and die with the body. Every binding is on a trail, so that an attempt can be undone.

import type { Span } from "../source/diagnostic.ts"
import { ERROR, HAS_ERROR, HAS_VAR, intern, mapChildren } from "./types.ts"
import type { TypeId, TypeNode, TypeTable } from "./types.ts"

export type Vars = {
  table: TypeTable
  /** Binding by variable; -1: free. */
  bound: TypeId[]
  /** Where each was born, for E2005, and what it is the type of. */
  births: Birth[]
  /** Variables bound so far, in order. */
  trail: number[]
  /** Variables bound since the obligations were last asked. */
  woken: number[]
  /** Set when the last failure was a type that would contain itself. */
  infinite: boolean
}
type Birth = { at: Span; what: string; never: boolean }

export function newVars(table: TypeTable): Vars {
  return { table, bound: [], births: [], trail: [], woken: [], infinite: false }
}

/** A new variable; `what` completes "cannot infer …". */
export function newVar(vars: Vars, at: Span, what: string): TypeId {
  const index = vars.bound.length
  vars.bound.push(-1)
  vars.births.push({ at, what, never: false })
  return intern(vars.table, { k: "var", index })
}

/** The type with its head known as far as it is: bindings followed at the top only. */
export function head(vars: Vars, type: TypeId): TypeId {
  let id = type
  while ((vars.table.flags[id]! & HAS_VAR) !== 0) {
    const node = vars.table.nodes[id]!
    if (node.k !== "var") return id
    const next = vars.bound[node.index]!
    if (next === -1) return id
    id = next
  }
  return id
}

/** All bindings followed, at any depth. */
export function zonk(vars: Vars, type: TypeId): TypeId {
  const id = head(vars, type)
  if ((vars.table.flags[id]! & HAS_VAR) === 0) return id
  const node = vars.table.nodes[id]!
  if (node.k === "var") return id
  return intern(vars.table, mapChildren(node, (child) => zonk(vars, child)))
}

/** Makes two types equal, or changes nothing and returns false. */
export function unify(vars: Vars, left: TypeId, right: TypeId): boolean {
  const mark = vars.trail.length
  vars.infinite = false
  if (equate(vars, left, right)) return true
  rollback(vars, mark)
  return false
}

/** Undoes the bindings since `mark` (a length of the trail). */
export function rollback(vars: Vars, mark: number): void {
  for (let index = vars.trail.length - 1; index >= mark; index--) {
    vars.bound[vars.trail[index]!] = -1
  }
  vars.trail.length = mark
}

function equate(vars: Vars, left: TypeId, right: TypeId): boolean {
  const a = head(vars, left)
  const b = head(vars, right)
  if (a === b) return true
  const { table } = vars
  const first = table.nodes[a]!
  const second = table.nodes[b]!
  // The younger of two variables yields: the older one's place is where a type would be written.
  const younger = second.k === "var" && (first.k !== "var" || second.index > first.index)
  if (first.k === "var" && !younger) return bind(vars, first.index, b)
  if (second.k === "var") return bind(vars, second.index, a)
  if (first.k === "error") return lose(vars, b)
  if (second.k === "error") return lose(vars, a)
  const open = HAS_VAR | HAS_ERROR
  if (((table.flags[a]! | table.flags[b]!) & open) === 0) return false
  return equateNodes(vars, first, second)
}

function equateNodes(vars: Vars, a: TypeNode, b: TypeNode): boolean {
  switch (a.k) {
    case "named":
      return b.k === "named" && a.item === b.item && equateAll(vars, a.args, b.args)
    case "tuple":
      return b.k === "tuple" && equateAll(vars, a.args, b.args)
    case "fn":
      return b.k === "fn" && equateAll(vars, a.args, b.args) && equate(vars, a.result, b.result)
    case "opaque":
      return b.k === "opaque" && a.fn === b.fn && equateAll(vars, a.args, b.args)
    case "proj":
      return b.k === "proj" && a.name === b.name && a.ref.trait === b.ref.trait &&
        equateAll(vars, a.ref.args, b.ref.args) && equate(vars, a.self, b.self)
    case "object":
      return b.k === "object" && a.bounds.length === b.bounds.length &&
        a.bounds.every((ref, i) => ref.trait === b.bounds[i]!.trait &&
          equateAll(vars, ref.args, b.bounds[i]!.args))
    default: return false
  }
}

function equateAll(vars: Vars, left: TypeId[], right: TypeId[]): boolean {
  return left.length === right.length && left.every((type, i) => equate(vars, type, right[i]!))
}

/** What only a broken type could have determined is broken too. */
function lose(vars: Vars, type: TypeId): boolean {
  const id = head(vars, type)
  if ((vars.table.flags[id]! & HAS_VAR) === 0) return true
  const node = vars.table.nodes[id]!
  if (node.k === "var") return bind(vars, node.index, ERROR)
  mapChildren(node, (child) => {
    lose(vars, child)
    return child
  })
  return true
}

function bind(vars: Vars, index: number, type: TypeId): boolean {
  const node = vars.table.nodes[type]!
  if (node.k === "var" && vars.births[index]!.never) vars.births[node.index]!.never = true
  if (occurs(vars, index, type)) {
    vars.infinite = true
    return false
  }
  vars.bound[index] = type
  vars.trail.push(index)
  vars.woken.push(index)
  return true
}

function occurs(vars: Vars, index: number, type: TypeId): boolean {
  const id = head(vars, type)
  const { table } = vars
  if ((table.flags[id]! & HAS_VAR) === 0) return false
  const node = table.nodes[id]!
  switch (node.k) {
    case "var": return node.index === index
    case "named": case "tuple": case "opaque": return node.args.some((t) => occurs(vars, index, t))
    case "fn": return occurs(vars, index, node.result) ||
      node.args.some((t) => occurs(vars, index, t))
    case "proj": return occurs(vars, index, node.self)
    case "object": return node.bounds.some((ref) => ref.args.some((t) => occurs(vars, index, t)))
    default: return false
  }
}

/**
 * Binds a variable that nothing determined, after it was reported (or because only `Never` met it).
 */
export function settleVar(vars: Vars, index: number, type: TypeId = ERROR): void {
  vars.bound[index] = type
  vars.trail.push(index)
}
