// Traits solved: which impl, bound or object makes a type implement a trait (LANGUAGE 6.2).
//
// Pure: it binds no variable. A query may hold variables; what they hide is then answered by
// "stuck", or, when one impl alone can apply, by that impl with `open` set, whose where-clauses the
// caller goes on asking. Lowering asks again with concrete types under `CONCRETE`, which looks
// through opaque results.

import type { ImplItem, Items, Predicate } from "./items.ts"
import {
  boundsOf, instantiate, instantiateRef, lackOfObject, supersOf, traitParams,
} from "./solve_bounds.ts"
import { matchAll, NO_MATCH, STUCK } from "./solve_match.ts"
import { normalizeRef, normalizeType } from "./solve_normalize.ts"
import { candidates, memoOf, solveState } from "./solve_state.ts"
import type { Env, Need, Solution, SolveState } from "./solve_state.ts"
import { HAS_ERROR, HAS_PARAM, HAS_PROJ, HAS_VAR, NEVER, intern } from "./types.ts"
import type { FnId, TraitRef, TypeId, TypeTable } from "./types.ts"

export type { Env, Need, Solution } from "./solve_state.ts"
export { fnParams, instantiate, instantiateRef, paramType, supersOf,
  traitParams } from "./solve_bounds.ts"

/** The environment of lowering: no assumptions, opaque results looked through. */
export const CONCRETE: Env = { bounds: new Map(), equals: new Map(), reveal: true }

/** No assumptions: shared, so that answers under it are too. */
const NOTHING: Env = { bounds: new Map(), equals: new Map(), reveal: false }

const MAX_DEPTH = 64

/** How `self` implements `ref` under the assumptions of `env`. */
export function solve(items: Items, ref: TraitRef, self: TypeId, env: Env): Solution {
  return query(solveState(items, query), ref, self, env, 0)
}

/**
 * The type with every decidable projection computed; under `CONCRETE` opaque results are opened
 * too.
 */
export function normalize(items: Items, type: TypeId, env: Env): TypeId {
  if ((items.types.flags[type]! & HAS_PROJ) === 0) return type
  return normalizeType(solveState(items, query), type, env, 0)
}

/**
 * Traits that a parameter, projection, opaque result or object has by promise, supertraits
 * included.
 */
export function promisedBounds(items: Items, self: TypeId, env: Env): TraitRef[] {
  return boundsOf(solveState(items, query), self, env)
}

/** Assumptions inside a generic body: its predicates, closed over supertraits. */
export function envOf(items: Items, predicates: Predicate[]): Env {
  if (predicates.length === 0) return NOTHING
  const env: Env = { bounds: new Map(), equals: new Map(), reveal: false }
  for (const predicate of predicates) {
    if (predicate.k === "equals") env.equals.set(predicate.subject, predicate.type)
  }
  for (const predicate of predicates) {
    if (predicate.k !== "bound") continue
    const self = normalize(items, predicate.subject, env)
    for (const ref of assume(items, env, predicate.bound, self)) imply(items, env, ref, self)
  }
  // A new identity: answers given while half of the bounds were there are not kept.
  return { ...env }
}

/** Are two types the same as far as is known, or one of them broken? */
export function sameType(items: Items, a: TypeId, b: TypeId, env: Env): boolean {
  const [left, right] = [normalize(items, a, env), normalize(items, b, env)]
  const { flags } = items.types
  return left === right || ((flags[left]! | flags[right]!) & HAS_ERROR) !== 0
}

/** Adds a bound with its supertraits. */
function assume(items: Items, env: Env, bound: TraitRef, self: TypeId): TraitRef[] {
  const refs = supersOf(items, bound, self)
  env.bounds.set(self, [...env.bounds.get(self) ?? [], ...refs])
  return refs
}

/** What a trait's own `where` says of associated types holds for whatever has the trait. */
function imply(items: Items, env: Env, ref: TraitRef, self: TypeId): void {
  const { predicates } = items.traits[ref.trait]!
  if (predicates.length === 0) return
  const params = traitParams(items, ref.trait)
  const args = [self, ...ref.args]
  for (const predicate of predicates) {
    const subject = instantiate(items.types, predicate.subject, params, args)
    if (subject === self) continue
    if (predicate.k === "bound") {
      assume(items, env, instantiateRef(items.types, predicate.bound, params, args), subject)
    } else env.equals.set(subject, instantiate(items.types, predicate.type, params, args))
  }
}

/** What a trait's method is for a concrete self type. `types` are the method's own arguments. */
type Resolved =
  | { k: "fn"; fn: FnId; types: TypeId[] }
  /** `self` is a trait object: dispatch through its table. */
  | { k: "virtual"; ref: TraitRef; method: FnId }
  /** `self` is `Never`: the call is never reached. */
  | { k: "unreachable" }

/**
 * For lowering: all types are concrete. A default method gets `Self` and the trait's arguments
 * first.
 */
export function resolveMethod(
  items: Items, ref: TraitRef, method: FnId, self: TypeId, types: TypeId[],
): Resolved {
  const type = normalize(items, self, CONCRETE)
  const solution = solve(items, ref, type, CONCRETE)
  switch (solution.k) {
    case "impl": return implMethod(items, solution.impl, solution.types, ref, method, type, types)
    case "object": return { k: "virtual", ref: solution.ref, method }
    case "never": return { k: "unreachable" }
    default: throw new Error(`no impl of trait ${ref.trait} for type ${type} while lowering`)
  }
}

/** The function that an impl gives for a trait's method: its own, or the trait's default. */
export function implMethod(
  items: Items, impl: number, implTypes: TypeId[], ref: TraitRef, method: FnId, self: TypeId,
  types: TypeId[],
): { k: "fn"; fn: FnId; types: TypeId[] } {
  const own = ownMethod(items, impl, method)
  if (own !== null) return { k: "fn", fn: own, types: [...implTypes, ...types] }
  return { k: "fn", fn: method, types: [self, ...ref.args, ...types] }
}

/** The impl's own definition of a trait's method, or null where the default stands. */
function ownMethod(items: Items, impl: number, method: FnId): FnId | null {
  const { name } = items.fns[method]!
  return items.impls[impl]!.methods.find((fn) => items.fns[fn]!.name === name) ?? null
}

function query(
  state: SolveState, ref: TraitRef, self: TypeId, env: Env, depth: number,
): Solution {
  const { table } = state
  if (self === NEVER) return { k: "never" }
  let flags = table.flags[self]!
  for (const arg of ref.args) flags |= table.flags[arg]!
  if ((flags & HAS_VAR) !== 0) return answer(state, ref, self, env, depth)
  const memo = (flags & (HAS_PARAM | HAS_PROJ)) === 0 ? state.memo : memoOf(state, env)
  const isPlain = ref.args.length === 0
  const answers = isPlain ? memo.plain[ref.trait] ??= new Map() : memo.others
  const key = isPlain ? self : `${ref.trait}<${ref.args.join()}>${self}`
  const known = answers.get(key)
  if (known !== undefined) return known
  const solution = answer(state, ref, self, env, depth)
  if (depth < MAX_DEPTH / 2) answers.set(key, solution)
  return solution
}

function answer(
  state: SolveState, ref: TraitRef, given: TypeId, env: Env, depth: number,
): Solution {
  const { table } = state
  if (depth > MAX_DEPTH) return { k: "none", missing: null }
  const self = normalizeType(state, given, env, depth + 1)
  const node = table.nodes[self]!
  if (node.k === "var") return { k: "stuck", on: self }
  if (node.k === "proj" && (table.flags[self]! & HAS_VAR) !== 0) {
    return { k: "stuck", on: firstVar(table, self) }
  }
  const assumed = fromBounds(state, ref, self, env)
  if (assumed !== null) return assumed
  return fromImpls(state, ref, self, env, depth)
}

function fromBounds(
  state: SolveState, ref: TraitRef, self: TypeId, env: Env,
): Solution | null {
  const { table } = state
  const kind = table.nodes[self]!.k
  let found: TraitRef | null = null
  for (const bound of boundsOf(state, self, env)) {
    if (bound.trait !== ref.trait || !mayEqual(table, bound.args, ref.args)) continue
    // A bound that is no object's own: a supertrait whose methods an object does not have (D-18).
    if (kind === "object" && !state.items.traits[bound.trait]!.objectSafe) continue
    if (found !== null && found.args.join() !== bound.args.join()) {
      return { k: "stuck", on: firstVar(table, ...ref.args) }
    }
    found = bound
  }
  if (found === null) return null
  return kind === "object" ? { k: "object", ref: found } : { k: "bound", ref: found, self }
}

/** Whether two argument lists are equal but for variables. */
function mayEqual(table: TypeTable, left: TypeId[], right: TypeId[]): boolean {
  return left.every((type, index) => {
    const other = right[index]!
    return type === other || matchAll(table, [], [], [type], [other], true) !== NO_MATCH
  })
}

type Applied = { impl: ImplItem; types: TypeId[]; open: boolean }

function fromImpls(
  state: SolveState, ref: TraitRef, self: TypeId, env: Env, depth: number,
): Solution {
  const applied: Applied[] = []
  let stuck: TypeId | null = null
  let missing: Need | null = null
  for (const impl of candidates(state, ref.trait, self)) {
    const types = impl.generics.map(() => -1)
    const match = matchImpl(state, impl, ref, self, types, env, depth)
    if (match === NO_MATCH) continue
    if (match === STUCK) {
      stuck = firstVar(state.table, self, ...ref.args)
      continue
    }
    const verdict = holds(state, impl, types, env, depth)
    if (verdict.k === "no") missing ??= verdict.need
    else applied.push({ impl, types, open: verdict.k === "open" })
  }
  return choose(state, ref, self, applied, stuck, missing)
}

function choose(
  state: SolveState, ref: TraitRef, self: TypeId, applied: Applied[], stuck: TypeId | null,
  missing: Need | null,
): Solution {
  const { table } = state
  if (applied.length === 0 || stuck !== null) {
    return stuck === null ? { k: "none", missing } : { k: "stuck", on: stuck }
  }
  let best = applied[0]!
  for (const other of applied.slice(1)) {
    // While an argument is open, impls with different arguments all may be meant.
    const same = argsOf(table, best).join() === argsOf(table, other).join()
    if (!same && ref.args.some((arg) => (table.flags[arg]! & HAS_VAR) !== 0)) {
      return { k: "stuck", on: firstVar(table, ...ref.args, self) }
    }
    if (rank(table, other.impl) > rank(table, best.impl)) best = other
  }
  const { impl, types, open } = best
  // What an argument that is open decides.
  if (types.includes(-1) && ref.args.some((arg) => hasVar(table, arg))) {
    return { k: "stuck", on: firstVar(table, ...ref.args) }
  }
  const found = { trait: ref.trait, args: argsOf(table, best) }
  return { k: "impl", impl: impl.id, types, ref: found, open }
}

/** The arguments of the trait as an applied impl has them. */
function argsOf(table: TypeTable, { impl, types }: Applied): TypeId[] {
  return impl.trait!.args.map((arg) => instantiate(table, arg, impl.generics, types))
}

/** Specificity (6.2): concrete > a shape like `Box<T>` > any `T`; each with bounds > without. */
export function rank(table: TypeTable, impl: ImplItem): number {
  if ((table.flags[impl.self]! & HAS_PARAM) === 0) return 4
  const shape = table.nodes[impl.self]!.k === "param" ? 0 : 2
  return impl.predicates.length > 0 ? shape + 1 : shape
}

/** Matches self strictly and the trait's arguments leniently; fills `types`. */
function matchImpl(
  state: SolveState, impl: ImplItem, ref: TraitRef, self: TypeId, types: TypeId[], env: Env,
  depth: number,
): number {
  const { table } = state
  const selfMatch = matchAll(table, impl.generics, types, [impl.self], [self], false)
  if (selfMatch === NO_MATCH || selfMatch === STUCK) return selfMatch
  const plain: number[] = []
  const projected: number[] = []
  impl.trait!.args.forEach((arg, index) => {
    ((table.flags[arg]! & HAS_PROJ) === 0 ? plain : projected).push(index)
  })
  const args = impl.trait!.args
  const lenient = matchAll(
    table, impl.generics, types, plain.map((i) => args[i]!), plain.map((i) => ref.args[i]!), true)
  if (lenient === NO_MATCH) return NO_MATCH
  assignByEquality(state, impl, types, env, depth)
  assignByBounds(state, impl, types, env, depth)
  for (const index of projected) {
    const arg = normalizeType(
      state, instantiate(table, args[index]!, impl.generics, types), env, depth + 1)
    if (!mayEqual(table, [arg], [ref.args[index]!])) return NO_MATCH
  }
  return lenient
}

/** `where I.Item == T` determines a parameter that neither self nor the arguments mention. */
function assignByEquality(
  state: SolveState, impl: ImplItem, types: TypeId[], env: Env, depth: number,
): void {
  const { table } = state
  for (const predicate of impl.predicates) {
    if (predicate.k !== "equals") continue
    const node = table.nodes[predicate.type]!
    const slot = node.k === "param" ? impl.generics.indexOf(node.param) : -1
    if (slot < 0 || types[slot] !== -1) continue
    types[slot] = normalizeType(
      state, instantiate(table, predicate.subject, impl.generics, types), env, depth + 1)
  }
}

/** Beyond the variables of bodies and of questions about methods. */
const FIRST_UNKNOWN = 2_000_000

/**
 * `A: Parser<X>` determines X, which only the bound's and the trait's arguments mention, if one
 * impl of `A` fits: where nobody said what X is, or only with a variable.
 */
function assignByBounds(
  state: SolveState, impl: ImplItem, types: TypeId[], env: Env, depth: number,
): void {
  const { table } = state
  for (const predicate of impl.predicates) {
    if (!types.some((type) => isOpen(table, type))) return
    if (predicate.k !== "bound" || predicate.bound.args.length === 0) continue
    const open = withUnknowns(table, types, depth)
    const subject = normalizeType(
      state, instantiate(table, predicate.subject, impl.generics, open), env, depth + 1)
    const bound = instantiateRef(table, predicate.bound, impl.generics, open)
    const found = query(state, normalizeRef(state, bound, env, depth + 1), subject, env, depth + 1)
    if (!("ref" in found) || found.ref.args.some((arg) => hasVar(table, arg))) continue
    const told = types.map((type) => isOpen(table, type) ? -1 : type)
    matchAll(table, impl.generics, told, predicate.bound.args, found.ref.args, true)
    told.forEach((type, slot) => {
      const old = types[slot]!
      if (type !== -1 && (old === -1 || mayEqual(table, [old], [type]))) types[slot] = type
    })
  }
}

function isOpen(table: TypeTable, type: TypeId): boolean {
  return type === -1 || hasVar(table, type)
}

/** What is not determined yet may be anything. */
function withUnknowns(table: TypeTable, types: TypeId[], depth: number): TypeId[] {
  if (!types.includes(-1)) return types
  return types.map((type, slot) => type !== -1 ? type
    : intern(table, { k: "var", index: FIRST_UNKNOWN + depth * types.length + slot }))
}

function hasVar(table: TypeTable, type: TypeId): boolean {
  return (table.flags[type]! & HAS_VAR) !== 0
}

type Verdict = { k: "yes" } | { k: "open" } | { k: "no"; need: Need | null }

/** Whether the where-clauses of an impl hold for these arguments. */
function holds(
  state: SolveState, impl: ImplItem, types: TypeId[], env: Env, depth: number,
): Verdict {
  const { table } = state
  const args = withUnknowns(table, types, depth)
  const close = (type: TypeId): TypeId =>
    normalizeType(state, instantiate(table, type, impl.generics, args), env, depth + 1)
  let open = types.includes(-1)
  for (const predicate of impl.predicates) {
    const subject = close(predicate.subject)
    if (predicate.k === "equals") {
      const type = close(predicate.type)
      if (!mayEqual(table, [subject], [type])) return { k: "no", need: null }
      if (subject !== type) open = true
      continue
    }
    const bound = instantiateRef(table, predicate.bound, impl.generics, args)
    const ref = normalizeRef(state, bound, env, depth + 1)
    const solution = query(state, ref, subject, env, depth + 1)
    if (solution.k === "none") return { k: "no", need: solution.missing ?? { ref, self: subject } }
    const lacking = solution.k === "object" ? lackOfObject(state.items, ref, subject) : null
    if (lacking !== null) return { k: "no", need: { ref: lacking, self: subject } }
    if (solution.k === "stuck" || (solution.k === "impl" && solution.open)) open = true
  }
  return open ? { k: "open" } : { k: "yes" }
}

/** A variable inside one of the types. There is one. */
export function firstVar(table: TypeTable, ...types: TypeId[]): TypeId {
  for (const type of types) {
    if ((table.flags[type]! & HAS_VAR) === 0) continue
    const node = table.nodes[type]!
    switch (node.k) {
      case "var": return type
      case "named": case "tuple": case "opaque": return firstVar(table, ...node.args)
      case "fn": return firstVar(table, ...node.args, node.result)
      case "proj": return firstVar(table, node.self, ...node.ref.args)
      case "object": return firstVar(table, ...node.bounds.flatMap((bound) => bound.args))
    }
  }
  return types[0]!
}
