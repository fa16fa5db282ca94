// `v |> step`: the piped value is typed first and then stands for an argument, a receiver, or a
// lambda's parameter.

import type { Expr } from "../../syntax/ast.ts"
import type { TypeId } from "../types.ts"
import { callValue } from "./call.ts"
import type { Site } from "./call.ts"
import { fnOf, fresh } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { setCallee } from "./record.ts"

/** The type of the whole pipe. */
export function inferPipe(
  cx: Cx, node: Expr & { kind: "pipe" }, expected: TypeId | null,
): TypeId {
  const { left, step } = node
  const type = cx.infer(cx, left, null)
  if (step.kind === "method") {
    cx.inputs.set(step.input.id, type)
    return cx.infer(cx, step.call, expected)
  }
  if (step.kind === "call") {
    cx.pipes.set(step.call.id, { node: left, type })
    return cx.infer(cx, step.outer, expected)
  }
  const result = expected ?? fresh(cx, step.value, "the result of this step")
  const value = cx.infer(cx, step.value, fnOf(cx, [type], result))
  const site: Site = { node, at: step.value, types: [], args: [], first: 0,
    piped: { node: left, type } }
  const got = callValue(cx, site, value, "this step")
  setCallee(cx, node.id, { k: "value" })
  return got
}
