// Statements: declarations, assignments to places, loops, matches, early exits, prints.

import type { Ctx } from "./context.ts"
import { constant, fresh, handyTy, inLoop, paths, pathsOf, variable, within } from "./context.ts"
import { asked, declaredCall } from "./dispatch.ts"
import { callOf, declared, expr } from "./expression.ts"
import type { Node } from "./node.ts"
import { anchored, list, of, statement as s } from "./node.ts"
import { matchOn, pattern } from "./pattern.ts"
import { rankedAsked } from "./ranked.ts"
import { anyTy } from "./shapes.ts"
import type { Ty } from "./types.ts"
import { BOOL, FIGURE, INT, STR, listOf, plain, randomKey, show } from "./types.ts"

/** Statements, then the result if one is wanted; each refuels the generator a little. */
export function block(c: Ctx, count: number, result: Ty | null): Node {
  const nodes: Node[] = []
  let at = c
  const before = c.s.fuel
  for (let n = 1 + c.r.below(count); n > 0; n--) {
    const { node, inner } = statement(at)
    nodes.push(node)
    at = inner
  }
  if (result === null) return list(nodes)
  c.s.fuel = Math.max(c.s.fuel, Math.min(before, 3))
  return of(null)`${list(nodes)}${expr(at, result)}`
}

type Made = { node: Node; inner: Ctx }

function statement(c: Ctx): Made {
  const roll = c.r.below(100)
  const deep = c.depth > 5 || c.s.fuel <= 0
  if (roll < 24) return declared(c, anyTy(c, 2))
  if (roll < 26) return declaredCall(c) ?? declared(c, anyTy(c, 2))
  if (roll < 30) return letElse(c) ?? declared(c, INT)
  const keep = (node: Node): Made => ({ node, inner: c })
  if (roll < 34) return declaredCall(c) ?? declared(c, INT)
  if (roll < 36) return keep((c.r.chance(70) ? asked(c) : rankedAsked(c)) ?? say(c))
  if (roll < 50) return keep(assignment(c))
  if (roll < 56) return keep(say(c))
  if (roll < 62) return keep(mutating(c))
  if (roll < 64 && c.tally) return keep(s`Tally.note(text: ${expr(c, STR)});`)
  if (roll < 67) return dropped(c) ?? keep(say(c))
  if (roll < 70) return keep(escape(c))
  if (roll < 73) return destructured(c)
  if (deep) return keep(assignment(c))
  if (roll < 82) return keep(loop(c))
  if (roll < 86) return keep(counted(c))
  if (roll < 91) {
    return keep(s`if ${expr(c, BOOL)} then { ${block(within(c), 2, null)} } else { ${
      block(within(c), 2, null)} };`)
  }
  if (roll < 96) {
    const on = expr(c, handyTy(c, () => true, INT))
    return keep(s`${matchOn(c, on, null, (inner) => s`{ ${block(inner, 2, null)} }`)};`)
  }
  const name = fresh(c, "v")
  const node = s`let ${name}: Result<void, str> = catch(expr: { ${
    block(within(c), 3, null)} }); say(tag: ${
    String(c.r.below(100))}, value: ${name}.is_ok());`
  return { node, inner: c }
}

function say(c: Ctx): Node {
  const tag = String(c.r.below(100))
  const figures = pathsOf(c, FIGURE)
  if (figures.length > 0 && c.r.chance(30)) {
    return s`say(tag: ${tag}, value: ${c.r.pick(figures).text}.describe());`
  }
  return s`say(tag: ${tag}, value: ${anchored(expr(c, handyTy(c, plain, INT)))});`
}

function letElse(c: Ctx): Made | null {
  // Only Option lets a pattern that does not match be `None`; an `Err` must not get lost.
  if (c.fail?.k !== "option") return null
  const ty = anyTy(c, 2)
  if (show(ty).includes("Result")) return null
  const { text, vars } = pattern(c, ty, 2)
  if (/\b(Ok|Err)\(/.test(text)) return null
  return {
    node: s`let? ${text} = ${anchored(expr(c, ty))};`,
    inner: { ...c, vars: [...c.vars, ...vars] },
  }
}

function destructured(c: Ctx): Made {
  const items = [anyTy(c, 1), anyTy(c, 1)]
  const names = items.map((ty) => variable(fresh(c, "v"), ty))
  return {
    node: s`let (${names.map((one) => one.name).join(", ")}) = ${
      anchored(expr(c, { k: "tuple", items }))};`,
    inner: { ...c, vars: [...c.vars, ...names] },
  }
}

function assignment(c: Ctx): Node {
  const places = paths(c).filter((path) => path.mutable && path.text !== "self")
  if (places.length === 0) return say(c)
  const { text, ty } = c.r.pick(places)
  if (ty.k === "map" && c.r.chance(70)) {
    return s`${text}[${expr(c, ty.key)}] = ${expr(c, ty.of)};`
  }
  if (ty.k === "list" && c.r.chance(70)) return listAssignment(c, text, ty)
  if (ty.k === "int" && c.r.chance(60)) {
    return s`${text} ${c.r.pick(["+=", "-=", "*=", "^="])} ${
      expr(c, INT)} % 100;`
  }
  if (ty.k === "str" && c.r.chance(60)) return s`${text} = clip(text: ${text} + ${expr(c, STR)});`
  if (ty.k === "bool" && c.r.chance(40)) {
    return s`${text} ${c.r.pick(["&&=", "||="])} ${expr(c, BOOL)};`
  }
  return s`${text} = ${expr(c, ty)};`
}

function listAssignment(c: Ctx, text: string, ty: Ty & { k: "list" }): Node {
  if (c.r.chance(40)) return s`${text} = ${text}.push(value: ${expr(c, ty.of)});`
  const index = expr(c, INT)
  const { of: item } = ty
  const inner = item.k === "named" && item.decl.kind === "struct" && item.decl.name !== "Res"
  const variant = inner && item.k === "named" ? item.decl.variants[0] : undefined
  const field = variant === undefined ? null : c.r.pick(variant.fields)
  const direct = item.k === "named" && item.decl.params.length === 0
  const set = field !== null && direct && c.r.chance(60)
    ? s`${text}[(${index}) & 1].${field.name} = ${expr(c, field.ty)};`
    : s`${text}[(${index}) & 1] = ${expr(c, item)};`
  return c.r.chance(80) ? s`if ${text}.len() > 1 then { ${set} };` : set
}

/** A mutating method, of a struct or through a trait object. */
function mutating(c: Ctx): Node {
  const places = paths(c).filter((path) => path.mutable && (path.ty.k === "figure" ||
    path.ty.k === "named" && path.ty.decl.methods.length > 0))
  if (places.length === 0) return say(c)
  const { text, ty } = c.r.pick(places)
  if (ty.k !== "named") return s`${text}.grow(by: ${expr(c, INT)});`
  const method = c.r.pick(ty.decl.methods)
  return s`${text}.${method.name}(by: ${expr(c, method.param)});`
}

/** The end of a value before its scope's: the name is not used again. */
function dropped(c: Ctx): Made | null {
  const own = c.vars.filter((one) => one.mutable && one.ty.k !== "var" && one.name !== "self")
  const last = own.at(-1)
  if (last === undefined || c.times > 1 || c.depth > 0) return null
  return {
    node: s`drop_early(value: ${last.name});`,
    inner: { ...c, vars: c.vars.filter((one) => one !== last) },
  }
}

function escape(c: Ctx): Node {
  const label = c.labels.length > 0 ? c.r.pick(c.labels) : null
  if (label !== null && c.r.chance(60)) {
    const verb = label.loop && c.r.chance(50) ? "continue" : "break"
    const value = label.ty === null ? "" : s` ${expr(c, label.ty)}`
    return s`if ${expr(c, BOOL)} then ${verb}:${label.name}${value};`
  }
  if (c.r.chance(30)) {
    return s`if ${expr(c, BOOL)} && ${expr(c, BOOL)} then panic(msg: ${expr(c, STR)});`
  }
  const called = callOf(c, INT)
  return called === null ? say(c) : s`${called};`
}

function loop(c: Ctx): Node {
  const [name, label] = [fresh(c, "i"), fresh(c, "l")]
  const kind = c.r.below(5)
  const item = handyTy(c, () => true, STR)
  const key = randomKey(c.r, c.decls)
  const target = { name: label, loop: true, ty: null }
  const guard = c.r.chance(20) ? s` if (${expr(c, BOOL)})` : ""
  const body = (...vars: { name: string; ty: Ty }[]): Node =>
    block(inLoop(c, target, ...vars.map((one) => constant(one.name, one.ty))), 3, null)
  if (kind < 2) {
    return s`for:${label} ${name} in 0..${String(c.r.below(4))}${guard} do { ${
      body({ name, ty: INT })} };`
  }
  if (kind < 4) {
    return s`for:${label} ${name} in (${
      anchored(expr(c, listOf(item)))}.take(count: 4))${guard} do { ${
      body({ name, ty: item })} };`
  }
  const value = fresh(c, "i")
  return s`for:${label} (${name}, ${value}) in (${
    anchored(expr(c, { k: "map", key, of: item }))}.entries().take(count: 4)) do { ${
    body({ name, ty: key }, { name: value, ty: item })} };`
}

function counted(c: Ctx): Node {
  const [name, label] = [fresh(c, "n"), fresh(c, "l")]
  const inner = inLoop(c, { name: label, loop: true, ty: null }, constant(name, INT))
  const head = c.r.chance(50)
    ? s`while:${label} ${name} < ${String(c.r.below(4))} do { ${name} += 1; ${
      block(inner, 3, null)} };`
    : s`loop:${label} { ${name} += 1; if ${name} > ${String(c.r.below(4))} then break; ${
      block(inner, 3, null)} };`
  return s`{ let ${name} = 0; ${head} };`
}
