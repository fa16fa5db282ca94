// Operators, comparisons, ranges and conversions (LANGUAGE 7.1, 7.2, 7.7).

import type { Callee } from "../check/typed.ts"
import { UNIT_ATOM, boolAtom, intAtom } from "../ir/build.ts"
import type { Atom, Site } from "../ir/nodes.ts"
import { BOOL, FLOAT, INT, TAG } from "../ir/types.ts"
import type { BinaryOp, Expr } from "../syntax/ast.ts"
import {
  FALSE, TRUE, atomType, branchOn, enterJoin, jumpTo, openJoin, primitive, siteAt, value,
} from "./build.ts"
import { assignedIn } from "./assigned.ts"
import { NO_PROVIDERS, callFunction, callTarget, calleeItem, given, targetOf } from "./callee.ts"
import { providersAt } from "./capability.ts"
import { emitPrim } from "./prim.ts"
import { expr } from "./state.ts"
import type { Cx } from "./state.ts"
import { GREATER, LESS, branchTag, good, goodOf, none } from "./sums.ts"
import { isTextConcat, lowerText } from "./text.ts"
import { concrete, irIn } from "./types.ts"

type Binary = Expr & { kind: "binary" }

export function lowerBinary(cx: Cx, node: Binary): Atom {
  switch (node.op) {
    case "&&": case "||": return shortCircuit(cx, node)
    case "??": return coalesce(cx, node)
    default:
      if (isTextConcat(cx, node)) return lowerText(cx, node)
      return operate(cx, node, node.op, expr(cx, node.left), expr(cx, node.right))
  }
}

/**
 * Applies the operator that inference found for a node (a binary expression or a compound
 * assignment).
 */
export function operate(cx: Cx, node: Expr, op: BinaryOp, left: Atom, right: Atom): Atom {
  if (cx.dead) return UNIT_ATOM
  const callee = cx.typed.callee[node.id]
  if (callee === undefined) throw new Error(`an operator ${op} in ${cx.fun.name} has no callee`)
  const site = siteAt(cx, node.kind === "binary" ? node.opAt : node.at)
  if (callee.k === "prim") return primOperator(cx, callee, left, right, site)
  const result = callMethod(cx, node, callee, left, [right], site)
  switch (op) {
    case "!=": return primitive(cx, "bool.not", [result], BOOL)
    case "<": return orderingIs(cx, result, "int.eq", LESS)
    case "<=": return orderingIs(cx, result, "int.ne", GREATER)
    case ">": return orderingIs(cx, result, "int.eq", GREATER)
    case ">=": return orderingIs(cx, result, "int.ne", LESS)
    default: return result
  }
}

function primOperator(
  cx: Cx, callee: Callee & { k: "prim" }, left: Atom, right: Atom, site: Site,
): Atom {
  const float = callee.op.startsWith("float.")
  const operands = [left, right].map((atom) =>
    float && atomType(cx, atom) === INT ? primitive(cx, "int.to_float", [atom], FLOAT) : atom)
  const types = callee.types.map((type) => concrete(cx, type))
  return emitPrim(cx, callee.op, types, operands, site)[0]!
}

/** A call of an operator's method or of a prelude function that stands for it. */
function callMethod(
  cx: Cx, node: Expr, callee: Callee, self: Atom, rest: Atom[], site: Site,
): Atom {
  const args = rest.map((atom) => ({ k: "atom" as const, atom }))
  const item = calleeItem(cx.lo, callee)
  const providers = providersAt(cx, node.id)
  if (item !== null && !item.hasSelf) {
    const all = [{ k: "atom" as const, atom: self }, ...args]
    return callTarget(cx, targetOf(cx, callee), given(null, all, providers, site)).value
  }
  return callTarget(cx, targetOf(cx, callee), given(self, args, providers, site)).value
}

function orderingIs(cx: Cx, ordering: Atom, op: string, tag: number): Atom {
  const found = value(cx, { k: "tagOf", of: ordering }, TAG, "order")
  return primitive(cx, op, [found, intAtom(tag)], BOOL)
}

function shortCircuit(cx: Cx, node: Binary): Atom {
  const left = expr(cx, node.left)
  return shortCircuitWith(cx, node.op === "&&", left, node.right)
}

/** `left && right` or `left || right` with the left side evaluated. */
export function shortCircuitWith(cx: Cx, and: boolean, left: Atom, right: Expr): Atom {
  if (cx.dead) return UNIT_ATOM
  const join = openJoin(cx, BOOL, assignedIn(cx.typed, right))
  const more = (): void => jumpTo(cx, join, expr(cx, right))
  if (and) branchOn(cx, left, more, () => jumpTo(cx, join, FALSE))
  else branchOn(cx, left, () => jumpTo(cx, join, TRUE), more)
  return enterJoin(cx, join)
}

/** `a ?? b`: the payload of `Some` or `Ok`, or the whole where `b` is of the container's type. */
function coalesce(cx: Cx, node: Binary): Atom {
  const left = expr(cx, node.left)
  if (cx.dead) return UNIT_ATOM
  const type = irIn(cx, cx.typed.type[node.id]!)
  const whole = type === atomType(cx, left)
  const join = openJoin(cx, type, assignedIn(cx.typed, node.right))
  branchTag(cx, left,
    () => jumpTo(cx, join, whole ? left : goodOf(cx, left)),
    () => jumpTo(cx, join, expr(cx, node.right)))
  return enterJoin(cx, join)
}

export function lowerUnary(cx: Cx, node: Expr & { kind: "unary" }): Atom {
  const byte = cx.typed.coerce[node.id]?.k === "byte"
  const { operand } = node
  if (node.op === "-" && operand.kind === "int") {
    return byte ? { k: "byte", value: Number(-operand.value) } : intAtom(-operand.value)
  }
  const atom = expr(cx, operand)
  if (cx.dead) return UNIT_ATOM
  const callee = cx.typed.callee[node.id]
  if (callee === undefined) throw new Error(`${node.op} in ${cx.fun.name} has no callee`)
  const site = siteAt(cx, node.at)
  if (callee.k !== "prim") return callMethod(cx, node, callee, atom, [], site)
  return emitPrim(cx, callee.op, [], [atom], site)[0]!
}

/** `a..b by c` as a value of the prelude's `Range`. */
export function lowerRange(cx: Cx, node: Expr & { kind: "range" }): Atom {
  const { items } = cx.lo.check
  const from = expr(cx, node.from)
  const end = node.to === null ? null : expr(cx, node.to)
  const step = node.step === null ? intAtom(1) : expr(cx, node.step)
  if (cx.dead) return UNIT_ATOM
  const fn = items.known.fns.get("range_new")!
  const option = irIn(cx, items.fns[fn]!.params[1]!.type)
  const to = end === null ? none(cx, option) : good(cx, option, end)
  const atoms = [from, to, boolAtom(node.inclusive), step]
  const args = atoms.map((atom) => ({ k: "atom" as const, atom }))
  return callFunction(cx, fn, [], given(null, args, NO_PROVIDERS, siteAt(cx, node.at))).value
}

/** `int(x)`, `x as T`, `x as? T`. Without a callee the value is what it should be already. */
export function lowerConversion(cx: Cx, node: Expr & { kind: "convert" | "cast" }): Atom {
  const from = node.kind === "convert" ? node.value : node.on
  const atom = expr(cx, from)
  const callee = cx.typed.callee[node.id]
  if (cx.dead || callee === undefined) return atom
  const site = siteAt(cx, node.at)
  if (callee.k === "prim") return emitPrim(cx, callee.op, [], [atom], site)[0]!
  return callMethod(cx, node, callee, atom, [], site)
}
