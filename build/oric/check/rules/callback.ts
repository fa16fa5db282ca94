// Functions that C is given (LANGUAGE 18.1): it holds a pointer to code, and nothing besides. So
// the argument is a function by its name, or a lambda that mentions nothing from around it.

import type { Expr, Lambda } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import type { Locals } from "./locals.ts"

export function judgeCallback(
  check: Check, body: Body, locals: Locals, argument: Expr,
): void {
  const node = argument.kind === "paren" ? argument.inner : argument
  if (node.kind === "lambda") {
    const held = capturedBy(body, locals, node)
    if (held === null) return
    return check.report("E2001", held, "C cannot hold what this lambda takes from around it",
      "Use only its parameters, constants and functions.")
  }
  const ref = body.typed.ref[node.id]
  if (ref?.k === "fn") return
  check.report("E2001", node, "C is given a function whose code is not known here",
    "Pass a function by its name, or a lambda.")
}

/** The first name in a lambda that is bound outside. */
function capturedBy(body: Body, locals: Locals, lambda: Lambda): Expr | null {
  const inside = new Set<NodeId | null>([lambda.id])
  const within = (node: Expr): boolean => node.at >= lambda.at && node.end <= lambda.end
  eachOf(body, "lambda", (node) => { if (within(node)) inside.add(node.id) })
  const isOutside = (node: Expr): boolean => {
    const ref = node.kind === "name" ? body.typed.ref[node.id] : undefined
    return ref?.k === "local" && !inside.has(locals.get(ref.local)?.lambda ?? null)
  }
  return body.nodes.find((node) =>
    within(node) && (node.kind === "self" || isOutside(node))) ?? null
}
