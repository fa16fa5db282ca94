// Which method `x.m(…)` means (LANGUAGE 6.3): inherent, from bounds, from traits in scope, from
// extensions in scope.
//
// The first level that has a candidate decides; two on one level are ambiguous. Overloads of the
// prelude are told apart by the labels of the call and then by their where-clauses, in order.

import { headKey } from "./context.ts"
import type { Check } from "./context.ts"
import type { ImplId, Items, Module } from "./items.ts"
import { fnParams, instantiate, instantiateRef, normalize, promisedBounds, solve } from "./solve.ts"
import type { Env } from "./solve.ts"
import { matchAll, NO_MATCH } from "./solve_match.ts"
import { HAS_ERROR, HAS_PARAM, HAS_VAR, intern } from "./types.ts"
import type { FnId, TraitId, TraitRef, TypeId } from "./types.ts"

/** The labels of a call's arguments, null for positional ones. */
export type Labels = (string | null)[]

export type Found =
  /**
   * Of an inherent impl or extension; `types` for the impl's parameters, -1 where the receiver does
   * not tell.
   */
  | { k: "impl"; fn: FnId; impl: ImplId; types: TypeId[] }
  /** Of a trait that the type has by promise or by an impl; open arguments are -1. */
  | { k: "trait"; trait: TraitId; args: TypeId[]; method: FnId; promised: boolean }
  | { k: "ambiguous"; candidates: FnId[] }

type Member = { fn: FnId; impl: ImplId }

type TraitMethod = { trait: TraitId; method: FnId }

type MethodIndex = {
  count: number
  inherent: Map<string, Map<string, Member[]>>
  traits: Map<TraitId, Map<string, FnId>>
  /** Traits by the names of their methods. */
  bearers: Map<string, TraitMethod[]>
  /** The traits that a module sees. */
  seen: Map<number, Set<TraitId>>
}

const INDEXES = new WeakMap<Items, MethodIndex>()

/** Methods by head and name; rebuilt when impls were added. */
export function methodIndex(items: Items): MethodIndex {
  const known = INDEXES.get(items)
  if (known !== undefined && known.count === items.impls.length) return known
  const index: MethodIndex = {
    count: items.impls.length, inherent: new Map(), traits: new Map(), bearers: new Map(),
    seen: new Map(),
  }
  for (const impl of items.impls) {
    if (impl.kind !== "inherent") continue
    const key = headKey(items.types, impl.self)
    const names = index.inherent.get(key) ?? new Map<string, Member[]>()
    index.inherent.set(key, names)
    for (const fn of impl.methods) addNames(items, names, fn, { fn, impl: impl.id })
  }
  for (const trait of items.traits) {
    const names = new Map<string, FnId>()
    for (const fn of trait.methods) for (const name of namesOf(items, fn)) names.set(name, fn)
    index.traits.set(trait.id, names)
    for (const [name, method] of names) addTo(index.bearers, name, { trait: trait.id, method })
  }
  INDEXES.set(items, index)
  return index
}

function addNames(items: Items, names: Map<string, Member[]>, fn: FnId, member: Member): void {
  for (const name of namesOf(items, fn)) addTo(names, name, member)
}

function addTo<T>(lists: Map<string, T[]>, name: string, one: T): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [one])
  else list.push(one)
}

/** The method's name and its synonyms. */
function namesOf(items: Items, fn: FnId): string[] {
  const { name, labels } = items.fns[fn]!
  const names = [name]
  for (const [label, meaning] of labels) if (meaning === name) names.push(label)
  return names
}

/** Looks for a method, or with `self` false for an associated function. */
export function findMethod(
  check: Check, module: Module, env: Env, type: TypeId, name: string, labels: Labels, self: boolean,
): Found | null {
  const found = findInherent(check.items, env, type, name, labels, self) ??
    findPromised(check.items, env, type, name, self) ??
    findInScope(check, module, env, type, name, self)
  if (found !== null || !self) return found
  const scopes = [module.scope.extensions, check.prelude.extensions]
  return findExtension(check, scopes, env, type, name, labels)
}

function findInherent(
  items: Items, env: Env, type: TypeId, name: string, labels: Labels, self: boolean,
): Found | null {
  const key = headKey(items.types, type)
  if (key === "*") return null
  const members = methodIndex(items).inherent.get(key)?.get(name)
  return members === undefined ? null : pick(items, env, type, members, labels, self)
}

/** The candidates that match the type: one, the fitting overload, or an ambiguity. */
function pick(
  items: Items, env: Env, type: TypeId, members: Member[], labels: Labels, self: boolean,
): Found | null {
  const fitting: (Found & { k: "impl" })[] = []
  for (const { fn, impl } of members) {
    if (items.fns[fn]!.hasSelf !== self) continue
    const { generics, self: pattern } = items.impls[impl]!
    const types = generics.map(() => -1)
    if (matchAll(items.types, generics, types, [pattern], [type], true) === NO_MATCH) continue
    if (isBlanket(items, impl) && !clausesHold(items, env, fn, types)) continue
    fitting.push({ k: "impl", fn, impl, types })
  }
  if (fitting.length <= 1) return fitting[0] ?? null
  const labelled = fitting.filter((one) => accepts(items, one.fn, labels))
  const usable = labelled.length === 0 ? fitting : labelled
  if (usable.length === 1) return usable[0]!
  const overloads = usable.every((one) => isOverload(items, one.fn))
  const holding = usable.filter((one) => clausesHold(items, env, one.fn, one.types))
  if (holding.length === 1 || (overloads && holding.length > 0)) return holding[0]!
  // Each overload asks for less than the one before.
  if (overloads) return labelled.at(-1) ?? usable[0]!
  return { k: "ambiguous", candidates: usable.map((one) => one.fn) }
}

function isBlanket(items: Items, impl: ImplId): boolean {
  return headKey(items.types, items.impls[impl]!.self) === "*"
}

function isOverload(items: Items, fn: FnId): boolean {
  return items.fns[fn]!.attrs.some((attr) => attr.name.name === "overload")
}

/** Whether a call with these labels could be a call of this function. */
function accepts(items: Items, fn: FnId, labels: Labels): boolean {
  const { params, labels: synonyms } = items.fns[fn]!
  if (labels.length > params.length) return false
  const named = labels.every((label) => label === null ||
    params.some((param) => param.name === label || param.name === synonyms.get(label)))
  return named && labels.length >= params.filter((param) => param.default === null).length
}

/** Whether the where-clauses are not known to fail. */
function clausesHold(items: Items, env: Env, fn: FnId, types: TypeId[]): boolean {
  const item = items.fns[fn]!
  const params = fnParams(items, fn)
  const owner = item.impl === null ? [] : items.impls[item.impl]!.predicates
  return [...owner, ...item.predicates].every((predicate) => {
    const subject = normalize(items, instantiate(items.types, predicate.subject, params, types),
      env)
    if (predicate.k === "equals") {
      const type = normalize(items, instantiate(items.types, predicate.type, params, types), env)
      return isOpen(items, subject) || isOpen(items, type) || subject === type
    }
    const node = items.types.nodes[subject]!
    if (node.k === "param" && params.includes(node.param) &&
      types[params.indexOf(node.param)] === undefined) {
      return true
    }
    const ref = instantiateRef(items.types, predicate.bound, params, types)
    return solve(items, ref, subject, env).k !== "none"
  })
}

/** May the type still become another one? */
function isOpen(items: Items, type: TypeId): boolean {
  return (items.types.flags[type]! & (HAS_VAR | HAS_PARAM | HAS_ERROR)) !== 0
}

function findPromised(
  items: Items, env: Env, type: TypeId, name: string, self: boolean,
): Found | null {
  const index = methodIndex(items)
  const found: (Found & { k: "trait" })[] = []
  for (const ref of promisedBounds(items, type, env)) {
    const method = index.traits.get(ref.trait)?.get(name)
    if (method === undefined || items.fns[method]!.hasSelf !== self) continue
    if (found.some((one) => one.trait === ref.trait)) continue
    found.push({ k: "trait", trait: ref.trait, args: openArgs(items, type, env, ref), method,
      promised: true })
  }
  return single(found)
}

/** Arguments of a bound that stands several times with other arguments are open. */
function openArgs(items: Items, type: TypeId, env: Env, ref: TraitRef): TypeId[] {
  if (ref.args.length === 0) return ref.args
  const same = promisedBounds(items, type, env).filter((other) => other.trait === ref.trait)
  return same.length === 1 ? ref.args : ref.args.map(() => -1)
}

function single(found: (Found & { k: "trait" })[]): Found | null {
  if (found.length <= 1) return found[0] ?? null
  return { k: "ambiguous", candidates: found.map((one) => one.method) }
}

function findInScope(
  check: Check, module: Module, env: Env, type: TypeId, name: string, self: boolean,
): Found | null {
  const { items } = check
  const found: (Found & { k: "trait" })[] = []
  for (const { trait, method } of traitsWith(check, module, name)) {
    if (items.fns[method]!.hasSelf !== self) continue
    const { generics } = items.traits[trait]!
    const args = generics.slice(1).map((_, index) => wildcard(items, index))
    if (solve(items, { trait, args }, type, env).k === "none") continue
    found.push({ k: "trait", trait, args: args.map(() => -1), method, promised: false })
  }
  return single(found)
}

/** A variable of no body, which stands for any argument in a question. */
function wildcard(items: Items, index: number): TypeId {
  return intern(items.types, { k: "var", index: 1_000_000 + index })
}

/** Traits that the module sees and that have a method of that name. */
function traitsWith(check: Check, module: Module, name: string): TraitMethod[] {
  const index = methodIndex(check.items)
  const bearers = index.bearers.get(name)
  if (bearers === undefined) return []
  const seen = seenTraits(check, module)
  return bearers.filter(({ trait }) => seen.has(trait))
}

function seenTraits(check: Check, module: Module): Set<TraitId> {
  const { seen } = methodIndex(check.items)
  const known = seen.get(module.id)
  if (known !== undefined) return known
  const traits = new Set<TraitId>()
  module.scope.types.forEach(({ entry }) => {
    if (entry.k === "trait") traits.add(entry.trait)
  })
  check.prelude.types.forEach(({ entry, pub }) => {
    if (entry.k === "trait" && (pub || module.isPrelude)) traits.add(entry.trait)
  })
  seen.set(module.id, traits)
  return traits
}

/** Extension methods of these scopes. */
export function findExtension(
  check: Check, scopes: Map<string, ImplId[]>[], env: Env, type: TypeId, name: string,
  labels: Labels,
): Found | null {
  const { items } = check
  const impls = new Set(scopes.flatMap((scope) => scope.get(name) ?? []))
  const members: Member[] = []
  for (const impl of impls) {
    const fn = items.impls[impl]!.methods.find((id) => namesOf(items, id).includes(name))
    if (fn !== undefined) members.push({ fn, impl })
  }
  return members.length === 0 ? null : pick(items, env, type, members, labels, true)
}

/** Names of all methods that a value of the type has here, for suggestions. */
export function methodNames(check: Check, module: Module, env: Env, type: TypeId): string[] {
  const { items } = check
  const index = methodIndex(items)
  const names = [...index.inherent.get(headKey(items.types, type))?.keys() ?? []]
  for (const ref of promisedBounds(items, type,
    env)) names.push(...index.traits.get(ref.trait)?.keys() ?? [])
  if ((items.types.flags[type]! & HAS_VAR) !== 0) return names
  for (const trait of seenTraits(check, module)) {
    if (hasTrait(items, env, type, trait)) names.push(...index.traits.get(trait)!.keys())
  }
  return names
}

/** Whether a type has a trait, with whatever arguments. */
export function hasTrait(items: Items, env: Env, type: TypeId, trait: TraitId): boolean {
  const args = items.traits[trait]!.generics.slice(1).map((_, index) => wildcard(items, index))
  return solve(items, { trait, args }, type, env).k !== "none"
}

/** A trait that is not in scope, has the method and is implemented: for the advice to import it. */
export function hiddenTrait(items: Items, env: Env, type: TypeId, name: string): TraitId | null {
  for (const [trait, names] of methodIndex(items).traits) {
    if (names.has(name) && hasTrait(items, env, type, trait)) return trait
  }
  return null
}
