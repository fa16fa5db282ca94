// Arguments of generic types and traits: their number, defaults, and the bounds that they must
// meet.

import { counted } from "../source/counted.ts"
import type { Span } from "../source/diagnostic.ts"
import type { Check } from "./context.ts"
import type { Need, TypeScope } from "./resolve_scope.ts"
import { ERROR, substitute } from "./types.ts"
import type { GenericId, TypeId, TypeItemId } from "./types.ts"

/**
 * One argument a parameter: those written, then defaults; `outer` fixes parameters that defaults
 * may mention.
 */
export function fillArgs(
  check: Check, name: string, params: GenericId[], written: TypeId[], outer: [GenericId, TypeId][],
  at: Span,
): TypeId[] {
  if (written.length > params.length) {
    check.report("E2015", at,
      `\`${name}\` takes ${counted(params.length, "type argument")}, not ${written.length}`,
      params.length === 0 ? "It is not generic: leave the `<…>` away."
        : "Leave the surplus ones away.")
  }
  if (params.length === 0) return []
  const given = new Map(outer)
  let complete = true
  const args = params.map((param, index) => {
    const arg = written[index] ?? defaultOf(check, param, given)
    complete &&= arg !== null
    given.set(param, arg ?? ERROR)
    return arg ?? ERROR
  })
  if (!complete) {
    const names = params.map((param) => check.items.generics[param]!.name).join(", ")
    check.report("E2015", at, `\`${name}\` needs ${counted(params.length, "type argument")}`,
      `Write them: \`${name}<${names}>\`.`)
  }
  return args
}

function defaultOf(check: Check, param: GenericId, given: Map<GenericId, TypeId>): TypeId | null {
  const generic = check.items.generics[param]!
  const lazy = check.lazyDefaults.get(param)
  if (lazy !== undefined) {
    check.lazyDefaults.delete(param)
    generic.default = lazy()
  }
  if (generic.default === null) return null
  return substitute(check.items.types, generic.default, (inner) => given.get(inner) ?? null)
}

/**
 * Records that the arguments of a nominal type must meet its parameters' bounds, map keys among
 * them (E2031).
 */
export function wantBounds(
  check: Check, scope: TypeScope, item: TypeItemId, args: TypeId[], at: Span,
): void {
  if (args.length === 0) return
  const span = { at: at.at, end: at.end }
  if (check.deferred !== null) check.deferred.push({ item, args, at: span,
    predicates: scope.predicates })
  else if (scope.needs !== null) scope.needs.push(...boundNeeds(check, item, args, span))
}

/** What must hold for a nominal type with these arguments. */
export function boundNeeds(check: Check, item: TypeItemId, args: TypeId[], at: Span): Need[] {
  const { types, typeItems, known } = check.items
  const { generics, predicates } = typeItems[item]!
  const code = item === known.map || item === known.set ? "E2031" : "E2009"
  const close = (type: TypeId): TypeId =>
    substitute(types, type, (param) => args[generics.indexOf(param)] ?? null)
  const needs: Need[] = []
  for (const predicate of predicates) {
    const subject = close(predicate.subject)
    if (predicate.k === "equals") {
      needs.push({ k: "equals", subject, type: close(predicate.type), at })
    } else {
      const bound = { trait: predicate.bound.trait, args: predicate.bound.args.map(close) }
      needs.push({ k: "bound", subject, bound, at, code })
    }
  }
  if (code === "E2031" && needs.length === 0) {
    for (const name of ["Eq", "Hashable"]) {
      const trait = known.traits.get(name)
      if (trait !== undefined) needs.push({ k: "bound", subject: args[0]!,
        bound: { trait, args: [] }, at, code })
    }
  }
  return needs
}
