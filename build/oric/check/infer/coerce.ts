// Where an expected type is pushed: `check`, the three coercions of LANGUAGE 5.1, and the report of
// a mismatch.

import type { Code } from "../../source/codes.ts"
import type { Span } from "../../source/diagnostic.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import { solve } from "../solve.ts"
import { showTraitRef } from "../show.ts"
import { traitHelp } from "../trait_help.ts"
import { NEVER } from "../types.ts"
import type { TypeId, TypeNode } from "../types.ts"
import { head, unify, zonk } from "../unify.ts"
import { mismatchHelp } from "./advice.ts"
import { askingIn, fail, isBroken, isExcused, itemIdOf, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { adopt, expand, known, require, settle } from "./obligation.ts"
import { labelsOf, noteReason } from "./reason.ts"
import { setCoerce, setType } from "./record.ts"
import { contextOf, NO_ELSE } from "./why.ts"
import type { Why } from "./why.ts"

/**
 * Infers and requires `expected`. Returns `Never` when the expression does not return, else
 * `expected`.
 */
export function check(
  cx: Cx, node: Expr, expected: TypeId, why: Why, code: Code = "E2001",
): TypeId {
  if (isByteLiteral(cx, node, expected)) return byteLiteral(cx, node, expected)
  noteReason(cx, node, why)
  const actual = cx.infer(cx, node, expected)
  if (cx.hinted.has(node.id)) return actual
  coerceTo(cx, node, actual, expected, why, code)
  return actual === NEVER ? NEVER : expected
}

/** Makes a node of type `actual` usable where `expected` is, or reports. */
export function coerceTo(
  cx: Cx, node: Span & { id: NodeId }, actual: TypeId, expected: TypeId, why: Why,
  code: Code = "E2001",
): void {
  const from = head(cx.vars, actual)
  const to = head(cx.vars, expected)
  if (from === to) return
  if (from === NEVER) return coerceNever(cx, node.id, to)
  const target = cx.table.nodes[to]!
  if (target.k === "object" && coerceObject(cx, node, from, to, target, why)) return
  if (unify(cx.vars, from, to)) return
  settle(cx)
  if (unify(cx.vars, from, to)) return
  if (unify(cx.vars, expand(cx, from, node), expand(cx, to, node))) return
  mismatch(cx, node, from, to, why, code)
}

function coerceNever(cx: Cx, node: NodeId, to: TypeId): void {
  const target = cx.table.nodes[to]!
  if (target.k === "var") cx.vars.births[target.index]!.never = true
  setCoerce(cx, node, { k: "never", to })
}

/** True when the matter is settled, by a coercion or by a report. */
function coerceObject(
  cx: Cx, node: Span & { id: NodeId }, actual: TypeId, to: TypeId,
  target: TypeNode & { k: "object" },
  why: Why,
): boolean {
  const from = known(cx, actual)
  const kind = cx.table.nodes[from]!.k
  if (kind === "var" || kind === "error" || from === to) return false
  if (kind === "object" && unify(cx.vars, from, to)) return true
  const type = zonk(cx.vars, from)
  for (const ref of target.bounds) {
    const solution = solve(cx.items, ref, type, cx.env)
    // The type may say which arguments the trait has here.
    if ("ref" in solution) solution.ref.args.forEach((arg, i) => unify(cx.vars, ref.args[i]!, arg))
    if (solution.k === "impl") adopt(cx, solution, node)
    if (solution.k === "stuck") require(cx, ref, type, node)
    if (solution.k !== "none") continue
    if (isBroken(cx, type) || isBroken(cx, to)) return true
    if (isExcused(cx, type)) return true
    const context = contextOf(why)
    const trait = showTraitRef(cx.items, ref)
    fail(cx, "E2001", node,
      `expected \`${show(cx, to)}\`${context}, found \`${show(cx, type)}\`, which does not ` +
      `implement \`${trait}\``, traitHelp(askingIn(cx), type, [ref]),
      { labels: labelsOf(cx, why) })
    return true
  }
  setCoerce(cx, node.id, { k: "object", from: type, to })
  return true
}

/** Reports E2001 unless a part is broken already. */
export function mismatch(
  cx: Cx, at: Span, actual: TypeId, expected: TypeId, why: Why, code: Code = "E2001",
): void {
  if (isBroken(cx, actual) || isBroken(cx, expected)) return
  const reason = cx.alone.has(at) ? NO_ELSE : why
  if (cx.vars.infinite) {
    fail(cx, "E2008", at,
      `this type would contain itself: \`${show(cx, expected)}\` as \`${show(cx, actual)}\``,
      "Annotate the value to see which of its uses disagree.")
    return
  }
  const opaque = cx.opaque !== null && head(cx.vars, cx.opaque) === head(cx.vars, expected)
  fail(cx, opaque ? "E0811" : code, at,
    `expected \`${show(cx, expected)}\`${contextOf(reason)}, found \`${show(cx, actual)}\``,
    opaque ? "All results of an `impl Trait` function have one and the same type."
      : mismatchHelp(cx, at, actual, expected, reason), { labels: labelsOf(cx, reason) })
}

/** An int literal, maybe in parentheses or negated: what may become a byte. */
export function literalValue(node: Expr): bigint | null {
  switch (node.kind) {
    case "int": return node.value
    case "paren": return literalValue(node.inner)
    case "unary": {
      if (node.op !== "-") return null
      const value = literalValue(node.operand)
      return value === null ? null : -value
    }
    default: return null
  }
}

function isByteLiteral(cx: Cx, node: Expr, expected: TypeId): boolean {
  if (node.kind !== "int" && node.kind !== "paren" && node.kind !== "unary") return false
  return itemIdOf(cx, expected) === cx.items.known.byte && literalValue(node) !== null
}

/** Makes an int literal a byte, range-checked. */
export function byteLiteral(cx: Cx, node: Expr, byte: TypeId): TypeId {
  setType(cx, node.id, cx.infer(cx, node, null))
  setCoerce(cx, node.id, { k: "byte" })
  const value = literalValue(node)
  if (value !== null && (value < 0n || value > 255n)) {
    fail(cx, "E2001", node, `${value} is no \`byte\``, "A byte is 0 to 255.")
  }
  return byte
}
