// Generic structs and sums with one or two parameters, whose methods go through all their parts,
// and calls of these methods at whatever the arguments are.

import type { Ctx } from "./context.ts"
import { affordable, constant, fresh, paths, variable } from "./context.ts"
import { settled } from "./dispatch.ts"
import type { Node } from "./node.ts"
import { anchored, list, of, statement } from "./node.ts"
import type { Random } from "./random.ts"
import { argument, around } from "./shapes.ts"
import { varsText } from "./solve.ts"
import { LIMIT } from "./traits.ts"
import type { Decl, Field, Inherent, Ty, TyVar } from "./types.ts"
import { BOOL, INT, STR, applied, bind, fieldsOf, listOf, mentions, optionOf, plain,
  same, selfOf, show, subst, tyVar } from "./types.ts"

/** A generic type over earlier ones; every parameter is that of a part. */
export function randomGenericDecl(r: Random, earlier: Decl[], i: number): Decl {
  const params = ["T", "U"].slice(0, 1 + r.below(2))
  const kind = r.chance(55) ? "struct" : "sum"
  const decl: Decl = {
    name: `G${i}`, kind, params, key: false, plain: true, variants: [], methods: [], inherent: [],
  }
  const self = selfOf(decl)
  const own = earlier.filter((one) => one.params.length > 0 && one.plain)
  const part = (name: string): Ty => {
    const t = tyVar(name, true)
    const other = tyVar(r.pick(params), true)
    const roll = r.below(12)
    if (roll < 4) return t
    if (roll < 6) return r.pick([listOf(t), optionOf(t)])
    if (roll < 7) return { k: "map", key: STR, of: t }
    if (roll < 8) return { k: "tuple", items: [t, r.pick<Ty>([INT, other])] }
    if (roll < 9) return { k: "fn", params: [INT], result: t }
    if (roll < 10 || own.length === 0) return kind === "sum" ? self : r.pick([listOf(self), t])
    const inner = r.pick(own)
    return { k: "named", decl: inner, args: inner.params.map(() => r.pick([t, other])) }
  }
  const fields = (): Field[] => {
    const names = [...params, ...(r.chance(60) ? [r.pick(params)] : [])]
    const made = names.map((name, at): Field => ({ name: `f${at}`, ty: part(name) }))
    // What is of the type itself says nothing of its arguments.
    const said = made.flatMap((field) => show(field.ty).includes(decl.name) ? []
      : mentions(field.ty))
    const missing = params.filter((name) => !said.includes(name))
    const rest = missing.map((name, at) => ({ name: `g${at}`, ty: tyVar(name, true) }))
    return [...made, ...rest, { name: "n", ty: r.pick([INT, STR]) }]
  }
  if (kind === "struct") decl.variants.push({ name: decl.name, fields: fields(), labelled: true })
  else {
    decl.variants.push({ name: `G${i}x0`, fields: [], labelled: false })
    for (let v = 1; v <= 1 + r.below(2); v++) {
      decl.variants.push({ name: `G${i}x${v}`, fields: fields(), labelled: r.chance(50) })
    }
  }
  decl.plain = decl.variants.every((v) => v.fields.every((f) => plain(f.ty)))
  return decl
}

/** The inherent impls of a generic type; it has its methods afterwards. */
export function inherentImpls(c: Ctx, decl: Decl): Node[] {
  if (decl.params.length === 0) return []
  const nodes: Node[] = []
  const made: Inherent[] = []
  const map = mapping(c, decl)
  if (map !== null) {
    nodes.push(map.node)
    made.push(map.method)
  }
  for (const isPlain of [false, true]) {
    const vars = decl.params.map((name) => tyVar(name, isPlain))
    const items: Node[] = []
    for (let n = 1 + c.r.below(2); n > 0; n--) {
      const { method, node } = randomMethod(c, decl, vars, isPlain)
      items.push(node)
      made.push(method)
    }
    nodes.push(of(null)`impl${varsText(vars, [])} ${applied(decl.name, vars)} { ${list(items)} }\n`)
  }
  decl.inherent = made
  return nodes
}

type Made = { method: Inherent; node: Node }

function randomMethod(c: Ctx, decl: Decl, vars: TyVar[], isPlain: boolean): Made {
  const { r } = c
  const self: Ty = { k: "named", decl, args: vars }
  const some = (): Ty => r.chance(70) ? around({ ...c, decls: [] }, r.pick<Ty>(vars), 1)
    : r.pick([INT, STR, BOOL])
  const form = r.pick(["reads", "reads", "mutates", "makes"] as const)
  const used = form === "mutates" && decl.kind !== "struct" ? "reads" : form
  const method: Inherent = {
    name: fresh(c, "h"), form: used, own: null, param: some(), plain: isPlain, cost: 5,
    result: used === "makes" ? self : some(),
  }
  const by = constant("by", method.param)
  const me = used === "mutates" ? [variable("self", self)] : used === "reads"
    ? [constant("self", self)] : []
  c.s.fuel = 14
  c.s.cost = 5
  c.s.limit = LIMIT
  const { result } = method
  const fail = result.k === "option" || result.k === "result" ? result : null
  const inner: Ctx = { ...c, vars: [...me, by], open: vars, fail }
  const [variant] = decl.variants
  const field = variant === undefined || used !== "mutates" ? null
    : r.pick(fieldsOf({ k: "named", decl, args: vars }, variant))
  const change = field === null ? ""
    : statement`self.${field.name} = ${c.s.expr(inner, field.ty)}; `
  const body = of(null)`${change}${c.s.block(inner, 3, result)}`
  method.cost = c.s.cost
  const params = [...(used === "makes" ? [] : ["self"]), `by: ${show(method.param)}`].join(", ")
  const shown = used === "makes" && r.chance(50) ? "Self" : show(result)
  return { method, node: statement`@${method.name} (${params}) -> ${shown} = { ${body} }\n` }
}

/** `map` over the first parameter; null when a part cannot be. */
function mapping(c: Ctx, decl: Decl): Made | null {
  const name = fresh(c, "h")
  const own = tyVar("W", false)
  const vars = decl.params.map((one) => tyVar(one, false))
  const [first = "T"] = decl.params
  const result: Ty = { k: "named", decl, args: vars.map((one, i) => i === 0 ? own : one) }
  const method: Inherent = {
    name, form: "reads", own, result, plain: false, cost: 40,
    param: { k: "fn", params: [tyVar(first, false)], result: own },
  }
  const bodies = decl.variants.map((variant): string | null => {
    const names = variant.fields.map((field) => decl.kind === "struct" ? `self.${field.name}`
      : `p${field.name}`)
    const parts = variant.fields.map((field, i) => mapped(decl, name, field.ty, names[i] ?? "", 0))
    if (parts.includes(null)) return null
    const labelled = (texts: (string | null)[]): string => texts.map((text, i) =>
      `${variant.labelled ? `${variant.fields[i]?.name ?? ""}: ` : ""}${text ?? ""}`).join(", ")
    if (decl.kind === "struct") return `${decl.name} { ${labelled(parts)} }`
    if (parts.length === 0) return `${variant.name} -> ${variant.name}`
    return `${variant.name}(${labelled(names)}) -> ${variant.name}(${labelled(parts)})`
  })
  if (bodies.includes(null)) return null
  const body = decl.kind === "struct" ? bodies.join("") : `match self { ${bodies.join(", ")} }`
  const node = statement`impl${varsText(vars, [])} ${
    applied(decl.name, vars)} { @${name}<W> (self, by: ${show(method.param)}) -> ${
    show(result)} = ${body}; }\n`
  return { method, node }
}

/** The text of a part with `by` applied to all that is of the first parameter. */
function mapped(decl: Decl, name: string, ty: Ty, at: string, depth: number): string | null {
  const [first = "T"] = decl.params
  if (!mentions(ty).includes(first)) return at
  const x = `y${depth}`
  const inner = (part: Ty, text: string): string | null =>
    mapped(decl, name, part, text, depth + 1)
  switch (ty.k) {
    case "var":
      return `by(${at})`
    case "list":
    case "option": {
      const text = inner(ty.of, x)
      return text === null ? null : `${at}.map(${x} -> ${text})`
    }
    case "map": {
      const text = inner(ty.of, x)
      return text === null ? null : `(for (k${depth}, ${x}) in ${at} yield (k${depth}, ${text}))`
    }
    case "tuple": {
      const texts = ty.items.map((item, i) => inner(item, `(${at}).${i}`))
      return texts.includes(null) ? null : `(${texts.join(", ")})`
    }
    case "fn": {
      const text = inner(ty.result, `(${at})(${x})`)
      return text === null ? null : `(${x} -> ${text})`
    }
    case "named":
      return namedMapped(decl, name, ty, at, inner)
    default:
      return null
  }
}

function namedMapped(
  decl: Decl, name: string, ty: Ty & { k: "named" }, at: string,
  inner: (part: Ty, text: string) => string | null,
): string | null {
  const [first = "T"] = decl.params
  const [head, ...others] = ty.args
  if (ty.decl === decl) return `${at}.${name}(by:)`
  const own = ty.decl.inherent.find((one) => one.own !== null)
  if (own === undefined || head === undefined) return null
  if (others.some((one) => mentions(one).includes(first))) return null
  const text = inner(head, "z")
  return text === null ? null : `${at}.${own.name}(by: (z: ${show(head)}) -> ${text})`
}

/** A method of a generic type that gives what is wanted, or whatever it gives. */
export function inherentCall(c: Ctx, wanted: Ty | null): Node | null {
  const here = paths(c).map((path) => path.ty)
  const made = c.decls.filter((decl) => decl.params.length > 0).map((decl): Ty => ({
    k: "named", decl, args: decl.params.map(() => argument(c, false)),
  }))
  const found = [...here, ...made].flatMap((self) => self.k !== "named" ? []
    : self.decl.inherent.flatMap((method) => {
      if (method.plain && !self.args.every(plain) || !affordable(c, method.cost)) return []
      const by = new Map(bind(self.decl.params, self.args))
      if (method.own !== null) by.set(method.own.name, argument(c, false))
      const result = subst(method.result, by)
      if (wanted !== null && !same(result, wanted)) return []
      return [{ self, method, param: subst(method.param, by), result }]
    }))
  if (found.length === 0) return null
  const { self, method, param, result } = c.r.pick(found)
  c.s.cost += c.times * method.cost
  const t = of(result)
  const value = anchored(c.s.expr(c, param))
  if (method.form === "makes") {
    return c.r.chance(60) ? t`${show(self)}.${method.name}(by: ${value})`
      : settled(c, result, t`${self.decl.name}.${method.name}(by: ${value})`)
  }
  if (method.form === "reads") {
    return t`(${anchored(c.s.expr(c, self))}.${method.name}(by: ${value}))`
  }
  const places = paths(c).filter((one) => one.mutable && same(one.ty, self) && one.text !== "self")
  if (places.length > 0) return t`${c.r.pick(places).text}.${method.name}(by: ${value})`
  const w = fresh(c, "w")
  return t`({ let ${w}: ${show(self)} = ${c.s.expr(c, self)}; let ${w}r: ${
    show(result)} = ${w}.${method.name}(by: ${value}); ${w}r })`
}
