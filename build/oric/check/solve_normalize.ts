// Projections and opaque results replaced by what they stand for, as far as that is known.

import { fnParams, instantiate, traitParams } from "./solve_bounds.ts"
import type { Env, SolveState } from "./solve_state.ts"
import { ERROR, HAS_PROJ, intern, mapChildren, mapRef } from "./types.ts"
import type { TraitRef, TypeId, TypeNode } from "./types.ts"

const MAX_DEPTH = 64

/**
 * The type with every decidable projection computed; lowering's environment also opens opaque
 * results.
 */
export function normalizeType(
  state: SolveState, type: TypeId, env: Env, depth: number,
): TypeId {
  const { table } = state
  if ((table.flags[type]! & HAS_PROJ) === 0 || depth > MAX_DEPTH) return type
  const node = table.nodes[type]!
  const inner = mapChildren(node, (child) => normalizeType(state, child, env, depth + 1))
  if (inner.k === "proj") return project(state, inner, env, depth)
  if (inner.k === "opaque") return open(state, inner, env, depth)
  return intern(table, inner)
}

function project(
  state: SolveState, node: TypeNode & { k: "proj" }, env: Env, depth: number,
): TypeId {
  if (node.self === ERROR) return ERROR
  const { table } = state
  const type = intern(table, node)
  const equal = env.equals.get(type)
  if (equal !== undefined) return normalizeType(state, equal, env, depth + 1)
  const solution = state.query(state, node.ref, node.self, env, depth + 1)
  if (solution.k === "impl") {
    const found = assocType(state, solution.impl, solution.types, node)
    return found === null ? type : normalizeType(state, found, env, depth + 1)
  }
  if (solution.k === "bound") {
    const promised = promisedType(state, node, env, depth)
    if (promised !== null) return normalizeType(state, promised, env, depth + 1)
  }
  return type
}

function assocType(
  state: SolveState, impl: number, types: TypeId[], node: TypeNode & { k: "proj" },
): TypeId | null {
  const { items, table } = state
  const item = items.impls[impl]!
  const own = item.assocTypes.get(node.name)
  if (own !== undefined) return instantiate(table, own, item.generics, types)
  const trait = items.traits[node.ref.trait]!
  const preset = trait.assocTypes.find((one) => one.name === node.name)?.default ?? null
  if (preset === null) return null
  return instantiate(table, preset, traitParams(items, trait.id), [node.self, ...node.ref.args])
}

/** `Item` of `impl Iterator where Item == T`; also where only a supertrait's equality says it. */
function promisedType(
  state: SolveState, node: TypeNode & { k: "proj" }, env: Env, depth: number,
): TypeId | null {
  const { items, table } = state
  const self = table.nodes[node.self]!
  if (self.k === "opaque") {
    const shape = items.fns[self.fn]!.opaque
    const equal = shape?.equals.find((one) => one.name === node.name)
    if (equal === undefined) return null
    return instantiate(table, equal.type, fnParams(items, self.fn), self.args)
  }
  if (self.k !== "param" && self.k !== "proj") return null
  return otherRef(state, node, env, depth)
}

/**
 * The same associated type through a reference with other arguments, when the first is not known by
 * equality.
 */
function otherRef(
  state: SolveState, node: TypeNode & { k: "proj" }, env: Env, depth: number,
): TypeId | null {
  const { table } = state
  for (const ref of env.bounds.get(node.self) ?? []) {
    if (ref.trait !== node.ref.trait) continue
    const args = ref.args.map((arg) => normalizeType(state, arg, env, depth + 1))
    const equal = env.equals.get(intern(table, { ...node, ref: { trait: ref.trait, args } }))
    if (equal !== undefined) return equal
  }
  return null
}

/**
 * An opaque result of a trait's method is the impl's result once self is known; its hidden type if
 * revealed.
 */
function open(
  state: SolveState, node: TypeNode & { k: "opaque" }, env: Env, depth: number,
): TypeId {
  const { items, table } = state
  const fn = items.fns[node.fn]!
  if (fn.trait !== null && fn.kind === "required") return openRequired(state, node, env, depth)
  if (fn.trait !== null) {
    const through = openRequired(state, node, env, depth)
    if (through !== intern(table, node)) return through
  }
  const hidden = fn.opaque?.hidden ?? null
  if (!env.reveal || hidden === null) return intern(table, node)
  return normalizeType(
    state, instantiate(table, hidden, fnParams(items, node.fn), node.args), env, depth + 1)
}

function openRequired(
  state: SolveState, node: TypeNode & { k: "opaque" }, env: Env, depth: number,
): TypeId {
  const { items, table } = state
  const fn = items.fns[node.fn]!
  const params = traitParams(items, fn.trait!)
  const ref: TraitRef = { trait: fn.trait!, args: node.args.slice(1, params.length) }
  const solution = state.query(state, ref, node.args[0]!, env, depth + 1)
  if (solution.k !== "impl") return intern(table, node)
  const impl = items.impls[solution.impl]!
  const own = impl.methods.find((id) => items.fns[id]!.name === fn.name)
  if (own === undefined) return intern(table, node)
  const types = [...solution.types, ...node.args.slice(params.length)]
  const result = instantiate(table, items.fns[own]!.result, fnParams(items, own), types)
  return normalizeType(state, result, env, depth + 1)
}

/** Normalises the arguments of a trait reference. */
export function normalizeRef(
  state: SolveState, ref: TraitRef, env: Env, depth: number,
): TraitRef {
  if (ref.args.length === 0) return ref
  return mapRef(ref, (arg) => normalizeType(state, arg, env, depth))
}
