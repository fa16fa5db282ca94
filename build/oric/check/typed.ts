// What inference and the rules say about each node: side tables by node id, one `Typed` a
// module. Together with `Items` this is all that lowering reads; it never asks the tree what a
// name means.

import type { NodeId } from "../syntax/node.ts"
import type { ConstId, ImplId, ModuleId } from "./items.ts"
import type { FnId, TraitId, TraitRef, TypeId, TypeItemId } from "./types.ts"

export type Typed = {
  module: ModuleId
  /** Type of each expression and pattern node, before its coercion; -1: none. */
  type: Int32Array
  /** What a name, path, field or call head means. */
  ref: (Ref | undefined)[]
  /**
   * Whom a node calls: calls, methods, operators, index, cast, `into`, conversions, iteration
   * heads.
   */
  callee: (Callee | undefined)[]
  /** How a call's arguments meet its parameters. */
  plan: (CallPlan | undefined)[]
  coerce: (Coerce | undefined)[]
  /** Bare names and variant patterns: the variant meant (8.2); absent: a binding. */
  variant: (VariantRef | undefined)[]
  /** `for` heads, by `forHead` id; the collection of a `yield`, by the `for` node's id. */
  iterate: (Iterate | undefined)[]
  collect: (Collect | undefined)[]
  /** Templates: a callee a part with a value (`to_str` or `format`). */
  parts: (Callee[] | undefined)[]
  /**
   * Templates: per part the format spec as a constant (`FormatParts` for int, float, str, bool,
   * char, else `FormatSpec`).
   */
  spec: ((Value | null)[] | undefined)[]
  /** Index steps of an assignment target: the `updated` that stores into them. */
  update: (Callee | undefined)[]
  /** `?` and `let?`: what is left, and how. */
  leave: (Leave | undefined)[]
  /** Lambdas that destructure the one tuple they get (D-32). */
  spread: Set<NodeId>
  /** Jump nodes: id of the loop or block that they leave or go on with. */
  jump: (NodeId | undefined)[]
  /** `map` nodes that are struct updates (D-26), `{}` that is unit (D-4). */
  brace: ("update" | "map" | "unit" | undefined)[]
  /** `field` and `tupleField`, struct literals: index of the field; -1 unused. */
  field: Int32Array
  /** The `#` of an index: id of the `index` node whose length it is. */
  lengthOf: (NodeId | undefined)[]

  // set by the rules
  /**
   * Method calls that store the final `self` into their receiver's place (10.4); arguments that a
   * foreign function fills (18.1): the local is stored back.
   */
  writeBack: Set<NodeId>
  /** Providers that a call, a capability use or a lambda passes or captures. */
  providers: (Provider[] | undefined)[]
  /**
   * Decision trees by `match` node id, and by the first clause's `func` id for clause functions.
   */
  tree: (Tree | undefined)[]
  /**
   * Compile-time values: `if` conditions (true/false: which branch is code), `embed`, range ends,
   * spec texts.
   */
  constant: (Value | undefined)[]
}

/**
 * A local is named by the node that binds it: bindPattern, atPattern, lambda parameter, list rest,
 * `param`.
 */
export type LocalId = NodeId

export type Ref =
  | { k: "local"; local: LocalId }
  | { k: "self" }
  | { k: "fn"; fn: FnId; types: TypeId[] }
  /** An associated function or trait function taken as a value or called by a qualified name. */
  | { k: "assoc"; callee: Callee }
  | { k: "const"; const: ConstId }
  | { k: "variant"; item: TypeItemId; variant: number }
  | { k: "newtype"; item: TypeItemId }
  | { k: "type"; type: TypeId }
  | { k: "trait"; trait: TraitId }
  | { k: "module"; module: ModuleId }
  /** `int.max`, `float.nan` …, by name. */
  | { k: "builtin"; name: string }

export type Callee =
  /**
   * `types`: arguments for the owner's generics (impl or trait, `Self` first for a trait), then the
   * function's own.
   */
  | { k: "direct"; fn: FnId; types: TypeId[] }
  /**
   * A trait's method on a self type to be resolved when lowering knows it: `solve` gives impl and
   * method.
   */
  | { k: "bound"; ref: TraitRef; method: FnId; self: TypeId; types: TypeId[] }
  | { k: "virtual"; ref: TraitRef; method: FnId }
  /** `Store.get(…)`: whom it reaches is in `providers` of the node. */
  | { k: "capability"; trait: TraitId; method: FnId; types: TypeId[] }
  /** A primitive of `ir/prims.ts`; `types` are its type arguments. */
  | { k: "prim"; op: string; types: TypeId[] }
  | { k: "make"; item: TypeItemId; variant: number }
  /** Call through a value of function type: the head expression is evaluated. */
  | { k: "value" }
  /** Call through a field of function type of the receiver (D-87): `on.name(args)`. */
  | { k: "field"; index: number }

/** One entry a parameter of the callee, in parameter order (`self` is not among them). */
export type CallPlan = {
  params: PlanEntry[]
  /** Receiver of a qualified call `Trait.method(x, …)`: index of that argument, else -1. */
  receiver: number
}
export type PlanEntry =
  | { k: "arg"; index: number }
  | { k: "default" }
  | { k: "variadic"; args: { index: number; spread: boolean }[] }
  | { k: "piped" }

export type Coerce =
  | { k: "never"; to: TypeId }
  | { k: "object"; from: TypeId; to: TypeId }
  /** An int literal (or its negation) that is a byte. */
  | { k: "byte" }

type VariantRef = { item: TypeItemId; variant: number }

export type Iterate = {
  item: TypeId
  /** Type of the iterator that is threaded through `next`. */
  iterator: TypeId
  /** null: the source is an iterator itself. */
  iter: Callee | null
  next: Callee
}
export type Collect = { into: TypeId; element: TypeId; fromIter: Callee | null }

export type Leave = {
  container: "option" | "result"
  target: { k: "function" } | { k: "lambda"; node: NodeId } | { k: "try"; node: NodeId }
  /** How to add a trace entry to the error, when its type carries one (12.4). */
  trace: Callee | null
}

export type Provider = { trait: TraitId; from: ProviderSource }
export type ProviderSource =
  /** Bound by `with` node `site`, binding number `index`. */
  | { k: "with"; site: NodeId; index: number }
  /** Received as a hidden argument because this function declares `uses`. */
  | { k: "received" }
  | { k: "default"; impl: ImplId }
  /** In a default method of a capability trait: the provider that the call came to (14.1). */
  | { k: "self" }

// ── decision trees ───────────────────────────────────────────────────────────────────────────

/** Places are numbered from 0, the scrutinee (or, in clause functions, one root a parameter). */
export type Tree = { places: Place[]; root: TreeNode; arms: number }
export type Place = { type: TypeId; from: PlaceStep }
export type PlaceStep =
  | { k: "root"; index: number }
  // also struct fields (variant 0) and newtypes
  | { k: "payload"; of: number; variant: number; field: number }
  | { k: "tuple"; of: number; index: number }
  | { k: "item"; of: number; index: number } // list element from the front
  | { k: "rest"; of: number; from: number } // list without its first `from` elements
export type TreeNode =
  | { k: "leaf"; arm: number; binds: Bound[] }
  /** Arm with a guard: when it fails, matching goes on in `other`. */
  | { k: "guard"; arm: number; binds: Bound[]; other: TreeNode }
  | {
      k: "variants"
      place: number
      cases: { variant: number; then: TreeNode }[]
      other: TreeNode | null
    }
  | {
      k: "lengths"
      place: number
      cases: { length: number; then: TreeNode }[]
      atLeast: { length: number; then: TreeNode } | null
      other: TreeNode | null
    }
  | { k: "literals"; place: number; cases: { value: Value; then: TreeNode }[]; other: TreeNode }
  /** `low ≤ place ≤ high`, both inclusive; for int, char, byte. */
  | { k: "range"; place: number; low: bigint; high: bigint; then: TreeNode; other: TreeNode }
  | { k: "bool"; place: number; yes: TreeNode; no: TreeNode }
  | { k: "fail" }
/** A local and where its value is found; one entry a name even under alternatives. */
export type Bound = { local: LocalId; place: number }

/** Values of compile-time evaluation (16.2). */
export type Value =
  | { k: "int"; value: bigint }
  | { k: "float"; value: number }
  | { k: "bool"; value: boolean }
  | { k: "char"; value: number }
  | { k: "byte"; value: number }
  | { k: "str"; value: string }
  | { k: "bytes"; value: Uint8Array }
  | { k: "unit" }
  | { k: "tuple"; items: Value[] }
  | { k: "list"; items: Value[] }
  | { k: "map"; entries: [Value, Value][] }
  | { k: "variant"; item: TypeItemId; variant: number; fields: Value[] }
