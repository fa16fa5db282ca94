// E2008: a type that holds itself with ever larger arguments, such as `N<T>` a `N<[T]>` (5.4). Each
// would be a type of its own, and there would be no end of them.
//
// An edge leads from a parameter to each parameter that it is given to inside a field; it grows
// where it is given as a part of a larger type. A ring with an edge that grows has no end.

import type { Draft } from "./declare_draft.ts"
import type { TypeItem } from "./items.ts"
import { showType } from "./show.ts"
import { HAS_PARAM } from "./types.ts"
import type { GenericId, TypeId } from "./types.ts"

type Edge = { from: GenericId; to: GenericId; grows: boolean; item: TypeItem; type: TypeId }

/** Judges all generic types of programs. */
export function checkGrowing(draft: Draft): void {
  const edges: Edge[] = []
  for (const item of draft.items.typeItems) {
    if (item.generics.length === 0 || draft.items.modules[item.module]!.package === "std") continue
    for (const { type } of item.variants.flatMap((variant) => variant.fields)) {
      collect(draft, item, type, edges)
    }
  }
  const next = new Map<GenericId, GenericId[]>()
  for (const { from, to } of edges) next.set(from, [...next.get(from) ?? [], to])
  const told = new Set<TypeItem>()
  for (const edge of edges) {
    if (!edge.grows || told.has(edge.item) || !reaches(next, edge.to, edge.from)) continue
    told.add(edge.item)
    report(draft, edge)
  }
}

function report(draft: Draft, { item, type }: Edge): void {
  const params = item.generics.map((id) => draft.items.generics[id]!.name).join(", ")
  draft.check.report("E2008", item.node!.name,
    `\`${item.name}\` holds itself at ever larger types: \`${item.name}<${params}>\` leads to `
    + `\`${showType(draft.items, type)}\``,
    "Each would be a type of its own: give it the same arguments inside.")
}

/** Edges for all named types inside this one. */
function collect(draft: Draft, item: TypeItem, type: TypeId, edges: Edge[]): void {
  const { types, typeItems } = draft.items
  if ((types.flags[type]! & HAS_PARAM) === 0) return
  const node = types.nodes[type]!
  if (node.k === "fn") collect(draft, item, node.result, edges)
  if (node.k !== "named" && node.k !== "tuple" && node.k !== "fn") return
  node.args.forEach((arg, index) => {
    collect(draft, item, arg, edges)
    if (node.k !== "named") return
    const to = typeItems[node.item]!.generics[index]!
    for (const from of paramsIn(draft, arg)) {
      edges.push({ from, to, grows: types.nodes[arg]!.k !== "param", item, type })
    }
  })
}

/** Parameters in a type, but for those of projections, of which nothing is known. */
function paramsIn(draft: Draft, type: TypeId): GenericId[] {
  const node = draft.items.types.nodes[type]!
  switch (node.k) {
    case "param": return [node.param]
    case "named": case "tuple": return node.args.flatMap((arg) => paramsIn(draft, arg))
    case "fn": return [...node.args, node.result].flatMap((arg) => paramsIn(draft, arg))
    default: return []
  }
}

function reaches(next: Map<GenericId, GenericId[]>, from: GenericId, to: GenericId): boolean {
  const seen = new Set([from])
  for (const at of seen) for (const inner of next.get(at) ?? []) seen.add(inner)
  return seen.has(to)
}
