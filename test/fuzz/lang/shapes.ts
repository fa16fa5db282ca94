// Types over what is in scope: type parameters, trait objects, implementors of traits, and what is
// built around them.

import type { Ctx } from "./context.ts"
import type { Impl, Ref, Trait } from "./solve.ts"
import { matchAll, refsOf } from "./solve.ts"
import { certain, leafIn } from "./source.ts"
import type { Ty } from "./types.ts"
import { BOOL, INT, NOTHING, STR, leaf, listOf, optionOf, plain, randomTy, same, show, subst,
} from "./types.ts"

/** A type for a place, of which some are only here. */
export function anyTy(c: Ctx, depth: number): Ty {
  const roll = c.r.below(100)
  if (roll < 30 && c.open.length > 0) {
    const one = c.r.pick(c.open)
    if (certain(leafIn(c, one)) || c.r.chance(20)) return around(c, one, depth - 1)
  }
  if (roll < 44) return around(c, objectTy(c) ?? INT, depth - 1)
  if (roll < 52 && c.traits.length > 0) {
    return implementor(c, c.r.pick(c.traits), 1)?.ty ?? randomTy(c.r, c.decls, depth)
  }
  return randomTy(c.r, c.decls, depth)
}

/** Something built of a type, often the type itself. */
export function around(c: Ctx, ty: Ty, depth: number): Ty {
  if (depth <= 0 || c.r.chance(45)) return ty
  const generic = c.decls.filter((decl) => decl.params.length > 0)
  switch (c.r.below(7)) {
    case 0:
      return optionOf(around(c, ty, depth - 1))
    case 1:
      return { k: "map", key: c.r.pick([STR, INT]), of: ty }
    case 2:
      return { k: "tuple", items: [ty, c.r.pick([INT, STR, ty])] }
    case 3:
      return { k: "fn", params: [c.r.pick([INT, STR, ty])], result: ty }
    case 4:
    case 5: {
      if (generic.length === 0) return listOf(ty)
      const decl = c.r.pick(generic)
      const at = c.r.below(decl.params.length)
      const args = decl.params.map((_, i) => i === at ? ty : c.r.pick([INT, STR, listOf(BOOL), ty]))
      return { k: "named", decl, args }
    }
    default:
      return listOf(around(c, ty, depth - 1))
  }
}

/** A few types without parameters that arguments of traits often are. */
export function argument(c: Ctx, mustBePlain: boolean): Ty {
  for (let n = 0; n < 4; n++) {
    const ty = c.r.chance(65) ? c.r.pick([INT, STR, BOOL, listOf(INT)]) : randomTy(c.r, c.decls, 1)
    if (!mustBePlain || plain(ty)) return ty
  }
  return INT
}

export type Implementor = { ty: Ty; ref: Ref }

/** A type that implements a trait, by one of its impls; with these arguments, if given. */
export function implementor(c: Ctx, trait: Trait, depth: number, args?: Ty[]): Implementor | null {
  const impls = trait.impls.filter((impl) => impl.vars.length === 0 || depth > 0)
  for (let n = 0; n < 5 && impls.length > 0; n++) {
    const ty = headBy(c, c.r.pick(impls), depth, args)
    if (ty === null) continue
    const refs = refsOf(c, ty, trait).filter((ref) => args === undefined || sameAll(ref.args, args))
    if (refs.length > 0) return { ty, ref: c.r.pick(refs) }
  }
  return null
}

export function sameAll(left: Ty[], right: Ty[]): boolean {
  return left.length === right.length && left.every((one, i) => same(one, right[i] ?? one))
}

function headBy(c: Ctx, impl: Impl, depth: number, args?: Ty[]): Ty | null {
  const start = args === undefined ? new Map<string, Ty>()
    : matchAll(impl.args, args, impl.vars, new Map())
  if (start === null) return null
  for (const { of, trait, args: wanted } of impl.bounds) {
    const exact = wanted.map((arg) => subst(arg, start))
    const known = wanted.every((arg) => arg.k !== "var" || start.has(arg.name))
    const found = start.get(of.name) ??
      implementor(c, trait, depth - 1, known && wanted.length > 0 ? exact : undefined)?.ty
    if (found === undefined) return null
    start.set(of.name, found)
  }
  for (const one of impl.vars) if (!start.has(one.name)) start.set(one.name, argument(c, one.plain))
  return subst(impl.head, start)
}

/** The type of trait objects of some trait, of which there are some. */
export function objectTy(c: Ctx): (Ty & { k: "object" }) | null {
  const traits = c.traits.filter((one) => one.object)
  if (traits.length === 0) return null
  const trait = c.r.pick(traits)
  const found = implementor(c, trait, 1)
  return found === null ? null : objectOf(trait, found.ref.args)
}

/** The first type that implements a trait with these arguments. */
function firstOf(trait: Trait, args: Ty[], depth: number): Ty | null {
  for (const impl of depth > 0 ? trait.impls : []) {
    const by = matchAll(impl.args, args, impl.vars, new Map())
    if (by === null) continue
    for (const bound of impl.bounds) {
      const found = firstOf(bound.trait, bound.args.map((arg) => subst(arg, by)), depth - 1)
      if (found !== null) by.set(bound.of.name, found)
    }
    if (!impl.bounds.every((bound) => by.has(bound.of.name))) continue
    for (const one of impl.vars) if (!by.has(one.name)) by.set(one.name, INT)
    if (impl.vars.some((one) => one.plain && !plain(by.get(one.name) ?? one))) continue
    return subst(impl.head, by)
  }
  return null
}

export function objectOf(trait: Trait, args: Ty[]): Ty & { k: "object" } {
  const leafOf = (wanted: Ty[]): string => {
    const ty = firstOf(trait, wanted, 3)
    return ty === null ? NOTHING : `({ let r: ${show(ty)} = ${leaf(ty)}; r })`
  }
  return { k: "object", trait: trait.name, args, leaf: leafOf }
}
