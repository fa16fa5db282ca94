// Signatures of functions and methods: parameters, results, bounds, `uses` (4.1–4.4).

import type { Span } from "../source/diagnostic.ts"
import { exact } from "../source/list.ts"
import type { Type } from "../syntax/ast.ts"
import type { Func, Param } from "../syntax/item_ast.ts"
import { checkAttrs, readFnAttrs } from "./declare_attrs.ts"
import { declareGenerics, paramTypes } from "./declare_collect.ts"
import { addFn, RENAME_FUNCTION, reportDuplicate } from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import { declareExtern } from "./declare_extern.ts"
import { declareBounds, innerScope, refuseDefaults } from "./declare_generics.ts"
import { declareTest } from "./declare_tests.ts"
import type { Binding, Fn, FnParam, ImplItem, Trait, Items, ValueEntry } from "./items.ts"
import {
  implScope, moduleScope, resolveCaps, resolveTraitRef, resolveType, traitScope,
} from "./resolve.ts"
import type { TypeScope } from "./resolve.ts"
import { showType } from "./show.ts"
import { fnParams, supersOf } from "./solve_bounds.ts"
import { ERROR, intern } from "./types.ts"
import type { TypeId } from "./types.ts"

/** Declares every function of the program. */
export function declareFns(draft: Draft): void {
  const { items } = draft
  const module = (fn: Fn): TypeScope => moduleScope(items.modules[fn.module]!)
  for (const fn of [...items.fns]) {
    if (fn.kind === "free") declareSignature(draft, fn, module(fn))
    else if (fn.kind === "extern") declareExtern(draft, fn, module(fn))
    else if (fn.kind === "test") declareTest(draft, fn, module(fn))
    readFnAttrs(draft, fn)
  }
  for (const trait of items.traits) declareTraitMethods(draft, trait)
  for (const impl of items.impls) declareImplMethods(draft, impl)
}

function declareTraitMethods(draft: Draft, trait: Trait): void {
  const outer = traitScope(draft.check, trait.id)
  const seen = new Map<string, Fn>()
  for (const node of trait.node!.methods) {
    const fn = addFn(draft.items, {
      name: node.name.name, module: trait.module, kind: node.body === null ? "required" : "default",
      pub: trait.pub,
      clauses: [node], attrs: node.attrs, trait: trait.id, at: node.name,
      display: `${trait.name}.${node.name.name}`,
    })
    trait.methods.push(fn.id)
    declareMethod(draft, fn, outer, seen)
  }
}

function declareImplMethods(draft: Draft, impl: ImplItem): void {
  if (impl.node === null) return
  const outer = implScope(draft.check, impl.id)
  const owner = ownerName(draft, impl)
  const kind =
    ({ inherent: "inherent", trait: "trait-impl", def: "def-impl",
      extend: "extend" } as const)[impl.kind]
  const seen = new Map<string, Fn>()
  for (const node of impl.node.methods) {
    const fn = addFn(draft.items, {
      name: node.name.name, module: impl.module, kind, pub: impl.pub, clauses: [node],
      attrs: node.attrs,
      impl: impl.id, at: node.name, display: `${owner}.${node.name.name}`,
    })
    impl.methods.push(fn.id)
    declareMethod(draft, fn, outer, seen)
    checkReceiver(draft, impl, fn, node)
  }
}

function ownerName(draft: Draft, impl: ImplItem): string {
  const { items } = draft
  if (impl.kind === "def") return impl.trait === null ? "def" : items.traits[impl.trait.trait]!.name
  const node = items.types.nodes[impl.self]!
  return node.k === "named" ? items.typeItems[node.item]!.name : showType(items, impl.self)
}

function declareMethod(draft: Draft, fn: Fn, outer: TypeScope, seen: Map<string, Fn>): void {
  declareSignature(draft, fn, outer)
  readFnAttrs(draft, fn)
  const first = seen.get(fn.name)
  if (first === undefined) seen.set(fn.name, fn)
  else if (!fn.attrs.some((attr) => attr.name.name === "overload")) reportDuplicate(draft,
    fn.clauses[0]!.name, first.at, RENAME_FUNCTION)
}

function checkReceiver(draft: Draft, impl: ImplItem, fn: Fn, node: Func): void {
  const { report } = draft.check
  if (impl.kind === "def" && fn.hasSelf) {
    report("E1212", node.name, `\`${fn.name}\` of a default implementation takes \`self\``,
      "A default has no value behind it: leave `self` away.")
  }
  // The markers stay: a default that waits must say `Suspend`, as its trait does (14.7).
  const bound = node.uses.find((cap) => !["Suspend", "Unsafe"].includes(cap.path[0]?.name ?? ""))
  if (impl.kind === "def" && bound !== undefined) {
    report("E1212", bound, "a method of a default implementation uses no capability by name",
      "It may use defaulted capabilities and foreign functions without saying so.")
  }
  if (impl.kind === "extend" && !fn.hasSelf) {
    report("E1006", node.name, "an extension has methods with `self` only",
      "Make it a function of the module, or give it `self`.")
  }
}

function declareSignature(draft: Draft, fn: Fn, outer: TypeScope): void {
  const { check } = draft
  const node = fn.clauses[0]!
  refuseDefaults(draft, node.generics)
  fn.generics = declareGenerics(draft, node.generics)
  const scope = innerScope(draft, outer, fn.generics)
  declareBounds(draft, scope, node.generics, fn.generics, node.where)
  fn.predicates = exact(scope.predicates.slice(outer.predicates.length))
  fn.hasSelf = node.hasSelf
  fn.params = node.params.map((param, index) => declareParam(draft, scope, fn, param, index))
  checkParams(draft, fn, node)
  fn.result = declareResult(draft, scope, fn, node.result)
  fn.returnsSelf = node.result.kind === "selfType"
    || (scope.self !== null && fn.result === scope.self && fn.result !== ERROR)
  fn.uses = resolveCaps(check, scope, node.uses)
  fn.contracts = node.contracts
  const { length } = fn.clauses
  fn.clauses = [node,
    ...fn.clauses.slice(1).flatMap((clause) => checkClause(draft, scope, fn, clause) ?? [])]
  // With clauses for other parameters, nobody knows which function a call of the name means.
  const binding = ownBinding(draft, fn)
  if (fn.clauses.length < length && binding !== undefined) binding.repeated = true
}

function ownBinding({ items }: Draft, { kind, module, name }: Fn): Binding<ValueEntry> | undefined {
  return kind === "free" ? items.modules[module]!.scope.values.get(name) : undefined
}

function declareParam(
  draft: Draft, scope: TypeScope, fn: Fn, param: Param, index: number,
): FnParam {
  const { check, items } = draft
  let type: TypeId = ERROR
  if (param.type !== null) type = resolveType(check, scope, param.type)
  // A second declaration of the name, meant as a clause of the first, has been reported.
  else if (ownBinding(draft, fn)?.repeated !== true && param.pattern.kind !== "broken") {
    check.report("E1006", param, "a parameter needs a type", fn.clauses.length > 1
      ? "The first clause gives the types of all parameters." : "Write `name: Type`.")
  }
  if (param.variadic) type =
    intern(items.types, { k: "named", item: items.known.list, args: [type] })
  return {
    name: paramName(items, fn, index, type), type, default: param.default, variadic: param.variadic,
    at: { at: param.at, end: param.end },
  }
}

/**
 * The identifier that the first clause to name the position uses there (D-12); a bare name of a
 * variant without payload is that variant (8.2).
 */
function paramName(items: Items, fn: Fn, index: number, type: TypeId): string | null {
  for (const clause of fn.clauses) {
    const pattern = clause.params[index]!.pattern
    if (pattern.kind === "atPattern") return pattern.name.name
    const variant = pattern.kind === "bindPattern" && isUnitVariant(items, type, pattern.name.name)
    if (pattern.kind === "bindPattern" && !variant) return pattern.name.name
  }
  return null
}

function isUnitVariant(items: Items, type: TypeId, name: string): boolean {
  const node = items.types.nodes[type]!
  const item = node.k === "named" ? items.typeItems[node.item] : undefined
  return item?.kind === "sum"
    && item.variants.some((variant) => variant.name === name && variant.fields.length === 0)
}

function checkParams(draft: Draft, fn: Fn, node: Func): void {
  const { report } = draft.check
  const names = new Map<string, FnParam>()
  for (const param of fn.params) {
    if (param.name === null) continue
    const first = names.get(param.name)
    if (first === undefined) names.set(param.name, param)
    else reportDuplicate(draft, { name: param.name, ...param.at }, first.at)
  }
  node.params.forEach((param, index) => {
    if (!param.variadic) return
    if (index !== node.params.length - 1) report("E1006", param,
      "a variadic parameter must come last", "Move it to the end.")
    if (param.default !== null) report("E1006", param, "a variadic parameter has no default",
      "It may be empty anyway.")
  })
}

function declareResult(draft: Draft, scope: TypeScope, fn: Fn, node: Type): TypeId {
  const { check, items } = draft
  if (node.kind !== "implType") return resolveType(check, scope, node)
  const self =
    intern(items.types, { k: "opaque", fn: fn.id, args: paramTypes(items, fnParams(items, fn.id)) })
  const bounds = node.bounds.flatMap((bound) => resolveTraitRef(check, scope, bound, self) ?? [])
  const promised = bounds.flatMap((bound) => supersOf(items, bound, self))
  const equals = node.equals.map(({ name, type }) => {
    const known = promised.some(({ trait }) =>
      items.traits[trait]!.assocTypes.some((one) => one.name === name.name))
    if (!known) {
      check.report("E2017", name, `no bound here has an associated type \`${name.name}\``,
        "Check the name.")
    }
    return { name: name.name, type: resolveType(check, scope, type) }
  })
  fn.opaque = { bounds, equals, hidden: null }
  return bounds.length === 0 ? ERROR : self
}

/**
 * What a later clause may say: patterns, types that repeat those of the first, the same result, a
 * guard (4.4). Null if its parameters have other types: then it was meant for another function. One
 * with another result has none, so that nothing is said of its body.
 */
function checkClause(draft: Draft, outer: TypeScope, fn: Fn, clause: Func): Func | null {
  const { report } = draft.check
  const surplus = clause.pub ? "`pub`" : clause.generics.length > 0 ? "type parameters"
    : clause.uses.length > 0 ? "`uses`" : clause.where.length > 0 ? "`where`"
    : clause.contracts.length > 0 ? "contracts" : null
  if (surplus !== null) {
    report("E1006", clause.name, `${surplus} on a later clause of \`${fn.name}\``,
      "The first clause says it for all.")
  }
  checkAttrs(draft, clause.attrs, "function", fn.module)
  for (const param of clause.params) {
    if (param.default !== null) report("E1006", param, "a default on a later clause",
      "The first clause gives the defaults.")
  }
  const [first] = fn.clauses
  const fits = clause.params.every((param, index) => param.type === null
    || isSame(draft, outer, param.type, fn.params[index]!.type, first!.params[index]!))
  if (!fits) return null
  const { result } = clause
  const same = result.kind === "implType"
    || isSame(draft, outer, result, fn.result, first!.result)
  return same ? clause
    : { ...clause, result: { kind: "broken", id: result.id, at: result.at, end: result.end } }
}

/** Reports a type of a later clause that the first one, written at `from`, does not have there. */
function isSame(draft: Draft, outer: TypeScope, node: Type, first: TypeId, from: Span): boolean {
  const type = resolveType(draft.check, outer, node)
  if (type === first || type === ERROR || first === ERROR) return true
  const wanted = showType(draft.items, first)
  draft.check.report("E2001", node,
    `\`${showType(draft.items, type)}\` differs from the first clause's \`${wanted}\``,
    "All clauses of a function have the same types: give another function another name.",
    { labels: [{ at: from.at, end: from.end, text: "the first clause is here" }] })
  return false
}
