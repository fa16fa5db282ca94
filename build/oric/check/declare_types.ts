// Types and traits: parameters with bounds, supertraits, associated types, fields (5.3, 6.1).

import type { Name } from "../syntax/node.ts"
import { reportDuplicate } from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import {
  declareBounds, declareDefaults, innerScope, settleDefaults, wantBound,
} from "./declare_generics.ts"
import type { Trait, TypeItem, VariantItem } from "./items.ts"
import { moduleScope, resolveTraitRef, resolveType } from "./resolve.ts"
import type { TypeScope } from "./resolve.ts"
import { ERROR, intern, NEVER } from "./types.ts"
import type { TypeId } from "./types.ts"

/**
 * Completes the tables of types and traits. Supertraits come first: projections in bounds ask for
 * them.
 */
export function declareTypes(draft: Draft): void {
  const { items } = draft
  const traits = items.traits.map((trait) => traitDraftScope(draft, trait))
  const types = items.typeItems.map((item) => typeScope(draft, item))
  settleDefaults(draft)
  items.traits.forEach((trait, index) => declareSupers(draft, trait, traits[index]!))
  breakSuperCycles(draft)
  items.traits.forEach((trait, index) => declareTrait(draft, trait, traits[index]!))
  items.typeItems.forEach((item, index) => declareParams(draft, item, types[index]!))
  items.typeItems.forEach((item, index) => declareBody(draft, item, types[index]!))
}

function traitDraftScope(draft: Draft, trait: Trait): TypeScope {
  const { items } = draft
  const scope =
    innerScope(draft, moduleScope(items.modules[trait.module]!), trait.generics.slice(1))
  scope.self = intern(items.types, { k: "param", param: trait.self })
  declareDefaults(draft, scope, trait.node!.generics, trait.generics.slice(1))
  return scope
}

function typeScope(draft: Draft, item: TypeItem): TypeScope {
  const scope = innerScope(draft, moduleScope(draft.items.modules[item.module]!), item.generics)
  declareDefaults(draft, scope, item.node!.generics, item.generics)
  return scope
}

function declareSupers(draft: Draft, trait: Trait, scope: TypeScope): void {
  for (const node of trait.node!.supers) {
    const ref = resolveTraitRef(draft.check, scope, node, scope.self!)
    if (ref !== null) trait.supers.push(ref)
    else wantBound(draft, scope.self!)
  }
}

/**
 * A trait that is its own supertrait, directly or not, is infinite (E2008); the ring is cut there.
 */
function breakSuperCycles(draft: Draft): void {
  const { traits } = draft.items
  const state = new Map<number, "open" | "done">()
  const visit = (trait: Trait): void => {
    state.set(trait.id, "open")
    trait.supers = trait.supers.filter((ref) => {
      const parent = traits[ref.trait]!
      if (state.get(parent.id) === undefined) visit(parent)
      if (state.get(parent.id) !== "open") return true
      draft.check.report("E2008", trait.node!.name, `\`${trait.name}\` is a supertrait of itself`,
        `Remove \`${parent.name}\` from its supertraits.`)
      return false
    })
    state.set(trait.id, "done")
  }
  for (const trait of traits) if (!state.has(trait.id)) visit(trait)
}

function declareTrait(draft: Draft, trait: Trait, scope: TypeScope): void {
  const { check, items } = draft
  const node = trait.node!
  const bound = items.generics[trait.self]!.bounds[0]!
  scope.predicates.push({ k: "bound", subject: scope.self!, bound, at: node.name })
  declareBounds(draft, scope, node.generics, trait.generics.slice(1), node.where)
  // The trait's own promise about `Self` is not among its predicates: an impl would have to prove
  // it by itself.
  trait.predicates = scope.predicates.slice(1)
  const seen = new Map<string, Name>()
  for (const assoc of trait.assocTypes) {
    const { name } = assoc.node
    const first = seen.get(name.name)
    if (first === undefined) seen.set(name.name, name)
    else reportDuplicate(draft, name, first)
    const self = intern(items.types, { k: "proj", ref: bound, name: name.name, self: scope.self! })
    assoc.bounds =
      assoc.node.bounds.flatMap((one) => resolveTraitRef(check, scope, one, self) ?? [])
    assoc.default = assoc.node.type === null ? null : resolveType(check, scope, assoc.node.type)
  }
}

function declareParams(draft: Draft, item: TypeItem, scope: TypeScope): void {
  const { node } = item
  declareBounds(draft, scope, node!.generics, item.generics, node!.where)
  item.predicates = scope.predicates
}

function declareBody(draft: Draft, item: TypeItem, scope: TypeScope): void {
  const { check } = draft
  const node = item.node!
  const at = { at: node.name.at, end: node.name.end }
  const { body } = node
  if (item.kind === "prim") return
  if (body.kind === "structBody") {
    const fields =
      body.fields.map((field) =>
        ({ name: field.name.name, type: resolveType(check, scope, field.type) }))
    item.variants = [{ name: item.name, fields, at }]
    checkNames(draft, body.fields.map((field) => field.name))
    body.fields.forEach((field, index) => refuseNever(draft, fields[index]!.type, field))
  } else if (body.kind === "sumBody") {
    item.variants.forEach((variant, index) => {
      const { fields } = body.variants[index]!
      declarePayload(draft, scope, variant, fields)
    })
  } else if (item.kind === "newtype") {
    const inner = resolveType(check, scope, body.type)
    item.variants = [{ name: item.name, fields: [{ name: "inner", type: inner }], at }]
    refuseNever(draft, inner, body.type)
  }
}

function declarePayload(
  draft: Draft, scope: TypeScope, variant: VariantItem,
  fields: { name: Name | null; type: Parameters<typeof resolveType>[2] }[],
): void {
  variant.fields = fields.map(({ name, type }) => (
    { name: name?.name ?? null, type: resolveType(draft.check, scope, type) }))
  const named = fields.flatMap(({ name }) => name ?? [])
  checkNames(draft, named)
  if (named.length === 0 || named.length === fields.length) return
  draft.check.report("E1004", variant.at,
    `\`${variant.name}\` mixes named and unnamed payload fields`,
    "Name all fields of a variant, or none.")
}

function checkNames(draft: Draft, names: Name[]): void {
  const seen = new Map<string, Name>()
  for (const name of names) {
    const first = seen.get(name.name)
    if (first === undefined) seen.set(name.name, name)
    else reportDuplicate(draft, name, first)
  }
}

function refuseNever(draft: Draft, type: TypeId, at: { at: number; end: number }): void {
  if (type !== NEVER) return
  draft.check.report("E2019", at, "a field of type `Never` can have no value",
    "Such a struct could never be built; `Never` may be the payload of a variant.")
}

/**
 * E2008: a struct that contains itself directly, or through structs, newtypes and tuples only
 * (D-17).
 */
export function checkInfinite(draft: Draft): void {
  const done = new Set<number>()
  for (const item of draft.items.typeItems) {
    if (item.kind === "struct" || item.kind === "newtype") walk(draft, item, [], done)
  }
}

function walk(draft: Draft, item: TypeItem, path: TypeItem[], done: Set<number>): void {
  if (done.has(item.id)) return
  const start = path.indexOf(item)
  if (start >= 0) {
    const ring = path.slice(start)
    for (const member of ring) done.add(member.id)
    const names = [...ring, item].map((member) => member.name).join(" → ")
    draft.check.report("E2008", item.node!.name, `\`${item.name}\` contains itself: ${names}`,
      "Put an `Option`, a list or a variant between.")
    // Later stages walk fields too: the ring is cut so that they end.
    for (const field of item.variants[0]!.fields) field.type = ERROR
    return
  }
  for (const field of item.variants[0]?.fields ?? []) {
    for (const inner of direct(draft, field.type)) walk(draft, inner, [...path, item], done)
  }
  done.add(item.id)
}

/**
 * Structs and newtypes that a value of the type holds in itself, whatever their arguments; sums and
 * boxes end it.
 */
function direct(draft: Draft, type: TypeId): TypeItem[] {
  const node = draft.items.types.nodes[type]!
  if (node.k === "tuple") return node.args.flatMap((arg) => direct(draft, arg))
  if (node.k !== "named") return []
  const item = draft.items.typeItems[node.item]!
  if (item.kind !== "struct" && item.kind !== "newtype") return []
  return [item, ...node.args.flatMap((arg, index) =>
    holdsParam(draft, item, item.generics[index]!, new Set()) ? direct(draft, arg) : [])]
}

/**
 * Whether a struct holds a value of its parameter directly, so that the argument counts as
 * contained.
 */
function holdsParam(draft: Draft, item: TypeItem, param: number, seen: Set<number>): boolean {
  if (seen.has(item.id)) return false
  seen.add(item.id)
  const holds = (type: TypeId): boolean => {
    const node = draft.items.types.nodes[type]!
    if (node.k === "param") return node.param === param
    if (node.k === "tuple") return node.args.some(holds)
    if (node.k !== "named") return false
    const inner = draft.items.typeItems[node.item]!
    if (inner.kind !== "struct" && inner.kind !== "newtype") return false
    return node.args.some((arg, index) => holds(arg)
      && holdsParam(draft, inner, inner.generics[index]!, new Set(seen)))
  }
  return (item.variants[0]?.fields ?? []).some((field) => holds(field.type))
}
