// What `declare` makes of all files together: tables with dense ids, which every later stage
// reads and none writes (except `derive`, which appends impls, and `mutation`, which sets one
// flag).
//
// Identity is the index in a table. A scope is a `Map` a module and namespace. Inactive code
// (`#target`, `#cfg`) is gone.

import type { Expr } from "../syntax/ast.ts"
import type {
  AssocType, Attr, Const, Contract, DefImpl, Extend, Extern, ExternItem, File, Func, Impl, Test,
  TraitDef, TypeDef,
} from "../syntax/item_ast.ts"
import type { Name, NodeId } from "../syntax/node.ts"
import type { SourceFile, Span } from "../source/diagnostic.ts"
import type {
  FnId,
  GenericId,
  TraitId,
  TraitRef,
  TypeId,
  TypeItemId,
  TypeTable,
} from "./types.ts"

export type ModuleId = number
export type ImplId = number
export type ConstId = number

export type Items = {
  types: TypeTable
  modules: Module[]
  /** Topological by imports, ties by import order: the order of initialisation (19.2). */
  order: ModuleId[]
  typeItems: TypeItem[]
  traits: Trait[]
  impls: ImplItem[]
  fns: Fn[]
  consts: ConstItem[]
  generics: Generic[]
  /** Fn ids of tests, in file and text order. */
  tests: FnId[]
  /** The root module's `@main` and the program's `@panic`. */
  main: FnId | null
  panic: FnId | null
  /** Exported functions of the root module when it has no `@main` (19.1). */
  exports: FnId[]
  known: Known
  target: Target
  /** `impl` ids by trait, and inherent impls and extensions by head; see `solve.ts`. */
  implsByTrait: Map<TraitId, ImplId[]>
  inherentByHead: Map<string, ImplId[]>
}

export type Target = {
  name: "native" | "wasm"
  os: string
  arch: string
  family: string
  debug: boolean
  features: Set<string>
}

export type Module = {
  id: ModuleId
  /** `package:src/a.ori`: names symbols, sites and cache keys. */
  path: string
  package: string
  /** Dotted name below `src/` (3.1), without the package. */
  name: string
  file: File
  source: SourceFile
  isTest: boolean
  isPrelude: boolean
  /** The root of the program or of the library that is checked. */
  isRoot: boolean
  scope: Scope
  imports: ModuleId[]
}

/** Names of one module: its own items and what it imports. The prelude's scope is asked last. */
export type Scope = {
  types: Map<string, Binding<TypeEntry>>
  values: Map<string, Binding<ValueEntry>>
  modules: Map<string, ModuleId>
  /** Imported or own `def impl`s by trait, imported first (D-38). */
  defImpls: Map<TraitId, { impl: ImplId; imported: boolean }[]>
  /** Extension methods in force: by method name, the impls (kind "extend") that hold them. */
  extensions: Map<string, ImplId[]>
  /** Of these, those that other modules reach: its own that are `pub`, and what it passes on. */
  shared: Map<string, ImplId[]>
  capsets: Map<string, Binding<Capset>>
}
/** `repeated`: declared more than once, which was reported; nobody knows which one is meant. */
export type Binding<T> = { entry: T; pub: boolean; at: Span; own: boolean; repeated: boolean }
export type TypeEntry = { k: "type"; item: TypeItemId } | { k: "trait"; trait: TraitId }
export type ValueEntry =
  | { k: "fn"; fn: FnId }
  | { k: "const"; const: ConstId }
  | { k: "variant"; item: TypeItemId; variant: number }
  /** A newtype's constructor. */
  | { k: "newtype"; item: TypeItemId }
export type Capset = { members: CapSet }

/** Expanded and deduplicated `uses`: traits sorted by id, and the two markers and FFI. */
export type CapSet = {
  traits: TraitId[]
  suspend: boolean
  unsafe: boolean
  ffi: boolean
  /** A name in it was reported: it may have been any capability. */
  broken: boolean
}

export type Generic = {
  id: GenericId
  name: string
  /** The trait whose `Self` this is, else null. */
  selfOf: TraitId | null
  bounds: TraitRef[]
  default: TypeId | null
  at: Span
}

/** A `where` entry or an inline bound, in resolved form. */
export type Predicate =
  | { k: "bound"; subject: TypeId; bound: TraitRef; at: Span }
  | { k: "equals"; subject: TypeId; type: TypeId; at: Span }

export type TypeItem = {
  id: TypeItemId
  name: string
  module: ModuleId
  pub: boolean
  node: TypeDef | null
  generics: GenericId[]
  predicates: Predicate[]
  /**
   * "prim": int float bool byte char str Duration Size List and opaque runtime types; their fields
   * are empty.
   */
  kind: "prim" | "struct" | "sum" | "newtype"
  /** A struct or newtype has one variant named as the type; a newtype's one field is `inner`. */
  variants: VariantItem[]
  derives: { trait: TraitId; at: Span }[]
}
export type VariantItem = {
  name: string
  fields: { name: string | null; type: TypeId }[]
  at: Span
}

export type Trait = {
  id: TraitId
  name: string
  module: ModuleId
  pub: boolean
  node: TraitDef | null
  /** `Self` first, then the trait's own parameters. */
  self: GenericId
  generics: GenericId[]
  supers: TraitRef[]
  predicates: Predicate[]
  assocTypes: { name: string; bounds: TraitRef[]; default: TypeId | null; node: AssocType }[]
  /** Methods in declaration order; `Fn.kind` is "required" or "default". */
  methods: FnId[]
  objectSafe: boolean
  /** `Suspend`, `Unsafe`: never bound, never called. */
  marker: boolean
}

export type ImplItem = {
  id: ImplId
  kind: "inherent" | "trait" | "def" | "extend"
  module: ModuleId
  node: Impl | DefImpl | Extend | null
  pub: boolean
  generics: GenericId[]
  /** The implementing type; for a `def impl` ERROR (there is none). */
  self: TypeId
  trait: TraitRef | null
  predicates: Predicate[]
  assocTypes: Map<string, TypeId>
  methods: FnId[]
  at: Span
}

export type FnParam = {
  /** null: positional only (a clause parameter without a name, `self` excluded). */
  name: string | null
  type: TypeId
  default: Expr | null
  variadic: boolean
  at: Span
}

/** What C tells by a result (18.3). */
export type ErrorPolicy =
  | { k: "errno" | "negative" | "nonzero" | "null" }
  | { k: "success"; value: bigint }

export type Fn = {
  id: FnId
  name: string
  module: ModuleId
  pub: boolean
  kind:
    | "free"
    | "inherent"
    | "trait-impl"
    | "def-impl"
    | "extend"
    | "required"
    | "default"
    | "test"
    | "extern"
  /**
   * The nodes: clauses in order for a function (one for methods), the test, or the extern item;
   * empty if derived.
   */
  clauses: Func[]
  test: {
    node: Test
    targets: FnId[]
    skip: string | null
    fail: string | null
    compileFail: string | null
  } | null
  extern: {
    node: ExternItem
    block: Extern
    language: "c" | "js"
    from: string | null
    name: string
    /** `JsPromise<T>` results: the import suspends and yields T. */
    promise: boolean
    /** `#error(P)`: what of the result is a failure; the function's type is then a `Result`. */
    error: ErrorPolicy | null
  } | null
  /** Primitive of `ir/prims.ts` that is the body (`#prim("int.abs")`). */
  prim: string | null
  attrs: Attr[]
  impl: ImplId | null
  trait: TraitId | null
  /** Own parameters only; those of the impl or trait (with `Self` first) are the owner's. */
  generics: GenericId[]
  predicates: Predicate[]
  hasSelf: boolean
  /** Without `self`. */
  params: FnParam[]
  result: TypeId
  /**
   * Bounds of an `impl Trait` result, whose type is then `opaque`; the hidden type is fixed by
   * checking the body.
   */
  opaque: {
    bounds: TraitRef[]
    equals: { name: string; type: TypeId }[]
    hidden: TypeId | null
  } | null
  uses: Readonly<CapSet>
  contracts: Contract[]
  /** Further names of the method or of parameters that callers may use (21: synonyms). */
  labels: ReadonlyMap<string, string>
  /**
   * Set by the mutation pass: the method assigns `self`, and its callers write back unless the
   * result is `Self`.
   */
  mutates: boolean
  /** The result is spelled `Self` or is the self type: never writes back (10.4). */
  returnsSelf: boolean
  at: Span
  /** Name of the declaration for messages: `@name`, `Type.name`. */
  display: string
}

export type ConstItem = {
  id: ConstId
  name: string
  module: ModuleId
  pub: boolean
  node: Const | null
  /** null until inference fixed it (no annotation). */
  type: TypeId | null
  /** For `$target_os`, `$debug` …: the value. */
  builtin: string | boolean | null
  at: Span
}

/**
 * Items that stages need by meaning. All are declared in the prelude; a missing one is a bug of
 * ours (E9001).
 */
export type Known = {
  int: TypeItemId
  float: TypeItemId
  bool: TypeItemId
  byte: TypeItemId
  char: TypeItemId
  str: TypeItemId
  duration: TypeItemId
  size: TypeItemId
  list: TypeItemId
  map: TypeItemId
  set: TypeItemId
  range: TypeItemId
  option: TypeItemId
  result: TypeItemId
  ordering: TypeItemId
  error: TypeItemId
  formatSpec: TypeItemId
  traceEntry: TypeItemId
  panicInfo: TypeItemId
  /** Traits by name: `Eq`, `Comparable`, `Iterator`, `Print`, `Add`, … */
  traits: Map<string, TraitId>
  /** Prelude functions by name: `panic`, `print`, `map_get` …, for desugarings that call them. */
  fns: Map<string, FnId>
}

export type { Name, NodeId }
