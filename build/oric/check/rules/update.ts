// Index steps in the receiver of a mutating call: what stores the changed element back (LANGUAGE
// 10.3, 10.4).
//
// Inference records the `updated` of each index step in an assignment's target. That a call writes
// back is known only after it, so the same is settled here for receivers.

import type { Expr } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import type { Predicate } from "../items.ts"
import { showType } from "../show.ts"
import { envOf, solve } from "../solve.ts"
import type { Env } from "../solve.ts"
import type { TraitRef, TypeId } from "../types.ts"
import type { Body } from "./body.ts"

/** Fills `Typed.update` along a place; false after a report, when an element cannot be stored. */
export function settleUpdates(check: Check, body: Body, place: Expr): boolean {
  switch (place.kind) {
    case "paren": return settleUpdates(check, body, place.inner)
    case "field": return settleUpdates(check, body, place.on)
    case "index": return settleUpdates(check, body, place.on) && settle(check, body, place)
    default: return true
  }
}

function settle(check: Check, body: Body, node: Expr & { kind: "index" }): boolean {
  const { typed } = body
  if (typed.update[node.id] !== undefined) return true
  const trait = check.items.known.traits.get("IndexSet")
  const method = trait === undefined ? undefined : check.items.traits[trait]!.methods[0]
  if (trait === undefined || method === undefined) return true
  const self = typed.type[node.on.id]!
  const ref: TraitRef = { trait, args: [typed.type[node.key.id]!, typed.type[node.id]!] }
  const solution = solve(check.items, ref, self, bodyEnv(check, body))
  if (solution.k === "impl" || solution.k === "bound" || solution.k === "object") {
    typed.update[node.id] = { k: "bound", ref, method, self, types: [] }
    return true
  }
  reportStep(check, node, self)
  return false
}

function reportStep(check: Check, node: Expr, self: TypeId): void {
  check.report("E2046", node,
    `the method changes this element, but \`${showType(check.items, self)}\` cannot store it back`,
    "Bind the element to a local with `let`, call the method on that, and store it yourself.")
}

function bodyEnv(check: Check, body: Body): Env {
  const predicates: Predicate[] = [...body.fn?.predicates ?? []]
  const owner = body.fn?.impl ?? null
  if (owner !== null) predicates.push(...check.items.impls[owner]!.predicates)
  const trait = body.fn?.trait ?? null
  if (trait !== null) predicates.push(...check.items.traits[trait]!.predicates)
  return envOf(check.items, predicates)
}
