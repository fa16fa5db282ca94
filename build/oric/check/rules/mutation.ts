// Which methods change `self`, and which calls store the changed receiver back (LANGUAGE 10.4).
//
// A method assigns a place in `self`, or calls methods on such places; the least fixpoint over the
// program says which ones mutate. A trait's method counts as mutating when any implementation does,
// since a call through a bound or an object may reach it; a call on a known type asks that type's
// own method. What the prelude calls so, it calls on copies: the built-in methods change nothing
// (D-107), so a `next` that assigns `self` leaves `it.find(…)` a method that does not.

import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { Fn, Items } from "../items.ts"
import type { Callee } from "../typed.ts"
import type { FnId } from "../types.ts"
import { eachOf, isSound } from "./body.ts"
import type { Body } from "./body.ts"
import { localsOf } from "./locals.ts"
import type { Locals } from "./locals.ts"
import { placeOf } from "./place.ts"
import type { PlaceOf } from "./place.ts"
import { settleUpdates } from "./update.ts"

/** `own` is the method itself, `any` the join of a trait's method over its implementations. */
type Target = { fn: FnId; any: boolean }

export type Mutation = {
  /** Methods whose own body mutates. */
  own: Set<FnId>
  /** Methods of traits of which some implementation mutates. */
  any: Set<FnId>
}

/** Finds the mutating methods of the program and sets `Fn.mutates`. */
export function findMutating(check: Check, bodies: Body[]): Mutation {
  const { items } = check
  const mutation: Mutation = { own: new Set(), any: new Set() }
  const callers = new Map<string, FnId[]>()
  const work: FnId[] = []
  for (const body of bodies) {
    if (body.fn === null || !body.fn.hasSelf) continue
    const found = effectOnSelf(check, body)
    if (found.assigns) work.push(body.fn.id)
    for (const target of found.calls) {
      const key = targetKey(target)
      callers.set(key, [...callers.get(key) ?? [], body.fn.id])
    }
  }
  const traitMethods = traitMethodsOf(items)
  while (work.length > 0) {
    const fn = work.pop()!
    if (mutation.own.has(fn)) continue
    mutation.own.add(fn)
    if (!items.fns[fn]!.returnsSelf) work.push(...callers.get(targetKey({ fn, any: false })) ?? [])
    const method = traitMethods.get(fn)
    if (method === undefined || mutation.any.has(method)) continue
    mutation.any.add(method)
    if (!items.fns[method]!.returnsSelf) {
      work.push(...callers.get(targetKey({ fn: method, any: true })) ?? [])
    }
  }
  for (const fn of items.fns) fn.mutates = mutation.own.has(fn.id) || mutation.any.has(fn.id)
  return mutation
}

function targetKey(target: Target): string {
  return `${target.any ? "any" : "own"} ${target.fn}`
}

/** The trait's method behind each method of an impl, and behind each default itself. */
function traitMethodsOf(items: Items): Map<FnId, FnId> {
  const methods = new Map<FnId, FnId>()
  for (const trait of items.traits) for (const fn of trait.methods) methods.set(fn, fn)
  for (const impl of items.impls) {
    if (impl.kind !== "trait" || impl.trait === null) continue
    const required = items.traits[impl.trait.trait]!.methods
    for (const fn of impl.methods) {
      const method = required.find((one) => items.fns[one]!.name === items.fns[fn]!.name)
      if (method !== undefined) methods.set(fn, method)
    }
  }
  return methods
}

function effectOnSelf(check: Check, body: Body): { assigns: boolean; calls: Target[] } {
  const locals: Locals = new Map()
  const isSelf = (node: Expr, lambda: NodeId | null): boolean =>
    placeOf(check, body.typed, locals, node, lambda).k === "self"
  let assigns = false
  const calls: Target[] = []
  eachOf(body, "assign", (node, lambda) => { assigns ||= isSelf(node.target, lambda) })
  eachOf(body, "method", (node, lambda) => {
    const target = targetOf(body, node)
    if (target !== null && isSelf(node.on, lambda)) calls.push(target)
  })
  return { assigns, calls }
}

/**
 * The method that a written call `place.m(…)` reaches; null for calls that never write back: those
 * of other kinds, and of built-in code what it knows by a bound alone.
 */
function targetOf(body: Body, node: Expr & { kind: "method" }): Target | null {
  const callee = body.typed.callee[node.id]
  const qualified = (body.typed.plan[node.id]?.receiver ?? -1) >= 0
  const target = callee === undefined || qualified ? null : targetOfCallee(callee)
  return target?.any === true && body.module.isPrelude ? null : target
}

function targetOfCallee(callee: Callee): Target | null {
  switch (callee.k) {
    case "direct": return { fn: callee.fn, any: false }
    case "bound": case "virtual": return { fn: callee.method, any: true }
    default: return null
  }
}

/** Judges the receivers of mutating calls in a body and marks the calls that write back. */
export function writeBackRule(check: Check, body: Body, mutation: Mutation): void {
  let locals: Locals | null = null
  eachOf(body, "method", (node, lambda) => {
    if (!isSound(check, body, node.on)) return
    const target = targetOf(body, node)
    if (target === null) return
    const method = check.items.fns[target.fn]!
    const mutates = (target.any ? mutation.any : mutation.own).has(target.fn)
    if (!mutates || method.returnsSelf || !method.hasSelf) return
    locals ??= localsOf(body)
    const place = placeOf(check, body.typed, locals, node.on, lambda)
    if (place.k === "temporary") return
    if (place.k !== "mutable" && place.k !== "self") {
      return reportReceiver(check, node, method, place)
    }
    if (settleUpdates(check, body, node.on)) body.typed.writeBack.add(node.id)
  })
}

type Immutable = Exclude<PlaceOf, { k: "mutable" | "self" | "temporary" }>

function reportReceiver(
  check: Check, node: Expr & { kind: "method" }, method: Fn, place: Immutable,
): void {
  const [why, help] = describe(place)
  check.report("E2046", node.on, `\`${method.display}\` changes its receiver, but ${why}`, help)
}

function describe(place: Immutable): [string, string] {
  switch (place.k) {
    case "immutable": {
      const { name, what } = place.local
      return [`\`${name}\` is ${what}`, what === "a `$` binding"
        ? `Write \`let ${name} = …\` without \`$\` to make it mutable.`
        : `Copy it first: \`let ${name} = ${name};\`.`]
    }
    case "captured":
      return [`\`${place.name}\` is captured by this lambda, which has a copy`,
        "Copy it inside the lambda with `let`, or call the method outside."]
    case "constant":
      return [`\`${place.name}\` is a constant`, "Copy it into a local with `let` first."]
    case "part":
      return [`${place.what} cannot be changed in place`, "Bind it to a local with `let` first."]
  }
}
