// Branches and loops: `if`, `match`, `while`, `loop`, `for`, and how the types of branches join.

import type { Arm, Expr, ForExpr, ForHead, MatchExpr } from "../../syntax/ast.ts"
import { constantCondition } from "../rules/evaluate.ts"
import { isLocal } from "../locality.ts"
import { ERROR, NEVER, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { zonk } from "../unify.ts"
import { check, coerceTo } from "./coerce.ts"
import {
  argsOf, closeScope, fail, fresh, headOf, isBroken, isExcused, isSound, itemIdOf, listOf,
  notKnown, openScope, show,
} from "./cx.ts"
import type { Cx, Loop } from "./cx.ts"
import { openLabel } from "./jump.ts"
import { known, settle } from "./obligation.ts"
import { bindPattern } from "./pattern.ts"
import { operand } from "./quote.ts"
import { reasonOf } from "./reason.ts"
import { opened, setCollect, setIterate } from "./record.ts"
import { inferDropped } from "./statement.ts"
import { associated, knownTrait, traitCall } from "./trait_call.ts"
import { isContainer, unwrapHelp } from "./unwrap.ts"
import { NO_ELSE } from "./why.ts"
import type { Why } from "./why.ts"

/** Branches met so far: their common type, and those that do not return. */
type Join = {
  type: TypeId | null
  fixed: boolean
  /** Why the type is what it is, which the first branch decides if nothing did before. */
  why: Why
  never: Expr[]
  returns: boolean
}

function newJoin(cx: Cx, node: Expr, expected: TypeId | null): Join {
  return {
    type: expected, fixed: expected !== null, why: reasonOf(cx, node), never: [], returns: false,
  }
}

/** One more branch: checked against the type that is expected or that the first branch had. */
function joinBranch(cx: Cx, join: Join, body: Expr, others: string): void {
  const decides = join.type === null || headOf(cx, join.type).k === "var"
  const type = join.type === null ? cx.infer(cx, body, null) : check(cx, body, join.type, join.why)
  if (type === NEVER) return void join.never.push(body)
  if (decides) join.why = { text: others, at: valueOf(body), is: type }
  join.type ??= type
  join.returns = true
}

/** The type of all branches together. */
export function joined(cx: Cx, join: Join): TypeId {
  if (!join.returns || join.type === null) return NEVER
  if (!join.fixed) for (const body of join.never) coerceTo(cx, body, NEVER, join.type, "")
  return join.type
}

/**
 * `if`: with `else` both branches have one type; a constant condition selects the only one that is
 * typed.
 */
export function inferIf(
  cx: Cx, node: Expr & { kind: "if" }, expected: TypeId | null,
): TypeId {
  const { condition } = node
  check(cx, condition, cx.prim.bool, "as condition")
  const chosen = constantCondition(cx.check, cx.module, condition, (name) =>
    cx.locals.byName.has(name))
  if (chosen !== null) return chooseBranch(cx, node, chosen, expected)
  if (node.else === null) {
    return branchAlone(cx, node.then)
  }
  const join = newJoin(cx, node, expected)
  joinBranch(cx, join, node.then, "as in the other branch")
  joinBranch(cx, join, node.else, "as in the other branch")
  return joined(cx, join)
}

/** Without an `else`: a branch that has a value is the mistake, not that the `if` has none. */
function branchAlone(cx: Cx, then: Expr): TypeId {
  cx.alone.add(valueOf(then))
  return isSound(cx, () => check(cx, then, VOID, NO_ELSE)) ? VOID : ERROR
}

function valueOf(node: Expr): Expr {
  if (node.kind === "paren") return valueOf(node.inner)
  return node.kind === "block" && node.result !== null ? valueOf(node.result) : node
}

function chooseBranch(
  cx: Cx, node: Expr & { kind: "if" }, chosen: boolean, expected: TypeId | null,
): TypeId {
  cx.typed.constant[node.condition.id] = { k: "bool", value: chosen }
  if (node.else === null) {
    return chosen ? branchAlone(cx, node.then) : VOID
  }
  const branch = chosen ? node.then : node.else
  if (expected === null) return cx.infer(cx, branch, null)
  return check(cx, branch, expected, reasonOf(cx, node))
}

/** `match`: each arm's pattern in a scope of its own. */
export function inferMatch(cx: Cx, node: MatchExpr, expected: TypeId | null): TypeId {
  const on = cx.infer(cx, node.on, null)
  settle(cx)
  const join = newJoin(cx, node, expected)
  for (const arm of node.arms) inferArm(cx, arm, on, join)
  return joined(cx, join)
}

function inferArm(cx: Cx, arm: Arm, on: TypeId, join: Join): void {
  const mark = openScope(cx)
  bindPattern(cx, arm.pattern, on)
  if (arm.guard !== null) check(cx, arm.guard, cx.prim.bool, "as guard")
  joinBranch(cx, join, arm.body, "as in the first arm")
  settle(cx)
  closeScope(cx, mark)
}

/** `while c do e`. */
export function inferWhile(cx: Cx, node: Expr & { kind: "while" }): TypeId {
  check(cx, node.condition, cx.prim.bool, "as condition")
  openLabel(cx, node.label)
  cx.frames.push({
    k: "loop", node: node.id, label: node.label?.name ?? null, what: "while", value: null,
    plain: false, valued: false,
  })
  inferDropped(cx, node.body)
  cx.frames.pop()
  return VOID
}

/** `loop { … }`: the type of its `break` values. */
export function inferLoop(
  cx: Cx, node: Expr & { kind: "loop" }, expected: TypeId | null,
): TypeId {
  const value = expected ?? fresh(cx, node, "the type of this loop")
  const frame: Loop = {
    k: "loop", node: node.id, label: node.label?.name ?? null, what: "loop", value,
    plain: false, valued: false,
  }
  openLabel(cx, node.label)
  cx.frames.push(frame)
  inferDropped(cx, node.body)
  cx.frames.pop()
  return frame.plain || frame.valued ? value : NEVER
}

/** `for … do` and `for … yield`. */
export function inferFor(cx: Cx, node: ForExpr, expected: TypeId | null): TypeId {
  const mark = openScope(cx)
  const target = node.yields ? collection(cx, node, expected) : null
  const frame: Loop = {
    k: "loop", node: node.id, label: node.label?.name ?? null, what: node.yields ? "yield" : "for",
    value: target?.element ?? null, plain: false, valued: false,
  }
  openLabel(cx, node.label)
  for (const one of node.heads) inferHead(cx, one)
  cx.frames.push(frame)
  if (target === null) inferDropped(cx, node.body)
  else check(cx, node.body, target.element, "as element")
  cx.frames.pop()
  closeScope(cx, mark)
  if (target === null) return VOID
  settle(cx)
  setCollect(cx, node.id,
    { into: target.into, element: target.element, fromIter: target.fromIter(cx) })
  return target.into
}

function inferHead(cx: Cx, node: ForHead): void {
  const source = cx.infer(cx, node.source, null)
  const item = iterate(cx, node, source)
  bindPattern(cx, node.pattern, item)
  if (node.guard !== null) check(cx, node.guard, cx.prim.bool, "after `if`")
  settle(cx)
}

/** Records how a source is gone through; the type of its items. */
function iterate(cx: Cx, node: ForHead, source: TypeId): TypeId {
  const type = zonk(cx.vars, known(cx, source))
  if (type === NEVER || isBroken(cx, type)) return ERROR
  if (headOf(cx, type).k === "var") {
    notKnown(cx, type, node.source, "the type of this source is not known here")
    return ERROR
  }
  const iterator = knownTrait(cx, "Iterator")
  const direct = traitCall(cx, iterator, type, [], node.source)
  if (direct !== null && direct !== "stuck") {
    const item = associated(cx, iterator, type, "Item", node.source)
    setIterate(cx, node.id, { item, iterator: type, iter: null, next: opened(cx, direct.callee) })
    return item
  }
  const iter = traitCall(cx, knownTrait(cx, "Iterable"), type, [], node.source)
  if (iter === null || iter === "stuck") {
    if (!isExcused(cx, type)) fail(cx, "E2009", node.source,
      `\`${show(cx, type)}\` is neither \`Iterable\` nor an \`Iterator\``,
      sourceHelp(cx, node.source, type))
    return ERROR
  }
  const next = traitCall(cx, iterator, iter.result, [], node.source)
  if (next === null || next === "stuck") return ERROR
  const item = associated(cx, knownTrait(cx, "Iterable"), type, "Item", node.source)
  setIterate(cx, node.id, {
    item, iterator: zonk(cx.vars, iter.result), iter: opened(cx, iter.callee),
    next: opened(cx, next.callee),
  })
  return item
}

/** What to go over instead. */
function sourceHelp(cx: Cx, source: Expr, type: TypeId): string {
  if (itemIdOf(cx, type) === cx.items.known.int) {
    return `Go over the numbers below it: \`0..${operand(cx, source)}\`.`
  }
  if (isContainer(cx, type)) return unwrapHelp(cx, source, type)
  const ref = { trait: knownTrait(cx, "Iterable"), args: [] }
  const own = isLocal(cx.items, cx.module.package, type, ref)
  return own ? `Go over a part of it, or write \`impl ${show(cx, type)}: Iterable { … }\`.`
    : "Go over a list, map, set, text, range or option."
}

type Target = { into: TypeId; element: TypeId; fromIter: (cx: Cx) => ReturnType<typeof collector> }

/** What a `yield` fills: the expected type if it collects, else a list (9.4). */
function collection(cx: Cx, node: ForExpr, expected: TypeId | null): Target {
  const plain = (element: TypeId): Target =>
    ({ into: listOf(cx, element), element, fromIter: () => null })
  const want = expected === null ? null : known(cx, expected)
  const list = want === null ? null : argsOf(cx, want, cx.items.known.list)
  const element = list?.[0] ?? fresh(cx, node, "the element type of this `yield`")
  if (want === null || list !== null || headOf(cx, want).k !== "named") return plain(element)
  const found = traitCall(cx, knownTrait(cx, "Collect"), want, [element], node)
  if (found === null && isExcused(cx, want)) {
    return { into: want, element: ERROR, fromIter: () => null }
  }
  if (found === null || found === "stuck") return plain(element)
  return { into: want, element, fromIter: (inner) => collector(inner, node, want, element) }
}

/** `Collect.from_iter` of a type, for an iterator over a list. */
function collector(cx: Cx, node: ForExpr, into: TypeId,
  element: TypeId): ReturnType<typeof opened> | null {
  const found = traitCall(cx, knownTrait(cx, "Collect"), into, [element], node)
  if (found === null || found === "stuck") return null
  const iter = traitCall(cx, knownTrait(cx, "Iterable"), listOf(cx, element), [], node)
  const source = iter === null || iter === "stuck" ? ERROR : iter.result
  const { callee } = found
  if (callee.k === "direct" || callee.k === "bound") callee.types = [...callee.types, source]
  return opened(cx, callee)
}
