// Where values end whose `Drop` impls may panic: at drops, and inside of steps that consume or
// replace what they are given.

import type { Fun, Program, Rhs } from "./nodes.ts"
import { hasDrop, holds } from "./layout.ts"
import { atomType, operands } from "./rhs.ts"
import type { T, TypeTable } from "./types.ts"

/** By table, what was asked so far. */
const KNOWN = new WeakMap<TypeTable, Map<T, boolean>>()

/**
 * May the end of a value of this type run a `Drop` impl? Of what function values and objects hold
 * nothing is known.
 */
export function endsUser(table: TypeTable, type: T): boolean {
  const known = KNOWN.get(table) ?? new Map<T, boolean>()
  KNOWN.set(table, known)
  const before = known.get(type)
  if (before !== undefined) return before
  const answer = holds(table, type, (node) =>
    node.k === "fn" || node.k === "object" ? table.nodes.some(hasDrop) : hasDrop(node))
  known.set(type, answer)
  return answer
}

/** May a `Drop` impl run inside of a step that calls nothing? */
export function endsWithin(program: Program, fun: Fun, rhs: Rhs): boolean {
  switch (rhs.k) {
    case "cellSet": return endsUser(program.types, atomType(fun, rhs.of))
    case "prim": case "reset":
      return operands(program, fun, rhs).some(({ atom, own }) =>
        own && atom.k === "var" && endsUser(program.types, atomType(fun, atom)))
    default: return false
  }
}
