// Warnings about code that does nothing: results of type `Result` that nobody looks at, code that
// is never reached, and `collect()` of what never ends.

import type { Expr } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import type { Typed } from "../typed.ts"
import { NEVER } from "../types.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import { itemOf } from "./shape.ts"

/** Warns about unused results and unreachable statements of a body. */
export function unusedRule(check: Check, body: Body): void {
  const { typed } = body
  eachOf(body, "block", (node) => block(check, typed, node))
  eachOf(body, "for", (node) => { if (!node.yields) dropped(check, typed, node.body) })
  eachOf(body, "while", (node) => dropped(check, typed, node.body))
  eachOf(body, "loop", (node) => dropped(check, typed, node.body))
  eachOf(body, "method", (node) => collects(check, node))
}

/** Adapters that end no endless source. */
const ENDLESS = new Set([
  "iter", "map", "filter", "filter_map", "flat_map", "skip", "step_by", "enumerate", "chain",
  "inspect", "skip_while",
])

/** `to_list` of a range is the same by another name. */
const COLLECTING = new Set(["collect", "to_list"])

/** Only obvious cases: a chain from `a..`, `repeat(…)` or `cycle()`. */
function collects(check: Check, node: Expr & { kind: "method" }): void {
  if (!COLLECTING.has(node.name.name)) return
  let source = node.on
  for (;;) {
    if (source.kind === "method" && ENDLESS.has(source.name.name)) source = source.on
    else if (source.kind === "paren") source = source.inner
    else break
  }
  const endless = source.kind === "method" ? source.name.name === "cycle"
    : source.kind === "call" ? source.fn.kind === "name" && source.fn.name === "repeat"
    : source.kind === "range" && source.to === null
  if (endless) {
    check.report("W0008", node.name, "this never ends: its source has no end",
      "Take as many as are needed before: `.take(count: …)`.")
  }
}

function block(check: Check, typed: Typed, node: Expr & { kind: "block" }): void {
  for (const statement of node.statements) dropped(check, typed, statement)
  const steps = node.result === null ? node.statements : [...node.statements, node.result]
  const end = steps.findIndex((step) => leaves(typed, step))
  const next = steps[end + 1]
  if (end < 0 || next === undefined) return
  const labels = [{ at: steps[end]!.at, end: steps[end]!.end, text: "this never goes on" }]
  check.report("W0001", next, "this code is never reached",
    "Remove it, or move it before the statement that leaves.", { labels })
}

/**
 * A statement after which nothing runs. What a compile-time `if` chose may differ in another build.
 */
function leaves(typed: Typed, step: Expr): boolean {
  if (step.kind === "if" && typed.constant[step.condition.id] !== undefined) return false
  const value = step.kind === "let" || step.kind === "assign" ? step.value : step
  return typed.type[value.id] === NEVER
}

/** The value of a statement or of a loop's body is dropped; an error in it would be lost. */
function dropped(check: Check, typed: Typed, node: Expr): void {
  if (node.kind === "block") {
    if (node.result !== null) dropped(check, typed, node.result)
    return
  }
  const type = typed.type[node.id] ?? -1
  if (type < 0 || itemOf(check.items, type)?.id !== check.items.known.result) return
  check.report("W0006", node, "this `Result` is dropped, and with it a possible error",
    "Pass the error on with `?`, handle it with `match`, or say `let _ = …` to drop it on purpose.")
}
