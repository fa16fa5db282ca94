// Functions with type parameters, bounded by traits with arguments of their own, and calls of them
// in which the arguments, what is expected, or explicit type arguments say what the parameters are.

import type { Ctx, Fn, Generic, Var } from "./context.ts"
import { constant, fresh, handyTy } from "./context.ts"
import { settled } from "./dispatch.ts"
import { factsAt } from "./impls.ts"
import type { Node, Part } from "./node.ts"
import { anchored, of } from "./node.ts"
import { around, argument, implementor, objectOf } from "./shapes.ts"
import type { Bound, Trait } from "./solve.ts"
import { boundsOf, match, outOf, through, varsText } from "./solve.ts"
import type { Ty, TyVar } from "./types.ts"
import { INT, STR, listOf, mentions, optionOf, plain, same, show, subst, tyVar } from "./types.ts"

/** Type parameters with bounds that some types are known to meet. */
function randomGeneric(c: Ctx): Generic {
  const { r } = c
  const vars: TyVar[] = []
  const bounds: Bound[] = []
  const witness = new Map<string, Ty>()
  const made: Generic = { vars, bounds, equal: [], witness, explicit: false }
  const add = (ty: Ty, mustBePlain: boolean): TyVar => {
    const one = tyVar("ABCDEFGHIJ"[vars.length] ?? "Z", mustBePlain || plain(ty) && r.chance(35))
    vars.push(one)
    witness.set(one.name, ty)
    return one
  }
  const ask = (of: TyVar, trait: Trait, args: Ty[], out: Ty | null): void => {
    const asked = args.map((arg, i): Ty =>
      vars.length < 5 && r.chance(75) ? add(arg, trait.params[i]?.plain ?? false) : arg)
    bounds.push({ of, trait, args: asked })
    if (out === null || trait.out === null) return
    witness.set(outOf(of, trait).name, out)
    if (r.chance(30)) made.equal.push({ of: outOf(of, trait), ty: out })
  }
  for (let n = 1 + r.below(2); n > 0 && c.traits.length > 0; n--) {
    const trait = r.pick(c.traits)
    const found = implementor(c, trait, 2)
    if (found !== null) ask(add(found.ty, false), trait, found.ref.args, found.ref.out)
  }
  // A bound on what another bound mentions.
  const [, second] = vars
  const trait = c.traits.length > 0 ? r.pick(c.traits) : undefined
  if (second !== undefined && trait !== undefined && r.chance(60)) {
    const free = !bounds.some((bound) => bound.of === second)
    const ways = through(c, { of: second, trait, args: trait.params }, trait.params, witness)
    const way = free && ways.length > 0 ? r.pick(ways) : null
    const args = trait.params.map((param) => way?.get(param.name) ?? INT)
    if (way !== null) ask(second, trait, args, way.get(outOf(second, trait).name) ?? null)
  }
  if (vars.length === 0 || r.chance(25)) add(argument(c, false), false)
  return made
}

/** What is known where the parameters of a function are in scope. */
export function insideOf(c: Ctx, { vars, bounds, equal }: Generic): Ctx {
  const by = new Map(equal.map(({ of: out, ty }): [string, Ty] => [out.name, ty]))
  const facts = factsAt(bounds).map((fact) => ({
    ...fact, out: fact.out === null ? null : subst(fact.out, by),
  }))
  const outs = facts.flatMap(({ out }) => out?.k === "var" ? [out] : [])
  return { ...c, facts, open: [...vars, ...outs] }
}

export function genericFn(c: Ctx): Node {
  const { r } = c
  const generic = randomGeneric(c)
  const inner = insideOf(c, generic)
  const small = { ...inner, decls: c.decls.filter((decl) => decl.plain) }
  const outs = generic.bounds.flatMap(({ of: one, trait }) => {
    const out = trait.out === null ? null : outOf(one, trait)
    return out === null || generic.equal.some((known) => same(known.of, out)) ? [] : [out]
  })
  const some = (): Ty => around(small, r.pick<Ty>([...generic.vars, ...outs]), 1)
  const params: Var[] = []
  const add = (ty: Ty): void => void params.push(constant(fresh(c, "x"), ty))
  for (const bound of generic.bounds) {
    if (r.chance(85)) add(r.pick<Ty>([bound.of, bound.of, listOf(bound.of), optionOf(bound.of)]))
  }
  for (const one of generic.vars) {
    const known = params.some((param) => mentions(param.ty).includes(one.name))
    if (!known && r.chance(50)) add(r.pick<Ty>([one, one, listOf(one)]))
  }
  for (let n = r.below(2); n > 0; n--) add(r.chance(75) ? some() : r.pick([INT, STR]))
  const objects = generic.bounds.filter(({ trait }) => trait.object)
  const object = objects.length > 0 && r.chance(15) ? r.pick(objects) : null
  const result = object !== null ? objectOf(object.trait, object.args)
    : r.chance(75) ? some() : r.pick([INT, STR])
  const said = [result, ...params.map((param) => param.ty)].flatMap(mentions)
  generic.explicit = generic.vars.some((one) => !said.includes(one.name))
  const name = fresh(c, "g")
  c.s.fuel = 22
  c.s.cost = 5
  const fail = result.k === "option" || result.k === "result" ? result : null
  const body = c.s.block({ ...inner, vars: params, tally: false, fail }, 5, result)
  c.fns.push({ name, params, result, tally: false, cost: c.s.cost, generic })
  const head = params.map((param) => `${param.name}: ${show(param.ty)}`).join(", ")
  return of(null)`@${name}${headText(c, generic, head, result)} = { ${body} }\n`
}

/** Bounds between the brackets or behind the signature. */
function headText(c: Ctx, generic: Generic, params: string, result: Ty): string {
  const { vars, bounds, equal } = generic
  const equals = equal.map(({ of: out, ty }) => `${out.name} == ${show(ty)}`)
  if (c.r.chance(65)) {
    const where = equals.length > 0 ? ` where ${equals.join(", ")}` : ""
    return `${varsText(vars, bounds)} (${params}) -> ${show(result)}${where}`
  }
  const asked = vars.flatMap((one) => {
    const text = boundsOf(one, bounds)
    return text === "" ? [] : [`${one.name}: ${text}`]
  })
  const all = [...asked, ...equals]
  const where = all.length > 0 ? ` where ${all.join(", ")}` : ""
  return `<${vars.map((one) => one.name).join(", ")}> (${params}) -> ${show(result)}${where}`
}

/** Types for the parameters, so that a call gives what is wanted; null when none were found. */
function solved(c: Ctx, fn: Fn, generic: Generic, wanted: Ty): ReadonlyMap<string, Ty> | null {
  const { vars, bounds, equal, witness } = generic
  const outs = bounds.flatMap(({ of: one, trait }) =>
    trait.out === null ? [] : [outOf(one, trait)])
  const all = [...vars, ...outs]
  const start = match(fn.result, wanted, all, new Map())
  if (start === null) return null
  for (let n = 0; n < 4; n++) {
    let by: Map<string, Ty> | null = new Map(start)
    for (const bound of bounds) {
      if (by === null) break
      const { name } = bound.of
      const known: Ty = by.get(name) ?? (n < 2
        ? handyTy(c, (ty) => through(c, bound, all, new Map([[name, ty]])).length > 0,
          implementor(c, bound.trait, 2)?.ty ?? INT)
        : witness.get(name) ?? INT)
      const ways: Map<string, Ty>[] = through(c, bound, all, new Map([...by, [name, known]]))
      by = ways.length > 0 ? c.r.pick(ways) : null
    }
    if (by === null) continue
    for (const one of vars) {
      if (!by.has(one.name)) by.set(one.name, witness.get(one.name) ?? INT)
    }
    const done = by
    const fits = vars.every((one) => !one.plain || plain(done.get(one.name) ?? INT)) &&
      equal.every(({ of: out, ty }) => same(done.get(out.name) ?? out, subst(ty, done)))
    if (fits && same(subst(fn.result, done), wanted)) return done
  }
  if (same(subst(fn.result, witness), wanted)) return witness
  return null
}

/** A call of a generic function for a wanted type. */
export function genericCall(c: Ctx, fn: Fn, wanted: Ty): Node | null {
  const { generic } = fn
  const by = generic === null ? null : solved(c, fn, generic, wanted)
  if (generic === null || by === null) return null
  c.s.cost += c.times * fn.cost
  const given = generic.vars.map((one) => show(by.get(one.name) ?? one))
  const all = generic.explicit || c.r.chance(20)
  const some = given.slice(0, 1 + c.r.below(given.length))
    .map((arg) => c.r.chance(30) ? "_" : arg)
  const types = all ? `<${given.join(", ")}>` : c.r.chance(25) ? `<${some.join(", ")}>` : ""
  const args = fn.params.flatMap((param, i): Part[] => {
    const value = c.s.expr(c, subst(param.ty, by))
    const passed = all && c.r.chance(60) ? value : anchored(value)
    return [`${i === 0 ? "" : ", "}${param.name}: `, passed]
  })
  const passed: Node = { ty: null, anchor: false, list: false, parts: args }
  const raw = of(wanted)`${fn.name}${types}(${passed})`
  return all && c.r.chance(50) ? raw : settled(c, wanted, raw)
}

/** A wanted type for which a generic function can be called. */
export function instanceOf(generic: Generic, result: Ty): Ty {
  return subst(result, generic.witness)
}
