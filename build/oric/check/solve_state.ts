// What the solver keeps between questions: impls indexed by trait and head, answers of closed
// queries, and the shapes of its answers. One state an `Items`, rebuilt when impls were added
// (derives come after the first questions).

import { NONE } from "../source/list.ts"
import { headKey } from "./context.ts"
import type { ImplId, ImplItem, Items } from "./items.ts"
import type { TraitId, TraitRef, TypeId, TypeTable } from "./types.ts"

/** What may be assumed inside a body. */
export type Env = {
  /** Bounds by subject, closed over supertraits. */
  bounds: Map<TypeId, TraitRef[]>
  /** `T.Item == U`: the projection → U. */
  equals: Map<TypeId, TypeId>
  /** Whether opaque results are looked through: only lowering does. */
  reveal: boolean
}

/** A bound that was found not to hold. */
export type Need = { ref: TraitRef; self: TypeId }

export type Solution =
  /**
   * `types`: arguments of the impl's generics; `ref`: the trait as the impl has it; `open`: clauses
   * are undecided.
   */
  | { k: "impl"; impl: ImplId; types: TypeId[]; ref: TraitRef; open: boolean }
  /** Assumed, or promised by an opaque result's bounds or an associated type's. */
  | { k: "bound"; ref: TraitRef; self: TypeId }
  | { k: "object"; ref: TraitRef }
  | { k: "never" }
  /** Not decidable before the variable `on` is bound. */
  | { k: "stuck"; on: TypeId }
  /** `missing`: the where-clause that failed, when an impl would otherwise apply. */
  | { k: "none"; missing: Need | null }

/** Answers: those of traits without arguments by trait and self type, the others by all types. */
export type Memo = { plain: Answers[]; others: Answers }
type Answers = Map<TypeId | string, Solution>

type Query = (
  state: SolveState, ref: TraitRef, self: TypeId, env: Env, depth: number,
) => Solution

export type SolveState = {
  items: Items
  table: TypeTable
  /** Answers of closed queries, and those that hold under one set of assumptions. */
  memo: Memo
  envMemo: WeakMap<Env, Memo>
  /** Impls by trait, then by head of self. */
  impls: Map<TraitId, Map<string, ImplItem[]>>
  /** How many impls the index holds. */
  count: number
  query: Query
}

const STATES = new WeakMap<Items, SolveState>()

/** The solver's state for these items. */
export function solveState(items: Items, query: Query): SolveState {
  const known = STATES.get(items)
  if (known !== undefined && known.count === items.impls.length) return known
  const state: SolveState = {
    items, table: items.types, memo: newMemo(), envMemo: new WeakMap(), impls: indexImpls(items),
    count: items.impls.length, query,
  }
  STATES.set(items, state)
  return state
}

function indexImpls(items: Items): Map<TraitId, Map<string, ImplItem[]>> {
  const index = new Map<TraitId, Map<string, ImplItem[]>>()
  for (const impl of items.impls) {
    if (impl.kind !== "trait" || impl.trait === null) continue
    const heads = index.get(impl.trait.trait) ?? new Map<string, ImplItem[]>()
    index.set(impl.trait.trait, heads)
    const key = headKey(items.types, impl.self)
    const list = heads.get(key)
    if (list === undefined) heads.set(key, [impl])
    else list.push(impl)
  }
  return index
}

/** Answers under these assumptions. */
export function memoOf(state: SolveState, env: Env): Memo {
  const known = state.envMemo.get(env)
  if (known !== undefined) return known
  const memo = newMemo()
  state.envMemo.set(env, memo)
  return memo
}

function newMemo(): Memo {
  return { plain: [], others: new Map() }
}

/** Impls of a trait that could be for this self type, the blanket ones last. */
export function candidates(state: SolveState, trait: TraitId, self: TypeId): ImplItem[] {
  const heads = state.impls.get(trait)
  if (heads === undefined) return NONE
  const key = headKey(state.table, self)
  const own = key === "*" ? undefined : heads.get(key)
  const blanket = heads.get("*")
  if (own === undefined) return blanket ?? NONE
  return blanket === undefined ? own : [...own, ...blanket]
}
