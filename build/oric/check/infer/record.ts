// Writing the tables of `Typed`, and closing them: at the end of a body every type is followed
// through its variables, and what nothing determined is E2005 where it was born.

import type { NodeId } from "../../syntax/node.ts"
import type { Callee, Coerce, Collect, Iterate, Ref } from "../typed.ts"
import { ERROR, HAS_VAR, NEVER } from "../types.ts"
import type { TypeId } from "../types.ts"
import { firstVar } from "../solve.ts"
import { settleVar, zonk } from "../unify.ts"
import { fail } from "./cx.ts"
import type { Cx, Opened } from "./cx.ts"

export function newOpened(): Opened {
  return { types: [], callees: [], refs: [], coerces: [], iterates: [], collects: [] }
}

/** Notes the type of a node and hands it back. */
export function setType(cx: Cx, node: NodeId, type: TypeId): TypeId {
  cx.typed.type[node] = type
  if ((cx.table.flags[type]! & HAS_VAR) !== 0) cx.opened.types.push(node)
  return type
}

/** Keeps a callee until its types are closed, if it has any. */
export function opened(cx: Cx, callee: Callee): Callee {
  const isClosed = (callee.k === "direct" || callee.k === "prim") && callee.types.length === 0
  if (!isClosed) cx.opened.callees.push(callee)
  return callee
}

export function setCallee(cx: Cx, node: NodeId, callee: Callee): void {
  cx.typed.callee[node] = opened(cx, callee)
}

export function setRef(cx: Cx, node: NodeId, ref: Ref): void {
  cx.typed.ref[node] = ref
  if (ref.k === "fn" || ref.k === "type") cx.opened.refs.push(ref)
  if (ref.k === "assoc") opened(cx, ref.callee)
}

export function setCoerce(cx: Cx, node: NodeId, coerce: Coerce): void {
  cx.typed.coerce[node] = coerce
  if (coerce.k !== "byte") cx.opened.coerces.push(coerce)
}

export function setIterate(cx: Cx, node: NodeId, iterate: Iterate): void {
  cx.typed.iterate[node] = iterate
  cx.opened.iterates.push(iterate)
}

export function setCollect(cx: Cx, node: NodeId, collect: Collect): void {
  cx.typed.collect[node] = collect
  cx.opened.collects.push(collect)
}

/** Follows all variables in what the body recorded. */
export function closeTables(cx: Cx): void {
  const { opened, typed } = cx
  const close = (type: TypeId): TypeId => closed(cx, type)
  for (const node of opened.types) typed.type[node] = close(typed.type[node]!)
  for (const callee of opened.callees) closeCallee(callee, close)
  for (const ref of opened.refs) {
    if (ref.k === "fn") ref.types = ref.types.map(close)
    else ref.type = close(ref.type)
  }
  for (const coerce of opened.coerces) {
    coerce.to = close(coerce.to)
    if (coerce.k === "object") coerce.from = close(coerce.from)
  }
  for (const iterate of opened.iterates) {
    iterate.item = close(iterate.item)
    iterate.iterator = close(iterate.iterator)
  }
  for (const collect of opened.collects) {
    collect.into = close(collect.into)
    collect.element = close(collect.element)
  }
}

function closeCallee(callee: Callee, close: (type: TypeId) => TypeId): void {
  switch (callee.k) {
    case "direct": case "prim": case "capability":
      callee.types = callee.types.map(close)
      return
    case "bound":
      callee.types = callee.types.map(close)
      callee.self = close(callee.self)
      callee.ref = { trait: callee.ref.trait, args: callee.ref.args.map(close) }
      return
    case "virtual":
      callee.ref = { trait: callee.ref.trait, args: callee.ref.args.map(close) }
      return
    default:
  }
}

/** The closed type; a variable that is still free is reported once and becomes ERROR. */
export function closed(cx: Cx, type: TypeId): TypeId {
  let id = zonk(cx.vars, type)
  while ((cx.table.flags[id]! & HAS_VAR) !== 0) {
    abandon(cx, firstVar(cx.table, id))
    id = zonk(cx.vars, id)
  }
  return id
}

/** Nothing determined the variable: `Never` if only such values met it, else E2005. */
export function abandon(cx: Cx, variable: TypeId): void {
  const node = cx.table.nodes[variable]!
  if (node.k !== "var") return
  const birth = cx.vars.births[node.index]!
  if (birth.never) return settleVar(cx.vars, node.index, NEVER)
  settleVar(cx.vars, node.index, ERROR)
  if (cx.quiet) return
  fail(cx, "E2005", birth.at, `cannot infer ${birth.what}`,
    "Write the type: `let name: T = …`, or give type arguments at the call.")
}
