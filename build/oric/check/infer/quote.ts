// Source text in helps: what was written, where it is short enough to say with it what to write
// instead.

import type { Span } from "../../source/diagnostic.ts"
import { decode } from "../../source/position.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { Cx } from "./cx.ts"

/** Beyond that many bytes readers look at the source instead. */
const LONGEST = 24

/** The text of a node of this body, or `…`. */
export function quoted(cx: Cx, { at, end }: Span): string {
  const { base, bytes } = cx.module.source
  if (end - at > LONGEST || at < base || end > base + bytes.length) return "…"
  const text = decode(bytes.subarray(at - base, end - base))
  return text.includes("\n") || text.includes("`") ? "…" : text
}

/** The same as an operand that a dot or a tight operator may follow. */
export function operand(cx: Cx, node: Expr): string {
  const text = quoted(cx, node)
  return text === "…" || isTight(node) ? text : `(${text})`
}

function isTight(node: Expr): boolean {
  switch (node.kind) {
    case "name": case "self": case "str": case "char": case "byte": case "bool": case "int":
    case "float": case "paren": case "tuple": case "list": case "call": case "method":
    case "field": case "tupleField": case "index": case "propagate": case "convert": return true
    default: return false
  }
}
