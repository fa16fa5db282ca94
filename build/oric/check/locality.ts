// Which package types, traits and impls are of: what decides where an impl may stand (6.2), and so
// which impl a message may propose and which declarations it points at.

import type { Label, Span } from "../source/diagnostic.ts"
import type { Items, ModuleId } from "./items.ts"
import type { TraitId, TraitRef, TypeId } from "./types.ts"

/** The package that a type's head comes from; null for shapes that belong to the language. */
export function packageOf(items: Items, type: TypeId): string | null {
  const node = items.types.nodes[type]!
  if (node.k !== "named") return null
  const module = items.modules[items.typeItems[node.item]!.module]!
  return module.isPrelude ? null : module.package
}

/** The package that declares a trait; null for those of the prelude. */
export function traitPackage(items: Items, trait: TraitId): string | null {
  const module = items.modules[items.traits[trait]!.module]!
  return module.isPrelude ? null : module.package
}

/** A label at a declaration, for a module of the same package: those of others stay as they are. */
export function declaredHere(
  items: Items, reader: ModuleId, owner: ModuleId, { at, end }: Span,
): Label[] {
  const { isPrelude, package: home } = items.modules[owner]!
  const own = !isPrelude && home === items.modules[reader]!.package
  return own ? [{ at, end, text: "declared here" }] : []
}

/** Whether the trait, one of its arguments or the type is of the package. */
export function isLocal(items: Items, home: string, self: TypeId, ref: TraitRef): boolean {
  return traitPackage(items, ref.trait) === home
    || [self, ...ref.args].some((type) => packageOf(items, type) === home)
}
