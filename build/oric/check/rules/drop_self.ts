// `Drop.drop` may not change `self` (LANGUAGE 13, 10.4): a changed `self` is a new value, which
// would be dropped at the end of `drop` as well, and so on without end.

import type { Check } from "../context.ts"
import type { Body } from "./body.ts"
import { eachScoped } from "./locals.ts"
import type { Locals } from "./locals.ts"
import { placeOf } from "./place.ts"

const HELP = "Copy what changes into a local with `let`."

/** Judges one body, once it is known which of its calls write back. */
export function dropSelfRule(check: Check, body: Body): void {
  if (!isDrop(check, body)) return
  const locals: Locals = new Map()
  eachScoped(body, (node, lambda) => {
    const target = node.kind === "assign" ? node.target
      : node.kind === "method" && body.typed.writeBack.has(node.id) ? node.on : null
    if (target === null || placeOf(check, body.typed, locals, target, lambda).k !== "self") return
    const [code, what] = node.kind === "assign" ? ["E2045", "assigns"] as const
      : ["E2046", "changes"] as const
    check.report(code, target,
      `\`drop\` ${what} \`self\`: the new value would be dropped too, without end`, HELP)
  })
}

function isDrop(check: Check, { fn }: Body): boolean {
  if (fn === null || fn.impl === null) return false
  const { trait } = check.items.impls[fn.impl]!
  return trait !== null && trait.trait === check.items.known.traits.get("Drop")
}
