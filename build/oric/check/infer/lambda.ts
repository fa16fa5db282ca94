// Lambdas, and what leaves a function early by `?`: functions, lambdas, `try`; also `catch`,
// `with(…)`, `unsafe`.

import type { Code } from "../../source/codes.ts"
import { counted } from "../../source/counted.ts"
import type { Label, Span } from "../../source/diagnostic.ts"
import type { Expr, Lambda } from "../../syntax/ast.ts"
import { ERROR, NEVER, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { unify, zonk } from "../unify.ts"
import { hasInto } from "./advice.ts"
import { check, coerceTo } from "./coerce.ts"
import {
  argsOf, closeScope, declare, fail, fnOf, fresh, headOf, isBroken, itemIdOf, leaveTarget,
  nothingToLeave, notKnown, openScope, optionOf, resultOf, show,
} from "./cx.ts"
import type { Cx, Outside, Target } from "./cx.ts"
import { annotated, expand, known, settle } from "./obligation.ts"
import { opened, setType } from "./record.ts"
import { knownTrait, traitCall } from "./trait_call.ts"

/** `x -> e`: parameters from annotations, from the expected type, or from later use. */
export function inferLambda(cx: Cx, node: Lambda, expected: TypeId | null): TypeId {
  const shape = expected === null ? null : headOf(cx, known(cx, expected))
  const wanted = shape?.k === "fn" ? shape : null
  const spread = wanted === null ? null : spreadTuple(cx, node, wanted.args)
  if (wanted !== null && spread === null && wanted.args.length !== node.params.length) {
    return wrongArity(cx, node, wanted.args.length)
  }
  const mark = openScope(cx)
  const inner = spread ?? wanted?.args ?? null
  const params = declareParams(cx, node, (param, index) =>
    paramType(cx, param, inner?.[index] ?? null))
  const result = lambdaBody(cx, node, wanted?.result ?? null)
  closeScope(cx, mark)
  if (spread === null) return fnOf(cx, params, result)
  cx.typed.spread.add(node.id)
  return fnOf(cx, wanted!.args, result)
}

function declareParams(
  cx: Cx, { params }: Lambda, typeOf: (param: Lambda["params"][number], index: number) => TypeId,
): TypeId[] {
  const first = new Map<string, Span>()
  return params.map((param, index) => {
    const type = setType(cx, param.id, typeOf(param, index))
    if (param.ignored) return type
    const { name } = param
    const old = first.get(name.name)
    if (old !== undefined) {
      fail(cx, "E2006", name, `\`${name.name}\` is declared twice`, "Rename one of the two.",
        { labels: [{ at: old.at, end: old.end, text: "the first declaration is here" }] })
    }
    first.set(name.name, name)
    declare(cx, name.name, param.id, type, name)
    return type
  })
}

/** Of its body only mistakes that are not about its parameters are told. */
function wrongArity(cx: Cx, node: Lambda, wanted: number): TypeId {
  const given = node.params.length
  const names = Array.from({ length: wanted }, (_, index) =>
    node.params[index]?.name.name ?? EXAMPLES[index] ?? "_")
  const list = wanted === 1 ? names[0]! : `(${names.join(", ")})`
  const { params } = node
  const last = params.at(-1)
  const at = { at: node.at, end: last === undefined ? node.end : (last.type ?? last.name).end }
  fail(cx, "E2001", at, `a function of ${counted(wanted, "argument")} is expected here, this has ` +
    `${counted(given, "parameter")}`, `Write \`${list} -> …\`.`)
  const mark = openScope(cx)
  declareParams(cx, node, () => ERROR)
  lambdaBody(cx, node, null)
  closeScope(cx, mark)
  return ERROR
}

/** Names for parameters that a lambda lacks. */
const EXAMPLES = ["a", "b", "c", "d"]

function paramType(cx: Cx, param: Lambda["params"][number], from: TypeId | null): TypeId {
  if (param.type === null) return from
    ?? fresh(cx, param.name, `the type of the parameter \`${param.name.name}\``)
  const type = annotated(cx, param.type)
  if (from === null || unify(cx.vars, type, from)) return type
  settle(cx)
  if (unify(cx.vars, expand(cx, type, param.type), expand(cx, from, param.type))) return type
  const { name } = param.name
  if (!isBroken(cx, type) && !isBroken(cx, from)) {
    fail(cx, "E2001", param.type,
      `expected \`${show(cx, from)}\` for \`${name}\`, found \`${show(cx, type)}\``,
      `Write \`${name}: ${show(cx, from)}\`, or leave the type away.`)
  }
  return ERROR
}

/** Two or more untyped parameters where a function of one tuple of that size is expected (D-32). */
function spreadTuple(cx: Cx, node: Lambda, args: TypeId[]): TypeId[] | null {
  const { params } = node
  if (args.length !== 1 || params.length < 2 ||
    params.some((param) => param.type !== null)) return null
  const tuple = cx.table.nodes[known(cx, args[0]!)]!
  return tuple.k === "tuple" && tuple.args.length === params.length ? tuple.args : null
}

function lambdaBody(cx: Cx, node: Lambda, wanted: TypeId | null): TypeId {
  const written = node.result === null ? null : annotated(cx, node.result)
  const result = written ?? wanted
  const own = result ?? fresh(cx, node.body, "the result of this lambda")
  cx.frames.push({ k: "lambda", node: node.id, result: own })
  const body = result === null
    ? cx.infer(cx, node.body, null) : check(cx, node.body, result, "as result")
  cx.frames.pop()
  if (result !== null) return result
  // The variable is bound already if a `?` inside fixed it.
  if (body === NEVER && headOf(cx, own).k === "var") {
    unify(cx.vars, own, NEVER)
    return NEVER
  }
  coerceTo(cx, node.body, body, own, "as result")
  return own
}

/** `e?`: the payload, or leaves with what `e` is. */
export function inferPropagate(
  cx: Cx, node: Expr & { kind: "propagate" }, expected: TypeId | null,
): TypeId {
  const target = leaveTarget(cx)
  const type = zonk(cx.vars, known(cx, cx.infer(cx, node.on, propagateHint(cx, target, expected))))
  const shape = cx.table.nodes[type]!
  const { known: k } = cx.items
  if (shape.k === "error" || shape.k === "never") return type
  if (shape.k !== "named" || (shape.item !== k.option && shape.item !== k.result)) {
    if (shape.k === "var") notKnown(cx, type, node.on, "the type before `?` is not known here")
    else {
      fail(cx, "E2042", node.on,
        `\`?\` needs an \`Option\` or \`Result\`, found \`${show(cx, type)}\``,
        "The value is there already: leave the `?` away.")
    }
    return ERROR
  }
  if (target.k === "outside") nothingToLeave(cx, node, "?", target)
  else if (shape.item === k.option) leaveOption(cx, node, target)
  else leaveResult(cx, node, target, shape.args[1]!)
  return shape.args[0]!
}

/**
 * What the operand should be, when both the wanted payload and the error are known: for `into()`
 * and the like.
 */
function propagateHint(
  cx: Cx, target: Target | Outside, expected: TypeId | null,
): TypeId | null {
  if (target.k === "outside") return null
  const error = target.k === "try"
    ? target.error : argsOf(cx, target.result, cx.items.known.result)?.[1]
  if (error === undefined || expected === null) return null
  return resultOf(cx, expected, error)
}

function leaveOption(
  cx: Cx, node: Expr & { kind: "propagate" }, target: Target,
): void {
  if (target.k === "try") {
    fail(cx, "E2042", node, "`?` on an `Option` inside `try`",
      "Convert it to a result: `.ok_or(err: …)?`.")
    return
  }
  const wanted = optionOf(cx, fresh(cx, node, "the result of this function"))
  if (!fitsTarget(cx, node, target, wanted, "Option")) return
  cx.typed.leave[node.id] = { container: "option", target: targetRef(target), trace: null }
}

function leaveResult(
  cx: Cx, node: Expr & { kind: "propagate" }, target: Target, error: TypeId,
): void {
  if (target.k === "try") {
    if (!unify(cx.vars, target.error, error)) wrongError(cx, node, error, target.error)
  } else {
    const own = fresh(cx, node, "the error of this function")
    const wanted = resultOf(cx, fresh(cx, node, "the result of this function"), own)
    if (!fitsTarget(cx, node, target, wanted, "Result")) return
    if (!unify(cx.vars, own, error)) wrongError(cx, node, error, own)
  }
  cx.typed.leave[node.id] = { container: "result", target: targetRef(target), trace: null }
  traceOf(cx, node, error)
}

function targetRef(target: Target): { k: "function" } |
  { k: "lambda" | "try"; node: number } {
  return target.k === "fn" ? { k: "function" } : { k: target.k, node: target.node }
}

/**
 * The target's result must be such a container; its arguments become the variables of `wanted`.
 * Said once where it is neither `Option` nor `Result`: then no `?` can leave.
 */
function fitsTarget(
  cx: Cx, at: Span, target: Exclude<Target, { k: "try" }>, wanted: TypeId, what: string,
): boolean {
  const type = known(cx, target.result)
  const shape = headOf(cx, type)
  if (shape.k === "error") {
    unify(cx.vars, wanted, ERROR)
    return false
  }
  if (shape.k === "var" || itemIdOf(cx, type) === itemIdOf(cx, wanted)) {
    unify(cx.vars, type, wanted)
    return true
  }
  for (const arg of argsOf(cx, wanted, itemIdOf(cx, wanted)) ?? []) unify(cx.vars, arg, ERROR)
  fail(cx, "E2042", at,
    `\`?\` leaves with ${what === "Option" ? "an" : "a"} \`${what}\`, but the result here is ` +
    `\`${show(cx, type)}\``,
    leaveHelp(cx, type, what), { labels: resultLabels(cx) })
  if (![cx.items.known.option, cx.items.known.result].includes(itemIdOf(cx, type))) {
    target.result = ERROR
  }
  return false
}

/** The way from the one container to the other, where the target has one. */
function leaveHelp(cx: Cx, target: TypeId, what: string): string {
  const { option, result } = cx.items.known
  const other = itemIdOf(cx, target) === (what === "Option" ? result : option)
  const first = !other ? `Let the function return ${what === "Option" ? "an" : "a"} \`${what}\``
    : `Convert it with \`${what === "Option" ? ".ok_or(err: …)" : ".ok()"}\``
  return `${first}, or use \`match\` or \`??\`.`
}

function wrongError(cx: Cx, at: Span, error: TypeId, wanted: TypeId): void {
  if (isBroken(cx, error) || isBroken(cx, wanted)) return
  const made = hasInto(cx, error, wanted) ? "e.into()" : "…"
  fail(cx, "E2001", at,
    `\`?\` passes on the error \`${show(cx, error)}\`, but \`${show(cx, wanted)}\` is expected`,
    `Errors are not converted: add \`.map_err(e -> ${made})\` before the \`?\`.`,
    { labels: resultLabels(cx) })
}

/** Where the result is written that `?` leaves with, if a function is what it leaves. */
function resultLabels(cx: Cx): Label[] {
  const result = leaveTarget(cx).k === "fn" ? cx.fn?.clauses[0]?.result : undefined
  return result === undefined ? [] : [{ at: result.at, end: result.end, text: "declared here" }]
}

/** Errors that carry a trace get an entry (12.4); known at the latest when the error's type is. */
function traceOf(cx: Cx, node: Expr & { kind: "propagate" }, error: TypeId): void {
  const leave = cx.typed.leave[node.id]!
  cx.traces.push(() => {
    const type = zonk(cx.vars, error)
    const trait = knownTrait(cx, "Traceable")
    const call = traitCall(cx, trait, type, [], node)
    if (call !== null && call !== "stuck") leave.trace = opened(cx, call.callee)
  })
}

/** `try { … }`: a `Result` of the block's value, unless that is one already (D-30). */
export function inferTry(
  cx: Cx, node: Expr & { kind: "try" }, expected: TypeId | null,
): TypeId {
  const wanted = expected === null ? null : argsOf(cx, expected, cx.items.known.result)
  const error = wanted?.[1] ?? fresh(cx, node, "the error of this `try`")
  cx.frames.push({ k: "try", node: node.id, error })
  const payload = wanted?.[0] ?? null
  const shaped = hintCall(cx, node.body) || takesShape(node.body)
  const body = cx.infer(cx, node.body, shaped ? payload : null)
  cx.frames.pop()
  const type = known(cx, body)
  const own = argsOf(cx, type, cx.items.known.result)
  const isResult = own !== null &&
    (payload === null || argsOf(cx, payload, cx.items.known.result) === null)
  if (isResult && unify(cx.vars, own[1]!, error)) return resultOf(cx, own[0]!, error)
  if (type === NEVER) return resultOf(cx, payload ?? fresh(cx, node, "the value of this `try`"),
    error)
  if (payload === null) return resultOf(cx, type, error)
  coerceTo(cx, node.body, type, payload, "as the value of `try`")
  return resultOf(cx, payload, error)
}

/**
 * Whether the expected type shapes the value at the end. A call at the very end may be the `Result`
 * itself: it gets the type as a hint (`collect()` follows it), and need not have it.
 */
function takesShape(node: Expr): boolean {
  const end = tailOf(node)
  switch (end.kind) {
    case "list": case "map": case "tuple": case "struct": case "lambda": case "int": return true
    case "for": return end.yields
    case "if": return takesShape(end.then) && end.else !== null && takesShape(end.else)
    case "match": return end.arms.every((arm) => takesShape(arm.body))
    default: return false
  }
}

/** Marks a call that ends the block as one that only gets a hint; false if none does. */
function hintCall(cx: Cx, node: Expr): boolean {
  if (node.kind === "call" || node.kind === "method") return true
  const inner = node.kind === "paren" ? node.inner
    : node.kind === "block" && node.label === null ? node.result : null
  if (inner === null || !hintCall(cx, inner)) return false
  cx.hinted.add(inner.id)
  return true
}

/** The expression that gives a body its value. */
export function tailOf(node: Expr): Expr {
  if (node.kind === "paren") return tailOf(node.inner)
  if (node.kind === "block" && node.result !== null) return tailOf(node.result)
  return node
}

/** `catch(expr: e)`. */
export function inferCatch(
  cx: Cx, node: Expr & { kind: "catch" }, expected: TypeId | null,
): TypeId {
  const str = cx.prim.str
  const wanted = expected === null ? null : argsOf(cx, expected, cx.items.known.result)
  if (wanted !== null) {
    check(cx, node.value, wanted[0]!, "")
    return resultOf(cx, wanted[0]!, str)
  }
  return resultOf(cx, cx.infer(cx, node.value, null), str)
}

/** `with(acquire: e, action: f, release: g)`. */
export function inferResource(
  cx: Cx, node: Expr & { kind: "withResource" }, expected: TypeId | null,
): TypeId {
  const resource = cx.infer(cx, node.acquire, null)
  const result = expected ?? fresh(cx, node.action, "the result of this action")
  check(cx, node.action, fnOf(cx, [resource], result), "as `action`")
  const end = node.release.kind === "lambda" ? tailOf(node.release.body) : node.release
  recoding(cx, (code, at) => code === "E2001" && at.at === end.at && at.end === end.end
    ? "E0994" : code,
    () => check(cx, node.release, fnOf(cx, [resource], VOID), "as `release`", "E0994"))
  return result
}

/** Runs with some errors reported under another code, which their place decides. */
export function recoding<T>(cx: Cx, recode: (code: Code, at: Span) => Code, run: () => T): T {
  const { report } = cx
  cx.report = (code, at, message, help, more) => report(recode(code, at), at, message, help, more)
  const result = run()
  cx.report = report
  return result
}
