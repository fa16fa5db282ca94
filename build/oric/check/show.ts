// Types as users write them: `[int]`, `{str: int}`, `Option<T>`, `(A) -> B`. The only place that
// knows the sugar.

import type { Items } from "./items.ts"
import type { TraitRef, TypeId, TypeNode } from "./types.ts"

/** The text of a type in messages; an undetermined part is `_`, a broken one `?`. */
export function showType(items: Items, type: TypeId): string {
  const node = items.types.nodes[type]!
  switch (node.k) {
    case "named": return showNamed(items, node.item, node.args)
    case "tuple": return `(${showTypes(items, node.args)})`
    case "fn": return `(${showTypes(items, node.args)}) -> ${showType(items, node.result)}`
    case "param": return items.generics[node.param]!.name
    case "proj": return `${showType(items, node.self)}.${node.name}`
    case "object": return node.bounds.map((bound) => showTraitRef(items, bound)).join(" + ")
    case "opaque": return showOpaque(items, node)
    case "var": return "_"
    case "void": return "void"
    case "never": return "Never"
    case "error": return "?"
  }
}

/** `Into<Error>`, `Printable`. */
export function showTraitRef(items: Items, ref: TraitRef): string {
  const name = items.traits[ref.trait]!.name
  return ref.args.length === 0 ? name : `${name}<${showTypes(items, ref.args)}>`
}

/** Comma-separated types. */
function showTypes(items: Items, types: TypeId[]): string {
  return types.map((type) => showType(items, type)).join(", ")
}

function showNamed(items: Items, item: number, args: TypeId[]): string {
  const { known } = items
  if (item === known.list && args.length === 1) return `[${showType(items, args[0]!)}]`
  if (item === known.map && args.length === 2) {
    return `{${showType(items, args[0]!)}: ${showType(items, args[1]!)}}`
  }
  const name = items.typeItems[item]!.name
  return args.length === 0 ? name : `${name}<${showTypes(items, args)}>`
}

function showOpaque(items: Items, node: TypeNode & { k: "opaque" }): string {
  const shape = items.fns[node.fn]!.opaque
  if (shape === null) return "impl ?"
  return `impl ${shape.bounds.map((bound) => showTraitRef(items, bound)).join(" + ")}`
}
