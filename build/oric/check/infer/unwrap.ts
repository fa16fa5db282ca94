// How to get at what an `Option` or `Result` holds: the ways that the place and the payload allow.

import type { Expr } from "../../syntax/ast.ts"
import type { TypeId } from "../types.ts"
import { head } from "../unify.ts"
import { headOf, itemIdOf, leaveTarget } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { kindOf } from "./kind.ts"
import { operand } from "./quote.ts"

/** A value that is right so often that it makes a good example. */
const NEUTRAL: Record<string, string> = { int: "0", float: "0.0", str: '""', bool: "false" }

/** Whether the type is an `Option` or a `Result`. */
export function isContainer(cx: Cx, type: TypeId): boolean {
  const item = itemIdOf(cx, type)
  return item === cx.items.known.option || item === cx.items.known.result
}

/** What to write; operands need parentheses, since `??` binds less tightly than operators. */
export function unwrapHelp(cx: Cx, node: Expr | null, type: TypeId, isOperand = false): string {
  const shape = headOf(cx, type)
  const payload = shape.k === "named" ? shape.args[0] : undefined
  const text = node === null ? "…" : operand(cx, node)
  const neutral = NEUTRAL[payload === undefined ? "" : kindOf(cx, payload) ?? ""] ?? "default"
  const fallback = isOperand ? `(${text} ?? ${neutral})` : `${text} ?? ${neutral}`
  const isOption = itemIdOf(cx, type) === cx.items.known.option
  const arms = isOption ? "`Some` and `None`" : "`Ok` and `Err`"
  const passed = mayLeave(cx, type) ? `, \`${text}?\`` : ""
  return `Take the value out first: \`${fallback}\`${passed}, or a \`match\` with ${arms}.`
}

/** Whether `?` on such a value fits the function, lambda or `try` around. */
function mayLeave(cx: Cx, type: TypeId): boolean {
  const target = leaveTarget(cx)
  const isOption = itemIdOf(cx, type) === cx.items.known.option
  if (target.k === "outside") return false
  if (target.k === "try") return !isOption
  const result = headOf(cx, target.result)
  if (result.k !== "named" || result.item !== itemIdOf(cx, type)) return false
  if (isOption) return true
  const shape = headOf(cx, type)
  const error = shape.k === "named" ? shape.args[1]! : null
  return error !== null && head(cx.vars, error) === head(cx.vars, result.args[1]!)
}
