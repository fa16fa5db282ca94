// Which types implement which traits with which arguments, as the language says, so that the
// generator can call through bounds, and knows which impl a call has to end in.

import type { Field, Ty, TyVar } from "./types.ts"
import { bind, partsOf, plain, same, show, subst } from "./types.ts"

/** An operation of a trait; its types are over the trait's parameters, `Self` and `Self.Out0`. */
export type Op = {
  name: string
  form: "reads" | "mutates" | "makes"
  /** A type parameter of its own. */
  own: TyVar | null
  params: Field[]
  result: Ty
  given: boolean
}

export type Trait = {
  name: string
  params: TyVar[]
  /** Its associated type. */
  out: TyVar | null
  supers: { trait: Trait; args: Ty[] }[]
  /** Its implementors can be compared and printed. */
  plain: boolean
  /** Its trait objects are types. */
  object: boolean
  ops: Op[]
  impls: Impl[]
  /** About what a call runs at most. */
  cost: number
}

/** `of: trait<args>`, where `of` is a type parameter or an associated type of one. */
export type Bound = { of: TyVar; trait: Trait; args: Ty[] }

export type Impl = {
  id: string
  vars: TyVar[]
  bounds: Bound[]
  head: Ty
  args: Ty[]
  out: Ty | null
  cost: number
}

/** What holds of a type parameter here; `part`: only what every impl of the trait gives itself. */
export type Fact = { of: Ty; trait: Trait; args: Ty[]; out: Ty | null; part: boolean }

/** One way in which a type implements a trait; the impl is not known of a type parameter. */
export type Ref = { args: Ty[]; out: Ty | null; id: string | null; part: boolean }

/** What is known at a place. */
export type Known = { traits: readonly Trait[]; facts: readonly Fact[] }

/** Takes the pattern's parameters to what makes it the type; null when nothing does. */
export function match(
  pattern: Ty, ty: Ty, vars: readonly TyVar[], by: ReadonlyMap<string, Ty>,
): Map<string, Ty> | null {
  if (pattern.k === "var" && vars.some((one) => one.name === pattern.name)) {
    const known = by.get(pattern.name)
    if (known !== undefined) return same(known, ty) ? new Map(by) : null
    return new Map([...by, [pattern.name, ty]])
  }
  const [left, right] = [partsOf(pattern), partsOf(ty)]
  if (left === null || right === null || left.length === 0) {
    return same(pattern, ty) ? new Map(by) : null
  }
  if (headOf(pattern) !== headOf(ty)) return null
  return matchAll(left, right, vars, by)
}

export function matchAll(
  patterns: Ty[], types: Ty[], vars: readonly TyVar[], by: ReadonlyMap<string, Ty>,
): Map<string, Ty> | null {
  if (patterns.length !== types.length) return null
  let at: Map<string, Ty> | null = new Map(by)
  for (const [i, pattern] of patterns.entries()) {
    const ty = types[i]
    if (at === null || ty === undefined) return null
    at = match(pattern, ty, vars, at)
  }
  return at
}

function headOf(ty: Ty): string {
  if (ty.k === "named") return ty.decl.name
  if (ty.k === "object") return ty.trait
  if (ty.k === "fn" || ty.k === "tuple") return `${ty.k}${partsOf(ty)?.length ?? 0}`
  return ty.k
}

/** What a bound says, with what its supertraits say. */
export function factsOf(of: Ty, trait: Trait, args: Ty[], out: Ty | null, part = false): Fact[] {
  const by = bind(trait.params.map((one) => one.name), args)
  return [
    { of, trait, args, out, part },
    ...trait.supers.flatMap((one) => {
      const above = one.trait.out !== null && of.k === "var" ? outOf(of, one.trait) : null
      return factsOf(of, one.trait, one.args.map((arg) => subst(arg, by)), above)
    }),
  ]
}

/** All ways in which a type implements a trait. */
export function refsOf(k: Known, ty: Ty, trait: Trait): Ref[] {
  const found: Ref[] = k.facts
    .filter((fact) => fact.trait === trait && same(fact.of, ty))
    .map((fact) => ({ args: fact.args, out: fact.out, id: null, part: fact.part }))
  const own = ty.k === "object" ? k.traits.find((one) => one.name === ty.trait) : undefined
  if (own !== undefined && ty.k === "object") {
    for (const fact of factsOf(ty, own, ty.args, null)) {
      if (fact.trait === trait) found.push({ args: fact.args, out: null, id: null, part: false })
    }
  } else if (ty.k !== "var") {
    for (const impl of trait.impls) found.push(...refsBy(k, impl, ty))
  }
  const key = (ref: Ref): string => ref.args.map(show).join(";")
  return found.filter((ref, i) => found.findIndex((one) => key(one) === key(ref)) === i)
}

/** Likewise where a bound asks: an object of a trait that compares has no `Eq` (LANGUAGE 5.5). */
export function boundRefsOf(k: Known, ty: Ty, trait: Trait): Ref[] {
  return ty.k === "object" && compares(trait) ? [] : refsOf(k, ty, trait)
}

function compares(trait: Trait): boolean {
  return trait.plain || trait.supers.some((above) => compares(above.trait))
}

function refsBy(k: Known, impl: Impl, ty: Ty): Ref[] {
  const outs = impl.bounds.flatMap(({ of, trait }) => trait.out === null ? [] : [outOf(of, trait)])
  const start = match(impl.head, ty, impl.vars, new Map())
  let ways = start === null ? [] : [start]
  for (const bound of impl.bounds) {
    ways = ways.flatMap((by) => through(k, bound, impl.vars, by))
  }
  const fits = (by: Map<string, Ty>): boolean =>
    impl.vars.every((one) => !one.plain || plain(by.get(one.name) ?? one))
  const open = [...impl.vars, ...outs].map((one) => one.name)
  return ways.filter((by) => fits(by) && open.every((name) => by.has(name))).map((by) => ({
    args: impl.args.map((arg) => subst(arg, by)),
    out: impl.out === null ? null : subst(impl.out, by),
    id: impl.id,
    part: false,
  }))
}

/** What a bound says of parameters, for each way in which it holds. */
export function through(
  k: Known, bound: Bound, vars: readonly TyVar[], by: ReadonlyMap<string, Ty>,
): Map<string, Ty>[] {
  const of = by.get(bound.of.name)
  if (of === undefined) return []
  return boundRefsOf(k, of, bound.trait).flatMap((ref) => {
    const next = matchAll(bound.args, ref.args, vars, by)
    if (next === null) return []
    if (ref.out === null || bound.trait.out === null) return [next]
    const name = outOf(bound.of, bound.trait).name
    const known = next.get(name)
    if (known !== undefined && !same(known, ref.out)) return []
    return [next.set(name, ref.out)]
  })
}

/** `A.Out0` */
export function outOf(of: TyVar, trait: Trait): TyVar {
  const out = trait.out
  return { k: "var", name: `${of.name}.${out?.name ?? ""}`, plain: out?.plain ?? false }
}

/** What the types of a trait's operations mention, for an implementor. */
export function bindingOf(trait: Trait, self: Ty, ref: Ref): Map<string, Ty> {
  const by = new Map(bind(trait.params.map((one) => one.name), ref.args)).set("Self", self)
  return ref.out === null || trait.out === null ? by : by.set(`Self.${trait.out.name}`, ref.out)
}

/** Type parameters with what is asked of them, as between the brackets of a declaration. */
export function varsText(vars: readonly TyVar[], bounds: readonly Bound[]): string {
  const texts = vars.map((one) => {
    const own = boundsOf(one, bounds)
    return own === "" ? one.name : `${one.name}: ${own}`
  })
  return texts.length === 0 ? "" : `<${texts.join(", ")}>`
}

/** `R0<int> + Eq + Debug`, or nothing. */
export function boundsOf(one: TyVar, bounds: readonly Bound[]): string {
  const traits = bounds.filter((bound) => bound.of.name === one.name).map(({ trait, args }) =>
    trait.name + (args.length > 0 ? `<${args.map(show).join(", ")}>` : ""))
  return [...traits, ...(one.plain ? ["Eq", "Debug"] : [])].join(" + ")
}

