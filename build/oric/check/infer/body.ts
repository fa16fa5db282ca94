// One body at a time: clauses with their patterns, guards and contracts, defaults, tests,
// initialisers of constants.

import type { Report, Span } from "../../source/diagnostic.ts"
import type { Expr, LambdaParam } from "../../syntax/ast.ts"
import type { Contract, Func } from "../../syntax/item_ast.ts"
import type { ConstId, ConstItem, Fn, Module } from "../items.ts"
import { fnScope, moduleScope } from "../resolve.ts"
import type { TypeScope } from "../resolve.ts"
import { showTraitRef } from "../show.ts"
import { envOf, fnParams, instantiateRef, paramType, solve, supersOf } from "../solve.ts"
import { ERROR, HAS_ERROR, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { newVars, unify, zonk } from "../unify.ts"
import { check } from "./coerce.ts"
import { closeScope, declare, fail, fresh, headOf, lacksType, openScope, show } from "./cx.ts"
import type { Cx, Session } from "./cx.ts"
import { inferExpression } from "./expression.ts"
import { annotated, drain, newObligations } from "./obligation.ts"
import { bindPattern } from "./pattern.ts"
import { closed, closeTables, newOpened, setType } from "./record.ts"
import { associated } from "./trait_call.ts"

function newCx(
  session: Session, module: Module, scope: TypeScope, fn: Fn | null, report: Report,
): Cx {
  const { check: shared, typed } = session
  const { items } = shared
  const cx: Cx = {
    session, check: { ...shared, report: (...args) => { cx.failed = true; cx.report(...args) } },
    items, table: items.types, module, typed: typed[module.id]!, prim: session.prim, report,
    failed: false, quiet: false, hinted: new Set(), missing: new Set(), alone: new Set(),
    lacking: new Set(), reasons: new Map(),
    spot: fn?.at ?? { at: 0, end: 0 },
    vars: newVars(items.types), env: envOf(items, scope.predicates), scope, needs: [], fn,
    self: fn !== null && fn.hasSelf ? scope.self : null,
    locals: { byName: new Map(), undo: [] }, frames: [], indexed: [], pending: [], opaque: null,
    inputs: new Map(), pipes: new Map(), work: newObligations(), traces: [], opened: newOpened(),
    infer: inferExpression, constType,
  }
  scope.fresh = () => fresh(cx, cx.spot, "the type that `_` stands for")
  scope.needs = cx.needs
  return cx
}

/** Types the body of a function, method or test. */
export function inferFunction(session: Session, fn: Fn, report: Report): void {
  const { items } = session.check
  const module = items.modules[fn.module]!
  const scope = fn.test !== null ? moduleScope(module) : fnScope(session.check, fn.id)
  const cx = newCx(session, module, scope, fn, report)
  cx.failed = lacksType(cx, fn)
  if (fn.test !== null) {
    const { body, result: written } = fn.test.node
    const result = written.kind === "voidType" ? VOID : ERROR
    cx.frames.push({ k: "fn", result })
    check(cx, body, result, "of a test")
    finish(cx, [fn.test.node.body])
    return
  }
  if (fn.clauses.every((clause) => clause.body === null)) return inferDefaults(session, fn, report)
  const result = fn.opaque === null ? fn.result : fresh(cx, fn.at, "the result of this function")
  if (fn.opaque !== null) cx.opaque = result
  for (const clause of fn.clauses) inferClause(cx, fn, clause, result)
  const roots = fn.clauses.flatMap((clause) => clause.body ?? [])
  finish(cx, roots)
  if (fn.opaque !== null) fixHidden(cx, fn, result)
  inferDefaults(session, fn, report)
}

function inferClause(cx: Cx, fn: Fn, clause: Func, common: TypeId): void {
  const { body } = clause
  if (body === null) return
  const result = clause.result.kind === "broken" ? ERROR : common
  const mark = openScope(cx)
  cx.frames.push({ k: "fn", result })
  clause.params.forEach((param, index) => {
    const type = fn.params[index]?.type ?? ERROR
    setType(cx, param.id, type)
    bindPattern(cx, param.pattern, type)
  })
  const bool = cx.prim.bool
  if (clause.guard !== null) check(cx, clause.guard, bool, "as guard")
  for (const contract of clause.contracts) inferContract(cx, fn, contract)
  const why = { text: `as result of \`${fn.display}\``, at: clause.result, is: null }
  check(cx, body, result, why)
  cx.frames.pop()
  closeScope(cx, mark)
}

/**
 * A contract's condition; names of `post` are the result, or the parts of a tuple result, in order.
 */
function inferContract(cx: Cx, fn: Fn, node: Contract): void {
  const mark = openScope(cx)
  if (!node.pre) bindResult(cx, fn, node)
  cx.frames.push({ k: "outside", what: "a contract" })
  check(cx, node.condition, cx.prim.bool, "as contract")
  cx.frames.pop()
  closeScope(cx, mark)
}

function bindResult(cx: Cx, fn: Fn, node: Contract): void {
  if (fn.result === VOID) {
    fail(cx, "E2001", node, "`post` on a function without a result",
      "Check what the function changed with `pre`, or return something.")
  }
  const types = partsOfResult(cx, fn, node)
  node.params.forEach((param, index) => bindPart(cx, param, types[index] ?? ERROR))
}

function partsOfResult(cx: Cx, fn: Fn, { params, at, end }: Contract): readonly TypeId[] {
  if (params.length === 1) return [fn.result]
  const shape = headOf(cx, fn.result)
  if (shape.k === "tuple" && shape.args.length === params.length) return shape.args
  if (params.length > 1 && fn.result !== VOID) {
    fail(cx, "E2001", { at, end },
      `the result \`${show(cx, fn.result)}\` is no tuple of ${params.length}`,
      "Several names take a tuple result apart.")
  }
  return []
}

function bindPart(cx: Cx, param: LambdaParam, type: TypeId): void {
  setType(cx, param.id, type)
  if (param.type !== null && !unify(cx.vars, annotated(cx, param.type), type)) {
    fail(cx, "E2001", param.type, `the result is \`${show(cx, type)}\` here`,
      "Leave the type out, or write this one.")
  }
  if (!param.ignored) declare(cx, param.name.name, param.id, type, param.name)
}

/**
 * Defaults are evaluated at the call in the scope of the declaring module; they see no parameters.
 */
function inferDefaults(session: Session, fn: Fn, report: Report): void {
  const { items } = session.check
  for (const param of fn.params) {
    if (param.default === null) continue
    const cx = newCx(session, items.modules[fn.module]!, fnScope(session.check, fn.id), fn, report)
    cx.self = null
    cx.frames.push({ k: "outside", what: "a default" })
    check(cx, param.default, param.type, `as default of \`${param.name ?? "_"}\``)
    finish(cx, [param.default])
  }
}

/**
 * Settles everything that is open and closes the tables; a body with errors is marked at its root.
 */
function finish(cx: Cx, roots: Expr[]): void {
  drain(cx)
  for (const ask of cx.traces) ask()
  closeTables(cx)
  if (!cx.failed) return
  for (const root of roots) cx.typed.type[root.id] = ERROR
}

/** The body has fixed what an `impl Trait` result is: it must satisfy the bounds (E0812). */
function fixHidden(cx: Cx, fn: Fn, result: TypeId): void {
  const shape = fn.opaque!
  const hidden = closed(cx, result)
  shape.hidden = hidden
  if ((cx.table.flags[hidden]! & HAS_ERROR) !== 0) return
  const params = fnParams(cx.items, fn.id)
  const types = params.map((param) => paramType(cx.table, param))
  for (const bound of shape.bounds) {
    const ref = instantiateRef(cx.table, bound, params, types)
    if (solve(cx.items, ref, hidden, cx.env).k !== "none") continue
    fail(cx, "E0812", fn.at,
      `the result \`${show(cx, hidden)}\` of \`${fn.display}\` does not implement ` +
      `\`${showTraitRef(cx.items, ref)}\``,
        "Return a value that satisfies the bounds of the signature.")
    return
  }
  const promised = shape.bounds.flatMap((bound) => supersOf(cx.items, bound, hidden))
  for (const equal of shape.equals) {
    const bound = promised.find((ref) =>
      cx.items.traits[ref.trait]!.assocTypes.some((one) => one.name === equal.name))
    if (bound === undefined) continue
    const own = associated(cx, bound.trait, hidden, equal.name, fn.at)
    if (unify(cx.vars, own, associatedType(cx, equal.type, fn.at))) continue
    fail(cx, "E0812", fn.at,
      `\`${equal.name}\` of the result is \`${show(cx, own)}\`, not \`${show(cx, equal.type)}\``,
      "Return a value that satisfies the bounds of the signature.")
  }
}

function associatedType(cx: Cx, type: TypeId, at: Span): TypeId {
  const node = cx.table.nodes[type]!
  return node.k === "proj"
    ? associated(cx, node.ref.trait, node.self, node.name, at) : zonk(cx.vars, type)
}

/** The type of a constant; one without annotation is inferred when it is first asked for. */
function constType(cx: Cx, id: ConstId, at: Span): TypeId {
  const item = cx.items.consts[id]!
  if (item.type !== null) return item.type
  if (cx.session.busy.has(id)) {
    fail(cx, "E2050", at, `the type of \`$${item.name}\` depends on itself`,
      "Annotate one of the constants of the cycle.")
    return ERROR
  }
  inferConstant(cx.session, item, cx.session.check.report)
  return item.type ?? ERROR
}

/** Types the initialiser of a constant, once. */
export function inferConstant(session: Session, item: ConstItem, report: Report): void {
  if (item.node === null || session.done.has(item.id)) return
  session.busy.add(item.id)
  session.done.add(item.id)
  const module = session.check.items.modules[item.module]!
  const cx = newCx(session, module, moduleScope(module), null, report)
  cx.frames.push({ k: "outside", what: "a constant" })
  const { value } = item.node
  let type = item.type
  if (type === null) type = cx.infer(cx, value, null)
  else check(cx, value, type, `as value of \`$${item.name}\``)
  finish(cx, [])
  item.type ??= closed(cx, type)
  if (cx.failed) cx.typed.type[value.id] = ERROR
  session.busy.delete(item.id)
}
