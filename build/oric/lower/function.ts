// Bodies: parameters, clauses, contracts; the loop that self tail calls go round (LANGUAGE 4).

import type { Fn as FnItem } from "../check/items.ts"
import { fnParams } from "../check/solve_bounds.ts"
import { NEVER } from "../check/types.ts"
import { UNIT_ATOM, addParam, newJoin, newVar, strAtom, varAtom } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { STR, UNIT } from "../ir/types.ts"
import type { Expr } from "../syntax/ast.ts"
import type { Contract, Func } from "../syntax/item_ast.ts"
import { factsOf } from "./assigned.ts"
import {
  atomType, branch, branchOn, endWith, enterJoin, fieldOf, jumpTo, openJoin, panicWith, siteAt,
} from "./build.ts"
import { asksForSite } from "./callee.ts"
import { isDropEarly } from "./call.ts"
import { newCx } from "./context.ts"
import { paramTypes } from "./instance.ts"
import { materialize } from "./known.ts"
import { declare } from "./locals.ts"
import { lowerTree } from "./match.ts"
import { SELF, expr, tail } from "./state.ts"
import type { Cx, Instance, Known, Lower, Provider, ProviderShape } from "./state.ts"
import { bindPattern } from "./statement.ts"
import { concreteIn, irOf, selfOf, usedTraits, writesBack, zip } from "./types.ts"

/** Lowers the body of an instance. */
export function lowerInstance(lo: Lower, instance: Instance): void {
  const item = lo.check.items.fns[instance.fn]!
  const cx = startInstance(lo, item, instance)
  const args = parameters(cx, item, instance)
  const body = item.test?.node.body ?? null
  if (body !== null) return tail(cx, body)
  if (item.clauses.length === 0) throw new Error(`${item.display} has no body`)
  if (item.clauses.some((clause) => clause.body !== null && callsItself(cx, item, clause.body))) {
    if (cx.post === null && !cx.writesBack) return inLoop(cx, item, instance, args)
  }
  clauses(cx, item, args)
}

function startInstance(lo: Lower, item: FnItem, instance: Instance): Cx {
  const subst = zip(fnParams(lo.check.items, item.id), instance.types)
  const result = concreteIn(lo, item.result, subst)
  const cx = newCx(lo, {
    symbol: instance.symbol, display: item.display, module: lo.check.items.modules[item.module]!,
    subst,
    self: selfOf(lo, item, instance.types), result,
  })
  cx.fun.results = instance.results
  cx.fun.never = result === NEVER
  if (item.attrs.some((attr) => attr.name.name === "inline")) cx.fun.inline = "always"
  cx.writesBack = writesBack(item)
  const posts = item.contracts.filter((contract) => !contract.pre)
  if (posts.length > 0) cx.post = (at, value) => checkPosts(at, posts, value)
  const facts = factsOf(cx.typed, bodiesOf(item), (node) => {
    const callee = cx.typed.callee[node.id]
    return callee !== undefined && isDropEarly(cx, callee)
  })
  cx.assigned = new Set(facts.assigned)
  cx.celled = new Set(facts.celled)
  cx.dropped = new Set(facts.dropped)
  return cx
}

function bodiesOf(item: FnItem): Expr[] {
  if (item.test !== null) return [item.test.node.body]
  return item.clauses.flatMap((clause) =>
    [clause.guard, clause.body].filter((part) => part !== null))
}

/** What a parameter is inside: an operand, or a lambda that the caller knows. */
type Given = { k: "atom"; atom: Atom } | { k: "known"; known: Known }
type Args = { self: Atom | null; params: Given[] }

/**
 * Declares the IR's parameters: `self`, each parameter (a known lambda's captures in its place),
 * provider cells.
 */
function parameters(cx: Cx, item: FnItem, instance: Instance): Args {
  const { lo, fun } = cx
  const self = item.hasSelf ? varAtom(addParam(fun, irOf(lo, cx.self), "self")) : null
  const params = paramTypes(lo, item, instance.types).map((type, index): Given => {
    const shape = instance.knowns[index] ?? null
    const name = item.params[index]!.name ?? `p${index}`
    if (shape === null) return { k: "atom", atom: varAtom(addParam(fun, irOf(lo, type), name)) }
    const captures = shape.types.map((capture) => varAtom(addParam(fun, capture, name)))
    return { k: "known", known: { ...shape, captures } }
  })
  for (const trait of usedTraits(lo, item)) {
    const shape = instance.providers.get(trait)
    if (shape !== undefined) cx.received.set(trait, provider(cx, shape))
  }
  if (instance.self !== null) cx.selfProvider = provider(cx, instance.self)
  if (asksForSite(lo, item)) cx.callSite = varAtom(addParam(fun, STR, "site"))
  return { self, params }
}

function provider(cx: Cx, shape: ProviderShape): Provider {
  if (shape.k === "static") return shape
  return { ...shape, at: varAtom(addParam(cx.fun, shape.cell, "provider")) }
}

// ── tail calls ───────────────────────────────────────────────────────────────────────────────────

/** Does a tail position of this body call the function itself? */
function callsItself(cx: Cx, item: FnItem, node: Expr): boolean {
  switch (node.kind) {
    case "paren": return callsItself(cx, item, node.inner)
    case "block": {
      if (node.result === null || node.label !== null) return false
      return callsItself(cx, item, node.result)
    }
    case "if": {
      if (callsItself(cx, item, node.then)) return true
      return node.else !== null && callsItself(cx, item, node.else)
    }
    case "match": return node.arms.some((arm) => callsItself(cx, item, arm.body))
    case "call": case "method": {
      const callee = cx.typed.callee[node.id]
      if (callee?.k === "direct") return callee.fn === item.id
      return callee?.k === "bound" && cx.lo.check.items.fns[callee.method]!.name === item.name
    }
    default: return false
  }
}

/** The body in a loop whose parameters stand for the function's. */
function inLoop(cx: Cx, item: FnItem, instance: Instance, args: Args): void {
  const j = newJoin(cx.fun)
  const init = cx.fun.params.map((param) => varAtom(param.v))
  const params = init.map((atom) => newVar(cx.fun, atomType(cx, atom), nameOf(cx, atom)))
  const inside = new Map(cx.fun.params.map((param, index) => [param.v, varAtom(params[index]!)]))
  const rename = (atom: Atom): Atom => (atom.k === "var" ? inside.get(atom.v) ?? atom : atom)
  cx.again = { symbol: instance.symbol, join: j }
  renameProviders(cx, rename)
  const body = branch(cx, () => clauses(cx, item, {
    self: args.self === null ? null : rename(args.self),
    params: args.params.map((given) => renameGiven(given, rename)),
  }))
  endWith(cx, { k: "loop", j, params, init, body })
}

function renameGiven(given: Given, rename: (atom: Atom) => Atom): Given {
  if (given.k === "atom") return { k: "atom", atom: rename(given.atom) }
  return { k: "known", known: { ...given.known, captures: given.known.captures.map(rename) } }
}

function nameOf(cx: Cx, atom: Atom): string {
  return atom.k === "var" ? cx.fun.vars[atom.v]!.name : "p"
}

function renameProviders(cx: Cx, rename: (atom: Atom) => Atom): void {
  const inside = (own: Provider): Provider =>
    own.k === "static" ? own : { ...own, at: rename(own.at) }
  for (const [trait, own] of cx.received) cx.received.set(trait, inside(own))
  if (cx.selfProvider !== null) cx.selfProvider = inside(cx.selfProvider)
}

// ── clauses ──────────────────────────────────────────────────────────────────────────────────────

function clauses(cx: Cx, item: FnItem, args: Args): void {
  if (args.self !== null) bindSelf(cx, args.self)
  const [first] = item.clauses
  checkPres(cx, item, first!, args)
  if (cx.dead) return
  const tree = cx.typed.tree[first!.id]
  if (item.clauses.length === 1 && tree === undefined) return single(cx, first!, args)
  if (tree === undefined) throw new Error(`the clauses of ${item.display} have no tree`)
  const roots = args.params.map((given) => operand(cx, given))
  lowerTree(cx, tree, roots, {
    guard: (arm) => item.clauses[arm]!.guard,
    body: (arm) => tail(cx, item.clauses[arm]!.body!),
    fail: () => endWith(cx, { k: "never" }),
  })
}

/**
 * When a parameter ends is left open (LANGUAGE 13), so that `self` needs a cell only if it changes
 * in one.
 */
function bindSelf(cx: Cx, self: Atom): void {
  if (cx.celled.has(SELF) || cx.assigned.has(SELF)) declare(cx, SELF, self)
  else cx.env.set(SELF, { k: "value", atom: self })
}

function single(cx: Cx, clause: Func, args: Args): void {
  bindParams(cx, clause, args)
  tail(cx, clause.body!)
}

function bindParams(cx: Cx, clause: Func, args: Args): void {
  clause.params.forEach(({ pattern }, index) => {
    const given = args.params[index]!
    if (given.k === "known" && pattern.kind === "bindPattern") cx.env.set(pattern.id, given)
    else if (pattern.kind === "bindPattern" && cx.typed.tree[pattern.id] === undefined) {
      cx.env.set(pattern.id, { k: "value", atom: operand(cx, given) })
    } else bindPattern(cx, pattern, operand(cx, given))
  })
}

function operand(cx: Cx, given: Given): Atom {
  return given.k === "atom" ? given.atom : materialize(cx, given.known)
}

// ── contracts ────────────────────────────────────────────────────────────────────────────────────

/**
 * `pre` conditions, top to bottom; they see the names of the first clause that has one at that
 * position.
 */
function checkPres(cx: Cx, item: FnItem, first: Func, args: Args): void {
  if (item.contracts.length === 0) return
  bindNames(cx, item, first, args)
  for (const contract of item.contracts) {
    if (contract.pre && !cx.dead) check(cx, contract, "pre-condition failed: ")
  }
}

/** Plain parameter names, for contracts; patterns are bound by the clauses. */
function bindNames(cx: Cx, item: FnItem, first: Func, args: Args): void {
  if (item.clauses.length === 1) return bindParams(cx, first, args)
  first.params.forEach(({ pattern }, index) => {
    if (pattern.kind !== "bindPattern") return
    cx.env.set(pattern.id, { k: "value", atom: operand(cx, args.params[index]!) })
  })
}

/** `post` conditions over the result. */
function checkPosts(cx: Cx, posts: Contract[], value: Atom): void {
  for (const contract of posts) {
    if (cx.dead) return
    const { params } = contract
    params.forEach(({ id }, index) => {
      const atom = params.length === 1 ? value : fieldOf(cx, value, 0, index)
      cx.env.set(id, { k: "value", atom })
    })
    check(cx, contract, "post-condition failed: ")
  }
}

function check(cx: Cx, contract: Contract, prefix: string): void {
  const holds = expr(cx, contract.condition)
  if (cx.dead) return
  const text = contract.message ?? sourceText(cx, contract.condition)
  const join = openJoin(cx, UNIT, [])
  branchOn(cx, holds, () => jumpTo(cx, join, UNIT_ATOM),
    () => panicWith(cx, strAtom(prefix + text), siteAt(cx, contract.condition.at)))
  enterJoin(cx, join)
}

function sourceText(cx: Cx, node: Expr): string {
  const { bytes, base } = cx.module.source
  return new TextDecoder().decode(bytes.subarray(node.at - base, node.end - base))
}
