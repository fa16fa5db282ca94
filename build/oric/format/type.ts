// Layout of types, bounds, parameters of generics, capabilities and constraints.

import type { Span } from "../source/diagnostic.ts"
import type { Cap, Type, TypeRef } from "../syntax/ast.ts"
import type { Constraint, GenericParam } from "../syntax/item_ast.ts"
import * as T from "../syntax/tokens.ts"
import type { Format } from "./context.ts"
import { list, parentheses, path, slice, spelled, tokenAt } from "./context.ts"
import type { Doc } from "./doc.ts"
import { concat, fill, group, indent, join, softline } from "./doc.ts"

/** A type, with the parentheses that are written around it. */
export function type(f: Format, t: Type): Doc {
  const natural = t.kind === "tupleType" || t.kind === "voidType" ? 1 : 0
  const written = t.kind === "broken" ? 0 : parentheses(f, t)
  const extra = Math.max(0, written - natural)
  const inner = layout(f, t, written)
  return extra === 0 ? inner : concat("(".repeat(extra), inner, ")".repeat(extra))
}

function layout(f: Format, t: Type, written: number): Doc {
  switch (t.kind) {
    case "typeRef":
      return typeRef(f, t)
    case "selfType":
      return "Self"
    case "voidType":
      return written > 0 ? "()" : "void"
    case "neverType":
      return "Never"
    case "inferType":
      return "_"
    case "listType": {
      const max = t.max === null ? "" : concat(", max ", f.layouts.expression(f, t.max))
      return concat("[", type(f, t.of), max, "]")
    }
    case "mapType":
      return concat("{", type(f, t.key), ": ", type(f, t.value), "}")
    case "tupleType":
      return list(f, "(", t.items.map((item) => elementOf(f, item)), ")", t.end)
    case "fnType":
      return fnType(f, t)
    case "implType":
      return implType(f, t)
    case "sumType":
      return join(" + ", t.bounds.map((bound) => type(f, bound)))
    case "constType":
      return f.layouts.expression(f, t.value)
    case "broken":
      return slice(f, t)
  }
}

function fnType(f: Format, t: Extract<Type, { kind: "fnType" }>): Doc {
  const params = list(f, "(", t.params.map((item) => elementOf(f, item)), ")", t.result.at)
  const uses = t.uses.length === 0 ? "" : concat(" uses ", capList(f, t.uses))
  return group(params, indent(softline, " -> ", type(f, t.result), uses))
}

function implType(f: Format, t: Extract<Type, { kind: "implType" }>): Doc {
  const equals = t.equals.map(({ name, type: of }) => concat(name.name, " == ", type(f, of)))
  const where = equals.length === 0 ? "" : concat(" where ", join(", ", equals))
  return concat("impl ", bounds(f, t.bounds), where)
}

/** `A.B<C>`. */
export function typeRef(f: Format, t: TypeRef): Doc {
  const last = t.path.at(-1)
  const head = path(f, { at: t.path[0]?.at ?? t.at, end: last?.end ?? t.end })
  return t.args.length === 0 ? head : concat(head, typeArgs(f, t.args, t.end))
}

/** `<A, B>`. */
export function typeArgs(f: Format, args: readonly Type[], end: number): Doc {
  return list(f, "<", args.map((arg) => elementOf(f, arg)), ">", end)
}

function elementOf(f: Format, t: Type): Span & { layout: () => Doc } {
  return { at: t.at, end: t.end, layout: () => type(f, t) }
}

/** `A + B`. */
export function bounds(f: Format, items: readonly TypeRef[]): Doc {
  return join(" + ", items.map((item) => typeRef(f, item)))
}

/** `<T: A + B = C>`, or nothing. */
export function generics(f: Format, params: readonly GenericParam[]): Doc {
  const last = params.at(-1)
  if (last === undefined) return ""
  const elements = params.map((param) => {
    return { at: param.at, end: param.end, layout: () => genericParam(f, param) }
  })
  return list(f, "<", elements, ">", closing(f, last.end))
}

/** Where the list of parameters ends: comments behind that belong to what follows. */
function closing(f: Format, end: number): number {
  const { kind, at } = f.tokens
  const next = tokenAt(f, end)
  return at[kind[next] === T.COMMA ? next + 1 : next] ?? end
}

function genericParam(f: Format, param: GenericParam): Doc {
  const fallback = param.default === null ? "" : concat(" = ", type(f, param.default))
  if (param.constant !== null) {
    return concat("$", param.name.name, ": ", type(f, param.constant), fallback)
  }
  const bound = param.bounds.length === 0 ? "" : concat(": ", bounds(f, param.bounds))
  return concat(param.name.name, bound, fallback)
}

/** `A, FFI("lib")`, on as many lines as it takes. */
export function capList(f: Format, caps: readonly Cap[]): Doc {
  const last = caps.length - 1
  return indent(fill(caps.map((cap, i) => capability(f, cap) + (i === last ? "" : ","))))
}

export function capability(f: Format, cap: Cap): string {
  return cap.library === null ? path(f, cap) : `FFI(${spelled(f, cap).slice(3)})`
}

/** `T: A, U.Item == B`, on as many lines as it takes. */
export function constraintList(f: Format, items: readonly Constraint[]): Doc {
  const last = items.length - 1
  return indent(fill(items.map((item, i) => concat(constraint(f, item), i === last ? "" : ","))))
}

function constraint(f: Format, c: Constraint): Doc {
  const [first] = c.path
  if (first === undefined) return c.equals === null ? "" : type(f, c.equals)
  const name = path(f, { at: first.at, end: c.path.at(-1)?.end ?? first.end })
  if (c.equals !== null) return concat(name, " == ", type(f, c.equals))
  return concat(name, ": ", bounds(f, c.bounds))
}
