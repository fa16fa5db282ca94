// `Check`: what the stages after loading share. `declare` makes it, inference and the rules read
// it.
//
// Conventions of the tables beyond `items.ts`:
// - `Fn.trait` is set for "required" and "default" methods only, `Fn.impl` for methods of impls,
//   `def impl`s and extensions; so the owner of a function is never in doubt.
// - `Fn.predicates` and those of owners hold inline bounds and `where` entries alike;
//   `Generic.bounds` repeats the ones that constrain that parameter in its own list. The `Self` of
//   a trait is bound by the trait itself.
// - `extend Iterator { … }` is an impl over a parameter named `Self` whose bound is `Iterator`.
// - `Trait.generics` holds `Self` first, then the trait's own parameters, for which a `TraitRef`
//   has arguments.
// - The type of a variadic parameter is the list that the body sees.
// - `Fn.labels` maps a synonym of the method to `Fn.name`, and a further label to its parameter.
// - `@panic` and tests are not in any scope.
// - Defaults of the prelude stand in every module's `defImpls`, as if imported.
// - Derived methods are generated clauses. Names in them mean what `resolvedNames` says, whatever
//   the scope holds: a `name` node is a variant, a newtype, a function, or (as the head of a call)
//   `assoc`: a trait's method on a known self type. The receiver, if the method has one, is then
//   the first argument and positional; the others are named.

import type { Report, Span } from "../source/diagnostic.ts"
import type { NodeId } from "../syntax/node.ts"
import type { Fn, Items, ModuleId, Predicate, Scope } from "./items.ts"
import type { Ref } from "./typed.ts"
import { typeNode } from "./types.ts"
import type { GenericId, TraitRef, TypeId, TypeItemId, TypeTable } from "./types.ts"

export type Command = "check" | "test" | "build"

export type Check = {
  items: Items
  report: Report
  command: Command
  /**
   * The joint scope of all prelude modules: their own scope, and asked last by everyone for its
   * `pub` entries.
   */
  prelude: Scope
  /**
   * Names that a module imports in vain, or whose declaration failed: they were reported there, and
   * mean ERROR without a word. `.name` is a method.
   */
  broken: Map<ModuleId, Set<string>>
  resolvedNames: ResolvedNames
  /** The package that is checked; null for a script. */
  package: { name: string; slowTest: number } | null
  /**
   * For `embed`: bytes of a file, its path relative to the module's package (or script folder);
   * null: none there.
   */
  readFile(module: ModuleId, path: string): Uint8Array | null
  /** Where such a file lies, as the driver names it. */
  pathOf(module: ModuleId, path: string): string
  /** While declaring: defaults of type parameters that nobody has asked for yet. */
  lazyDefaults: Map<GenericId, () => TypeId>
  /**
   * While declaring: types whose arguments are judged once everything is known; null afterwards.
   */
  deferred: Deferred[] | null
  /** Bounds that signatures lack: what their bodies lack for it is not told again. */
  lacking: Set<string>
  /** Heads of types with an impl that failed: nobody knows which traits and methods they have. */
  lost: Set<string>
}

/** Whether an impl that failed may have given the type what it lacks. */
export function isLost({ items, lost }: Check, type: TypeId): boolean {
  return lost.size > 0 && lost.has(headKey(items.types, type))
}

/** A bound as `lacking` holds it. */
export function boundKey(self: TypeId, ref: TraitRef): string {
  return `${self} ${ref.trait} ${ref.args.join()}`
}

/** Whether a function's signature could not be parsed: nothing is said of its calls. */
export function isUnreadable(fn: Fn): boolean {
  return fn.clauses[0]?.result.kind === "broken"
}

/** A nominal type as written, and the bounds in force there. */
type Deferred = { item: TypeItemId; args: TypeId[]; at: Span; predicates: Predicate[] }

/** What nodes of derived code mean; asked before any scope. */
type ResolvedNames = {
  get(module: ModuleId, node: NodeId): Ref | undefined
  set(module: ModuleId, node: NodeId, ref: Ref): void
}

/** An empty table. */
export function newResolvedNames(): ResolvedNames {
  const modules = new Map<ModuleId, Map<NodeId, Ref>>()
  return {
    get: (module, node) => modules.get(module)?.get(node),
    set(module, node, ref) {
      const names = modules.get(module) ?? new Map<NodeId, Ref>()
      modules.set(module, names.set(node, ref))
    },
  }
}

/**
 * Head of a type as a key of `Items.inherentByHead`; "*" for parameters and what is not yet known.
 */
export function headKey(types: TypeTable, type: TypeId): string {
  const node = typeNode(types, type)
  switch (node.k) {
    case "named": return `n${node.item}`
    case "tuple": return `t${node.args.length}`
    case "fn": return `f${node.args.length}`
    case "object": return `o${node.bounds.map((bound) => bound.trait).join("+")}`
    case "void": case "never": case "error": return node.k
    default: return "*"
  }
}
