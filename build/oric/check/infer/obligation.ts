// What must still hold: bounds and projections that wait for a variable, wake when it is bound, and
// are drained at the end of the body (LANGUAGE 5.7).

import type { Span } from "../../source/diagnostic.ts"
import { firstVar, instantiate, instantiateRef, normalize, solve } from "../solve.ts"
import type { Solution } from "../solve.ts"
import { lackOfObject } from "../solve_bounds.ts"
import type { Type } from "../../syntax/ast.ts"
import { boundKey } from "../context.ts"
import type { Predicate } from "../items.ts"
import { resolveType } from "../resolve.ts"
import { showTraitRef } from "../show.ts"
import { keyTraits, traitHelp } from "../trait_help.ts"
import {
  ERROR, HAS_ERROR, HAS_PARAM, HAS_PROJ, HAS_VAR, intern, mapChildren, NEVER,
} from "../types.ts"
import type { GenericId, TraitRef, TypeId } from "../types.ts"
import { head, unify, zonk } from "../unify.ts"
import { askingIn, fail, fresh, freshArg, isBroken, isExcused, show } from "./cx.ts"
import type { Bound, Cx, Obligation, Obligations } from "./cx.ts"
import { abandon } from "./record.ts"

export function newObligations(): Obligations {
  return { waiting: new Map(), stuck: new Set() }
}

/** `self` must implement `ref`. */
export function require(
  cx: Cx, ref: TraitRef, self: TypeId, at: Span, more: Partial<Omit<Bound, "k" | "ref" | "self" |
    "at">> = {},
): void {
  const bound: Bound = {
    k: "bound", ref, self, at: { at: at.at, end: at.end }, code: more.code ?? "E2009",
    by: more.by ?? "", label: more.label ?? null, done: more.done ?? null,
  }
  run(cx, bound)
}

/** A declared type as it is here: projections computed, those on unknown types put off. */
export function expand(cx: Cx, type: TypeId, at: Span): TypeId {
  if ((cx.table.flags[type]! & HAS_PROJ) === 0) return type
  const zonked = zonk(cx.vars, type)
  if ((cx.table.flags[zonked]! & HAS_VAR) !== 0) return expandNode(cx, zonked, at)
  const normal = normalize(cx.items, zonked, cx.env)
  return hopeless(cx, normal) ? ERROR : normal
}

/** An associated type of a type that lacks the trait: the bound is what gets reported. */
function hopeless(cx: Cx, type: TypeId): boolean {
  const node = cx.table.nodes[type]!
  return node.k === "proj" && (cx.table.flags[node.self]! & (HAS_PARAM | HAS_PROJ | HAS_VAR)) === 0
}

function expandNode(cx: Cx, type: TypeId, at: Span): TypeId {
  if ((cx.table.flags[type]! & HAS_PROJ) === 0) return type
  const node = cx.table.nodes[type]!
  const inner = intern(cx.table, mapChildren(node, (child) => expandNode(cx, child, at)))
  const normal = normalize(cx.items, inner, cx.env)
  if (!waits(cx, normal)) {
    if (hopeless(cx, normal)) return ERROR
    // What came out may hold projections that wait in their turn.
    const more = normal !== inner && (cx.table.flags[normal]! & HAS_VAR) !== 0
    return more ? expandNode(cx, normal, at) : normal
  }
  const result = fresh(cx, at, "this type")
  run(cx, { k: "equal", type: normal, to: result, at })
  return result
}

/** A projection, or a trait method's opaque result, of a type that is not known yet. */
function waits(cx: Cx, type: TypeId): boolean {
  const node = cx.table.nodes[type]!
  if (node.k === "proj") return (cx.table.flags[type]! & HAS_VAR) !== 0
  if (node.k !== "opaque" || cx.items.fns[node.fn]!.trait === null) return false
  return (cx.table.flags[node.args[0]!]! & HAS_VAR) !== 0
}

/** Asks again everything whose variable was bound since the last time. */
export function settle(cx: Cx): void {
  const { woken } = cx.vars
  while (woken.length > 0) {
    const index = woken.pop()!
    const list = cx.work.waiting.get(index)
    if (list === undefined || cx.vars.bound[index] === -1) continue
    cx.work.waiting.delete(index)
    for (const obligation of list) {
      cx.work.stuck.delete(obligation)
      run(cx, obligation)
    }
  }
}

/** The head of a type after asking what waits, for places that need to know it now. */
export function known(cx: Cx, type: TypeId): TypeId {
  const now = head(cx.vars, type)
  if (cx.table.nodes[now]!.k !== "var" || cx.vars.woken.length === 0) return now
  settle(cx)
  return head(cx.vars, now)
}

/** The end of the body: what still waits is settled by default or reported. */
export function drain(cx: Cx): void {
  settle(cx)
  cx.quiet = cx.failed
  cx.vars.births.forEach((birth, index) => {
    if (birth.never && cx.vars.bound[index] === -1) {
      abandon(cx, intern(cx.table, { k: "var", index }))
      cx.vars.woken.push(index)
    }
  })
  settle(cx)
  for (const obligation of cx.work.stuck) giveUp(cx, obligation)
}

function giveUp(cx: Cx, obligation: Obligation): void {
  if (cx.quiet) return
  if (obligation.k === "bound" && obligation.ref.trait === cx.items.known.traits.get("Into")) {
    fail(cx, "E2037", obligation.at, "cannot tell what `into()` should convert to",
      "Annotate the result: `let x: T = value.into();`.")
    for (const arg of obligation.ref.args) unify(cx.vars, arg, ERROR)
    return
  }
  const type = obligation.k === "bound"
    ? intern(cx.table, { k: "tuple", args: [obligation.self, ...obligation.ref.args] })
    : obligation.type
  abandon(cx, firstVar(cx.table, zonk(cx.vars, type)))
}

function run(cx: Cx, obligation: Obligation): void {
  const on = obligation.k === "bound" ? runBound(cx, obligation) : runEqual(cx, obligation)
  if (on === null) return
  const node = cx.table.nodes[on]!
  if (node.k !== "var") return
  cx.work.stuck.add(obligation)
  const list = cx.work.waiting.get(node.index)
  if (list === undefined) cx.work.waiting.set(node.index, [obligation])
  else list.push(obligation)
}

function runEqual(cx: Cx, obligation: Obligation & { k: "equal" }): TypeId | null {
  const zonked = zonk(cx.vars, obligation.type)
  const normal = normalize(cx.items, zonked, cx.env)
  if (waits(cx, normal)) {
    const node = cx.table.nodes[normal]!
    obligation.type = normal
    return firstVar(cx.table, node.k === "opaque" ? node.args[0]! : normal)
  }
  const type = expand(cx, normal, obligation.at)
  if (unify(cx.vars, type, obligation.to)) return null
  fail(cx, "E2001", obligation.at,
    `expected \`${show(cx, obligation.to)}\`, found \`${show(cx, type)}\``,
    "An associated type of a bound has to be the other type here.")
  return null
}

function runBound(cx: Cx, bound: Bound): TypeId | null {
  const self = zonk(cx.vars, bound.self)
  const ref = { trait: bound.ref.trait, args: bound.ref.args.map((arg) => zonk(cx.vars, arg)) }
  const broken = [self, ...ref.args].some((type) => (cx.table.flags[type]! & HAS_ERROR) !== 0)
  if (broken) return null
  const solution = solve(cx.items, ref, self, cx.env)
  switch (solution.k) {
    case "stuck": return solution.on
    case "none":
      missing(cx, bound, ref, self, solution)
      return null
    case "impl":
      bind(cx, bound, ref, solution.ref)
      if (solution.open) requireNested(cx, solution.impl, solution.types, bound)
      break
    case "object": {
      // The methods of a capability are reached through the value that provides it.
      const provides = bound.code === "E1202"
      const lack = provides ? null : lackOfObject(cx.items, solution.ref, self)
      if (lack !== null) {
        missing(cx, bound, lack, self, { k: "none", missing: null })
        return null
      }
      bind(cx, bound, ref, solution.ref)
      break
    }
    case "bound":
      bind(cx, bound, ref, solution.ref)
      break
    case "never":
  }
  bound.done?.(solution)
  return null
}

/** The arguments of the trait become what the impl says. */
function bind(cx: Cx, bound: Bound, asked: TraitRef, found: TraitRef): void {
  asked.args.forEach((arg, index) => {
    const other = expand(cx, found.args[index]!, bound.at)
    if (unify(cx.vars, arg, other)) return
    fail(cx, bound.code, bound.at,
      `\`${show(cx, bound.self)}\` implements \`${showTraitRef(cx.items, found)}\`, not with ` +
      `\`${show(cx, arg)}\``, "Convert the value, or implement the trait for this type.")
  })
}

/**
 * Arguments for a chosen impl, all of them; where-clauses that could not be decided yet go on
 * waiting.
 */
export function adopt(cx: Cx, solution: Solution & { k: "impl" }, at: Span): TypeId[] {
  if (!solution.open) return solution.types
  const bound: Bound = {
    k: "bound", ref: solution.ref, self: NEVER, at, code: "E2009", by: "", label: null, done: null,
  }
  return requireNested(cx, solution.impl, solution.types, bound)
}

function requireNested(cx: Cx, impl: number, types: TypeId[], from: Bound): TypeId[] {
  const item = cx.items.impls[impl]!
  const full = types.map((type, index) => type !== -1 ? type
    : freshArg(cx, from.at, item.generics[index]!, "", isBroken(cx, item.self)))
  requireAll(cx, item.predicates, item.generics, full, from)
  return full
}

function requireAll(
  cx: Cx, predicates: Predicate[], params: GenericId[], types: TypeId[], from: Bound,
): void {
  for (const predicate of predicates) {
    const subject = expand(cx, instantiate(cx.table, predicate.subject, params, types), from.at)
    if (predicate.k === "equals") {
      const type = instantiate(cx.table, predicate.type, params, types)
      run(cx, { k: "equal", type, to: subject, at: from.at })
      continue
    }
    const ref = instantiateRef(cx.table, predicate.bound, params, types)
    const args = ref.args.map((arg) => expand(cx, arg, from.at))
    run(cx, { ...from, ref: { trait: ref.trait, args }, self: subject, done: null })
  }
}

function missing(
  cx: Cx, bound: Bound, ref: TraitRef, self: TypeId, solution: Solution & { k: "none" },
): void {
  const why = solution.missing
  const root = why ?? { self, ref }
  const keys = [boundKey(self, ref), boundKey(root.self, root.ref)]
  if (isExcused(cx, self) || isExcused(cx, root.self)) return
  if (keys.some((key) => cx.check.lacking.has(key) || cx.lacking.has(key))) {
    return void (cx.failed = true)
  }
  // One bound mends all uses of a parameter, and what a written type lacks its value lacks too.
  const isWritten = bound.by === "" && bound.code === "E2009"
  const isKey = bound.code === "E2031"
  const isOpen = ["param", "proj"].includes(cx.table.nodes[root.self]!.k)
  if (isWritten || isKey || isOpen) keys.forEach((key) => cx.lacking.add(key))
  const trait = showTraitRef(cx.items, ref)
  const wanted = isKey ? keyTraits(cx.items) : [root.ref]
  const notes = why === null ? [] : [
    `it would, if \`${show(cx, why.self)}\` implemented \`${showTraitRef(cx.items, why.ref)}\``]
  const asked = bound.by === "" ? "" : `, needed by ${bound.by}`
  const who = cx.table.nodes[self]!.k === "object" ? "an object of " : ""
  fail(cx, bound.code, bound.at,
    `${who}\`${show(cx, self)}\` does not implement \`${trait}\`${asked}`,
    traitHelp(askingIn(cx), root.self, wanted), {
      notes, labels: bound.label === null ? [] : [bound.label],
    })
}

/** Predicates that come with a declaration, for these arguments; `by` is who asks. */
export function requirePredicates(
  cx: Cx, predicates: Predicate[], params: GenericId[], types: TypeId[], at: Span, by: string,
): void {
  if (predicates.length === 0) return
  const from: Bound = {
    k: "bound", ref: { trait: -1, args: [] }, self: NEVER, at: { at: at.at, end: at.end },
    code: "E2009", by, label: null, done: null,
  }
  requireAll(cx, predicates, params, types, from)
}

/** The type that an annotation names; what its arguments must satisfy is required too. */
export function annotated(cx: Cx, node: Type): TypeId {
  cx.spot = node
  const type = resolveType(cx.check, cx.scope, node)
  if ((cx.table.flags[type]! & HAS_ERROR) !== 0) cx.failed = true
  flushNeeds(cx)
  return expand(cx, type, node)
}

/** Requires what resolving types collected. */
export function flushNeeds(cx: Cx): void {
  for (const need of cx.needs.splice(0)) {
    if (need.k === "bound") require(cx, need.bound, need.subject, need.at, { code: need.code })
    else {
      const type = expand(cx, need.subject, need.at)
      run(cx, { k: "equal", type, to: need.type, at: need.at })
    }
  }
}
