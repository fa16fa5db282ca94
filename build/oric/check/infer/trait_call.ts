// Calls of a trait's method that no one wrote: by operators, loops, templates, conversions, `?`.

import type { Span } from "../../source/diagnostic.ts"
import { fnParams, implMethod, instantiate, solve } from "../solve.ts"
import type { Solution } from "../solve.ts"
import type { Callee } from "../typed.ts"
import { intern } from "../types.ts"
import type { TraitId, TypeId } from "../types.ts"
import { unify, zonk } from "../unify.ts"
import type { Cx } from "./cx.ts"
import { adopt, expand } from "./obligation.ts"

type TraitCall = { callee: Callee; result: TypeId; solution: Solution }

/** A trait that the language knows by name. */
export function knownTrait(cx: Cx, name: string): TraitId {
  return cx.items.known.traits.get(name)!
}

/**
 * The call of a trait's first method on a type; "stuck" or null when it lacks the trait. Arguments
 * are unified.
 */
export function traitCall(
  cx: Cx, trait: TraitId, given: TypeId, args: TypeId[], at: Span,
): TraitCall | "stuck" | null {
  const self = zonk(cx.vars, given)
  const solution = solve(cx.items, { trait, args: args.map((arg) => zonk(cx.vars, arg)) }, self,
    cx.env)
  if (solution.k === "none" || solution.k === "never") return null
  if (solution.k === "stuck") return "stuck"
  return solvedCall(cx, trait, self, args, solution, at)
}

/** The call that a solution means. */
export function solvedCall(
  cx: Cx, trait: TraitId, self: TypeId, args: TypeId[],
  solution: Solution & { k: "impl" | "bound" | "object" }, at: Span,
): TraitCall {
  const method = cx.items.traits[trait]!.methods[0]!
  const ref = { trait, args }
  let callee: Callee = { k: "bound", ref, method, self, types: [] }
  let types = [self, ...args]
  if (solution.k === "impl") {
    const impl = adopt(cx, solution, at)
    const { generics } = cx.items.impls[solution.impl]!
    solution.ref.args.forEach((arg, index) =>
      unify(cx.vars, args[index]!, expand(cx, instantiate(cx.table, arg, generics, impl), at)))
    const resolved = implMethod(cx.items, solution.impl, impl, ref, method, self, [])
    callee = { k: "direct", fn: resolved.fn, types: resolved.types }
    types = resolved.types
  } else {
    solution.ref.args.forEach((arg, index) => unify(cx.vars, args[index]!, arg))
    if (solution.k === "object") callee = { k: "virtual", ref, method }
  }
  const fn = callee.k === "direct" ? callee.fn : method
  const result = expand(
    cx, instantiate(cx.table, cx.items.fns[fn]!.result, fnParams(cx.items, fn), types), at)
  return { callee, result, solution }
}

/** `self.name` of a trait without arguments, computed. */
export function associated(cx: Cx, trait: TraitId, self: TypeId, name: string, at: Span): TypeId {
  const proj = intern(cx.table,
    { k: "proj", ref: { trait, args: [] }, name, self: zonk(cx.vars, self) })
  return expand(cx, proj, at)
}
