// What is promised about a type without an impl: bounds of parameters, projections, opaque results
// and objects, each closed over supertraits.

import { joined, NONE } from "../source/list.ts"
import type { Items } from "./items.ts"
import type { Env, SolveState } from "./solve_state.ts"
import { intern, substitute } from "./types.ts"
import type { GenericId, TraitRef, TypeId, TypeNode, TypeTable } from "./types.ts"

/** Substitutes a list of parameters by the types at the same positions; -1 keeps the parameter. */
export function instantiate(
  table: TypeTable, type: TypeId, params: GenericId[], args: TypeId[],
): TypeId {
  return substitute(table, type, (param) => {
    const arg = args[params.indexOf(param)]
    return arg === undefined || arg === -1 ? null : arg
  })
}

/** A reference with its arguments instantiated. */
export function instantiateRef(
  table: TypeTable, ref: TraitRef, params: GenericId[], args: TypeId[],
): TraitRef {
  if (ref.args.length === 0) return ref
  return { trait: ref.trait, args: ref.args.map((arg) => instantiate(table, arg, params, args)) }
}

/** The trait itself and all its supertraits, for a self type. */
export function supersOf(items: Items, ref: TraitRef, self: TypeId): TraitRef[] {
  const found: TraitRef[] = []
  addSupers(items, ref, self, found)
  return found
}

function addSupers(items: Items, ref: TraitRef, self: TypeId, found: TraitRef[]): void {
  if (found.some((old) => old.trait === ref.trait && old.args.join() === ref.args.join())) return
  found.push(ref)
  const trait = items.traits[ref.trait]!
  const params = traitParams(items, ref.trait)
  for (const parent of trait.supers) {
    addSupers(items, instantiateRef(items.types, parent, params, [self, ...ref.args]), self, found)
  }
}

/**
 * `Self` and the trait's own parameters: what a `TraitRef` with its self type gives arguments for.
 */
export function traitParams(items: Items, trait: number): GenericId[] {
  const { self, generics } = items.traits[trait]!
  return generics[0] === self ? generics : [self, ...generics]
}

/**
 * The trait of a bound that a trait object does not serve; null if it serves all. Generic code may
 * call whatever a trait and its supertraits have, so none of it may be without a receiver or
 * mention `Self`.
 */
export function lackOfObject(items: Items, bound: TraitRef, object: TypeId): TraitRef | null {
  return supersOf(items, bound, object).find(({ trait }) => {
    const { objectSafe, methods } = items.traits[trait]!
    return !objectSafe || methods.some((fn) => !items.fns[fn]!.hasSelf)
  }) ?? null
}

/** Traits that a type has by promise. */
export function boundsOf(state: SolveState, self: TypeId, env: Env): TraitRef[] {
  const { items, table } = state
  const node = table.nodes[self]!
  switch (node.k) {
    case "param": return env.bounds.get(self) ?? NONE
    case "proj": return projectionBounds(items, node, self, env)
    case "opaque": return opaqueBounds(items, node, self)
    case "object": return node.bounds.flatMap((ref) => supersOf(items, ref, self))
    default: return NONE
  }
}

function projectionBounds(
  items: Items, node: TypeNode & { k: "proj" }, self: TypeId, env: Env,
): TraitRef[] {
  const trait = items.traits[node.ref.trait]!
  const params = traitParams(items, node.ref.trait)
  const args = [node.self, ...node.ref.args]
  const declared = trait.assocTypes.find((one) => one.name === node.name)?.bounds ?? NONE
  const own = declared.flatMap((ref) =>
    supersOf(items, instantiateRef(items.types, ref, params, args), self))
  for (const predicate of trait.predicates) {
    if (predicate.k !== "bound") continue
    if (instantiate(items.types, predicate.subject, params, args) !== self) continue
    own.push(...supersOf(items, instantiateRef(items.types, predicate.bound, params, args), self))
  }
  return [...env.bounds.get(self) ?? NONE, ...own]
}

function opaqueBounds(items: Items, node: TypeNode & { k: "opaque" }, self: TypeId): TraitRef[] {
  const shape = items.fns[node.fn]!.opaque
  if (shape === null) return NONE
  const params = fnParams(items, node.fn)
  return shape.bounds.flatMap((ref) =>
    supersOf(items, instantiateRef(items.types, ref, params, node.args), self))
}

/** Parameters of a function's owner (`Self` first for a trait's) and then its own. */
export function fnParams(items: Items, fn: number): GenericId[] {
  const item = items.fns[fn]!
  if (item.impl !== null) return joined(items.impls[item.impl]!.generics, item.generics)
  if (item.trait !== null) return joined(traitParams(items, item.trait), item.generics)
  return item.generics
}

/** `T` as a type. */
export function paramType(table: TypeTable, param: GenericId): TypeId {
  return intern(table, { k: "param", param })
}
