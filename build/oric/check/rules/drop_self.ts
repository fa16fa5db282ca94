// `Drop.drop` may not change `self` (LANGUAGE 13, 10.4): a changed `self` is a new value, which
// would be dropped at the end of `drop` as well, and so on without end.

import type { Code } from "../../source/codes.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import type { Locals } from "./locals.ts"
import { placeOf } from "./place.ts"

const HELP = "Copy what changes into a local with `let`."

/** Judges one body, once it is known which of its calls write back. */
export function dropSelfRule(check: Check, body: Body): void {
  if (!isDrop(check, body)) return
  const locals: Locals = new Map()
  const judge = (code: Code, what: string, target: Expr, lambda: NodeId | null): void => {
    if (placeOf(check, body.typed, locals, target, lambda).k !== "self") return
    check.report(code, target,
      `\`drop\` ${what} \`self\`: the new value would be dropped too, without end`, HELP)
  }
  eachOf(body, "assign", (node, lambda) => judge("E2045", "assigns", node.target, lambda))
  eachOf(body, "method", (node, lambda) => {
    if (body.typed.writeBack.has(node.id)) judge("E2046", "changes", node.on, lambda)
  })
}

function isDrop(check: Check, { fn }: Body): boolean {
  if (fn === null || fn.impl === null) return false
  const { trait } = check.items.impls[fn.impl]!
  return trait !== null && trait.trait === check.items.known.traits.get("Drop")
}
