// Calls of the operations of traits: on what implements them, through bounds, on trait objects.
// Where a type implements a trait several times, what is passed or expected says which is meant.

import type { Ctx } from "./context.ts"
import { affordable, fresh, handyTy, paths, text, variable } from "./context.ts"
import type { Node, Part } from "./node.ts"
import { anchored, of, statement } from "./node.ts"
import { argument, implementor, objectTy, sameAll } from "./shapes.ts"
import type { Op, Ref, Trait } from "./solve.ts"
import { bindingOf, match, refsOf } from "./solve.ts"
import { leafIn } from "./source.ts"
import type { Ty } from "./types.ts"
import { BOOL, applied, listOf, mentions, optionOf, same, show, subst } from "./types.ts"

/** An operation of a type, by one way in which the type implements the trait. */
export type Choice = { self: Ty; trait: Trait; ref: Ref; op: Op; own: Ty | null }

/** Where only what is expected says what a call is of; the ways are equal in meaning. */
export function settled(c: Ctx, ty: Ty, raw: Node): Node {
  const t = of(ty)
  const name = fresh(c, "q")
  switch (c.r.below(8)) {
    case 0:
      return t`choose<${show(ty)}>(first: ${c.s.expr(c, BOOL)}, left: ${raw}, right: ${
        c.s.expr(c, ty)})`
    case 1:
      return t`({ let ${name}: ${show(optionOf(ty))} = Some(${raw}); ${name}.unwrap() })`
    case 2:
      return t`({ let ${name}: ${show(listOf(ty))} = [${raw}]; ${name}[0] })`
    case 3:
      return t`({ let ${name}: ${show(ty)} = if ${c.s.expr(c, BOOL)} then ${raw} else ${
        c.s.expr(c, ty)}; ${name} })`
    case 4:
      return t`({ let ${name}: ${show(ty)} = match ${anchored(c.s.expr(c, BOOL))} { true -> ${
        c.s.expr(c, ty)}, _ -> ${raw} }; ${name} })`
    default:
      return t`({ let ${name}: ${show(ty)} = ${raw}; ${name} })`
  }
}

export function resultOfChoice({ self, trait, ref, op, own }: Choice): Ty {
  const by = bindingOf(trait, self, ref)
  return subst(op.result, own === null || op.own === null ? by : by.set(op.own.name, own))
}

function argsOf(c: Ctx, choice: Choice): Part[] {
  const { self, trait, ref, op, own } = choice
  const by = bindingOf(trait, self, ref)
  if (own !== null && op.own !== null) by.set(op.own.name, own)
  return op.params.flatMap((param, i): Part[] => [
    i === 0 ? "" : ", ", `${param.name}: `, anchored(c.s.expr(c, subst(param.ty, by))),
  ])
}

function group(parts: Part[]): Node {
  return { ty: null, anchor: false, list: false, parts }
}

/** The call as written; what it is of may only be known from outside. */
export function opCall(c: Ctx, choice: Choice, place: string | null): Node {
  const { self, trait, op, own } = choice
  c.s.cost += c.times * trait.cost
  const ty = resultOfChoice(choice)
  const t = of(ty)
  const explicit = own !== null && c.r.chance(30) ? `<${show(own)}>` : ""
  if (op.form === "makes") return t`${headText(self)}.${op.name}(${group(argsOf(c, choice))})`
  if (op.form === "reads") {
    const receiver = place === null ? anchored(c.s.expr(c, self)) : place
    const args = group(argsOf(c, choice))
    if (explicit !== "" || c.r.chance(75)) {
      return t`(${receiver}.${op.name}${explicit}(${args}))`
    }
    return t`${trait.name}.${op.name}(${receiver}${op.params.length > 0 ? ", " : ""}${args})`
  }
  const places = paths(c).filter((one) => one.mutable && same(one.ty, self) && one.text !== "self")
  const found = place ?? (places.length > 0 ? c.r.pick(places).text : null)
  if (found !== null) return t`(${found}.${op.name}(${group(argsOf(c, choice))}))`
  const [name, got] = [fresh(c, "w"), fresh(c, "w")]
  const again = c.r.chance(40) ? of(null)` ${name}.${op.name}(${group(argsOf(c, choice))});` : ""
  return t`({ let ${name}: ${show(self)} = ${c.s.expr(c, self)};${again} let ${got}: ${
    show(ty)} = ${name}.${op.name}(${group(argsOf(c, choice))}); ${got} })`
}

/** A type before the dot of an associated function; empty where none can stand. */
function headText(ty: Ty): string {
  const plainName = ["int", "str", "bool", "byte", "char", "float", "var", "option"]
  if (ty.k === "named") return applied(ty.decl.name, ty.args)
  return plainName.includes(ty.k) ? show(ty) : ""
}

/** Types that may implement something: those in scope, those with bounds, and a few others. */
function selves(c: Ctx): Ty[] {
  const here = paths(c).map((path) => path.ty)
  const some = Array.from({ length: Math.min(8, here.length) }, () => c.r.pick(here))
  const made = c.traits.flatMap((trait): Ty[] => {
    const found = implementor(c, trait, 2)
    return found === null ? [] : [found.ty]
  })
  const object = objectTy(c)
  const all = [...c.facts.map((fact) => fact.of), ...some, ...made, ...(object ? [object] : [])]
  return all.filter((ty, i) => all.findIndex((one) => same(one, ty)) === i)
}

function choicesOf(c: Ctx, self: Ty, wanted: Ty | null): Choice[] {
  // A trait that is still being made may be called on parts only, of which the bounds tell.
  const bounds = self.k === "var" ? c.facts.map((fact) => fact.trait) : []
  const traits = new Set([...bounds, ...c.traits])
  return [...traits].filter((trait) => affordable(c, trait.cost)).flatMap((trait) =>
    refsOf(c, self, trait).flatMap((ref) => trait.ops.flatMap((op): Choice[] => {
      if (ref.part && op.given || op.form === "makes" && headText(self) === "") return []
      if (self.k === "object" && (op.form === "makes" || op.own !== null)) return []
      if (wanted === null || op.own === null) {
        const choice = { self, trait, ref, op, own: op.own === null ? null : argument(c, false) }
        return wanted === null || same(resultOfChoice(choice), wanted) ? [choice] : []
      }
      const open = subst(op.result, bindingOf(trait, self, ref))
      const own = match(open, wanted, [op.own], new Map())?.get(op.own.name)
      return own === undefined ? [] : [{ self, trait, ref, op, own }]
    })))
}

/** A call of some operation that gives what is wanted. */
export function traitCall(c: Ctx, wanted: Ty): Node | null {
  const found = selves(c).flatMap((self) => choicesOf(c, self, wanted))
  if (found.length === 0) return null
  const choice = preferred(c, found)
  const raw = opCall(c, choice, null)
  const { op, trait } = choice
  const names = [...trait.params.map((one) => one.name), op.own?.name ?? ""]
  const clear = !mentions(op.result).some((name) => names.includes(name))
  return clear && c.r.chance(50) ? raw : settled(c, wanted, raw)
}

/** Through bounds rather than otherwise, where there are both. */
function preferred(c: Ctx, found: Choice[]): Choice {
  const bounded = found.filter((one) => one.self.k === "var" || one.self.k === "object")
  return c.r.pick(bounded.length > 0 && c.r.chance(60) ? bounded : found)
}

/** A local with what some operation gives. */
export function declaredCall(c: Ctx): { node: Node; inner: Ctx } | null {
  const all = selves(c)
  if (all.length === 0) return null
  const found = choicesOf(c, c.r.pick(all), null)
  if (found.length === 0) return null
  const choice = preferred(c, found)
  const [name, ty] = [fresh(c, "v"), resultOfChoice(choice)]
  const node = statement`let ${name}: ${show(ty)} = ${opCall(c, choice, null)};`
  return { node, inner: { ...c, vars: [...c.vars, variable(name, ty)] } }
}

/** Asks a value for its impl of a trait, which the generator knows too. */
export function asked(c: Ctx): Node | null {
  if (c.traits.length === 0) return null
  const trait = c.r.pick(c.traits)
  const here = paths(c).map((path) => path.ty)
  const self = here.length > 0 && c.r.chance(40) ? c.r.pick(here) : implementor(c, trait, 2)?.ty
  const refs = self === undefined ? [] : refsOf(c, self, trait).filter((ref) => ref.id !== null)
  const op = trait.ops[0]
  if (self === undefined || refs.length === 0 || op === undefined) return null
  const ref = c.r.pick(refs)
  const want = `want: "${ref.id ?? ""}"`
  if (c.r.chance(50)) {
    return statement`hold(got: ${opCall(c, { self, trait, ref, op, own: null }, null)}, ${want});`
  }
  const args = argsOf(c, { self, trait, ref, op, own: null })
  const given = [self, ...ref.args].map((ty) => c.r.chance(25) ? "_" : show(ty))
  const explicit = c.r.chance(40) ? `<${given.join(", ")}>` : ""
  return statement`hold(got: ${op.name}_of${explicit}(x: ${anchored(c.s.expr(c, self))}${
    args.length > 0 ? ", " : ""}${group(args)}), ${want});`
}

/** A value as a trait object. */
export function objectValue(c: Ctx, ty: Ty & { k: "object" }): Node {
  const trait = c.traits.find((one) => one.name === ty.trait) ??
    c.facts.find((fact) => fact.trait.name === ty.trait)?.trait
  if (trait === undefined) return text(ty, leafIn(c, ty))
  const fits = (self: Ty): boolean => self.k !== "object" &&
    refsOf(c, self, trait).some((ref) => !ref.part && sameAll(ref.args, ty.args))
  const own = handyTy(c, fits, ty)
  const self = own !== ty ? own : implementor(c, trait, 1, ty.args)?.ty
  if (self === undefined) return text(ty, leafIn(c, ty))
  return of(ty)`${anchored(c.s.expr(c, self))}`
}

