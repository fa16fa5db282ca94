// What a foreign function is given in its place: bytes that it fills, and functions (LANGUAGE
// 18.1).
//
// C writes into the list itself, so the argument is a local variable, which has the new content
// after the call. A place inside another value would have to be taken out of it and put back.

import type { Call, Expr, MethodCall } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import { judgeCallback } from "./callback.ts"
import { localsOf } from "./locals.ts"
import type { Locals } from "./locals.ts"
import { placeOf } from "./place.ts"

/** Judges the arguments, and marks those whose local is stored back. */
export function foreignRule(check: Check, body: Body): void {
  let known: Locals | null = null
  const locals = (): Locals => known ??= localsOf(body)
  const see = (node: Call | MethodCall, lambda: NodeId | null): void => {
    const callee = body.typed.callee[node.id]
    const foreign = callee?.k === "direct" ? check.items.fns[callee.fn]!.extern : null
    const plan = body.typed.plan[node.id]
    if (foreign === null || plan === undefined) return
    foreign.node.params.forEach(({ mode, type }, index) => {
      const entry = plan.params[index]
      const argument = entry?.k === "arg" ? node.args[entry.index]!.value : null
      if (argument === null) return
      if (mode === "mut") judgeFilled(check, body, locals(), argument, lambda)
      if (type.kind === "fnType") judgeCallback(check, body, locals(), argument)
    })
  }
  eachOf(body, "call", see)
  eachOf(body, "method", see)
}

function judgeFilled(
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
