// Calls of declared functions: instantiation, arguments against parameters, result; and calls of
// function values.

import { counted } from "../../source/counted.ts"
import type { Span } from "../../source/diagnostic.ts"
import { joined, NONE } from "../../source/list.ts"
import type { Arg, Expr, Type } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import { isUnreadable } from "../context.ts"
import type { Fn } from "../items.ts"
import { fnParams, implMethod, instantiate, solve } from "../solve.ts"
import type { Callee, PlanEntry } from "../typed.ts"
import { ERROR, HAS_VAR, NEVER } from "../types.ts"
import type { TypeId } from "../types.ts"
import { head, unify, zonk } from "../unify.ts"
import { isLambda, planArgs } from "./args.ts"
import { check, coerceTo } from "./coerce.ts"
import { argsOf, fail, fresh, freshArg, headOf, lacksType, listOf, notKnown, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import {
  adopt, annotated, expand, known, require, requirePredicates, settle,
} from "./obligation.ts"
import { setCallee } from "./record.ts"
import type { Why } from "./why.ts"

/** A call as written: the node that is called, its type arguments and arguments. */
export type Site = {
  node: Span & { id: NodeId }
  /** Where the name of the callee stands. */
  at: Span
  types: Type[]
  args: Arg[]
  /** Arguments before this one are receivers, typed already. */
  first: number
  /** The piped value, when the call is a step of `|>`. */
  piped: { node: Expr; type: TypeId } | null
}

/** A function with the arguments of its generics. */
export type Target = { fn: Fn; types: TypeId[]; callee: Callee; owner: boolean }

/** A call of a free function, or of an impl's with the impl's arguments. */
export function directTarget(cx: Cx, fn: Fn, owner: TypeId[], site: Site): Target {
  const types = joined(owner, writtenTypes(cx, fn.generics, fn.display, site, fn))
  return { fn, types, callee: { k: "direct", fn: fn.id, types }, owner: true }
}

/** Arguments for the generics of what is called: those written, then variables. */
export function writtenTypes(
  cx: Cx, generics: readonly number[], display: string, site: Site, fn: Fn | null = null,
): TypeId[] {
  const { types, at } = site
  if (types.length > generics.length) {
    fail(cx, "E2015", types[generics.length]!,
      `\`${display}\` takes ${counted(generics.length, "type argument")}`,
      generics.length === 0
        ? "Leave the `<…>` away; for a comparison put parentheses around it."
        : "Leave the surplus ones away.")
  }
  if (generics.length === 0) return NONE
  const isLost = fn !== null && lacksType(cx, fn)
  return generics.map((generic, index) => {
    const written = types[index]
    if (written !== undefined) return annotated(cx, written)
    return freshArg(cx, at, generic, ` of \`${display}\``, isLost)
  })
}

/**
 * A trait's method on a self type: the impl's own function when the impl is known, else decided
 * later.
 */
export function traitTarget(
  cx: Cx, trait: number, given: TypeId[], method: Fn, selfType: TypeId, site: Site,
  expected: TypeId | null,
): Target {
  const item = cx.items.traits[trait]!
  if (trait === cx.items.known.traits.get("Drop")) {
    fail(cx, "E2040", site.at, "`drop` is not called: it runs when the value ends",
      "To end it now write `drop_early(value: …)`.")
  }
  const args = given.map((arg, index) => arg !== -1 ? arg
    : fresh(cx, site.at,
      `\`${cx.items.generics[item.generics[index + 1]!]!.name}\` of \`${item.name}\``))
  const self = zonk(cx.vars, selfType)
  const ref = { trait, args }
  // `into()`: the argument of the trait is the result itself, so what is expected decides.
  const result = cx.table.nodes[method.result]!
  const open = result.k === "param" ? item.generics.indexOf(result.param) - 1 : -1
  if (open >= 0) hint(cx, args[open]!, expected)
  const solution = solve(cx.items, { trait, args: args.map((arg) => zonk(cx.vars, arg)) }, self,
    cx.env)
  if (solution.k === "impl") {
    const impl = adopt(cx, solution, site.at)
    solution.ref.args.forEach((arg, index) =>
      unify(cx.vars, args[index]!, expand(cx, withTypes(cx, solution.impl, arg, impl), site.at)))
    const resolved = implMethod(cx.items, solution.impl, impl, ref, method.id, self, [])
    return { ...directTarget(cx, cx.items.fns[resolved.fn]!, resolved.types, site), owner: false }
  }
  const extra = writtenTypes(cx, method.generics, method.display, site, method)
  const types = [self, ...args, ...extra]
  if (solution.k === "bound" || solution.k === "object") {
    solution.ref.args.forEach((arg, index) => unify(cx.vars, args[index]!, arg))
  } else require(cx, ref, self, site.at,
    { code: trait === cx.items.known.traits.get("Into") ? "E2036" : "E2009" })
  if (solution.k === "object") {
    return { fn: method, types, callee: { k: "virtual", ref: solution.ref, method: method.id },
      owner: false }
  }
  const callee: Callee = { k: "bound", ref, method: method.id, self, types: extra }
  return { fn: method, types, callee, owner: false }
}

function withTypes(cx: Cx, impl: number, type: TypeId, types: TypeId[]): TypeId {
  return instantiate(cx.table, type, cx.items.impls[impl]!.generics, types)
}

/** Checks the call and records callee and plan. */
export function callTarget(
  cx: Cx, site: Site, target: Target, expected: TypeId | null, receiver: number,
): TypeId {
  const { fn, types } = target
  if (isUnreadable(fn)) {
    cx.failed = true
    inferLoose(cx, site.args.slice(site.first))
    return ERROR
  }
  const params = fnParams(cx.items, fn.id)
  const plan = planArgs(cx, site.at, fn, site.args, site.first, site.piped !== null)
  const result = expand(cx, instantiate(cx.table, fn.result, params, types), site.node)
  hint(cx, result, expected)
  requirePredicates(cx, allPredicates(cx, fn, target.owner), params, types, site.at,
    `\`${fn.display}\``)
  setCallee(cx, site.node.id, target.callee)
  if (plan === null) {
    inferLoose(cx, site.args.slice(site.first))
    return isGeneric(cx, result) ? ERROR : result
  }
  cx.typed.plan[site.node.id] = { params: plan, receiver }
  const paramTypes = fn.params.map((param) =>
    expand(cx, instantiate(cx.table, param.type, params, types), site.node))
  checkArgs(cx, site, fn, plan, paramTypes)
  settle(cx)
  collectDefault(cx, fn, types, result, site.at)
  return result
}

/** Whether the result cannot be known when arguments failed. */
function isGeneric(cx: Cx, type: TypeId): boolean {
  return (cx.table.flags[zonk(cx.vars, type)]! & HAS_VAR) !== 0
}

function allPredicates(cx: Cx, fn: Fn, owner: boolean): Fn["predicates"] {
  if (!owner || fn.impl === null) return fn.predicates
  return joined(cx.items.impls[fn.impl]!.predicates, fn.predicates)
}

/** Lets the expected type say what the result's variables are, if it can. */
export function hint(cx: Cx, result: TypeId, expected: TypeId | null): void {
  if (expected === null || (cx.table.flags[result]! & HAS_VAR) === 0) return
  const want = headOf(cx, expected)
  if (want.k === "var" || want.k === "never" || want.k === "error") return
  if (headOf(cx, result).k === "var" && want.k === "object") return
  unify(cx.vars, result, expected)
}

/** A result that only `Collect` constrains is a list (D-106). */
function collectDefault(cx: Cx, fn: Fn, types: TypeId[], result: TypeId, at: Span): void {
  if (headOf(cx, result).k !== "var") return
  const collect = cx.items.known.traits.get("Collect")
  const params = fnParams(cx.items, fn.id)
  for (const predicate of fn.predicates) {
    if (predicate.k !== "bound" || predicate.bound.trait !== collect) continue
    const subject = instantiate(cx.table, predicate.subject, params, types)
    if (head(cx.vars, subject) !== head(cx.vars, result)) continue
    const element = expand(cx, instantiate(cx.table, predicate.bound.args[0]!, params, types), at)
    unify(cx.vars, result, listOf(cx, element))
    settle(cx)
  }
}

function checkArgs(cx: Cx, site: Site, fn: Fn, plan: PlanEntry[], paramTypes: TypeId[]): void {
  const types: (TypeId | null)[] = site.args.map(() => null)
  const names: Why[] = site.args.map(() => "")
  plan.forEach((entry, index) => {
    const why = { fn, param: index }
    if (entry.k === "arg") {
      types[entry.index] = paramTypes[index]!
      names[entry.index] = why
    } else if (entry.k === "variadic") {
      for (const one of entry.args) {
        types[one.index] = one.spread ? paramTypes[index]! : elementOf(cx, paramTypes[index]!)
        names[one.index] = why
      }
    } else if (entry.k === "piped" && site.piped !== null) {
      coerceTo(cx, site.piped.node, site.piped.type, paramTypes[index]!, why)
    }
  })
  checkInOrder(cx, site.args, types, names)
}

/** A variadic parameter is a list inside; its arguments are elements. */
function elementOf(cx: Cx, list: TypeId): TypeId {
  return argsOf(cx, list, cx.items.known.list)?.[0] ?? ERROR
}

/** Lambda literals wait for the other arguments. */
function checkInOrder(cx: Cx, args: Arg[], types: (TypeId | null)[], why: Why[]): void {
  const waiting: number[] = []
  args.forEach((arg, index) => {
    const type = types[index]
    if (type === null || type === undefined) return
    if (isLambda(arg.value)) waiting.push(index)
    else check(cx, arg.value, type, why[index]!)
  })
  if (waiting.length > 0) settle(cx)
  for (const index of waiting) check(cx, args[index]!.value, types[index]!, why[index]!)
}

/** Arguments of a call that failed: only their own mistakes are looked for. */
export function inferLoose(cx: Cx, args: Arg[]): void {
  const failed = cx.failed
  for (const arg of args) if (!isLambda(arg.value)) cx.infer(cx, arg.value, null)
  cx.failed = cx.failed || failed
}

/** A call through a value of function type: positional. */
export function callValue(
  cx: Cx, site: Site, type: TypeId, what: string,
): TypeId {
  const fn = headOf(cx, known(cx, type))
  if (fn.k !== "fn") {
    notCallable(cx, site, type, what)
    inferLoose(cx, site.args)
    return fn.k === "never" ? NEVER : ERROR
  }
  if (site.types.length > 0) {
    fail(cx, "E2015", site.types[0]!, `${what} takes no type arguments`,
      "A function value has a fixed type.")
  }
  const named = site.args.find((arg) => arg.name !== null)
  if (named !== undefined) {
    fail(cx, "E2011", named.name!, `${what} is called by position`,
      "Names belong to declared functions: leave the label away.")
    inferLoose(cx, site.args)
    return fn.result
  }
  const given = site.args.length + (site.piped === null ? 0 : 1)
  if (given !== fn.args.length || site.args.some((arg) => arg.spread)) {
    fail(cx, "E2004", site.node,
      `${what} takes ${counted(fn.args.length, "argument")}, not ${given}`,
      `Its type is \`${show(cx, type)}\`.`)
    inferLoose(cx, site.args)
    return fn.result
  }
  const shift = site.piped === null ? 0 : 1
  if (site.piped !== null) coerceTo(cx, site.piped.node, site.piped.type, fn.args[0]!, "")
  checkInOrder(cx, site.args, fn.args.slice(shift), site.args.map(() => `as argument of ${what}`))
  const entries: PlanEntry[] = site.args.map((_, index) => ({ k: "arg", index }))
  if (shift === 1) entries.unshift({ k: "piped" })
  cx.typed.plan[site.node.id] = { params: entries, receiver: -1 }
  return fn.result
}

function notCallable(cx: Cx, site: Site, type: TypeId, what: string): void {
  const node = headOf(cx, type)
  if (node.k === "error") return
  if (node.k === "never") return
  if (node.k === "var") {
    notKnown(cx, type, site.at, `the type of ${what} is not known here`)
    return
  }
  fail(cx, "E2001", site.at, `${what} is no function: it is \`${show(cx, type)}\``,
    "Only functions can be called.")
}
