// Associated types by name: `T.Item`, `Self.Item`, `C::Trait::Item`, `T.Inner.Item` (5.4).

import type { Name } from "../syntax/node.ts"
import { headKey, isLost } from "./context.ts"
import type { Check } from "./context.ts"
import type { Items } from "./items.ts"
import type { TypeScope } from "./resolve_scope.ts"
import { lookupType } from "./scope.ts"
import { instantiateRef, supersOf, traitParams } from "./solve_bounds.ts"
import { ERROR, HAS_ERROR, intern } from "./types.ts"
import type { TraitId, TraitRef, TypeId, TypeItemId } from "./types.ts"

/**
 * Follows the names after the head of a path, each an associated type or a trait that qualifies the
 * next.
 */
export function projectPath(check: Check, scope: TypeScope, head: TypeId, path: Name[]): TypeId {
  let type = head
  for (let index = 0; index < path.length && type !== ERROR; index++) {
    const name = path[index]!
    const next = path[index + 1]
    const trait = next === undefined ? null : qualifier(check, scope, type, name)
    if (trait === null) type = project(check, scope, type, name, null)
    else {
      type = project(check, scope, type, next!, trait)
      index++
    }
  }
  return type
}

/** Says of a variant of the type that it is none, which who builds `A { … }` may think. */
export function variantAsType(check: Check, item: TypeItemId, name: Name): boolean {
  const { kind, name: whole, variants } = check.items.typeItems[item]!
  const variant = kind === "sum" ? variants.find((one) => one.name === name.name) : undefined
  if (variant === undefined) return false
  const parts = variant.fields.map((field) => field.name === null ? "…" : `${field.name}: …`)
  check.report("E2002", name, `\`${name.name}\` is a variant of \`${whole}\`, not a type`,
    parts.length === 0 ? `The type is \`${whole}\`.`
      : `The type is \`${whole}\`, and a payload stands in parentheses: ` +
        `\`${name.name}(${parts.join(", ")})\`.`)
  return true
}

/** The trait that `name` is, unless it is an associated type of `type`. */
function qualifier(check: Check, scope: TypeScope, type: TypeId, name: Name): TraitId | null {
  if (owners(check, scope, type, name.name).length > 0) return null
  const found = lookupType(check, scope.module, name.name)
  return found !== null && found !== "broken" && found.k === "trait" ? found.trait : null
}

function project(
  check: Check, scope: TypeScope, self: TypeId, name: Name, trait: TraitId | null,
): TypeId {
  const own = self === scope.self ? scope.assoc?.get(name.name) : undefined
  if (own !== undefined && trait === null) return own
  const refs =
    owners(check, scope, self, name.name).filter((ref) => trait === null || ref.trait === trait)
  const [ref, other] = refs
  if (ref === undefined) {
    const node = check.items.types.nodes[self]!
    // A bound or an impl that failed may have had it.
    if ((check.items.types.flags[self]! & HAS_ERROR) !== 0 || isLost(check, self)) return ERROR
    if (node.k === "named" && variantAsType(check, node.item, name)) return ERROR
    check.report("E2017", name, `no associated type \`${name.name}\` is known here`,
      "Bound the type by the trait that declares it.")
    return ERROR
  }
  if (other !== undefined && other.trait !== ref.trait) {
    const traits = check.items.traits
    check.report("E2017", name, `\`${name.name}\` is an associated type of two traits`,
      `Name the trait: \`…::${traits[ref.trait]!.name}::${name.name}\`.`)
  }
  return intern(check.items.types, { k: "proj", ref, name: name.name, self })
}

/** The traits that a type is known to have and that declare an associated type of the name. */
function owners(check: Check, scope: TypeScope, self: TypeId, name: string): TraitRef[] {
  const { items } = check
  const declares = (ref: TraitRef): boolean =>
    items.traits[ref.trait]!.assocTypes.some((one) => one.name === name)
  const promised = promises(items, scope, self)
    .flatMap((ref) => supersOf(items, ref, self)).filter(declares)
  return promised.length > 0 ? promised : implemented(items, self).filter(declares)
}

function promises(items: Items, scope: TypeScope, self: TypeId): TraitRef[] {
  const refs = scope.predicates.flatMap((predicate) =>
    predicate.k === "bound" && predicate.subject === self ? [predicate.bound] : [])
  const node = items.types.nodes[self]!
  if (node.k === "param") refs.push(...items.generics[node.param]!.bounds)
  if (node.k === "object") refs.push(...node.bounds)
  if (node.k === "proj") {
    const trait = items.traits[node.ref.trait]!
    const declared = trait.assocTypes.find((one) => one.name === node.name)?.bounds ?? []
    const params = traitParams(items, node.ref.trait)
    refs.push(...declared.map((ref) =>
      instantiateRef(items.types, ref, params, [node.self, ...node.ref.args])))
  }
  return refs
}

/** References of the impls whose head is that of a concrete type. */
function implemented(items: Items, self: TypeId): TraitRef[] {
  const head = headKey(items.types, self)
  if (head === "*") return []
  const found = new Map<TraitId, TraitRef>()
  for (const [trait, impls] of items.implsByTrait) {
    const impl = impls.map((id) => items.impls[id]!)
      .find((one) => headKey(items.types, one.self) === head && one.trait !== null)
    if (impl !== undefined) found.set(trait, impl.trait!)
  }
  return [...found.values()]
}
