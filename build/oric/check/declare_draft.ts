// What the parts of `declare` share: the tables under construction, and how entries of them begin.

import type { Span } from "../source/diagnostic.ts"
import { NONE } from "../source/list.ts"
import type { Capset as CapsetNode, Const, DefImpl, Extend, Impl } from "../syntax/item_ast.ts"
import type { Name } from "../syntax/node.ts"
import type { Check } from "./context.ts"
import type {
  Binding, Capset, ConstItem, Fn, ImplId, ImplItem, Items, Module, ModuleId, Scope,
} from "./items.ts"
import type { Loaded } from "./module.ts"
import { NO_CAPS } from "./resolve.ts"
import { ERROR, VOID } from "./types.ts"
import type { GenericId, TraitId, TypeItemId } from "./types.ts"

export type Draft = {
  check: Check
  items: Items
  loaded: Loaded
  /**
   * Default implementations that importing a trait from a module brings, beside its own: `pub use m
   * { Trait }`.
   */
  passedDefaults: Map<ModuleId, { trait: TraitId; impl: ImplId }[]>
  /** Extension methods that a module passes on: `pub extension …`. */
  passedExtensions: Map<ModuleId, { head: string; method: string; impl: ImplId }[]>
  /** Extensions by module, under the head's name as it is written (`List` for `[T]`). */
  extensions: Map<ModuleId, { head: string; impl: ImplId }[]>
  /** `def impl`s by module, in text order. */
  ownDefaults: Map<ModuleId, ImplId[]>
  capsets: CapsetDraft[]
  derives: DeriveDraft[]
  /** Names of functions that only the prelude may declare (E1014). */
  builtins: Set<string>
}

export type CapsetDraft =
  { capset: Capset; node: CapsetNode; module: Module; state: "new" | "open" | "done" }

/** A derived impl, before it is known whether all fields have the trait. */
export type DeriveDraft = { item: TypeItemId; trait: TraitId; impl: ImplId; at: Span }

/** What a function without labels has, as nearly all are. */
const NO_LABELS: ReadonlyMap<string, string> = new Map()

type FnStart = Pick<Fn, "name" | "module" | "kind" | "at" | "display"> & Partial<Fn>

/** Adds a function whose signature is still to be declared. */
export function addFn(items: Items, start: FnStart): Fn {
  const fn: Fn = {
    pub: false, clauses: NONE, test: null, extern: null, prim: null, attrs: NONE, impl: null,
    trait: null, generics: NONE, predicates: NONE, hasSelf: false, params: NONE, result: VOID,
    opaque: null, uses: NO_CAPS, contracts: NONE, labels: NO_LABELS, mutates: false,
    returnsSelf: false, ...start, id: items.fns.length,
  }
  items.fns.push(fn)
  return fn
}

/** Adds an impl, `def impl` or extension whose header is still to be declared. */
export function addImpl(
  items: Items, kind: ImplItem["kind"], module: ModuleId, node: Impl | DefImpl | Extend | null,
  at: Span,
): ImplItem {
  const impl: ImplItem = {
    id: items.impls.length, kind, module, node, pub: node?.pub ?? false, generics: [], self: ERROR,
    trait: null,
    predicates: [], assocTypes: new Map(), methods: [], at: { at: at.at, end: at.end },
  }
  items.impls.push(impl)
  return impl
}

/** Adds a type parameter without bounds. */
export function addGeneric(
  items: Items, name: Name | string, at: Span, selfOf: TraitId | null = null,
): GenericId {
  const text = typeof name === "string" ? name : name.name
  const id = items.generics.length
  items.generics.push({ id, name: text, selfOf, bounds: [], default: null,
    at: { at: at.at, end: at.end } })
  return id
}

/** Adds a constant; its type is that of its annotation, later. */
export function addConst(
  items: Items, name: string, module: ModuleId, node: Const | null,
  builtin: string | boolean | null,
): ConstItem {
  const at = node === null ? { at: 0, end: 0 } : node.name
  const item: ConstItem = {
    id: items.consts.length, name, module, pub: node?.pub ?? true, node, type: null, builtin,
    at: { at: at.at, end: at.end },
  }
  items.consts.push(item)
  return item
}

/** Binds a module's own name; a second binding in the same namespace is E2006. */
export function bindOwn<T>(
  draft: Draft, space: Map<string, Binding<T>>, name: Name, entry: T, pub: boolean,
  help = RENAME,
): void {
  const old = space.get(name.name)
  const at = { at: name.at, end: name.end }
  if (old === undefined) {
    space.set(name.name, { entry, pub, at, own: true, repeated: false })
    return
  }
  old.repeated = true
  reportDuplicate(draft, name, old.at, help)
}

const RENAME = "Rename one of the two."

/** For those who come from languages with overloads. */
export const RENAME_FUNCTION = "Rename one of the two: parameters do not tell functions apart."

/** For those who mean another clause of a function. */
export const JOIN_CLAUSES = "Clauses of one function stand side by side, with equally many "
  + "parameters: move it there, or rename it."

/** E2006 with a label at the first declaration. */
export function reportDuplicate(draft: Draft, name: Name, first: Span, help = RENAME): void {
  draft.check.report("E2006", name, `\`${name.name}\` is declared twice`, help,
    { labels: [{ at: first.at, end: first.end, text: "the first declaration is here" }] })
}

/** Runs over all modules in order of initialisation, so that imports come before importers. */
export function eachModule(draft: Draft, visit: (module: Module) => void): void {
  for (const id of draft.loaded.order) visit(draft.items.modules[id]!)
}

/** Puts an extension's method in force, and in reach of other modules. */
export function addExtension(scope: Scope, method: string, impl: number, shared: boolean): void {
  for (const of of shared ? [scope.extensions, scope.shared] : [scope.extensions]) {
    const impls = of.get(method) ?? []
    if (!impls.includes(impl)) of.set(method, [...impls, impl])
  }
}
