// Where values end whose `Drop` impls may panic: at drops, and inside of steps that consume or
// replace what they are given.

import type { Fun, Program, Rhs } from "./nodes.ts"
import { typeNode } from "./layout.ts"
import { atomType, operands } from "./rhs.ts"
import type { IrType, T, TypeTable } from "./types.ts"

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
  const answer = reachesDrop(table, type, new Set())
  known.set(type, answer)
  return answer
}

/** A type that was seen adds nothing to what its other parts say. */
function reachesDrop(table: TypeTable, type: T, seen: Set<T>): boolean {
  if (seen.has(type)) return false
  seen.add(type)
  const node = typeNode(table, type)
  if (node.k === "fn" || node.k === "object") return anyDrop(table)
  return (node.k === "data" && node.drop !== null)
    || partsOf(node).some((part) => reachesDrop(table, part, seen))
}

function anyDrop(table: TypeTable): boolean {
  return table.nodes.some((node) => node.k === "data" && node.drop !== null)
}

/** The types of what a value of a type holds. */
export function partsOf(node: IrType): T[] {
  if (node.k === "list" || node.k === "cell") return [node.of]
  if (node.k !== "data") return []
  return node.variants.flatMap(({ fields }) => fields.map(({ type }) => type))
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
