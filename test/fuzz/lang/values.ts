// Values of a wanted type by what only this type can be made of: literals, operators, methods.

import type { Ctx } from "./context.ts"
import {
  constant, fresh, handyTy, inLambda, inLoop, pathsOf, text, within,
} from "./context.ts"
import { objectValue } from "./dispatch.ts"
import type { Node, Part } from "./node.ts"
import { anchored, of, print } from "./node.ts"
import { certain, leafIn } from "./source.ts"
import type { Ty } from "./types.ts"
import { BOOL, BYTE, INT, NOTHING, STR, fieldsOf, listOf, optionOf, plain, randomKey, resultOf,
  same, show } from "./types.ts"

function joined(parts: Part[]): Node {
  const spaced = parts.flatMap((part, i): Part[] => (i === 0 ? [part] : [", ", part]))
  return { ty: null, anchor: false, list: false, parts: spaced }
}

/** Small enough that fuel does not matter. */
export function atom(c: Ctx, ty: Ty): Node {
  const known = pathsOf(c, ty)
  if (known.length > 0 && c.r.chance(75)) return text(ty, c.r.pick(known).text)
  switch (ty.k) {
    case "int": {
      const values = [0, 1, 2, 3, 5, 7, 10, 42, 99, 256].map(String)
      return text(ty, c.r.pick([...values, "(-1)", "(-7)", c.r.chance(8) ? "int.max" : "4"]))
    }
    case "str":
      return text(ty, c.r.pick(['"a"', '"bc"', '""', '"d\\n"', '"\\u{e9}"', '"12"', '"x y,z"']))
    case "bool":
      return text(ty, c.r.pick(["true", "false"]))
    case "byte":
      return text(ty, c.r.pick(["b'a'", "b'\\xff'", "b'0'"]))
    case "char":
      return text(ty, c.r.pick(["'a'", "'\\u{e9}'", "'\\u{1f600}'"]))
    case "float":
      return text(ty, c.r.pick(["0.5", "2.0", "1.25", "0.1", "1e10"]))
    case "named":
      return text(ty, ty.decl.name === "Res" ? `Res { name: "${fresh(c, "r")}" }` : leafIn(c, ty))
    case "list":
    case "option": {
      const inner = c.r.chance(70) ? print(atom(c, ty.of)) : NOTHING
      if (!certain(inner)) return text(ty, leafIn(c, ty))
      return text(ty, ty.k === "list" ? `[${inner}]` : `Some(${inner})`)
    }
    default:
      return text(ty, leafIn(c, ty))
  }
}

export function make(c: Ctx, ty: Ty): Node {
  const e = (inner: Ty): Node => c.s.expr(c, inner)
  const a = (inner: Ty): Node => anchored(c.s.expr(c, inner))
  switch (ty.k) {
    case "int":
      return makeInt(c, e, a)
    case "bool":
      return makeBool(c, e, a)
    case "str":
      return makeStr(c, e, a)
    case "byte":
      return of(ty)`(((${e(INT)}) & 127).to_byte())`
    case "float":
      return of(ty)`(${a(ty)} ${c.r.pick(["+", "-", "*"])} ${a(ty)})`
    case "list":
      return makeList(c, ty, e, a)
    case "map":
      return makeMap(c, ty, e, a)
    case "set":
      return makeSet(c, ty, e, a)
    case "option":
      return makeOption(c, ty, e, a)
    case "result":
      return makeResult(c, ty, e, a)
    case "tuple":
      return tuple(c, ty, e, a)
    case "fn":
      return lambda(c, ty.params, ty.result)
    case "named":
      return makeNamed(c, ty, e)
    case "object":
      return objectValue(c, ty)
    case "figure":
      return c.r.chance(60)
        ? of(ty)`Dot { n: ${e(INT)} }`
        : of(ty)`Group { parts: [${e(ty)}], res: ${e(namedRes(c))} }`
    default:
      return atom(c, ty)
  }
}

type Sub = (ty: Ty) => Node

function namedRes(c: Ctx): Ty {
  const decl = c.decls[0]
  return decl === undefined ? INT : { k: "named", decl, args: [] }
}

function element(c: Ctx): Ty {
  return handyTy(c, (ty) => ty.k !== "fn", c.r.pick([INT, STR, BOOL]))
}

function makeInt(c: Ctx, e: Sub, a: Sub): Node {
  const t = of(INT)
  switch (c.r.below(16)) {
    case 0:
      return t`((${e(INT)} + ${e(INT)}) % 1000)`
    case 1:
      return t`(${e(INT)} ${c.r.pick(["-", "+", "*"])} ${e(INT)})`
    case 2:
      return t`((${e(INT)} * ${e(INT)}) % 1009)`
    case 3:
      return t`(${a(STR)}.len())`
    case 4:
      return t`((${e(INT)} ${c.r.pick(["&", "|", "^"])} ${e(INT)}) % 4096)`
    case 5:
      return t`(${a(listOf(element(c)))}.len())`
    case 6: {
      const inner = inLambda(c, INT, constant("acc", INT), constant("it", INT))
      const op = c.s.expr(inner, INT)
      return t`(${a(listOf(INT))}.fold(initial: ${e(INT)}, op: (acc, it) -> (${op} + acc) % 1000))`
    }
    case 7:
      return t`(${a(BYTE)}.to_int())`
    case 8:
      return c.tally ? t`Tally.next()` : t`(${a({ k: "figure" })}.area())`
    case 9:
      return t`(${e(INT)} ${c.r.pick(["/", "%", "div"])} ${e(INT)})`
    case 10:
      return t`(${a(listOf(INT))}[${e(INT)}])`
    case 11:
      return t`(-(${e(INT)}))`
    case 12:
      return t`(${a(listOf(INT))}.iter().map(it -> it % 100).filter(it -> it != ${
        c.s.expr(inLambda(c, INT), INT)}).sum())`
    case 13:
      return t`(Upto { at: 0, end: (${e(INT)}) % 5 }.map(it -> it * 2).sum())`
    case 14:
      return t`(${a({ k: "map", key: randomKey(c.r, c.decls), of: INT })}.len())`
    default:
      return t`noted(tag: ${String(c.r.below(100))}, value: ${e(INT)})`
  }
}

function makeBool(c: Ctx, e: Sub, a: Sub): Node {
  const t = of(BOOL)
  switch (c.r.below(9)) {
    case 0:
      return t`(${e(INT)} ${c.r.pick(["<", "<=", ">", ">=", "!="])} ${e(INT)})`
    case 1:
      return t`(!${e(BOOL)})`
    case 2:
      return t`(${e(BOOL)} ${c.r.pick(["&&", "||"])} ${e(BOOL)})`
    case 3: {
      const ty = handyTy(c, plain, STR)
      return t`(${a(ty)} ${c.r.pick(["==", "!="])} ${a(ty)})`
    }
    case 4:
      return t`(${a(optionOf(element(c)))}.is_some())`
    case 5:
      return t`(${a(STR)}.contains(substr: ${e(STR)}))`
    case 6: {
      const ty = randomKey(c.r, c.decls)
      return t`(${a(ty)} < ${a(ty)})`
    }
    case 7: {
      const ty = element(c)
      return t`(${a(listOf(ty))}.${c.r.pick(["any", "all"])}(${lambda(c, [ty], BOOL)}))`
    }
    default: {
      const key = randomKey(c.r, c.decls)
      return t`(${a({ k: "set", of: key })}.contains(value: ${e(key)}))`
    }
  }
}

function makeStr(c: Ctx, e: Sub, a: Sub): Node {
  const t = of(STR)
  switch (c.r.below(9)) {
    case 0:
      return t`clip(text: ${e(STR)} + ${e(STR)})`
    case 1:
      return t`\`{(${a(INT)})}-{clip(text: ${e(STR)})}\``
    case 2:
      return t`(${a(INT)}.to_str())`
    case 3:
      return t`clip(text: ${a(listOf(STR))}.join(separator: ","))`
    case 4:
    case 5:
      return t`short(text: ${a(handyTy(c, plain, INT))}.debug())`
    case 6:
      return t`(${a(STR)}.substring(start: 0, end: ${e(INT)} & 7))`
    case 7:
      return t`(${a({ k: "figure" })}.describe())`
    default:
      return t`\`{(${a(INT)}):>5}|{(${a(STR)}.to_uppercase())}\``
  }
}

function makeList(c: Ctx, ty: Ty & { k: "list" }, e: Sub, a: Sub): Node {
  const t = of(ty)
  switch (c.r.below(13)) {
    case 0:
      return t`[${e(ty.of)}]`
    case 1:
      return t`[${e(ty.of)}, ${e(ty.of)}]`
    case 2:
      return t`(${a(ty)}.push(value: ${e(ty.of)}))`
    case 3:
      return t`[...(${a(ty)}.take(count: 4)), ${e(ty.of)}]`
    case 4:
      return t`((${a(ty)} + ${e(ty)}).take(count: 6))`
    case 5:
      return t`(${a(ty)}.reverse())`
    case 6:
      return t`(${a(ty)}.filter(${lambda(c, [ty.of], BOOL)}))`
    case 7:
    case 8:
      return forYield(c, ty, ty.of)
    case 9: {
      const from = element(c)
      return t`(${a(listOf(from))}.map(${lambda(c, [from], ty.of)}))`
    }
    case 10: {
      const from = element(c)
      return t`(${a(listOf(from))}.iter().map(${
        lambda(c, [from], ty.of)}).take(count: 3).collect())`
    }
    case 11:
      return same(ty.of, STR) && c.tally ? t`Tally.notes()` : t`(${a(ty)}.skip(count: 1))`
    default:
      return t`(${a({ k: "map", key: STR, of: ty.of })}.values())`
  }
}

function forYield(c: Ctx, ty: Ty, item: Ty): Node {
  const from = element(c)
  const v = fresh(c, "i")
  const label = fresh(c, "l")
  const overList = c.r.chance(60)
  const inner = inLoop(c, { name: label, loop: true, ty: null }, constant(v, overList ? from : INT))
  const source = overList
    ? of(null)`${anchored(c.s.expr(c, listOf(from)))}.take(count: 4)`
    : `0..${c.r.below(4)}`
  const bare = inLambda(c, BOOL, constant(v, overList ? from : INT))
  const guard = c.r.chance(30) ? of(null)` if (${c.s.expr(bare, BOOL)})` : ""
  const jump = c.r.chance(30)
    ? of(null)`if ${c.s.expr(inner, BOOL)} then ${c.r.pick(["break", "continue"])}; `
    : ""
  return of(ty)`(for:${label} ${v} in (${source})${guard} yield { ${jump}${
    c.s.expr(inner, item)} })`
}

function makeMap(c: Ctx, ty: Ty & { k: "map" }, e: Sub, a: Sub): Node {
  const t = of(ty)
  switch (c.r.below(5)) {
    case 0:
      return t`(${a(ty)}.insert(key: ${e(ty.key)}, value: ${e(ty.of)}))`
    case 1:
      return t`({[${a(ty.key)}]: ${e(ty.of)}, [${a(ty.key)}]: ${e(ty.of)}})`
    case 2:
      return t`(${a(ty)}.remove(key: ${e(ty.key)}))`
    case 3:
      return forYield(c, ty, { k: "tuple", items: [ty.key, ty.of] })
    default:
      return t`({...${a(ty)}, [${a(ty.key)}]: ${e(ty.of)}})`
  }
}

function makeSet(c: Ctx, ty: Ty & { k: "set" }, e: Sub, a: Sub): Node {
  const t = of(ty)
  switch (c.r.below(4)) {
    case 0:
      return t`(${a(ty)}.insert(value: ${e(ty.of)}))`
    case 1:
      return t`(${a(ty)}.${c.r.pick(["union", "difference", "intersection"])}(other: ${e(ty)}))`
    case 2:
      return forYield(c, ty, ty.of)
    default:
      return t`(${a(ty)}.remove(value: ${e(ty.of)}))`
  }
}

function makeOption(c: Ctx, ty: Ty & { k: "option" }, e: Sub, a: Sub): Node {
  const t = of(ty)
  const from = element(c)
  switch (c.r.below(8)) {
    case 0:
    case 1:
      return t`Some(${e(ty.of)})`
    case 2:
      return t`(${a(listOf(ty.of))}.get(index: ${e(INT)}))`
    case 3: {
      const key = randomKey(c.r, c.decls)
      return t`(${a({ k: "map", key, of: ty.of })}[${e(key)}])`
    }
    case 4:
      return t`(${a(listOf(ty.of))}.${c.r.pick(["first", "last"])}())`
    case 5:
      return t`(${a(resultOf(ty.of))}.ok())`
    case 6:
      return t`(${a(optionOf(from))}.map(${lambda(c, [from], ty.of)}))`
    default:
      return t`(${a(optionOf(from))}.and_then(${lambda(c, [from], ty)}))`
  }
}

function makeResult(c: Ctx, ty: Ty & { k: "result" }, e: Sub, a: Sub): Node {
  const t = of(ty)
  const inner = { ...within(c), fail: ty }
  switch (c.r.below(6)) {
    case 0:
      return t`Ok(${e(ty.of)})`
    case 1:
      return t`Err(${e(STR)})`
    case 2:
      return t`(${a(optionOf(ty.of))}.ok_or(err: ${e(STR)}))`
    case 3:
      return ty.of.k === "result" ? t`Ok(${e(ty.of)})`
        : t`(try { ${anchored(c.s.expr(inner, ty.of))} })`
    case 4:
      return t`catch(expr: ${c.s.expr(c, ty.of)})`
    default:
      return panicking(c, ty, e)
  }
}

/** What follows the block may use all that it could: `times` says that nothing is given up. */
function panicking(c: Ctx, ty: Ty & { k: "result" }, e: Sub): Node {
  const before = c.s.block({ ...c, times: 2 * c.times }, 2, null)
  return of(ty)`catch(expr: { ${before} if ${e(BOOL)} then panic(msg: ${e(STR)}); ${
    c.s.expr(c, ty.of)} })`
}

function tuple(c: Ctx, ty: Ty & { k: "tuple" }, e: Sub, a: Sub): Node {
  const [one, two] = ty.items
  if (one !== undefined && two !== undefined && c.r.chance(25)) {
    const pair = a({ k: "tuple", items: [two, one] })
    return of(ty)`swapped<${show(two)}, ${show(one)}>(pair: ${pair})`
  }
  return of(ty)`(${joined(ty.items.map(e))})`
}

export function lambda(c: Ctx, params: Ty[], result: Ty): Node {
  const vars = params.map((param) => constant(fresh(c, "a"), param))
  const inner = inLambda(c, result, ...vars)
  const head = vars.map((one) => `${one.name}: ${show(one.ty)}`).join(", ")
  const body = c.r.chance(25) && c.s.fuel > 0
    ? of(null)`{ ${c.s.block(inner, 2, result)} }`
    : c.s.expr(inner, result)
  return of({ k: "fn", params, result })`((${head}) -> ${show(result)} = ${body})`
}

function makeNamed(c: Ctx, ty: Ty & { k: "named" }, e: Sub): Node {
  const { decl } = ty
  if (decl.name === "Res") return of(ty)`Res { name: clip(text: ${e(STR)}) + "${fresh(c, "r")}" }`
  const variant = c.r.pick(decl.variants)
  const fields = fieldsOf(ty, variant)
  if (decl.kind === "struct" && c.r.chance(25)) {
    const field = c.r.pick(fields)
    return of(ty)`${decl.name} { ...${anchored(e(ty))}, ${field.name}: ${e(field.ty)} }`
  }
  // At most one part of the own type or the like: no value may double in a loop.
  const deep = fields.filter((field) => show(field.ty).includes(show(ty)))
  const chosen = deep.length > 0 ? c.r.pick(deep) : null
  const parts = fields.map((field): Node => {
    const short = deep.includes(field) && field !== chosen
    const value = short ? text(field.ty, leafIn(c, field.ty)) : e(field.ty)
    return decl.kind === "struct" || variant.labelled
      && decl.kind === "sum" ? of(null)`${field.name}: ${value}` : value
  })
  if (decl.kind === "struct") return of(ty)`${decl.name} { ${joined(parts)} }`
  return parts.length === 0 ? text(ty, variant.name) : of(ty)`${variant.name}(${joined(parts)})`
}
