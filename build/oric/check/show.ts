// Types as users write them: `[int]`, `{str: int}`, `Option<T>`, `(A) -> B`. The only place that
// knows the sugar.

import type { Fn, Items } from "./items.ts"
import { fnParams, instantiate } from "./solve_bounds.ts"
import type { TraitRef, TypeId, TypeItemId, TypeNode } from "./types.ts"

/** How a type item is called. */
type Naming = (items: Items, item: TypeItemId) => string

/** The text of a type; an undetermined part is `_`, a broken one `?`. */
export function showType(items: Items, type: TypeId, nameOf: Naming = plainName): string {
  const node = items.types.nodes[type]!
  const showAll = (types: TypeId[]): string =>
    types.map((one) => showType(items, one, nameOf)).join(", ")
  switch (node.k) {
    case "named": return showNamed(items, node.item, node.args, nameOf)
    case "tuple": return `(${showAll(node.args)})`
    case "fn": return `(${showAll(node.args)}) -> ${showType(items, node.result, nameOf)}`
    case "param": return items.generics[node.param]!.name
    case "proj": return `${showType(items, node.self, nameOf)}.${node.name}`
    case "object": return node.bounds.map((bound) => showTraitRef(items, bound)).join(" + ")
    case "opaque": return showOpaque(items, node, nameOf)
    case "var": return "_"
    case "void": return "void"
    case "never": return "Never"
    case "error": return "?"
  }
}

/** `Into<Error>`, `Printable`. */
export function showTraitRef(items: Items, ref: TraitRef): string {
  const name = items.traits[ref.trait]!.name
  const args = ref.args.map((arg) => showType(items, arg)).join(", ")
  return ref.args.length === 0 ? name : `${name}<${args}>`
}

function showNamed(items: Items, item: number, args: TypeId[], nameOf: Naming): string {
  const { known } = items
  const shown = args.map((arg) => showType(items, arg, nameOf))
  if (item === known.list && args.length === 1) return `[${shown[0]!}]`
  if (item === known.map && args.length === 2) return `{${shown[0]!}: ${shown[1]!}}`
  const name = nameOf(items, item)
  return args.length === 0 ? name : `${name}<${shown.join(", ")}>`
}

function plainName(items: Items, item: TypeItemId): string {
  return items.typeItems[item]!.name
}

/** The name with its module where another type of the program has the same one. */
export function nameApart(items: Items, item: TypeItemId): string {
  const { name, module } = items.typeItems[item]!
  const { package: home, name: path, isPrelude } = items.modules[module]!
  if (isPrelude) return name
  const twins = sameNamed(items, name).filter((id) => id !== item)
    .map((id) => items.modules[items.typeItems[id]!.module]!)
  if (twins.length === 0) return name
  const far = twins.some((twin) => twin.package !== home && twin.package !== "std")
  return [...far ? [home] : [], path, name].filter((part) => part !== "").join(".")
}

const BY_NAME = new WeakMap<Items, Map<string, TypeItemId[]>>()

/** All types of that name which users can know. */
function sameNamed(items: Items, name: string): TypeItemId[] {
  const known = BY_NAME.get(items)
  if (known !== undefined) return known.get(name) ?? []
  const byName = new Map<string, TypeItemId[]>()
  for (const item of items.typeItems) {
    if (!item.pub && items.modules[item.module]!.package === "std") continue
    byName.set(item.name, [...byName.get(item.name) ?? [], item.id])
  }
  BY_NAME.set(items, byName)
  return byName.get(name) ?? []
}

function showOpaque(items: Items, node: TypeNode & { k: "opaque" }, nameOf: Naming): string {
  const shape = items.fns[node.fn]!.opaque
  if (shape === null) return "impl ?"
  const params = fnParams(items, node.fn)
  return showImplTrait(items, shape, (type) =>
    showType(items, instantiate(items.types, type, params, node.args), nameOf))
}

/** `impl Iterator where Item == int`. */
export function showImplTrait(
  items: Items, { bounds, equals }: NonNullable<Fn["opaque"]>, show: (type: TypeId) => string,
): string {
  const equal = equals.map(({ name, type }) => `${name} == ${show(type)}`)
  return `impl ${bounds.map((bound) => showTraitRef(items, bound)).join(" + ")}${
    equal.length === 0 ? "" : ` where ${equal.join(", ")}`}`
}
