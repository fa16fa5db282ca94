// Bounds of type parameters and `where` clauses (5.4): predicates that bodies may assume and users
// must meet.
//
// Order matters where a bound mentions a projection: plain bounds come first, then bounds with
// arguments, then `where`.

import { suggest } from "../source/suggest.ts"
import type { Type, TypeRef } from "../syntax/ast.ts"
import type { Constraint, GenericParam } from "../syntax/item_ast.ts"
import type { Name } from "../syntax/node.ts"
import type { Draft } from "./declare_draft.ts"
import { projectPath } from "./resolve_project.ts"
import { parameterHelp, resolveTraitRef, resolveType, sayOnce } from "./resolve.ts"
import type { TypeScope } from "./resolve.ts"
import { lookupType, suggestType } from "./scope.ts"
import { ERROR, HAS_ERROR, intern, substitute } from "./types.ts"
import type { GenericId, TypeId } from "./types.ts"

/**
 * A scope inside another, with further type parameters; its predicates grow apart from the outer
 * ones.
 */
export function innerScope(draft: Draft, outer: TypeScope, ids: GenericId[]): TypeScope {
  const generics = ids.length === 0 ? outer.generics : new Map(outer.generics)
  for (const id of ids) generics.set(draft.items.generics[id]!.name, id)
  return { ...outer, generics, predicates: [...outer.predicates] }
}

/** Resolves the bounds of a parameter list and its `where` clauses into the scope's predicates. */
export function declareBounds(
  draft: Draft, scope: TypeScope, params: GenericParam[], ids: GenericId[], where: Constraint[],
): void {
  if (params.length === 0 && where.length === 0) return
  const bounds =
    params.flatMap((param, index) => param.bounds.map((bound) => ({ id: ids[index]!, bound })))
  const plain = bounds.filter(({ bound }) => bound.args.length === 0)
  const others = bounds.filter(({ bound }) => bound.args.length > 0)
  for (const { id, bound } of [...plain, ...others]) {
    addBound(draft, scope, intern(draft.items.types, { k: "param", param: id }), bound, ids)
  }
  for (const entry of [...where].sort((a, b) => rank(a) - rank(b))) {
    declareConstraint(draft, scope, entry, ids)
  }
}

/** Bounds of bare parameters come before those of projections, equalities last. */
function rank(entry: Constraint): number {
  return entry.equals !== null ? 2 : entry.path.length > 1 ? 1 : 0
}

function addBound(
  draft: Draft, scope: TypeScope, subject: TypeId, node: TypeRef, own: GenericId[],
): void {
  const bound = resolveTraitRef(draft.check, scope, node, subject)
  if (bound === null) return wantBound(draft, subject)
  if (subject === ERROR) return
  const { items } = draft
  const self = intern(items.types, { k: "param", param: items.traits[bound.trait]!.self })
  if ((items.types.flags[self]! & HAS_ERROR) !== 0) wantBound(draft, subject)
  scope.predicates.push({ k: "bound", subject, bound, at: { at: node.at, end: node.end } })
  const type = items.types.nodes[subject]!
  if (type.k === "param" && own.includes(type.param)) items.generics[type.param]!.bounds.push(bound)
}

/** An unknown bound was reported, and might have brought whatever the body misses. */
export function wantBound(draft: Draft, subject: TypeId): void {
  const { nodes, flags } = draft.items.types
  if (nodes[subject]!.k === "param") flags[subject]! |= HAS_ERROR
}

function declareConstraint(
  draft: Draft, scope: TypeScope, entry: Constraint, own: GenericId[],
): void {
  const subject = resolveSubject(draft, scope, entry.path)
  for (const bound of entry.bounds) addBound(draft, scope, subject, bound, own)
  if (entry.equals === null) return
  const type = resolveType(draft.check, scope, entry.equals)
  if (subject === ERROR || type === ERROR) return
  scope.predicates.push({ k: "equals", subject, type, at: { at: entry.at, end: entry.end } })
}

function resolveSubject(draft: Draft, scope: TypeScope, path: Name[]): TypeId {
  const { check, items } = draft
  const first = path[0]
  if (first === undefined) return ERROR
  const generic = scope.generics.get(first.name)
  const head = first.name === "Self" ? scope.self
    : generic === undefined ? null : intern(items.types, { k: "param", param: generic })
  if (head !== null) return projectPath(check, scope, head, path.slice(1))
  const found = lookupType(check, scope.module, first.name)
  if (found === "broken") return ERROR
  const near = suggest(first.name, scope.generics.keys())
    ?? suggestType(check, scope.module, first.name)
  for (const param of scope.generics.values()) {
    wantBound(draft, intern(items.types, { k: "param", param }))
  }
  if (found === null) sayOnce(check, scope.module, first)
  check.report("E2002", first, found === null
    ? `unknown type parameter \`${first.name}\`` : `\`${first.name}\` is no type parameter`,
    near !== null && found === null ? `Did you mean \`${near}\`?`
      : parameterHelp(first.name) ?? "A constraint begins with a type parameter or `Self`.")
  return ERROR
}

/**
 * Defaults of type parameters: found when first asked for, since they may use each other's types
 * (6.1).
 */
export function declareDefaults(
  draft: Draft, scope: TypeScope, params: GenericParam[], ids: GenericId[],
): void {
  let defaulted = false
  params.forEach((param, index) => {
    const node = param.default
    if (node !== null) draft.check.lazyDefaults.set(ids[index]!, () =>
      earlierOnly(draft, node, resolveType(draft.check, scope, node), ids.slice(index)))
    else if (defaulted) {
      draft.check.report("E2016", param.name,
        `\`${param.name.name}\` has no default but follows one that has`,
        "Put parameters with defaults last.")
    }
    defaulted ||= node !== null
  })
}

/** A default may use the parameters before its own (6.1). */
function earlierOnly(draft: Draft, node: Type, type: TypeId, others: GenericId[]): TypeId {
  const { types, generics } = draft.items
  let found: GenericId | null = null
  substitute(types, type, (param) => {
    if (others.includes(param)) found ??= param
    return null
  })
  if (found === null) return type
  draft.check.report("E2016", node,
    `\`${generics[found]!.name}\` is not declared before this default`,
    "A default may use the parameters before its own.")
  return ERROR
}

/** Functions, methods and impls have no defaults for type parameters. */
export function refuseDefaults(draft: Draft, params: GenericParam[]): void {
  for (const param of params) {
    if (param.default === null) continue
    draft.check.report("E2016", param.default,
      "a default is allowed on parameters of types and traits only",
      "Leave it away: callers' types decide.")
  }
}

/** Asks for every default that nobody has used. */
export function settleDefaults(draft: Draft): void {
  for (const [id, resolve] of [...draft.check.lazyDefaults]) {
    if (draft.check.lazyDefaults.delete(id)) draft.items.generics[id]!.default = resolve()
  }
}
