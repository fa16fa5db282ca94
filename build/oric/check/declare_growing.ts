// E2008: a type that holds itself with ever larger arguments, such as `N<T>` a `N<[T]>` (5.4). Each
// would be a type of its own, and there would be no end of them.
//
// An edge leads from a parameter to each parameter that it is given to inside a field; it grows
// where it is given as a part of a larger type. A ring with an edge that grows has no end.

import type { Draft } from "./declare_draft.ts"
import type { TypeItem } from "./items.ts"
import { showType } from "./show.ts"
import { HAS_PARAM } from "./types.ts"
import type { GenericId, TypeId, TypeTable } from "./types.ts"

/** A parameter that is given to another one, by itself or as a part of a larger type. */
export type Edge<N> = { from: N; to: N; grows: boolean }
type Held = Edge<GenericId> & { item: TypeItem; type: TypeId }

/** Judges all generic types of programs. */
export function checkGrowing(draft: Draft): void {
  const edges: Held[] = []
  for (const item of draft.items.typeItems) {
    if (item.generics.length === 0 || draft.items.modules[item.module]!.package === "std") continue
    for (const { type } of item.variants.flatMap((variant) => variant.fields)) {
      collect(draft, item, type, edges)
    }
  }
  const told = new Set<TypeItem>()
  for (const edge of endless(edges)) {
    if (told.has(edge.item)) continue
    told.add(edge.item)
    report(draft, edge)
  }
}

/** The edges that grow and lie on a ring. */
export function endless<N, E extends Edge<N>>(edges: readonly (E & Edge<N>)[]): E[] {
  const next = new Map<N, N[]>()
  for (const { from, to } of edges) next.set(from, [...next.get(from) ?? [], to])
  return edges.filter(({ from, to, grows }) => grows && reaches(next, to, from))
}

function report(draft: Draft, { item, type }: Held): void {
  const params = item.generics.map((id) => draft.items.generics[id]!.name).join(", ")
  draft.check.report("E2008", item.node!.name,
    `\`${item.name}\` holds itself at ever larger types: \`${item.name}<${params}>\` leads to `
    + `\`${showType(draft.items, type)}\``,
    "Each would be a type of its own: give it the same arguments inside.")
}

/** Edges for all named types inside this one. */
function collect(draft: Draft, item: TypeItem, type: TypeId, edges: Held[]): void {
  const { types, typeItems } = draft.items
  if ((types.flags[type]! & HAS_PARAM) === 0) return
  const node = types.nodes[type]!
  if (node.k === "fn") collect(draft, item, node.result, edges)
  if (node.k !== "named" && node.k !== "tuple" && node.k !== "fn") return
  node.args.forEach((arg, index) => {
    collect(draft, item, arg, edges)
    if (node.k !== "named") return
    const to = typeItems[node.item]!.generics[index]!
    for (const from of paramsIn(types, arg)) {
      edges.push({ from, to, grows: types.nodes[arg]!.k !== "param", item, type })
    }
  })
}

/** Parameters in a type, but for those of projections, of which nothing is known. */
export function paramsIn(types: TypeTable, type: TypeId): GenericId[] {
  const node = types.nodes[type]!
  switch (node.k) {
    case "param": return [node.param]
    case "named": case "tuple": return node.args.flatMap((arg) => paramsIn(types, arg))
    case "fn": return [...node.args, node.result].flatMap((arg) => paramsIn(types, arg))
    default: return []
  }
}

function reaches<N>(next: Map<N, N[]>, from: N, to: N): boolean {
  const seen = new Set([from])
  for (const at of seen) for (const inner of next.get(at) ?? []) seen.add(inner)
  return seen.has(to)
}
