// What the head of a variant pattern names: a variant of the type that is matched, or the newtype
// itself (8.2). The type's own name fits, whatever is imported, and every other name that it has
// here: an import's, `Self`, one reached through a module.

import { suggest } from "../../source/suggest.ts"
import type { Pattern } from "../../syntax/ast.ts"
import type { Name } from "../../syntax/node.ts"
import type { TypeEntry, TypeItem } from "../items.ts"
import { didYouMean } from "../resolve.ts"
import {
  lookupModule, lookupType, memberType, memberValue, suggestType,
} from "../scope.ts"
import type { Found } from "../scope.ts"
import type { TypeId, TypeItemId } from "../types.ts"
import { fail, headOf, itemIdOf, notKnown, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { known } from "./obligation.ts"

type VariantPattern = Pattern & { kind: "variantPattern" }

/** The variant or newtype that the pattern names, of the scrutinee's type; null after a report. */
export function findVariant(
  cx: Cx, node: VariantPattern, type: TypeId,
): { item: TypeItem; variant: number } | null {
  const actual = known(cx, type)
  const shape = headOf(cx, actual)
  if (shape.k === "error" || shape.k === "never") return null
  const { path } = node.type
  const name = path.at(-1)!
  const before = path.slice(0, -1)
  const item = shape.k === "named" ? cx.items.typeItems[shape.item]! : null
  if (item === null) return noVariant(cx, node, name, actual, item)
  if (item.kind === "newtype" && isNameOf(cx, path, item)) return { item, variant: 0 }
  const variant = item.kind === "sum"
    ? item.variants.findIndex((one) => one.name === name.name) : -1
  if (before.length > 0 && !isNameOf(cx, before, item) && !bringsVariant(cx, path, item, variant)) {
    return otherType(cx, node, before, actual)
  }
  return variant >= 0 ? { item, variant } : noVariant(cx, node, name, actual, item)
}

function isNameOf(cx: Cx, path: Name[], item: TypeItem): boolean {
  return (path.length === 1 && path[0]!.name === item.name) || itemNamed(cx, path) === item.id
}

/** The type that a path names here. */
function itemNamed(cx: Cx, path: Name[]): TypeItemId | null {
  const [first, second] = path
  if (first === undefined || path.length > 2) return null
  if (second === undefined) {
    if (first.name === "Self") return cx.scope.self === null ? null : itemIdOf(cx, cx.scope.self)
    return itemOf(lookupType(cx.check, cx.module, first.name))
  }
  const module = lookupModule(cx.module, first.name)
  return module === null ? null : itemOf(memberType(cx.check, module, second.name))
}

function itemOf(found: Found<TypeEntry>): TypeItemId | null {
  return found !== null && found !== "broken" && found.k === "type" ? found.item : null
}

/** `shapes.Circle`: the variant by the module that has it. */
function bringsVariant(cx: Cx, path: Name[], item: TypeItem, variant: number): boolean {
  const module = path.length === 2 ? lookupModule(cx.module, path[0]!.name) : null
  if (module === null) return false
  const found = memberValue(cx.check, module, path[1]!.name)
  return found !== null && found !== "broken" && found.k === "variant" &&
    found.item === item.id && found.variant === variant
}

/** The pattern names another type than the one that is matched, or none at all. */
function otherType(cx: Cx, node: VariantPattern, before: Name[], type: TypeId): null {
  const help = "A variant needs no type before it."
  const qualifier = before.at(-1)!
  const written = before.map((name) => name.name).join(".")
  if (before.length === 1 && qualifier.name !== "Self" &&
    lookupModule(cx.module, qualifier.name) === null &&
    lookupType(cx.check, cx.module, qualifier.name) === null) {
    const near = suggestType(cx.check, cx.module, qualifier.name)
    fail(cx, "E2002", qualifier, `unknown type \`${qualifier.name}\``, didYouMean(near, help))
    return null
  }
  fail(cx, "E2001", node,
    `\`${written}\` is not the type that is matched, which is \`${show(cx, type)}\``, help)
  return null
}

function noVariant(
  cx: Cx, node: Pattern, name: Name, type: TypeId, item: TypeItem | null,
): null {
  if (headOf(cx, type).k === "var") {
    notKnown(cx, type, node, "the type of the matched value is not known here")
    return null
  }
  if (item?.kind !== "sum") {
    fail(cx, "E2001", node, `\`${name.name}(…)\` cannot match \`${show(cx, type)}\``,
      item?.kind === "newtype" ? `Write \`${item.name}(…)\`.`
        : item?.kind === "struct"
          ? `Match its fields: \`${item.name} { … }\`.`
            : "Only variants and newtypes have a payload.")
    return null
  }
  const names = item.variants.map((one) => one.name)
  const near = suggest(name.name, names)
  fail(cx, "E2003", name, `\`${show(cx, type)}\` has no variant \`${name.name}\``,
    near !== null
      ? `Did you mean \`${near}\`?`
        : `Its variants: ${names.map((one) => `\`${one}\``).join(", ")}.`)
  return null
}
