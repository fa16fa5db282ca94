// Which locals a piece of code assigns: what its joins and loops must carry, and what must live in
// a cell.

import { eachChild } from "../check/rules/walk.ts"
import type { LocalId, Typed } from "../check/typed.ts"
import type { Expr } from "../syntax/ast.ts"
import { SELF } from "./state.ts"

type Facts = {
  assigned: ReadonlySet<LocalId>
  celled: ReadonlySet<LocalId>
  dropped: ReadonlySet<LocalId>
}

const NONE: ReadonlySet<LocalId> = new Set()
const memo = new WeakMap<Expr, ReadonlySet<LocalId>>()

/** Locals that `node` assigns, directly or through a call that writes back. */
export function assignedIn(typed: Typed, node: Expr): ReadonlySet<LocalId> {
  const known = memo.get(node)
  if (known !== undefined) return known
  let result = NONE
  const add = (more: ReadonlySet<LocalId>): void => {
    if (more.size > 0) result = result.size === 0 ? more : new Set([...result, ...more])
  }
  const own = ownTarget(typed, node)
  if (own !== null) add(new Set([own]))
  // A lambda assigns nothing outside itself.
  if (node.kind !== "lambda") eachChild(typed, node, (child) => add(assignedIn(typed, child)))
  memo.set(node, result)
  return result
}

/** The local that this node itself assigns. */
function ownTarget(typed: Typed, node: Expr): LocalId | null {
  if (node.kind === "assign") return rootOf(typed, node.target)
  if (!typed.writeBack.has(node.id)) return null
  return rootOf(typed, node.kind === "method" ? node.on : node)
}

/** The local at the root of a place. */
export function rootOf(typed: Typed, place: Expr): LocalId | null {
  switch (place.kind) {
    case "self": return SELF
    case "name": {
      const ref = typed.ref[place.id]
      return ref?.k === "local" ? ref.local : ref?.k === "self" ? SELF : null
    }
    case "field": case "index": return rootOf(typed, place.on)
    case "paren": return rootOf(typed, place.inner)
    default: return null
  }
}

/**
 * What a whole body assigns; of that, what it assigns inside a `catch` (which runs as a function of
 * its own); and what it gives up by `drop_early`.
 */
export function factsOf(typed: Typed, nodes: Expr[], isDropEarly: (node: Expr) => boolean): Facts {
  const assigned = new Set<LocalId>()
  const celled = new Set<LocalId>()
  const dropped = new Set<LocalId>()
  const visit = (node: Expr): void => {
    const own = ownTarget(typed, node)
    if (own !== null) assigned.add(own)
    if (node.kind === "catch") for (const local of assignedIn(typed, node.value)) celled.add(local)
    if (isDropEarly(node) && node.kind === "call") {
      const local = node.args[0] === undefined ? null : rootOf(typed, node.args[0].value)
      if (local !== null) dropped.add(local)
    }
    eachChild(typed, node, visit)
  }
  nodes.forEach(visit)
  return { assigned, celled, dropped }
}
