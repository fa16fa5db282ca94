// Places: what may stand left of `=`, and what a mutating method may write back to (LANGUAGE 10.3,
// 10.4).

import type { Assign, Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { Typed } from "../typed.ts"
import { eachOf, isSound } from "./body.ts"
import type { Body } from "./body.ts"
import { localsOf } from "./locals.ts"
import type { Local, Locals } from "./locals.ts"
import { itemOf } from "./shape.ts"

/** What an expression is as a place. */
export type PlaceOf =
  | { k: "mutable" }
  /** A place inside `self`, in a method and outside of lambdas. */
  | { k: "self" }
  | { k: "immutable"; local: Local }
  | { k: "captured"; name: string }
  | { k: "constant"; name: string }
  /** A part that cannot be assigned: of a tuple, of a newtype. */
  | { k: "part"; what: string }
  /** No place at all: the value of a call, a literal. */
  | { k: "temporary" }

/** What stands at the root of a chain of fields and indexes, and whether it may be written. */
export function placeOf(
  check: Check, typed: Typed, locals: Locals, node: Expr, lambda: NodeId | null,
): PlaceOf {
  const inner = (on: Expr): PlaceOf => placeOf(check, typed, locals, on, lambda)
  switch (node.kind) {
    case "paren": return inner(node.inner)
    case "self": return lambda === null ? { k: "self" } : { k: "captured", name: "self" }
    case "name": return nameAsPlace(typed, locals, node, lambda)
    case "index": return inner(node.on)
    case "tupleField": {
      const root = inner(node.on)
      return root.k === "temporary" ? root : { k: "part", what: "an element of a tuple" }
    }
    case "field": {
      if (typed.ref[node.id] !== undefined) return referred(typed, node.id, node.name.name)
      const root = inner(node.on)
      const type = typed.type[node.on.id] ?? -1
      const newtype = type >= 0 && itemOf(check.items, type)?.kind === "newtype"
      if (!newtype || root.k === "temporary") return root
      return { k: "part", what: "the inside of a newtype" }
    }
    default: return { k: "temporary" }
  }
}

function nameAsPlace(
  typed: Typed, locals: Locals, node: Expr & { kind: "name" }, lambda: NodeId | null,
): PlaceOf {
  const ref = typed.ref[node.id]
  if (ref?.k === "self") return lambda === null ? { k: "self" } : { k: "captured", name: "self" }
  const local = ref?.k === "local" ? locals.get(ref.local) : undefined
  if (local === undefined) return referred(typed, node.id, node.name)
  if (!local.mutable) return { k: "immutable", local }
  return local.lambda === lambda ? { k: "mutable" } : { k: "captured", name: local.name }
}

function referred(typed: Typed, node: NodeId, name: string): PlaceOf {
  return typed.ref[node]?.k === "const" ? { k: "constant", name } : { k: "temporary" }
}

/** Judges the targets of a body's assignments. */
export function placeRule(check: Check, body: Body): void {
  let locals: Locals | null = null
  eachOf(body, "assign", (node, lambda) => {
    if (!isSound(check, body, node.target)) return
    locals ??= localsOf(body)
    const place = placeOf(check, body.typed, locals, node.target, lambda)
    reportTarget(check, node, place)
  })
}

function reportTarget(check: Check, node: Assign, place: PlaceOf): void {
  const { report } = check
  switch (place.k) {
    case "mutable": case "self": return
    case "captured":
      return report("E2047", node.target,
        `\`${place.name}\` is captured by this lambda, which has a copy`,
        "Give the lambda a variable of its own with `let`, or return the new value from it.")
    case "immutable": return reportImmutable(check, node, place.local)
    case "constant":
      return report("E2045", node.target, `\`$${place.name.replace(/^\$/, "")}\` is a constant`,
        "Copy it into a local with `let` and change that.")
    case "part":
      return report("E2045", node.target, `${place.what} cannot be assigned`,
        "Build the whole value anew and assign that.")
    case "temporary":
      return report("E2045", node.target,
        "only a local variable, `self`, or a place inside one can be assigned",
        "Put the value into a local with `let`, change that, and go on with it.")
  }
}

function reportImmutable(check: Check, node: Assign, local: Local): void {
  const help = local.what === "a `$` binding"
    ? `Write \`let ${local.name} = …\` without \`$\` to make it mutable.`
    : `Copy it first: \`let ${local.name} = ${local.name};\`.`
  check.report("E2045", node.target,
    `\`${local.name}\` is ${local.what}, which cannot be assigned`, help)
}
