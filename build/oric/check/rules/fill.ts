// Bytes that a foreign function fills: what may be passed for a `mut [byte]` (LANGUAGE 18.1).
//
// C writes into the list itself, so the argument is a local variable, which has the new content
// after the call. A place inside another value would have to be taken out of it and put back.

import type { Call, Expr, MethodCall } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import { localsOf } from "./locals.ts"
import type { Locals } from "./locals.ts"
import { placeOf } from "./place.ts"

/** Judges the arguments that are filled, and marks those whose local is stored back. */
export function fillRule(check: Check, body: Body): void {
  let locals: Locals | null = null
  const see = (node: Call | MethodCall, lambda: NodeId | null): void => {
    for (const argument of filledArguments(check, body, node)) {
      locals ??= localsOf(body)
      judge(check, body, locals, argument, lambda)
    }
  }
  eachOf(body, "call", see)
  eachOf(body, "method", see)
}

function filledArguments(check: Check, body: Body, node: Call | MethodCall): Expr[] {
  const callee = body.typed.callee[node.id]
  const foreign = callee?.k === "direct" ? check.items.fns[callee.fn]!.extern : null
  const plan = body.typed.plan[node.id]
  if (foreign === null || plan === undefined) return []
  return foreign.node.params.flatMap((param, index) => {
    const entry = plan.params[index]
    return param.mode === "mut" && entry?.k === "arg" ? [node.args[entry.index]!.value] : []
  })
}

function judge(
  check: Check, body: Body, locals: Locals, argument: Expr, lambda: NodeId | null,
): void {
  const place = placeOf(check, body.typed, locals, argument, lambda)
  if (argument.kind === "name" && place.k === "mutable") {
    body.typed.writeBack.add(argument.id)
    return
  }
  check.report("E2046", argument, "a foreign function changes this argument in its place",
    "Pass a local variable that `let` has made, without `$`.")
}
