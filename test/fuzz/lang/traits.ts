// Random traits: with type parameters, associated types, supertraits, default methods. What
// implements them, and how, is the matter of impls.ts.
//
// An operation calls only earlier traits, and its own one only on parts of its value, so all ends.

import type { Ctx } from "./context.ts"
import { constant } from "./context.ts"
import { around, implementor } from "./shapes.ts"
import type { Node } from "./node.ts"
import { list, of, statement } from "./node.ts"
import type { Op, Trait } from "./solve.ts"
import { factsOf, varsText } from "./solve.ts"
import type { Field, Ty, TyVar } from "./types.ts"
import { INT, STR, listOf, mentions, optionOf, show, tyVar } from "./types.ts"

/** How much the body of an operation may cost, about. */
export const LIMIT = 400

/** A trait over earlier ones; its operations without bodies yet. */
export function randomTrait(c: Ctx, i: number): Trait {
  const { r } = c
  const params = ["U", "V"].slice(0, r.pick([0, 1, 1, 1, 2])).map((name) =>
    tyVar(name, r.chance(25)))
  const supers = supersOf(c, params)
  const trait: Trait = {
    name: `R${i}`, params, out: null, supers, plain: r.chance(20),
    object: r.chance(60) && supers.every((one) => one.trait.object), ops: [], impls: [], cost: 20,
  }
  if (!trait.object && r.chance(70)) trait.out = tyVar(`Out${i}`, r.chance(60))
  const like: Field[] = []
  trait.ops.push({
    name: `r${i}who`, form: "reads", own: null, params: like, result: STR, given: false,
  })
  const required = 1 + r.below(2)
  for (let at = 0; at < required + 1 + r.below(2); at++) {
    trait.ops.push(randomOp(c, trait, `r${i}m${at}`, at >= required))
  }
  // What a bound gives can be gone on with.
  const first = trait.ops[1]
  const given = trait.out === null ? params[0] : tyVar(`Self.${trait.out.name}`, trait.out.plain)
  if (first?.form === "reads" && given !== undefined && r.chance(60)) first.result = given
  for (const op of trait.ops) settle(trait, op)
  return trait
}

function supersOf(c: Ctx, params: TyVar[]): Trait["supers"] {
  if (c.traits.length === 0 || !c.r.chance(35)) return []
  const trait = c.r.pick(c.traits)
  const known = implementor(c, trait, 0)
  if (known === null) return []
  const args = trait.params.map((param, i): Ty => {
    const fits = params.filter((one) => one.plain || !param.plain)
    return fits.length > 0 && c.r.chance(75) ? c.r.pick(fits) : known.ref.args[i] ?? INT
  })
  return [{ trait, args }]
}

/** Where a type implements the trait twice, the types of a call must say which is meant. */
function settle(trait: Trait, op: Op): void {
  const said = [op.result, ...op.params.map((param) => param.ty)].flatMap(mentions)
  const missing = trait.params.filter((one) => !said.includes(one.name))
  for (const one of missing) {
    op.params.push({ name: `like${one.name.toLowerCase()}`, ty: optionOf(one) })
  }
}

function randomOp(c: Ctx, trait: Trait, name: string, given: boolean): Op {
  const { r } = c
  const inner: Ty[] = [...trait.params]
  if (trait.out !== null) inner.push(tyVar(`Self.${trait.out.name}`, trait.out.plain))
  const some = (): Ty => inner.length > 0 && r.chance(75)
    ? around({ ...c, decls: [] }, r.pick(inner), 1) : r.pick([INT, STR, listOf(INT)])
  const params: Field[] = r.chance(50) ? [{ name: "by", ty: some() }] : []
  const roll = r.below(100)
  if (!given && roll < 18) {
    return { name, form: "mutates", own: null, params, result: r.pick([INT, STR]), given }
  }
  const self = tyVar("Self", trait.plain)
  if (!given && !trait.object && roll < 36) {
    return { name, form: "makes", own: null, params, result: self, given }
  }
  if (given && !trait.object && roll < 40) {
    const own = tyVar("W", false)
    const step: Ty = { k: "fn", params: [r.pick([INT, ...inner])], result: own }
    const result = r.pick<Ty>([own, listOf(own), optionOf(own)])
    return { name, form: "reads", own, params: [...params, { name: "f", ty: step }], result, given }
  }
  const result = !trait.object && r.chance(12) ? self : some()
  return { name, form: "reads", own: null, params, result, given }
}

export function signature(op: Op, shown: (ty: Ty) => string): string {
  const params = op.params.map((param) => `${param.name}: ${shown(param.ty)}`)
  const all = op.form === "makes" ? params : ["self", ...params]
  return `@${op.name}${varsText(op.own === null ? [] : [op.own], [])} (${all.join(", ")}) -> ${
    shown(op.result)}`
}

/** A place in the body of an operation of the trait itself. */
function insideOf(c: Ctx, trait: Trait, op: Op): Ctx {
  const self = tyVar("Self", trait.plain)
  const out = trait.out === null ? null : tyVar(`Self.${trait.out.name}`, trait.out.plain)
  const open = [...trait.params, self, ...(out === null ? [] : [out]),
    ...(op.own === null ? [] : [op.own])]
  const facts = factsOf(self, trait, trait.params, out, true)
  const vars = [constant("self", self), ...op.params.map((one) => constant(one.name, one.ty))]
  c.s.fuel = 14
  c.s.cost = 5
  c.s.limit = LIMIT
  const { result } = op
  const fail = result.k === "option" || result.k === "result" ? result : null
  return { ...c, vars, facts, open, fail }
}

/** The declaration, and a function that asks a value which impl it has. */
export function traitText(c: Ctx, trait: Trait): Node[] {
  const { name, params, out, supers, ops } = trait
  const ups = supers.map((one) => one.trait.name + varsText(one.args.map(asVar), []))
  const bounds = [...ups, ...(trait.plain ? ["Eq", "Debug"] : [])].join(" + ")
  const head = `trait ${name}${varsText(params, [])}${bounds === "" ? "" : `: ${bounds}`}`
  const type = out === null ? "" : `type ${out.name}${out.plain ? ": Eq + Debug" : ""};\n`
  const items = ops.map((op): Node => {
    const said = signature(op, show)
    if (!op.given) return statement`${said};\n`
    const inner = insideOf(c, trait, op)
    const body = c.s.block(inner, 3, op.result)
    trait.cost = Math.max(trait.cost, c.s.cost)
    return statement`${said} = { ${body} }\n`
  })
  return [of(null)`${head} { ${type}${list(items)} }\n`, ask(trait)]
}

/** For printing only: a type argument where a parameter is wanted. */
function asVar(ty: Ty): TyVar {
  return tyVar(show(ty), false)
}

function ask(trait: Trait): Node {
  const who = trait.ops[0]
  if (who === undefined) throw new Error("a trait without operations")
  const self = tyVar("A", false)
  const bounds = [{ of: self, trait, args: trait.params }]
  const params = ["x: A", ...who.params.map((one) => `${one.name}: ${show(one.ty)}`)]
  const passed = who.params.map((one) => `${one.name}:`).join(", ")
  return of(null)`@${who.name}_of${varsText([self, ...trait.params], bounds)} (${
    params.join(", ")}) -> str = x.${who.name}(${passed});\n`
}

