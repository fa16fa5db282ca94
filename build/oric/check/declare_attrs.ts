// Attributes (6.6): which may stand where, and what the prelude's private ones say.

import { suggest } from "../source/suggest.ts"
import type { Attr, Item } from "../syntax/item_ast.ts"
import type { Draft } from "./declare_draft.ts"
import { checkRepr } from "./declare_repr.ts"
import type { Fn, ModuleId } from "./items.ts"

type Place = "file" | "import" | "function" | "method" | "type" | "test" | "extern" | "other"

/** Attributes with the places where they mean something; null: everywhere. */
const KNOWN: Record<string, Place[] | null> = {
  target: null, cfg: null,
  derive: ["type"], repr: ["type"],
  skip: ["test"], fail: ["test"], compile_fail: ["test"],
  error: ["extern"], free: ["extern"],
  const_limit: ["function", "other"], embed_limit: ["function", "other"],
}
/** Those that only the standard library may use, which rests on primitives. */
const PRIVATE: Record<string, Place[]> = {
  prim: ["function", "method", "type"], inline: ["function", "method"], synonym: ["method"],
  label: ["function", "method"], overload: ["method"],
}
const LATER = new Set(["const_limit", "embed_limit", "free"])

/** Reports attributes that are unknown or stand where they mean nothing (E1016). */
export function checkAttrs(draft: Draft, attrs: Attr[], place: Place, module: ModuleId): void {
  const inside = draft.items.modules[module]!.package === "std"
  for (const attr of attrs) {
    const name = attr.name.name
    const places = Object.hasOwn(KNOWN, name) ? KNOWN[name]!
      : inside && Object.hasOwn(PRIVATE, name) ? PRIVATE[name]! : undefined
    if (places === undefined) {
      const near = suggest(name, Object.keys(KNOWN))
      draft.check.report("E1016", attr, `unknown attribute \`#${name}\``,
        near === null ? `Known are ${Object.keys(KNOWN).map((one) => `#${one}`).join(" ")}.`
          : `Did you mean \`#${near}\`?`)
    } else if (places !== null && !places.includes(place)) {
      draft.check.report("E1016", attr, `\`#${name}\` means nothing here`,
        `It belongs to: ${places.join(", ")}.`)
    } else if (LATER.has(name)) {
      draft.check.report("E0900", attr, `\`#${name}\` is not supported yet`, "Leave it away.")
    }
  }
}

/**
 * Checks the attributes of files, imports and items that have no table of their own to read them.
 */
export function checkItemAttrs(draft: Draft): void {
  for (const module of draft.items.modules) {
    checkAttrs(draft, module.file.attrs, "file", module.id)
    for (const use of module.file.uses) checkAttrs(draft, use.attrs, "import", module.id)
    for (const item of module.file.items) {
      if (item.kind === "lostItem" || item.kind === "func" || item.kind === "test") continue
      checkAttrs(draft, item.attrs, placeOf(item), module.id)
      if (item.kind === "typeDef") checkRepr(draft.check, item)
    }
  }
}

function placeOf(item: Item): Place {
  return item.kind === "typeDef" ? "type" : item.kind === "extern" ? "extern" : "other"
}

/** Checks a function's attributes and keeps what the private ones say. */
export function readFnAttrs(draft: Draft, fn: Fn): void {
  const method = fn.impl !== null || fn.trait !== null
  const place = fn.kind === "test" ? "test" : fn.kind === "extern" ? "extern" : method ? "method"
    : "function"
  const own = fn.extern === null ? fn.attrs : fn.extern.node.attrs
  checkAttrs(draft, own, place, fn.module)
  if (draft.items.modules[fn.module]!.package !== "std") return
  for (const attr of fn.attrs) {
    for (const { label, value } of attr.args) {
      if (attr.name.name === "prim" && value.kind === "str") fn.prim = value.value
      else if (attr.name.name === "synonym" && value.kind === "str") {
        addLabel(fn, value.value, fn.name)
      } else if (attr.name.name === "label" && label !== null && value.kind === "name") {
        addLabel(fn, label.name, value.name)
      }
    }
  }
}

function addLabel(fn: Fn, label: string, meaning: string): void {
  fn.labels = new Map(fn.labels).set(label, meaning)
}
