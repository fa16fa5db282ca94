// What is said of a name that nobody declared: what it stands for elsewhere, how it is reached
// here, or the nearest name that is known.

import { suggest } from "../../source/suggest.ts"
import type { NameExpr } from "../../syntax/ast.ts"
import { VALUES } from "../elsewhere.ts"
import type { Fn, TypeEntry, TypeItem } from "../items.ts"
import { findMethod } from "../method.ts"
import { didYouMean } from "../resolve.ts"
import { importHelp, lookupType, suggestType, visibleNames } from "../scope.ts"
import type { TypeItemId } from "../types.ts"
import { fail, itemIdOf } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { visibleFields } from "./fields.ts"

/** Most variants that a message lists. */
const SHOWN = 4

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
  if (type !== null && type !== "broken") return notValue(cx, node, type)
  const member = throughSelf(cx, name) ?? throughType(cx, name)
  const imported = member === null ? importHelp(cx.check, cx.module, name, "values") : null
  const near = member ?? (imported === null ? nearest(cx, name) : null)
  const fix = near === null ? {} : { fix: [{ at: node.at, end: node.end, insert: near }] }
  if (!cx.quiet) cx.missing.add(name)
  fail(cx, "E2003", node, `unknown name \`${name}\``,
    member !== null ? `Write \`${member}\`.`
      : imported ?? VALUES.get(name)
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

/** How a variant is reached whose type this file sees, but not the variant. */
function throughType(cx: Cx, name: string): string | null {
  for (const [type, { entry }] of cx.module.scope.types) {
    const item = entry.k === "type" ? cx.items.typeItems[entry.item]! : null
    const has = item?.kind === "sum" && item.variants.some((one) => one.name === name)
    if (has) return `${type}.${name}`
  }
  return null
}

function nearest(cx: Cx, name: string): string | null {
  const names = [...cx.locals.byName.keys(),
    ...visibleNames(cx.module.scope.values, cx.check.prelude.values)]
  const type = suggestType(cx.check, cx.module, name)
  return (/^[A-Z]/.test(name) ? type : null) ?? suggest(name, names) ?? type
    ?? suggest(name, cx.module.scope.modules.keys())
}

function notValue(cx: Cx, node: NameExpr, entry: TypeEntry): void {
  const { name } = node
  fail(cx, "E2003", node, `\`${name}\` is a ${entry.k}, not a value`, entry.k === "trait"
    ? `Call a method of the capability: \`${name}.method(…)\`.`
    : valueHelp(cx, cx.items.typeItems[entry.item]!))
}

/** How a value of the type is had: its variants, its fields, a function of it. */
function valueHelp(cx: Cx, { id, kind, name, variants }: TypeItem): string {
  const made = makerOf(cx, id)
  const call = made === null ? null
    : `\`${made.display}(${made.params.map((param) => `${param.name}: …`).join(", ")})\``
  if (kind === "sum") {
    const all = variants.map((one) => `\`${one.name}${one.fields.length > 0 ? "(…)" : ""}\``)
    return `Its values are its variants: ${all.slice(0, SHOWN).join(", ")}` +
      `${all.length > SHOWN ? ", …" : "."}`
  }
  const isOpaque = variants.some(({ fields }) => fields.length > 0) &&
    visibleFields(cx, id).length === 0
  if (kind === "prim" || isOpaque) {
    return call === null ? "Values of other types are converted with `as` or `as?`."
      : `Call a function of it: ${call}.`
  }
  return `Build a value with \`${name} { … }\`${call === null ? "." : `, or call ${call}.`}`
}

/** The function of a type that makes its values. */
function makerOf(cx: Cx, id: TypeItemId): Fn | null {
  const { items, table } = cx
  const fns = items.impls.flatMap((impl) => {
    const self = table.nodes[impl.self]!
    const own = impl.kind === "inherent" && self.k === "named" && self.item === id
    return own ? impl.methods.map((fn) => items.fns[fn]!) : []
  }).filter((fn) => !fn.hasSelf)
  return fns.find((fn) => fn.name === "new") ?? fns[0] ?? null
}
