// Random impls of a trait: of plain types, several times with different arguments, and of
// containers and generic types whose parts implement it, with bodies that go through their parts.

import type { Ctx } from "./context.ts"
import { constant, fresh, inLambda, inLoop, variable, within } from "./context.ts"
import { opCall, resultOfChoice } from "./dispatch.ts"
import type { Node } from "./node.ts"
import { list, of, statement } from "./node.ts"
import { argument, objectOf } from "./shapes.ts"
import type { Bound, Fact, Impl, Op, Trait } from "./solve.ts"
import { bindingOf, factsOf, matchAll, outOf, refsOf, varsText } from "./solve.ts"
import { LIMIT, signature } from "./traits.ts"
import type { Decl, Ty, TyVar } from "./types.ts"
import { BOOL, BYTE, INT, STR, applied, bind, listOf, optionOf, plain, same, selfOf, show, subst,
  tyVar } from "./types.ts"

/** Gives a trait its impls; the declared ones come back. */
export function randomImpls(c: Ctx, trait: Trait): Node[] {
  const nodes: Node[] = []
  for (let n = 3 + c.r.below(4); n > 0; n--) {
    const impl = leafImpl(c, trait)
    if (impl !== null) nodes.push(implText(c, trait, impl))
  }
  const shapes = shapesOf(c)
  for (let n = 2 + c.r.below(3); n > 0 && shapes.length > 0; n--) {
    const shape = c.r.pick(shapes)
    shapes.splice(shapes.indexOf(shape), 1)
    const impl = liftedImpl(c, trait, shape)
    if (impl !== null) nodes.push(implText(c, trait, impl))
  }
  trait.cost = 4 * Math.max(trait.cost, ...trait.impls.map((impl) => impl.cost))
  return nodes
}

function add(trait: Trait, impl: Omit<Impl, "id" | "cost">): Impl {
  const whole = { ...impl, id: `${trait.name}#${trait.impls.length}`, cost: 5 }
  trait.impls.push(whole)
  return whole
}

function leafImpl(c: Ctx, trait: Trait): Impl | null {
  const { r } = c
  const own = c.decls.filter((decl) => decl.params.length === 0)
  const known = trait.impls.map((impl) => impl.head)
  const above = trait.supers[0]
  const by = new Map<string, Ty>()
  let head: Ty = known.length > 0 && trait.params.length > 0 && r.chance(45)
    ? r.pick(known)
    : r.chance(55)
    ? r.pick<Ty>([INT, STR, BOOL, BYTE, { k: "char" }])
    : selfOf(r.pick(own))
  if (above !== undefined) {
    const leaves = above.trait.impls.filter((impl) => impl.vars.length === 0)
    if (leaves.length === 0) return null
    head = r.pick(leaves).head
    const ways = refsOf(c, head, above.trait).flatMap((ref) => {
      const way = matchAll(above.args, ref.args, trait.params, new Map())
      return way === null ? [] : [way]
    })
    if (ways.length === 0) return null
    for (const [name, ty] of r.pick(ways)) by.set(name, ty)
  }
  const args = trait.params.map((param) => by.get(param.name) ?? argument(c, param.plain))
  if (trait.params.some((param, i) => param.plain && !plain(args[i] ?? INT))) return null
  if (trait.plain && !plain(head)) return null
  const taken = trait.impls.some((impl) => same(impl.head, head) && impl.args.every((arg, i) =>
    same(arg, args[i] ?? arg)))
  if (taken) return null
  const out = trait.out === null ? null : argument(c, trait.out.plain)
  return add(trait, { vars: [], bounds: [], head, args, out })
}

/** What an impl may be of: a type made of the parameters that it is given. */
type Shape = { count: number; head: (vars: TyVar[]) => Ty }

function shapesOf(c: Ctx): Shape[] {
  const one = (head: (ty: Ty) => Ty): Shape => ({ count: 1, head: ([a]) => head(a ?? INT) })
  const generic = c.decls.filter((decl) => decl.params.length > 0)
  return [
    one(listOf), one(listOf), one(optionOf), one((ty) => ({ k: "map", key: STR, of: ty })),
    one((ty) => ({ k: "result", of: ty })),
    { count: 2, head: (vars) => ({ k: "tuple", items: vars }) },
    ...generic.map((decl): Shape => ({
      count: decl.params.length, head: (vars) => ({ k: "named", decl, args: vars }),
    })),
  ]
}

function liftedImpl(c: Ctx, trait: Trait, shape: Shape): Impl | null {
  const { r } = c
  const vars: TyVar[] = []
  const bounds: Bound[] = []
  const pool: Ty[][] = trait.params.map(() => [])
  const asked = r.below(shape.count)
  const heads: TyVar[] = []
  for (let at = 0; at < shape.count; at++) {
    const of = tyVar("ACE"[at] ?? "A", trait.plain || r.chance(15))
    heads.push(of)
    vars.push(of)
    if (at !== asked && r.chance(50)) continue
    const args = trait.params.map((param, i) => tyVar(`${"BDF"[at] ?? "B"}${i}`, param.plain))
    vars.push(...args)
    bounds.push({ of, trait, args })
    args.forEach((arg, i) => pool[i]?.push(arg))
  }
  const head = shape.head(heads)
  if (trait.impls.some((impl) => sameShape(impl.head, head))) return null
  const args = trait.params.map((_, i) => {
    // All of them: what only a bound mentions would have to be clear from the bound.
    const from = pool[i] ?? []
    const [first = INT] = from
    const all: Ty = from.length > 1 ? { k: "tuple", items: from } : first
    return r.pick<Ty>([listOf(all), listOf(all), all, optionOf(all)])
  })
  const outs = bounds.map((bound) => outOf(bound.of, trait))
  const out = trait.out === null ? null : liftedOut(c, trait.out, [...heads, ...outs, ...outs])
  const facts = factsAt(bounds)
  const holds = trait.supers.every((above) => {
    const wanted = above.args.map((arg) => subst(arg, bind(trait.params.map((p) => p.name), args)))
    return refsOf({ ...c, facts }, head, above.trait).some((ref) =>
      ref.args.every((arg, i) => same(arg, wanted[i] ?? arg)))
  })
  if (!holds || trait.plain && !plain(head)) return null
  return add(trait, { vars, bounds, head, args, out })
}

function liftedOut(c: Ctx, out: TyVar, from: TyVar[]): Ty {
  const fits = from.filter((one) => one.plain || !out.plain)
  const first: Ty = fits.length > 0 ? c.r.pick(fits) : INT
  return c.r.pick([first, first, listOf(first), optionOf(first)])
}

function sameShape(left: Ty, right: Ty): boolean {
  if (left.k === "named" && right.k === "named") return left.decl === right.decl
  return left.k === right.k
}

export function factsAt(bounds: readonly Bound[]): Fact[] {
  return bounds.flatMap(({ of, trait, args }) =>
    factsOf(of, trait, args, trait.out === null ? null : outOf(of, trait)))
}

/** A place in an operation of an impl. */
function insideOf(c: Ctx, trait: Trait, impl: Impl, op: Op): Ctx {
  const outs = impl.bounds.flatMap((bound) => trait.out === null ? [] : [outOf(bound.of, trait)])
  const by = bound(trait, impl)
  const result = subst(op.result, by)
  const params = op.params.map((one) => constant(one.name, subst(one.ty, by)))
  const self = op.form === "mutates" ? variable("self", impl.head) : constant("self", impl.head)
  c.s.fuel = 12
  c.s.cost = 5
  c.s.limit = LIMIT
  return {
    ...c, vars: op.form === "makes" ? params : [self, ...params], facts: factsAt(impl.bounds),
    fail: result.k === "option" || result.k === "result" ? result : null,
    open: [...impl.vars, ...outs, ...(op.own === null ? [] : [op.own])],
  }
}

function bound(trait: Trait, impl: Impl): Map<string, Ty> {
  return bindingOf(trait, impl.head, { args: impl.args, out: impl.out, id: null, part: false })
}

/** The text of an impl; some defaults are overridden. */
function implText(c: Ctx, trait: Trait, impl: Impl): Node {
  const by = bound(trait, impl)
  const items = trait.ops.flatMap((op, at): Node[] => {
    if (op.given && !c.r.chance(20)) return []
    const said = signature(op, (ty) => show(subst(ty, by)))
    if (at === 0) return [statement`${said} = "${impl.id}";\n`]
    const body = bodyOf(insideOf(c, trait, impl, op), trait, impl, op, subst(op.result, by))
    impl.cost = Math.max(impl.cost, c.s.cost)
    return [statement`${said} = { ${body} }\n`]
  })
  const type = impl.out === null || trait.out === null ? ""
    : `type ${trait.out.name} = ${show(impl.out)};\n`
  return of(null)`impl${varsText(impl.vars, impl.bounds)} ${show(impl.head)}: ${
    applied(trait.name, impl.args)} { ${type}${list(items)} }\n`
}

function bodyOf(c: Ctx, trait: Trait, impl: Impl, op: Op, result: Ty): Node {
  const { head } = impl
  const changed = op.form === "mutates" ? changing(c, head) : ""
  const through = impl.bounds.length > 0 && op.form !== "makes" && c.r.chance(65)
    ? throughParts(c, trait, impl, op, result) : null
  return of(null)`${changed}${through ?? c.s.block(c, 3, result)}`
}

function changing(c: Ctx, head: Ty): Node {
  const only = head.k === "named" && head.decl.kind === "struct" ? head.decl.variants[0] : undefined
  const field = only === undefined || head.k !== "named" || head.decl.name === "Res"
    ? undefined : c.r.pick(only.fields)
  if (field === undefined || head.k !== "named") return statement`self = ${c.s.expr(c, head)}; `
  const ty = subst(field.ty, bind(head.decl.params, head.args))
  return statement`self.${field.name} = ${c.s.expr(c, ty)}; `
}

/** Calls the operation on the parts, and makes something of what they give. */
function throughParts(c: Ctx, trait: Trait, impl: Impl, op: Op, result: Ty): Node | null {
  const { head } = impl
  const asked = c.r.pick(impl.bounds)
  const out = trait.out === null ? null : outOf(asked.of, trait)
  const ref = { args: asked.args, out, id: null, part: false }
  const choice = { self: asked.of, trait, ref, op, own: op.own }
  const [x, e] = [fresh(c, "x"), fresh(c, "e")]
  const got = resultOfChoice(choice)
  const inside: Inside = (at, more) => {
    const inner = within(at, constant(x, asked.of), constant(e, got))
    return statement`{ let ${x}w = ${x}; let ${e}: ${show(got)} = ${
      opCall(at, choice, `${x}w`)}; ${more(inner)} }`
  }
  const value = (at: Ctx): Node => c.s.block(at, 2, result)
  const isPart = (ty: Ty): boolean => same(ty, asked.of)
  if ((head.k === "list" || head.k === "map") && isPart(head.of)) {
    if (head.k === "list" && same(result, listOf(got)) && c.r.chance(60)) {
      return eachOf(c, x, got, (at) => inside(at, () => of(null)`${e}`))
    }
    return overParts(c, head.k === "list" ? x : `(_, ${x})`, result, inside)
  }
  if ((head.k === "option" || head.k === "result") && isPart(head.of)) {
    const [some, none] = head.k === "option" ? ["Some", "None"] : ["Ok", "Err(_)"]
    return statement`match self { ${some}(${x}) -> ${inside(c, value)}, ${none} -> ${
      c.s.expr(c, result)} }`
  }
  const at = head.k === "tuple" ? head.items.findIndex(isPart) : -1
  if (at < 0) return null
  return statement`let ${x} = self.${String(at)}; ${inside(c, value)}`
}

/** A block in which a part, and what the operation gives for it, have names. */
type Inside = (at: Ctx, more: (inner: Ctx) => Node) => Node

/** A list of what each part gives. */
function eachOf(c: Ctx, x: string, got: Ty, body: (at: Ctx) => Node): Node {
  if (c.r.chance(50)) {
    return statement`self.take(count: 4).map(${x} -> ${body(inLambda(c, got))})`
  }
  const label = fresh(c, "l")
  const loop = inLoop(c, { name: label, loop: true, ty: null })
  return statement`for:${label} ${x} in self.take(count: 4) yield ${body(loop)}`
}

function overParts(c: Ctx, pattern: string, result: Ty, inside: Inside): Node {
  const [label, last] = [fresh(c, "l"), fresh(c, "o")]
  const loop = inLoop(c, { name: label, loop: true, ty: null })
  const source = pattern.startsWith("(") ? "self.entries()" : "self"
  return statement`let ${last}: ${show(result)} = ${
    c.s.expr(c, result)}; for:${label} ${pattern} in ${source}.take(count: 4) do ${
    inside(loop, (inner) => statement`${last} = ${c.s.expr(inner, result)};`)} ${last}`
}

/** A struct that implements a trait by the trait objects that it holds. */
export function holder(c: Ctx, trait: Trait, i: number): { decl: Decl; node: Node } | null {
  if (!trait.object || trait.plain || trait.supers.length > 0) return null
  if (trait.params.some((one) => one.plain)) return null
  const params = trait.params.map((one) => one.name)
  const object = objectOf(trait, trait.params)
  const decl: Decl = {
    name: `O${i}`, kind: "struct", params, key: false, plain: false, methods: [], inherent: [],
    variants: [{ name: `O${i}`, labelled: true, fields: [
      { name: "parts", ty: listOf(object) }, { name: "label", ty: STR }] }],
  }
  const head = selfOf(decl)
  const impl = add(trait, { vars: trait.params, bounds: [], head, args: trait.params, out: null })
  const ref = { args: trait.params, out: null, id: null, part: false }
  const items = trait.ops.flatMap((op, at): Node[] => {
    if (op.given) return []
    const said = signature(op, show)
    if (at === 0) return [statement`${said} = "${impl.id}";\n`]
    const inner = insideOf(c, trait, impl, op)
    const q = fresh(c, "q")
    const call = opCall(inner, { self: object, trait, ref, op, own: null }, q)
    const back = op.form === "mutates" ? ` self.parts[0] = ${q};` : ""
    const otherwise = c.s.expr(inner, op.result)
    return [statement`${said} = if self.parts.len() > 0 then { let ${q}: ${
      show(object)} = self.parts[0]; let ${q}e: ${show(op.result)} = ${call};${back} ${
      q}e } else ${otherwise};\n`]
  })
  const node = of(null)`type ${applied(decl.name, trait.params)} = { parts: [${
    show(object)}], label: str }\n\nimpl${varsText(trait.params, [])} ${show(head)}: ${
    applied(trait.name, trait.params)} { ${list(items)} }\n`
  return { decl, node }
}
