// Expressions of a wanted type by what any type can be made of: names, calls, control flow.

import { genericCall } from "./bounded.ts"
import type { Ctx, Fn } from "./context.ts"
import {
  affordable, constant, fresh, handyTy, inLoop, pathsOf, paths, text, variable, within,
} from "./context.ts"
import { traitCall } from "./dispatch.ts"
import { inherentCall } from "./generics.ts"
import type { Node, Part } from "./node.ts"
import { anchored, of } from "./node.ts"
import { matchOn } from "./pattern.ts"
import type { Ty } from "./types.ts"
import { BOOL, INT, STR, optionOf, resultOf, same, show } from "./types.ts"
import { atom, lambda, make } from "./values.ts"

export function expr(c: Ctx, ty: Ty): Node {
  if (--c.s.fuel <= 0 || c.s.level > 4) return atom(c, ty)
  c.s.level++
  const made = grown(c, ty)
  c.s.level--
  return made
}

function grown(c: Ctx, ty: Ty): Node {
  const known = pathsOf(c, ty)
  if (known.length > 0 && c.r.chance(35)) return text(ty, c.r.pick(known).text)
  const roll = c.r.below(100)
  if (roll < 10) return callOf(c, ty) ?? make(c, ty)
  if (roll < 15) {
    return of(ty)`(if ${expr(c, BOOL)} then ${expr(c, ty)} else ${expr(c, ty)})`
  }
  if (roll < 21) return matchOn(c, expr(c, handyTy(c, () => true, optionOf(INT))), ty, (inner) =>
    expr(inner, ty))
  if (roll < 26) return of(ty)`({ ${c.s.block(within(c), 2, ty)} })`
  if (roll < 29) return labelled(c, ty)
  if (roll < 33 && ty.k !== "option" && ty.k !== "result")
    return of(ty)`(${anchored(expr(c, optionOf(ty)))} ?? ${
      ty.k === "object" ? anchored(expr(c, ty)) : expr(c, ty)})`
  if (roll < 36) return caught(c, ty)
  if (roll < 42 && c.fail !== null) return questioned(c, ty)
  if (roll < 44) 
    return of(ty)`choose<${show(ty)}>(first: ${expr(c, BOOL)}, left: ${
      expr(c, ty)}, right: ${expr(c, ty)})`
  if (roll < 46 && ty.k === "list" && c.r.chance(70)) return along(c, ty)
  if (roll < 46) 
    return of(ty)`again<${show(ty)}>(count: ${String(c.r.below(4))}, value: ${
      expr(c, ty)}, step: ${lambda(c, [ty], ty)})`
  if (roll < 49) return tallied(c, ty)
  if (roll < 51 && c.labels.length > 0) return jump(c, ty)
  if (roll < 54) return methodOf(c, ty) ?? make(c, ty)
  if (roll < 64) return traitCall(c, ty) ?? make(c, ty)
  if (roll < 69) return inherentCall(c, ty) ?? make(c, ty)
  return make(c, ty)
}

/** What a loop along a list makes of it. */
function along(c: Ctx, ty: Ty & { k: "list" }): Node {
  const t = show(ty.of)
  const xs = expr(c, ty)
  switch (c.r.below(4)) {
    case 0:
      return of(ty)`behind_last<${t}>(xs: ${xs}, test: ${lambda(c, [ty.of], BOOL)}, found: ${
        expr(c, ty)})`
    case 1: return of(ty)`from_first<${t}>(xs: ${xs}, test: ${lambda(c, [ty.of], BOOL)})`
    case 2:
      return of(ty)`merged<${t}>(xs: ${xs}, ys: ${expr(c, ty)}, first: ${
        lambda(c, [ty.of, ty.of], BOOL)}, done: ${expr(c, ty)})`
    default: return of(ty)`in_pairs<${t}>(xs: ${xs}, done: ${expr(c, ty)})`
  }
}

function args(c: Ctx, fn: Fn): Node {
  const parts = fn.params.flatMap((param, i): Part[] => [
    `${i === 0 ? "" : ", "}${param.name}: `,
    expr(c, param.ty),
  ])
  return { ty: null, anchor: false, list: false, parts }
}

export function callOf(c: Ctx, ty: Ty): Node | null {
  const fits = c.fns.filter((fn) => affordable(c, fn.cost) &&
    (fn.generic !== null || same(fn.result, ty)))
  const closures = paths(c).filter(({ ty: known }) => known.k === "fn" && same(known.result, ty))
  if (closures.length > 0 && c.r.chance(50)) {
    const { text: f, ty: known } = c.r.pick(closures)
    const [param] = known.k === "fn" ? known.params : []
    if (param !== undefined) return of(ty)`((${f})(${expr(c, param)}))`
  }
  if (fits.length === 0) return null
  const fn = c.r.pick(fits)
  return fn.generic === null ? call(c, fn) : genericCall(c, fn, ty)
}

export function call(c: Ctx, fn: Fn): Node {
  c.s.cost += c.times * fn.cost
  const made = of(fn.result)`${fn.name}(${args(c, fn)})`
  if (!fn.tally || c.tally) return made
  return of(fn.result)`(with Tally = ${provider(c)} in ${made})`
}

function provider(c: Ctx): Node {
  if (c.r.chance(60)) return of(null)`Table { n: ${expr(c, INT)}, seen: [] }`
  return of(null)`handler(state: (${expr(c, INT)}, "s")) { next: s -> ((s.0 + 2, s.1), s.0), ${
    ""}note: (s, text) -> ((s.0 + 1, clip(text: s.1 + text)), ()), notes: s -> (s, [s.1]) }`
}

function tallied(c: Ctx, ty: Ty): Node {
  const inner = { ...within(c), tally: true }
  return of(ty)`(with Tally = ${provider(c)} in { ${c.s.block(inner, 2, ty)} })`
}

/** A mutating method of a place, for its result. */
function methodOf(c: Ctx, ty: Ty): Node | null {
  const places = paths(c).filter((path) => path.mutable && path.ty.k === "named" &&
    path.ty.decl.methods.some((method) => same(method.result, ty)))
  if (places.length === 0) return null
  const place = c.r.pick(places)
  const methods = place.ty.k === "named" ? place.ty.decl.methods : []
  const method = c.r.pick(methods.filter((one) => same(one.result, ty)))
  return of(ty)`${place.text}.${method.name}(by: ${expr(c, method.param)})`
}

function labelled(c: Ctx, ty: Ty): Node {
  const name = fresh(c, "l")
  const label = { name, loop: false, ty }
  const inner = { ...within(c), labels: [...c.labels, label] }
  if (c.r.chance(60)) return of(ty)`(block:${name} { ${c.s.block(inner, 3, ty)} })`
  const n = fresh(c, "n")
  const looping = inLoop(c, label, constant(n, INT))
  return of(ty)`({ let ${n} = 0; loop:${name} { ${n} += 1; if ${n} > ${
    String(c.r.below(3))} then break:${name} ${expr(looping, ty)}; ${
    c.s.block({ ...looping, vars: c.vars }, 2, null)} } })`
}

function jump(c: Ctx, ty: Ty): Node {
  const label = c.r.pick(c.labels)
  const verb = label.loop && c.r.chance(50) ? "continue" : "break"
  const value = label.ty === null ? "" : of(null)` ${expr(c, label.ty)}`
  return of(ty)`(if ${expr(c, BOOL)} then ${expr(c, ty)} else ${verb}:${label.name}${value})`
}

function questioned(c: Ctx, ty: Ty): Node {
  const source = c.fail?.k === "option" ? optionOf(ty) : resultOf(ty)
  return of(ty)`(${anchored(expr(c, source))}?)`
}

function caught(c: Ctx, ty: Ty): Node {
  const [ok, message] = [fresh(c, "m"), fresh(c, "m")]
  return of(ty)`(match catch(expr: ${anchored(expr(c, ty))}) { Ok(${ok}) -> ${
    ok}, Err(${message}) -> ${expr(within(c, constant(message, STR)), ty)} })`
}

/** A `let` of a random type; the name is in scope afterwards. */
export function declared(c: Ctx, ty: Ty): { node: Node; inner: Ctx } {
  const name = fresh(c, "v")
  const node = of(null)`let ${name}: ${show(ty)} = ${expr(c, ty)};`
  return { node, inner: { ...c, vars: [...c.vars, variable(name, ty)] } }
}
