// Where the type that is expected was decided: labels at that place, and the reason handed on from
// blocks and branches to what gives them their value.

import type { Label } from "../../source/diagnostic.ts"
import type { Expr } from "../../syntax/ast.ts"
import { declaredHere } from "../locality.ts"
import { show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import type { Why } from "./why.ts"

/** The place that decided, where users wrote it. */
export function labelsOf(cx: Cx, why: Why): Label[] {
  if (typeof why === "string") return []
  if ("text" in why) {
    const text = why.is === null ? "declared here" : `this is \`${show(cx, why.is)}\``
    return [{ at: why.at.at, end: why.at.end, text }]
  }
  const param = why.fn.params[why.param]
  return param === undefined ? [] : declaredHere(cx.items, cx.module.id, why.fn.module, param.at)
}

/** Notes why a type is expected of an expression, for the parts that give it its value. */
export function noteReason(cx: Cx, node: Expr, why: Why): void {
  switch (node.kind) {
    case "block": case "if": case "match": case "paren": case "unsafe": case "with":
      if (why !== "") cx.reasons.set(node.id, why)
      return
    default:
  }
}

/** Why a type is expected of what gives `node` its value. */
export function reasonOf(cx: Cx, node: Expr): Why {
  return cx.reasons.get(node.id) ?? ""
}
