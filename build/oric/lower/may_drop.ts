// Whether a value behind a trait object may hold a `Drop` impl: then its end is seen, and must be
// where the language says (LANGUAGE 13). The object's type does not tell, but the program does: it
// has all types that implement the trait.

import type { Items } from "../check/items.ts"
import { typeNode } from "../check/types.ts"
import type { TraitId, TypeId, TypeItemId } from "../check/types.ts"
import type { Lower } from "./state.ts"

/** Looks at types as they are declared, so what a type parameter stands for counts where it is
 * given. */
export function mayDrop(lo: Lower, object: TypeId): boolean {
  const { items } = lo.check
  const droppable = withDrop(items)
  if (droppable.size === 0) return false
  const seen = new Set<TypeItemId>()
  const traits = new Set<TraitId>()
  const open = [object]
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    const node = typeNode(items.types, type)
    for (const { trait } of node.k === "object" ? node.bounds : []) {
      if (traits.has(trait)) continue
      traits.add(trait)
      open.push(...implementors(items, trait))
    }
    if (node.k === "named" || node.k === "tuple") open.push(...node.args)
    if (node.k !== "named" || seen.has(node.item)) continue
    if (droppable.has(node.item)) return true
    seen.add(node.item)
    const { variants } = items.typeItems[node.item]!
    open.push(...variants.flatMap(({ fields }) => fields.map((field) => field.type)))
  }
  return false
}

function implementors(items: Items, trait: TraitId): TypeId[] {
  return (items.implsByTrait.get(trait) ?? []).map((impl) => items.impls[impl]!.self)
}

function withDrop(items: Items): Set<TypeItemId> {
  const trait = items.known.traits.get("Drop")
  const nodes = trait === undefined ? []
    : implementors(items, trait).map((self) => typeNode(items.types, self))
  return new Set(nodes.flatMap((node) => node.k === "named" ? [node.item] : []))
}
