// What is said of a name that nobody declared: what it stands for elsewhere, how it is reached
// here, or the nearest name that is known.

import { suggest } from "../../source/suggest.ts"
import type { NameExpr } from "../../syntax/ast.ts"
import { VALUES } from "../elsewhere.ts"
import { findMethod } from "../method.ts"
import { didYouMean } from "../resolve.ts"
import { lookupType, suggestType, visibleNames } from "../scope.ts"
import { fail, itemIdOf } from "./cx.ts"
import type { Cx } from "./cx.ts"

/** E2003, or what the name is instead of a value. */
export function unknownName(cx: Cx, node: NameExpr): void {
  const { name } = node
  if (cx.pending.some((one) => one.name === name && one.frames < cx.frames.length)) {
    fail(cx, "E2007", node, `\`${name}\` cannot mention itself`,
      "A lambda cannot be recursive: declare a function of the module instead.")
    return
  }
  // The same name elsewhere in the body is the same mistake.
  if (cx.missing.has(name)) return void (cx.failed = true)
  const type = lookupType(cx.check, cx.module, name)
  if (type !== null && type !== "broken") return notValue(cx, node, type.k)
  const member = throughSelf(cx, name)
  const near = member ?? nearest(cx, name)
  const fix = near === null ? {} : { fix: [{ at: node.at, end: node.end, insert: near }] }
  if (!cx.quiet) cx.missing.add(name)
  fail(cx, "E2003", node, `unknown name \`${name}\``,
    member !== null ? `Write \`${member}\`.` : VALUES.get(name)
      ?? didYouMean(near, "Declare it, bind it with `let`, or import it with `use`."), fix)
}

/** How a member of what the method belongs to is reached; null if there is none of the name. */
function throughSelf(cx: Cx, name: string): string | null {
  const { check, module, env, self, scope } = cx
  const item = self === null ? undefined : cx.items.typeItems[itemIdOf(cx, self)]
  const field = item?.kind === "struct"
    && item.variants[0]!.fields.some((one) => one.name === name)
  const method = self !== null && findMethod(check, module, env, self, name, [], true) !== null
  if (field || method) return `self.${name}`
  const owner = scope.self
  return owner !== null && findMethod(check, module, env, owner, name, [], false) !== null
    ? `Self.${name}` : null
}

function nearest(cx: Cx, name: string): string | null {
  const names = [...cx.locals.byName.keys(),
    ...visibleNames(cx.module.scope.values, cx.check.prelude.values)]
  const type = suggestType(cx.check, cx.module, name)
  return (/^[A-Z]/.test(name) ? type : null) ?? suggest(name, names) ?? type
    ?? suggest(name, cx.module.scope.modules.keys())
}

function notValue(cx: Cx, node: NameExpr, kind: "type" | "trait"): void {
  const { name } = node
  fail(cx, "E2003", node, `\`${name}\` is a ${kind}, not a value`, kind === "trait"
    ? `Call a method of the capability: \`${name}.method(…)\`.`
    : `Build a value with \`${name} { … }\`, or call a function of it: \`${name}.new(…)\`.`)
}
