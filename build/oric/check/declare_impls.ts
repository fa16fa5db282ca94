// Headers of impls, `def impl`s and extensions: parameters, self type, trait, associated types
// (3.4, 6.2, 6.5).

import { counted } from "../source/counted.ts"
import type { Type } from "../syntax/ast.ts"
import type { AssocType, Constraint, Extend, Impl } from "../syntax/item_ast.ts"
import type { Name } from "../syntax/node.ts"
import { headKey } from "./context.ts"
import type { Check } from "./context.ts"
import { declareGenerics } from "./declare_collect.ts"
import { addGeneric, reportDuplicate } from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import { declareBounds, innerScope, refuseDefaults } from "./declare_generics.ts"
import type { ImplItem, Module, Trait } from "./items.ts"
import { moduleScope, resolveTraitRef, resolveType } from "./resolve.ts"
import type { TypeScope } from "./resolve.ts"
import { lookupType, markBroken, suggestType } from "./scope.ts"
import { instantiate, traitParams } from "./solve_bounds.ts"
import { ERROR, HAS_ERROR, intern } from "./types.ts"
import type { GenericId, TraitRef, TypeId } from "./types.ts"

/**
 * Declares the headers of all impls; what fails keeps ERROR as its self type and takes part in
 * nothing.
 */
export function declareImpls(draft: Draft): void {
  loseHeads(draft)
  for (const impl of draft.items.impls) {
    if (impl.node?.kind === "impl") declareImpl(draft, impl, impl.node)
    else if (impl.node?.kind === "extend") declareExtend(draft, impl, impl.node)
  }
  indexImpls(draft)
}

/** What could not be parsed may have been impls of the types that it mentions. */
function loseHeads({ check, items }: Draft): void {
  for (const module of items.modules) {
    for (const item of module.file.items) {
      if (item.kind !== "lostItem") continue
      for (const name of item.names) {
        if (name.startsWith(":")) loseNamed(check, module, name.slice(1))
      }
    }
  }
}

function loseNamed(check: Check, module: Module, name: string): void {
  const found = lookupType(check, module, name)
  if (found === null || found === "broken" || found.k !== "type") return
  const { types } = check.items
  const type = intern(types, { k: "named", item: found.item, args: [] })
  check.lost.add(headKey(types, type))
}

function declareImpl(draft: Draft, impl: ImplItem, node: Impl): void {
  const { check } = draft
  refuseDefaults(draft, node.generics)
  const outer = moduleScope(draft.items.modules[impl.module]!)
  impl.generics = [...declareGenerics(draft, node.generics), ...forgotten(draft, outer, node)]
  const scope = innerScope(draft, outer, impl.generics)
  impl.predicates = scope.predicates
  const trait = targetTrait(draft, scope, node.target)
  if (trait !== null) {
    declareBounds(draft, scope, node.generics, impl.generics, node.where)
    check.report("E2002", node.target, `\`${trait.name}\` is a trait; an impl needs a type`,
      `Write \`impl Type: ${trait.name} { … }\`, or \`extend ${trait.name} { … }\`.`)
    return
  }
  const plain = node.where.filter((entry) => !isOnSelf(entry))
  declareBounds(draft, scope, node.generics, impl.generics, plain)
  impl.self = bareGeneric(draft, scope, node.target) ?? resolveType(check, scope, node.target)
  scope.self = impl.self
  if (node.trait !== null) impl.trait = resolveTraitRef(check, scope, node.trait, impl.self)
  const isLost = node.trait !== null && impl.trait === null
  if (isLost || (draft.items.types.flags[impl.self]! & HAS_ERROR) !== 0) lose(draft, impl, node)
  if (node.trait !== null) refuseSpecial(draft, impl, node)
  if (impl.trait !== null) declareAssoc(draft, impl, node, scope)
  scope.assoc = impl.assocTypes
  declareBounds(draft, scope, [], impl.generics, node.where.filter(isOnSelf))
  checkConstrained(draft, impl, node)
}

/** Of an impl whose type or trait is not known nothing is called, and nothing of it is missed. */
function lose({ check, items }: Draft, impl: ImplItem, { target, methods }: Impl): void {
  for (const { name } of methods) markBroken(check, impl.module, `.${name.name}`)
  if (impl.self !== ERROR) return void check.lost.add(headKey(items.types, impl.self))
  // A misspelt name is the nearest one's.
  if (target.kind !== "typeRef") return
  const module = items.modules[impl.module]!
  const near = suggestType(check, module, target.path.at(-1)!.name)
  if (near !== null) loseNamed(check, module, near)
}

/** Judged once it is known what `Self` is. A constant's bound has no path. */
function isOnSelf({ path }: Constraint): boolean {
  return path[0]?.name === "Self"
}

/** `Suspend` and `Unsafe` are markers, `Sendable` is inferred (5.8): none has impls. */
function refuseSpecial(draft: Draft, impl: ImplItem, node: Impl): void {
  if (impl.trait === null) return
  const trait = draft.items.traits[impl.trait.trait]!
  const sealed = trait.marker ? "E1203" : trait.name === "Sendable"
    && trait.module === preludeModule(draft) ? "E0900" : null
  if (sealed === null) return
  draft.check.report(sealed, node.trait!, `\`${trait.name}\` cannot be implemented`,
    "Remove this impl.")
  impl.trait = null
}

function preludeModule(draft: Draft): number {
  const found = draft.check.prelude.types.get("Sendable")?.entry
  return found?.k === "trait" ? draft.items.traits[found.trait]!.module : -1
}

/**
 * A parameter that the self type and the trait do not mention can never be found (E2005), unless an
 * equality fixes it.
 */
function checkConstrained(draft: Draft, impl: ImplItem, node: Impl): void {
  const roots = [impl.self, ...impl.trait?.args ?? []]
  if (roots.some((root) => (draft.items.types.flags[root]! & HAS_ERROR) !== 0)) return
  const used = new Set<number>()
  for (const root of roots) collectParams(draft, root, used)
  for (const predicate of impl.predicates) {
    if (predicate.k === "equals") collectParams(draft, predicate.type, used)
    else for (const arg of predicate.bound.args) collectParams(draft, arg, used)
  }
  impl.generics.forEach((id, index) => {
    if (used.has(id)) return
    const { name } = node.generics[index]!
    draft.check.report("E2005", name, `nothing determines the type parameter \`${name.name}\``,
      "Use it in the implementing type or in the trait's arguments.")
  })
}

function collectParams(draft: Draft, type: TypeId, used: Set<number>): void {
  const node = draft.items.types.nodes[type]!
  switch (node.k) {
    case "param": used.add(node.param); return
    case "named": case "tuple": case "opaque":
      for (const arg of node.args) collectParams(draft, arg, used)
      return
    case "fn":
      for (const arg of [...node.args, node.result]) collectParams(draft, arg, used)
      return
    case "object":
      for (const arg of node.bounds.flatMap((bound) => bound.args)) collectParams(draft, arg, used)
  }
}

/** The trait that a target type names, if it does. */
function targetTrait(draft: Draft, scope: TypeScope, target: Type): Trait | null {
  if (target.kind !== "typeRef" || target.path.length > 1
    || scope.generics.has(target.path[0]!.name)) return null
  const found = lookupType(draft.check, scope.module, target.path[0]!.name)
  return found !== null && found !== "broken" && found.k === "trait"
    ? draft.items.traits[found.trait]! : null
}

/** `impl Stack` of a generic type: the parameters are declared at the impl. */
function bareGeneric(draft: Draft, scope: TypeScope, target: Type): TypeId | null {
  if (target.kind !== "typeRef" || target.path.length > 1 || target.args.length > 0) return null
  const { name } = target.path[0]!
  const found = scope.generics.has(name) ? null : lookupType(draft.check, scope.module, name)
  if (found === null || found === "broken" || found.k !== "type") return null
  const { items, check } = draft
  const { id, generics, node } = items.typeItems[found.item]!
  const needed = node?.generics.filter((param) => param.default === null) ?? []
  if (needed.length === 0) return null
  const list = generics.map((param) => items.generics[param]!.name).join(", ")
  check.report("E2015", target, `\`${name}\` needs ${counted(generics.length, "type argument")}`,
    `Declare them for the impl: \`impl<${list}> ${name}<${list}>\`.`)
  return intern(items.types, { k: "named", item: id, args: generics.map(() => ERROR) })
}

/**
 * Associated types of an impl: its own, else the trait's defaults (6.1). Each is found when first
 * asked for, since one may use another through `Self`.
 */
function declareAssoc(draft: Draft, impl: ImplItem, node: Impl, scope: TypeScope): void {
  const { check, items } = draft
  const { assocTypes } = impl
  const trait = items.traits[impl.trait!.trait]!
  const own = ownAssoc(draft, node, trait)
  const open = new Set([...own.keys(), ...trait.assocTypes.map(({ name }) => name)])
  const params = traitParams(items, trait.id)
  const settle = (name: string): TypeId | undefined => {
    if (!open.delete(name)) return assocTypes.get(name)
    const written = own.get(name)
    const byDefault = trait.assocTypes.find((assoc) => assoc.name === name)?.default ?? null
    const type = written !== undefined ? written.type && resolveType(check, scope, written.type)
      : byDefault && instantiate(items.types, byDefault, params, [impl.self, ...impl.trait!.args])
    if (written === undefined && byDefault === null) {
      check.report("E2017", node.trait!, `this impl lacks the associated type \`${name}\``,
        `Add \`type ${name} = …;\`.`)
    }
    assocTypes.set(name, type ?? ERROR)
    return type ?? ERROR
  }
  scope.assoc = { get: settle, has: (name) => open.has(name) || assocTypes.has(name) }
  for (const name of [...open]) settle(name)
}

/** The associated types that the impl gives, by name. */
function ownAssoc(draft: Draft, node: Impl, trait: Trait): Map<string, AssocType> {
  const own = new Map<string, AssocType>()
  for (const type of node.types) {
    const { name } = type.name
    const first = own.get(name)
    if (first === undefined) own.set(name, type)
    else reportDuplicate(draft, type.name, first.name)
    if (trait.assocTypes.some((one) => one.name === name)) continue
    draft.check.report("E2017", type.name, `\`${trait.name}\` has no associated type \`${name}\``,
      "Remove it, or check its name.")
  }
  return own
}

function declareExtend(draft: Draft, impl: ImplItem, node: Extend): void {
  const { check, items } = draft
  refuseDefaults(draft, node.generics)
  const outer = moduleScope(items.modules[impl.module]!)
  const implicit = node.generics.length > 0 ? [] : implicitParams(draft, outer, node)
  impl.generics =
    [...declareGenerics(draft, node.generics),
      ...implicit.map((name) => addGeneric(items, name, name))]
  const scope = innerScope(draft, outer, impl.generics)
  impl.predicates = scope.predicates
  const trait = targetTrait(draft, scope, node.target)
  if (trait !== null && node.target.kind === "typeRef") {
    const self = addGeneric(items, "Self", node.target)
    impl.generics.push(self)
    impl.self = intern(items.types, { k: "param", param: self })
    scope.self = impl.self
    const ref = resolveTraitRef(check, scope, node.target, impl.self)
    if (ref !== null) bindSelf(draft, scope, ref, self, node)
    declareBounds(draft, scope, node.generics, impl.generics, node.where)
    return
  }
  declareBounds(draft, scope, node.generics, impl.generics,
    node.where.filter((entry) => !isOnSelf(entry)))
  impl.self = resolveType(check, scope, node.target)
  scope.self = impl.self
  declareBounds(draft, scope, [], impl.generics, node.where.filter(isOnSelf))
}

function bindSelf(
  draft: Draft, scope: TypeScope, bound: TraitRef, self: number, node: Extend,
): void {
  draft.items.generics[self]!.bounds.push(bound)
  scope.predicates.push({ k: "bound", subject: scope.self!, bound,
    at: { at: node.target.at, end: node.target.end } })
}

/** Unknown names in the target that the `where` bounds are its type parameters (3.4). */
function implicitParams(draft: Draft, scope: TypeScope, node: Extend): Name[] {
  const bounded = new Set(node.where.map((entry) => entry.path[0]?.name))
  return unknownNames(draft, scope, node.target, (name) => bounded.has(name))
}

/** Names that can only be parameters in `impl List<T>`: said once, and taken for what they mean. */
function forgotten(draft: Draft, scope: TypeScope, node: Impl): GenericId[] {
  const isName = node.target.kind === "typeRef" && node.target.args.length === 0
  if (node.generics.length > 0 || isName) return []
  const names = unknownNames(draft, scope, node.target, (name) => /^[A-Z]\d?$/.test(name))
  return names.map((name) => {
    draft.check.report("E2002", name, `unknown type \`${name.name}\``,
      `Declare it as a parameter: \`impl<${names.map((one) => one.name).join(", ")}> …\`.`)
    return addGeneric(draft.items, name, name)
  })
}

function unknownNames(
  draft: Draft, scope: TypeScope, target: Type, wanted: (name: string) => boolean,
): Name[] {
  const found = new Map<string, Name>()
  const visit = (type: Type): void => {
    switch (type.kind) {
      case "typeRef": {
        const name = type.path[0]!
        const plain = type.path.length === 1 && type.args.length === 0
        if (plain && wanted(name.name)
            && lookupType(draft.check, scope.module, name.name) === null) {
          if (!found.has(name.name)) found.set(name.name, name)
        }
        return type.args.forEach(visit)
      }
      case "listType": return visit(type.of)
      case "mapType": visit(type.key); return visit(type.value)
      case "tupleType": return type.items.forEach(visit)
      case "fnType": type.params.forEach(visit); return visit(type.result)
    }
  }
  visit(target)
  return [...found.values()]
}

/** Impls by trait, and inherent impls and extensions by head. */
function indexImpls(draft: Draft): void {
  for (const impl of draft.items.impls) indexImpl(draft, impl)
}

/** Puts one impl where the solver and method lookup find it. */
export function indexImpl(draft: Draft, impl: ImplItem): void {
  const { items } = draft
  if (impl.kind === "def" || impl.self === ERROR) return
  if (impl.kind !== "trait") push(items.inherentByHead, headKey(items.types, impl.self), impl.id)
  else if (impl.trait !== null) push(items.implsByTrait, impl.trait.trait, impl.id)
}

function push<K>(map: Map<K, number[]>, key: K, id: number): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [id])
  else list.push(id)
}
