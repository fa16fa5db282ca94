// Typed trees → IR: monomorphic, without counts (COMPILER 6 and 7).
//
// Files, from the ground up:
//   state, context     what lowering carries: the program's `Lower`, a function's `Cx`
//   names, types       stable symbols; types of the language → types of the IR
//   build, locals      steps, joins, loops; locals as SSA values or cells
//   instance, callee   functions at concrete types, calls with evaluated arguments
//   known, capture, closure   lambdas: known ones, what they capture, function values
//   call, operator, text, literal, lists, value   expressions
//   statement, place, match, control, loop, leave, unwind   statements and control flow
//   capability, with, erased, print   providers
//   object, extern, prim, constant   what reaches beyond the function
//   function, expression   bodies, and the dispatch over all expressions

import type { Check } from "../check/context.ts"
import { constantOrder } from "../check/rules/constant.ts"
import { eachNode, expressionsOf } from "../check/rules/walk.ts"
import type { Provider, Typed } from "../check/typed.ts"
import { NEVER, VOID, intern } from "../check/types.ts"
import type { FnId, TraitId, TypeId } from "../check/types.ts"
import { newProgram } from "../ir/build.ts"
import type { Fn, Program } from "../ir/nodes.ts"
import type { Expr } from "../syntax/ast.ts"
import { takeEntries } from "./entry.ts"
import { erase } from "./erased.ts"
import { lowerExpr, lowerTail } from "./expression.ts"
import { exportOf } from "./extern.ts"
import { lowerInstance } from "./function.ts"
import { instanceOf, plainRequest } from "./instance.ts"
import type { Request } from "./instance.ts"
import { callPrint } from "./print.ts"
import type { Hooks, Lower, LowerRequest, ProviderShape } from "./state.ts"
import { implementation, usedTraits } from "./types.ts"

export type { LowerRequest } from "./state.ts"

/** Lowers what the request reaches: `@main`, exports, or the tests. */
export function lower(check: Check, typed: Typed[], request: LowerRequest): Program {
  const lo = newLower(check, typed, request)
  scan(lo)
  if (request.tests) lowerTests(lo)
  else lowerEntries(lo)
  lowerPanic(lo)
  lowerQueued(lo)
  takeEntries(lo)
  lowerQueued(lo)
  orderGlobals(lo, typed)
  return lo.program
}

/** Bodies ask for more bodies. */
function lowerQueued(lo: Lower): void {
  for (let job = lo.queue.pop(); job !== undefined; job = lo.queue.pop()) job()
}

const HOOKS: Hooks = {
  expr: lowerExpr, tail: lowerTail, print: callPrint, erase, body: lowerInstance, dropOf,
}

function newLower(check: Check, typed: Typed[], request: LowerRequest): Lower {
  const { items } = check
  return {
    check, typed: new Map(typed.map((table) => [table.module, table])),
    program: newProgram(), hooks: HOOKS,
    traceEntry: intern(items.types, { k: "named", item: items.known.traceEntry, args: [] }),
    irTypes: new Map(), typeKeys: new Map(), recursive: new Map(), endless: new Set(),
    objectTypes: new Map(),
    instances: new Map(), queue: [], symbols: new Map(), counts: new Map(),
    constants: new Map(), globalOrder: new Map(), lines: new Map(),
    dynamicPrint: false, catches: request.tests,
  }
}

/** Notes what the whole program contains that code elsewhere depends on. */
function scan(lo: Lower): void {
  for (const fn of lo.check.items.fns) {
    const typed = lo.typed.get(fn.module)
    if (typed === undefined || lo.check.items.modules[fn.module]!.isPrelude) continue
    const parts: Expr[] = fn.clauses.flatMap(expressionsOf)
    if (fn.test !== null) parts.push(fn.test.node.body)
    for (const part of parts) eachNode(typed, part, (node) => note(lo, node))
  }
}

function note(lo: Lower, node: Expr): void {
  if (node.kind === "catch") lo.catches = true
  if (node.kind !== "with") return
  if (node.bindings.some(({ cap }) => cap.path.at(-1)?.name === "Print")) lo.dynamicPrint = true
}

/** Symbol of the Drop method of a type that implements `Drop`. */
function dropOf(lo: Lower, type: TypeId): Fn | null {
  const trait = lo.check.items.known.traits.get("Drop")
  if (trait === undefined) return null
  const found = implementation(lo, trait, type)
  return found === null ? null : instanceOf(lo, plainRequest(found.fn, found.types)).symbol
}

// ── roots ────────────────────────────────────────────────────────────────────────────────────────

/** The instance of a root, with the default providers of what it declares. */
function rootSymbol(lo: Lower, fn: FnId): Fn {
  const item = lo.check.items.fns[fn]!
  const listed = item.clauses[0] === undefined ? []
    : lo.typed.get(item.module)!.providers[item.clauses[0].id] ?? []
  const providers = new Map<TraitId, ProviderShape>()
  for (const trait of usedTraits(lo, item)) providers.set(trait, defaultShape(listed, trait))
  const request: Request = { ...plainRequest(fn, []), providers }
  return instanceOf(lo, request).symbol
}

function defaultShape(listed: Provider[], trait: TraitId): ProviderShape {
  const found = listed.find((provider) => provider.trait === trait)
  if (found?.from.k !== "default") throw new Error("an entry point has no default provider")
  return { k: "static", impl: found.from.impl }
}

function lowerEntries(lo: Lower): void {
  const { items } = lo.check
  if (items.main !== null) {
    const item = items.fns[items.main]!
    const result = item.result === VOID ? "void" : item.result === NEVER ? "never" : "int"
    lo.program.main = { f: rootSymbol(lo, items.main), args: item.params.length > 0, result }
    return
  }
  for (const fn of items.exports) {
    lo.program.exports.push(exportOf(lo, items.fns[fn]!, rootSymbol(lo, fn)))
  }
}

function lowerTests(lo: Lower): void {
  for (const fn of lo.check.items.tests) {
    const item = lo.check.items.fns[fn]!
    const { test } = item
    if (test === null || test.skip !== null || test.compileFail !== null) continue
    const { path } = lo.check.items.modules[item.module]!
    lo.program.tests.push({ name: item.name, f: rootSymbol(lo, fn), fail: test.fail, module: path })
  }
}

function lowerPanic(lo: Lower): void {
  const { panic } = lo.check.items
  if (panic !== null) lo.program.panic = rootSymbol(lo, panic)
}

/**
 * Globals in the order in which the language computes constants; what lowering made up comes first.
 */
function orderGlobals(lo: Lower, typed: Typed[]): void {
  const rank = new Map(constantOrder(lo.check, typed).map((id, index) => [id, index]))
  const of = (name: string): number => {
    const id = lo.globalOrder.get(name)
    return id === undefined ? -1 : rank.get(id) ?? -1
  }
  lo.program.globals.sort((a, b) => of(a.name) - of(b.name))
}
