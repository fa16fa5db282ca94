// Where a type stands: what names and `Self` mean there, and which bounds are in force.

import type { Span } from "../source/diagnostic.ts"
import type { Check } from "./context.ts"
import type { Module, Predicate } from "./items.ts"
import { intern } from "./types.ts"
import type { FnId, GenericId, TraitId, TraitRef, TypeId } from "./types.ts"

/** What names and `Self` mean where a type stands. */
export type TypeScope = {
  module: Module
  generics: Map<string, GenericId>
  self: TypeId | null
  /** Makes the type of a `_`; null where `_` is not allowed. */
  fresh: (() => TypeId) | null
  /** Bounds in force, for projections such as `T.Item`. */
  predicates: Predicate[]
  /** Associated types of the impl around, for `Self.Item`. */
  assoc: Pick<ReadonlyMap<string, TypeId>, "get" | "has"> | null
  /**
   * Collects what must hold for the types written here (map keys, bounds of arguments); null:
   * nobody judges.
   */
  needs: Need[] | null
}
/** `subject` must satisfy `bound`, with `code` as the error otherwise, or be `type`. */
export type Need =
  | { k: "bound"; subject: TypeId; bound: TraitRef; at: Span; code: "E2009" | "E2031" }
  | { k: "equals"; subject: TypeId; type: TypeId; at: Span }

/** A scope without parameters or `Self`. */
export function moduleScope(module: Module): TypeScope {
  return { module, generics: new Map(), self: null, fresh: null, predicates: [], assoc: null,
    needs: null }
}

/**
 * The scope of a function's signature and body: its owner's parameters, its own, `Self`, bounds in
 * force.
 */
export function fnScope(check: Check, id: FnId): TypeScope {
  const { items } = check
  const fn = items.fns[id]!
  const scope = fn.impl !== null ? implScope(check, fn.impl)
    : fn.trait !== null ? traitScope(check, fn.trait) : moduleScope(items.modules[fn.module]!)
  for (const generic of fn.generics) scope.generics.set(items.generics[generic]!.name, generic)
  scope.predicates = [...scope.predicates, ...fn.predicates]
  return scope
}

/** The scope inside an impl, `def impl` or extension. */
export function implScope(check: Check, id: number): TypeScope {
  const { items } = check
  const impl = items.impls[id]!
  const scope = moduleScope(items.modules[impl.module]!)
  for (const generic of impl.generics) scope.generics.set(items.generics[generic]!.name, generic)
  scope.self = impl.kind === "def" ? null : impl.self
  scope.predicates = impl.predicates
  scope.assoc = impl.kind === "trait" ? impl.assocTypes : null
  return scope
}

/** The scope inside a trait: `Self` is bound by the trait itself. */
export function traitScope(check: Check, id: TraitId): TypeScope {
  const { items } = check
  const trait = items.traits[id]!
  const scope = moduleScope(items.modules[trait.module]!)
  for (const generic of trait.generics.slice(1)) scope.generics.set(items.generics[generic]!.name,
    generic)
  scope.self = intern(items.types, { k: "param", param: trait.self })
  const bound = items.generics[trait.self]!.bounds[0]!
  scope.predicates = [
    { k: "bound", subject: scope.self, bound, at: trait.node ?? { at: 0, end: 0 } },
      ...trait.predicates,
  ]
  return scope
}
