// Patterns over a type, with the names that they bind, and matches built of them.

import type { Ctx, Var } from "./context.ts"
import { constant, fresh, within } from "./context.ts"
import type { Node, Part } from "./node.ts"
import { anchored, of } from "./node.ts"
import type { Ty } from "./types.ts"
import { fieldsOf, leaf } from "./types.ts"

export type Pattern = { text: string; vars: Var[] }

function all(patterns: Pattern[], wrap: (texts: string[]) => string): Pattern {
  return {
    text: wrap(patterns.map((one) => one.text)),
    vars: patterns.flatMap((one) => one.vars),
  }
}

export function name(c: Ctx, ty: Ty): Pattern {
  if (c.r.chance(15)) return { text: "_", vars: [] }
  const text = fresh(c, "m")
  return { text, vars: [constant(text, ty)] }
}

export function pattern(c: Ctx, ty: Ty, depth: number): Pattern {
  if (depth <= 0 || c.r.chance(25)) return name(c, ty)
  const sub = (inner: Ty): Pattern => pattern(c, inner, depth - 1)
  switch (ty.k) {
    case "int":
      return { text: c.r.pick(["0", "1", "-1", "2 | 3", "0..5", "-9..=9", "10..=99"]), vars: [] }
    case "bool":
      return { text: c.r.pick(["true", "false"]), vars: [] }
    case "str":
      return { text: c.r.pick(['""', '"a"', '"a" | "bc"']), vars: [] }
    case "option":
      return c.r.chance(30)
        ? { text: "None", vars: [] }
        : all([sub(ty.of)], ([text]) => `Some(${text})`)
    case "result":
      return c.r.chance(30)
        ? all([name(c, { k: "str" })], ([text]) => `Err(${text})`)
        : all([sub(ty.of)], ([text]) => `Ok(${text})`)
    case "tuple":
      return all(ty.items.map(sub), (texts) => `(${texts.join(", ")})`)
    case "list":
      return listPattern(c, ty, depth)
    case "named":
      return namedPattern(c, ty, depth)
    default:
      return name(c, ty)
  }
}

function listPattern(c: Ctx, ty: Ty & { k: "list" }, depth: number): Pattern {
  const heads = Array.from({ length: c.r.below(3) }, () => pattern(c, ty.of, depth - 1))
  if (c.r.chance(40)) return all(heads, (texts) => `[${texts.join(", ")}]`)
  const rest = c.r.chance(70) ? fresh(c, "m") : ""
  const vars = rest === "" ? [] : [constant(rest, ty)]
  return all([...heads, { text: `..${rest}`, vars }], (texts) => `[${texts.join(", ")}]`)
}

function namedPattern(c: Ctx, ty: Ty & { k: "named" }, depth: number): Pattern {
  const variant = c.r.pick(ty.decl.variants)
  const fields = fieldsOf(ty, variant)
  if (fields.length === 0) return { text: variant.name, vars: [] }
  const parts = fields.map((field) => {
    const inner = pattern(c, field.ty, depth - 1)
    return variant.labelled ? { ...inner, text: `${field.name}: ${inner.text}` } : inner
  })
  if (ty.decl.kind === "struct") {
    const chosen = parts.filter(() => c.r.chance(75))
    return all(chosen, (texts) => `${ty.decl.name} { ${[...texts, ".."].join(", ")} }`)
  }
  const whole = all(parts, (texts) => `${variant.name}(${texts.join(", ")})`)
  if (ty.decl.kind === "newtype" || !c.r.chance(15)) return whole
  const outer = fresh(c, "m")
  return { text: `${outer} @ ${whole.text}`, vars: [...whole.vars, constant(outer, ty)] }
}

/** A match on a value; each arm is made with the names of its pattern, the last takes the rest. */
export function matchOn(c: Ctx, on: Node, result: Ty | null, body: (inner: Ctx) => Node): Node {
  const ty = on.ty
  if (ty === null) return body(c)
  const arms: Part[] = []
  for (let n = 1 + c.r.below(3); n > 0; n--) {
    const { text, vars } = pattern(c, ty, 3)
    const inner = within(c, ...vars)
    const guard = c.r.chance(20) ? of(null)` if (${c.s.expr(inner, { k: "bool" })})` : ""
    arms.push(of(null)`${text}${guard} -> ${body(inner)}, `)
  }
  const last = name(c, ty)
  arms.push(of(null)`${last.text} -> ${body(within(c, ...last.vars))}`)
  const joined: Node = { ty: null, anchor: false, list: false, parts: arms }
  const wrapped = of(result)`(match ${anchored(on)} { ${joined} })`
  return result === null || leaf(result) === "" ? { ...wrapped, ty: null } : wrapped
}
