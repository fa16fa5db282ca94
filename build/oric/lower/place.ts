// Places: reading and storing along a path of fields and indices (LANGUAGE 10.3).
//
// Storing opens the path from the outside in, replaces the innermost part and builds the rest again
// from the inside out. A path that nobody else holds is thereby updated in place, without a node
// that says so.

import { eachNode } from "../check/rules/walk.ts"
import type { Callee, LocalId } from "../check/typed.ts"
import type { TypeId } from "../check/types.ts"
import { prim } from "../ir/build.ts"
import type { Atom, Site } from "../ir/nodes.ts"
import type { Expr } from "../syntax/ast.ts"
import {
  atomType, construct, elementType, emit, fieldOf, openFields, siteAt, value,
} from "./build.ts"
import { callTarget, given, targetOf } from "./callee.ts"
import { providersAt } from "./capability.ts"
import { assignLocal, readLocal } from "./locals.ts"
import { SELF, expr } from "./state.ts"
import type { Cx } from "./state.ts"
import { concrete, isNamed, isTransparent } from "./types.ts"

/** A place with its indices evaluated. */
export type Path = { root: LocalId; steps: PathStep[] }
type PathStep =
  | { k: "field"; index: number }
  /** `.inner` of a newtype that has no cell of its own. */
  | { k: "same" }
  | { k: "item"; key: Atom; site: Site }
  /** Through `Index` and `IndexSet` of the type. */
  | { k: "entry"; key: Atom; site: Site; node: number; read: Callee; update: Callee | null }

/** Evaluates the indices of a place, left to right; null if the expression is no place. */
export function pathOf(cx: Cx, node: Expr): Path | null {
  switch (node.kind) {
    case "paren": return pathOf(cx, node.inner)
    case "self": return { root: SELF, steps: [] }
    case "name": {
      const ref = cx.typed.ref[node.id]
      if (ref?.k === "self") return { root: SELF, steps: [] }
      return ref?.k === "local" ? { root: ref.local, steps: [] } : null
    }
    case "field": {
      const path = cx.typed.ref[node.id] === undefined ? pathOf(cx, node.on) : null
      path?.steps.push(fieldStep(cx, typeOf(cx, node.on), cx.typed.field[node.id]!))
      return path
    }
    case "tupleField": {
      const path = pathOf(cx, node.on)
      path?.steps.push({ k: "field", index: node.index })
      return path
    }
    case "index": {
      const path = pathOf(cx, node.on)
      if (path === null) return null
      path.steps.push(indexStep(cx, node, path))
      return path
    }
    default: return null
  }
}

/** The same chain of names and fields. */
export function samePlace(cx: Cx, left: Expr, right: Expr): boolean {
  if (left.kind === "self") return right.kind === "self"
  if (left.kind === "name" && right.kind === "name") {
    const [a, b] = [cx.typed.ref[left.id], cx.typed.ref[right.id]]
    return a?.k === "local" && b?.k === "local" && a.local === b.local
  }
  return left.kind === "field" && right.kind === "field" && left.name.name === right.name.name &&
    cx.typed.ref[left.id] === undefined && samePlace(cx, left.on, right.on)
}

function fieldStep(cx: Cx, on: TypeId, index: number): PathStep {
  return isTransparent(cx.lo, on) ? { k: "same" } : { k: "field", index }
}

function indexStep(cx: Cx, node: Expr & { kind: "index" }, path: Path): PathStep {
  const on = typeOf(cx, node.on)
  if (mentionsLength(cx, node)) cx.indexed.set(node.id, { atom: readPath(cx, path), type: on })
  const key = expr(cx, node.key)
  const site = siteAt(cx, node.at)
  if (isNamed(cx.lo, on, cx.lo.check.items.known.list)) return { k: "item", key, site }
  const update = cx.typed.update[node.id] ?? null
  return { k: "entry", key, site, node: node.id, read: cx.typed.callee[node.id]!, update }
}

/** Does the key use `#` for this index? */
export function mentionsLength(cx: Cx, node: Expr & { kind: "index" }): boolean {
  let found = false
  eachNode(cx.typed, node.key, (inner) => {
    if (inner.kind === "length" && cx.typed.lengthOf[inner.id] === node.id) found = true
  })
  return found
}

function typeOf(cx: Cx, node: Expr): TypeId {
  return concrete(cx, cx.typed.type[node.id]!)
}

/** The present value of a place. */
export function readPath(cx: Cx, path: Path): Atom {
  return path.steps.reduce((atom, step) => readStep(cx, atom, step), readLocal(cx, path.root))
}

function readStep(cx: Cx, on: Atom, step: PathStep): Atom {
  switch (step.k) {
    case "same": return on
    case "field": return fieldOf(cx, on, 0, step.index)
    case "item": {
      const type = elementType(cx, atomType(cx, on))
      return value(cx, prim("list.at", [type], [on, step.key]), type, "t", step.site)
    }
    case "entry": {
      const arg = given(on, [atomArg(step.key)], providersAt(cx, step.node), step.site)
      return callTarget(cx, targetOf(cx, step.read), arg).value
    }
  }
}

/** What becomes of the innermost part: replaced, or computed from what is there. */
export type Change = { k: "replace"; by: Atom } | { k: "modify"; f(old: Atom): Atom }

/** Stores into a place. */
export function storePath(cx: Cx, path: Path, change: Change): void {
  if (path.steps.length === 0 && change.k === "replace") {
    return assignLocal(cx, path.root, change.by)
  }
  const whole = readLocal(cx, path.root)
  const stored = storeStep(cx, whole, path.steps, 0, change)
  assignLocal(cx, path.root, stored)
}

function storeStep(cx: Cx, on: Atom, steps: PathStep[], index: number, change: Change): Atom {
  const step = steps[index]
  if (step === undefined) return change.k === "replace" ? change.by : change.f(on)
  const last = index === steps.length - 1 && change.k === "replace" ? change.by : null
  switch (step.k) {
    case "same": return storeStep(cx, on, steps, index + 1, change)
    case "field": {
      const fields = openFields(cx, on, 0)
      fields[step.index] = storeStep(cx, fields[step.index]!, steps, index + 1, change)
      return construct(cx, atomType(cx, on), 0, fields)
    }
    case "item": {
      const list = atomType(cx, on)
      const type = elementType(cx, list)
      if (last !== null) {
        return value(cx, prim("list.set", [type], [on, step.key, last]), list, "xs", step.site)
      }
      const take = prim("list.take", [type], [on, step.key])
      const taken = emit(cx, take, [type, list], "e", step.site)
      const stored = storeStep(cx, taken[0]!, steps, index + 1, change)
      return value(cx, prim("list.put", [type], [taken[1]!, step.key, stored]), list, "xs")
    }
    case "entry": {
      const stored = last ?? storeStep(cx, readStep(cx, on, step), steps, index + 1, change)
      if (step.update === null) throw new Error("an index of a place has no `updated`")
      const args = [atomArg(step.key), atomArg(stored)]
      const all = given(on, args, providersAt(cx, step.node), step.site)
      return callTarget(cx, targetOf(cx, step.update), all).value
    }
  }
}

function atomArg(atom: Atom): { k: "atom"; atom: Atom } {
  return { k: "atom", atom }
}
