// Builders for derived code: nodes that all stand at the derive's name, with fresh ids of their
// file.
//
// Names come resolved: a `name` node of a variant, function or trait's method is entered in
// `resolvedNames`, so that nothing which a user declares can shadow it. Locals have names that no
// user writes.

import type { Span } from "../source/diagnostic.ts"
import type { Arg, Arm, BinaryOp, Expr, Pattern, TemplatePart } from "../syntax/ast.ts"
import type { Func, Param } from "../syntax/item_ast.ts"
import type { NodeId } from "../syntax/node.ts"
import type { Ref } from "./typed.ts"

export type Maker = {
  at: Span
  next(): NodeId
  resolve(node: NodeId, ref: Ref): void
}

type Base<K extends string> = { kind: K; id: NodeId; at: number; end: number }

function base<K extends string>(make: Maker, kind: K): Base<K> {
  return { kind, id: make.next(), at: make.at.at, end: make.at.end }
}

function named(make: Maker, name: string): { name: string; at: number; end: number } {
  return { name, at: make.at.at, end: make.at.end }
}

/** The receiver. */
export function selfExpr(make: Maker): Expr {
  return base(make, "self")
}

/** A local or parameter. */
export function local(make: Maker, name: string): Expr {
  return { ...base(make, "name"), name, dollar: false, function: false }
}

/** A name that means `ref`, whatever is in scope. */
export function refExpr(make: Maker, name: string, ref: Ref): Expr {
  const node: Expr = { ...base(make, "name"), name, dollar: false, function: false }
  make.resolve(node.id, ref)
  return node
}

/** `on.name`. */
export function fieldOf(make: Maker, on: Expr, name: string): Expr {
  return { ...base(make, "field"), on, dollar: false, name: named(make, name) }
}

/** An int literal. */
export function intExpr(make: Maker, value: number): Expr {
  return { ...base(make, "int"), value: BigInt(value) }
}

/** A bool literal. */
export function boolExpr(make: Maker, value: boolean): Expr {
  return { ...base(make, "bool"), value }
}

/** `left op right`. */
export function binary(make: Maker, op: BinaryOp, left: Expr, right: Expr): Expr {
  return { ...base(make, "binary"), op, left, right, opAt: make.at.at }
}

/** `(a, b)`. */
export function tuple(make: Maker, items: Expr[]): Expr {
  return { ...base(make, "tuple"), items }
}

/** Arguments without a name are positional. */
export function call(make: Maker, name: string, ref: Ref, args: [string | null, Expr][]): Expr {
  const list = args.map(([label, value]): Arg => (
    { name: label === null ? null : named(make, label), value, pun: false, spread: false }))
  return { ...base(make, "call"), fn: refExpr(make, name, ref), types: [], args: list }
}

/** `Self { name: value, … }`. */
export function structExpr(make: Maker, fields: [string, Expr][]): Expr {
  const entries = fields.map(([name, value]) => (
    { spread: false as const, name: named(make, name), value, pun: false }))
  return { ...base(make, "struct"), type: base(make, "selfType"), entries }
}

/** Text with values in it; without values a plain literal. */
export function template(make: Maker, parts: (string | Expr)[]): Expr {
  if (parts.every((part) => typeof part === "string"))
    return { ...base(make, "str"), value: parts.join("") }
  const list = parts.map((part): TemplatePart => (
    typeof part === "string" ? { text: part } : { value: part, spec: null, specAt: make.at.at }))
  return { ...base(make, "template"), parts: list }
}

/** `match on { … }` without guards. */
export function match(make: Maker, on: Expr, arms: [Pattern, Expr][]): Expr {
  const list =
    arms.map(([pattern, body]): Arm => ({ ...base(make, "arm"), pattern, guard: null, body }))
  return { ...base(make, "match"), on, arms: list, method: false }
}

/** Stands where a derive was refused: it means ERROR. */
export function brokenExpr(make: Maker): Expr {
  return base(make, "broken")
}

/** `_`. */
export function wildcard(make: Maker): Pattern {
  return base(make, "wildcard")
}

/** A pattern that binds a name. */
export function bind(make: Maker, name: string): Pattern {
  return { ...base(make, "bindPattern"), name: named(make, name), immutable: true }
}

/** `(p, q)`. */
export function tuplePattern(make: Maker, items: Pattern[]): Pattern {
  return { ...base(make, "tuplePattern"), items }
}

/** `Name(p, …)`, or the bare name for a variant without payload. */
export function variantPattern(make: Maker, name: string, args: Pattern[]): Pattern {
  return {
    ...base(make, "variantPattern"),
    type: { ...base(make, "typeRef"), path: [named(make, name)], args: [] },
    args: args.length === 0 ? null : args.map((pattern) => ({ name: null, pattern })),
  }
}

/** A method of one clause; its types are in the function's table entry. */
export function method(
  make: Maker, name: string, params: string[], hasSelf: boolean, body: Expr,
): Func {
  const list = params.map((param): Param => (
    { ...base(make, "param"), pattern: bind(make, param), type: base(make, "selfType"),
      default: null, variadic: false }))
  return {
    ...base(make, "func"), attrs: [], pub: false, name: named(make, name), generics: [],
    params: list, hasSelf,
    result: base(make, "selfType"), uses: [], where: [], guard: null, contracts: [], body,
  }
}
