// What lowering carries along: `Lower` for the whole program, `Cx` for the function that is being
// written.
//
// The families of expressions call each other freely, so each file would import all others. Instead
// they reach back through `Hooks`, which `lower.ts` fills: the only late binding in this folder.

import type { Check } from "../check/context.ts"
import type { ConstId, ImplId, Module, ModuleId } from "../check/items.ts"
import type { LocalId, Typed } from "../check/typed.ts"
import type { FnId, GenericId, TraitId, TypeId, TypeItemId } from "../check/types.ts"
import type { Atom, Block, Fn, Fun, J, Program, Site, Step, V } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import type { Expr } from "../syntax/ast.ts"
import type { NodeId } from "../syntax/node.ts"

/** What the command asks for beyond the program itself. */
export type LowerRequest = {
  /** Lower the tests (and no `@main`, no exports). */
  tests: boolean
}

export type Lower = {
  check: Check
  /** The type `TraceEntry`. */
  traceEntry: TypeId
  typed: Map<ModuleId, Typed>
  program: Program
  hooks: Hooks
  /** IR type of each concrete type met, and its stable key. */
  irTypes: Map<TypeId, T>
  typeKeys: Map<TypeId, string>
  /** Whether a newtype holds itself, for those that were asked about. */
  recursive: Map<TypeItemId, boolean>
  /** Types that hold themselves at ever larger types, which has been reported. */
  endless: Set<TypeItemId>
  /** Which trait object an IR type stands for. */
  objectTypes: Map<T, TypeId>
  /** Instances by key; `queue` holds the bodies that wait. */
  instances: Map<string, Instance>
  queue: (() => void)[]
  symbols: Map<Fn, string>
  /** Instances of each function, and how many of them differ by known lambdas. */
  counts: Map<FnId, { all: number; lambdas: number; handlers: number }>
  constants: Map<ConstId, Atom | { global: string; type: T }>
  /** Which constant a global is. */
  globalOrder: Map<string, ConstId>
  /** Line starts of each module's source. */
  lines: Map<ModuleId, number[]>
  /** Some `with Print` exists, so that printing asks the dynamic provider (D-39). */
  dynamicPrint: boolean
  /**
   * Some `catch` exists (tests run in one), so that `with(acquire…)` must release while unwinding.
   */
  catches: boolean
}

export type Hooks = {
  expr(cx: Cx, node: Expr): Atom
  tail(cx: Cx, node: Expr): void
  /** A call of a method of `Print`, which is dynamic. */
  print(cx: Cx, method: FnId, args: Atom[], site: Site): Atom
  /** A provider as a value of one type, whatever provides it. */
  erase(cx: Cx, trait: TraitId, provider: Provider): Atom
  body(lo: Lower, instance: Instance): void
  /** Symbol of `Drop.drop` for a type that implements it. */
  dropOf(lo: Lower, type: TypeId): Fn | null
}

/** A function of the language at given types, known lambdas and providers. */
export type Instance = {
  key: string
  symbol: Fn
  fn: FnId
  types: TypeId[]
  /** By parameter: the lambda that the caller knows, without the values it captured. */
  knowns: (KnownShape | null)[]
  /** By trait that the function uses. */
  providers: Map<TraitId, ProviderShape>
  /** In a default method of a capability trait: whom the call came to. */
  self: ProviderShape | null
  results: T[]
}

/** A lambda or function that a parameter is known to be. */
export type KnownShape = { f: Fn; types: T[]; type: T; depth: number }
export type Known = KnownShape & { captures: Atom[] }

export type ProviderShape =
  | { k: "static"; impl: ImplId }
  | { k: "typed"; type: TypeId; cell: T }
  | { k: "handler"; handler: Handler; cell: T }
  | { k: "erased"; cell: T }
export type Provider = { k: "static"; impl: ImplId } | HeldProvider
export type HeldProvider = CellProvider | ErasedProvider
/** A provider whose value is in a cell. */
export type CellProvider =
  | { k: "typed"; type: TypeId; cell: T; at: Atom }
  | { k: "handler"; handler: Handler; cell: T; at: Atom }
/** A provider of which only the capability is known (`erased.ts`): `at` is the value itself. */
export type ErasedProvider = { k: "erased"; cell: T; at: Atom }

/** A handler is an anonymous provider: its cell holds `state` and what its operations captured. */
export type Handler = { id: string; data: T; ops: Map<string, HandlerOp> }
/**
 * `f`: known, over the `count` fields from `from` on; without: the function value in field `from`.
 */
export type HandlerOp = { f: Fn | null; type: T; from: number; count: number }

/** Where a local lives. */
export type Storage =
  | { k: "value"; atom: Atom }
  /**
   * Assigned inside a `catch`, or assigned while its type holds a Drop impl. `optional`: given up
   * by `drop_early`.
   */
  | { k: "cell"; cell: Atom; type: T; optional: T | null }
  | { k: "known"; known: Known }

/**
 * `self`, as a local; synthetic locals are below it. Inference has negative ids of its own, which
 * are smaller.
 */
export const SELF: LocalId = -(2 ** 50)

export type JoinPoint = {
  j: J
  params: V[]
  body: Block
  /** The type of its value, UNIT if it carries none. */
  type: T
  carried: LocalId[]
  home: Block
  step: Step
  used: boolean
  /** Number of cleanups that are still in force there. */
  depth: number
}

/** What a label, a loop, a `try` or a labelled block is to the jumps inside. */
export type Target = {
  exit: JoinPoint
  /** Goes on with the next round; null for blocks. */
  next: (() => void) | null
  /** `for … yield`: adds a value to the collection. */
  add: ((value: Atom) => void) | null
}

/** The ways out of code that runs as a function of its own. */
export type Region = { type: T; exits: { fields: T[]; resume(outer: Cx, values: Atom[]): void }[] }

/** What must happen when a scope is left, whichever way. */
type Cleanup = (cx: Cx) => void

export type Cx = {
  lo: Lower
  fun: Fun
  block: Block
  /** Nothing reaches this point; what is lowered now is not written. */
  dead: boolean
  env: Map<LocalId, Storage>
  module: Module
  typed: Typed
  subst: Map<GenericId, TypeId>
  concrete: Map<TypeId, TypeId>
  /** The type that `Self` and `self` have, VOID where there is none. */
  self: TypeId
  /** How this function ends: its result and whether the final `self` follows. */
  result: TypeId
  writesBack: boolean
  post: ((cx: Cx, value: Atom) => void) | null
  /** Code of a `catch` that goes further out by `?`, `break` and the like. */
  region: Region | null
  received: Map<TraitId, Provider>
  bound: Map<string, Provider>
  selfProvider: Provider | null
  /** In a function that asks for its call's place: that text. */
  callSite: Atom | null
  targets: Map<NodeId, Target>
  cleanups: Cleanup[]
  /** Self tail calls: the loop around the body. */
  again: { symbol: Fn; join: J } | null
  /** The call whose value the function returns. */
  tailNode: Expr | null
  /**
   * Locals that some code of the function around assigns, those that live in cells, and those given
   * up early.
   */
  assigned: Set<LocalId>
  celled: Set<LocalId>
  dropped: Set<LocalId>
  /** Piped values by the node that stands for them; receivers of `#` by their index node. */
  piped: Map<NodeId, Atom>
  indexed: Map<NodeId, { atom: Atom; type: TypeId }>
  /** Of the outermost function: counts its lambdas and synthetic locals. */
  root: { symbol: Fn; display: string; lambdas: number; locals: number }
  /** How deeply known lambdas are nested here. */
  depth: number
}

/**
 * Lowers an expression; the value is an operand. Behind an expression of type `Never` the context
 * is dead.
 */
export function expr(cx: Cx, node: Expr): Atom {
  return cx.lo.hooks.expr(cx, node)
}

/** Lowers an expression whose value the function returns. */
export function tail(cx: Cx, node: Expr): void {
  cx.lo.hooks.tail(cx, node)
}

/** A local that no name means. */
export function syntheticLocal(cx: Cx): LocalId {
  cx.root.locals++
  return SELF - cx.root.locals
}
