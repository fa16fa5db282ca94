// Types, bounds, generic parameters, capabilities and constraints (LANGUAGE 2.1, 2.2).

import { exact, NONE } from "../../source/list.ts"
import type { Cap, Type, TypeRef } from "../ast.ts"
import type { Constraint, GenericParam } from "../item_ast.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import {
  accept, attempt, broken, complain, endFrom, enter, expect, fail, found, here, isWordAt, leave,
  name, peek, RECURSION, startOf, take, text, textOf,
} from "../parser.ts"
import { isCloser, list, skipOne } from "../recovery.ts"
import * as T from "../tokens.ts"
import {
  foreignLength, foreignPrefix, foreignSuffix, foreignTail, noTypeHelp, typeArrow,
} from "./foreign_type.ts"

/** `TypeAtom % '+'`: a type, or a trait object with several bounds. */
export function type(p: Parser): Type {
  const at = startOf(p)
  const first = typeAtom(p)
  while (foreignSuffix(p));
  if (p.failed || peek(p) !== T.PLUS) return foreignTail(p, first)
  const bounds = [first]
  while (accept(p, T.PLUS)) bounds.push(typeAtom(p))
  return { kind: "sumType", id: p.nodes++, at, end: endFrom(p, at), bounds }
}

/** One type without `+`, as after `as`. */
export function typeAtom(p: Parser): Type {
  if (p.failed) return broken(p)
  const result = enter(p, RECURSION) ? atom(p) : broken(p)
  leave(p, RECURSION)
  return result
}

function atom(p: Parser): Type {
  const at = startOf(p)
  switch (peek(p)) {
    case T.NAME:
      return peek(p, 1) === T.PAREN && foreignPrefix(p) ? typeAtom(p) : typeRef(p)
    case T.SELF_TYPE:
      if (peek(p, 1) === T.DOT || peek(p, 1) === T.PATH) return typeRef(p)
      p.i++
      return { kind: "selfType", id: p.nodes++, at, end: endFrom(p, at) }
    case T.VOID:
      p.i++
      return { kind: "voidType", id: p.nodes++, at, end: endFrom(p, at) }
    case T.NEVER:
      p.i++
      return { kind: "neverType", id: p.nodes++, at, end: endFrom(p, at) }
    case T.SQUARE:
      return listType(p)
    case T.BRACE:
      return mapType(p)
    case T.PAREN:
      return parenType(p)
    case T.IMPL:
      return implType(p)
  }
  if (foreignPrefix(p)) return typeAtom(p)
  fail(p, "E1005", `expected a type, found ${found(p)}`, noTypeHelp(p))
  return broken(p)
}

function listType(p: Parser): Type {
  const at = startOf(p)
  let max: Extract<Type, { kind: "listType" }>["max"] = null
  const parts = list(p, (q) => {
    if (isWordAt(q, T.WORD.max) && peek(q, 1) !== T.SQUARE_END) {
      q.i++
      max = q.rules.expression(q)
      return null
    }
    const part = type(q)
    foreignLength(q)
    return part
  })
  const end = endFrom(p, at)
  const of = parts[0] ?? missingType(p, at, end)
  if (!p.failed && parts.length > (max === null ? 1 : 2)) {
    complain(p, "E1005", { at, end }, "a list type has one element type",
      "write `[T]`; a tuple is written `(A, B)`")
  }
  return { kind: "listType", id: p.nodes++, at, end, of, max }
}

function missingType(p: Parser, at: number, end: number): Type {
  if (!p.failed) complain(p, "E1005", { at, end }, "expected a type in the brackets", "write `[T]`")
  return broken(p)
}

function mapType(p: Parser): Type {
  const at = startOf(p)
  const pairs = list(p, (q) => {
    const key = type(q)
    if (q.failed || accept(q, T.COLON)) return { key, value: type(q) }
    complain(q, "E1001", here(q), `expected \`:\`, found ${found(q)}`,
      "a map type is written `{K: V}`; a set is a `Set<T>`")
    while (!isCloser(peek(q)) && peek(q) !== T.END) skipOne(q)
    return { key, value: broken(q) }
  })
  const end = endFrom(p, at)
  if (!p.failed && pairs.length !== 1) {
    complain(p, "E1005", { at, end }, "a map type has one key and one value type",
      "write `{K: V}`; a struct needs a `type` of its own")
  }
  const { key, value } = pairs[0] ?? { key: broken(p), value: broken(p) }
  return { kind: "mapType", id: p.nodes++, at, end, key, value }
}

function parenType(p: Parser): Type {
  const at = startOf(p)
  // What follows this `)` is not the signature's, so its own `uses` goes to the function type.
  const keep = p.keepUses
  p.keepUses = false
  const items = list(p, partType)
  p.keepUses = keep
  if (typeArrow(p)) {
    const result = type(p)
    const uses = !p.keepUses && accept(p, T.USES) ? caps(p) : []
    return { kind: "fnType", id: p.nodes++, at, end: endFrom(p, at), params: items, result, uses }
  }
  const [only] = items
  if (only === undefined) return { kind: "voidType", id: p.nodes++, at, end: endFrom(p, at) }
  // The span shows the formatter that parentheses are written.
  if (items.length === 1) return { ...only, at, end: endFrom(p, at) }
  return { kind: "tupleType", id: p.nodes++, at, end: endFrom(p, at), items }
}

/** A part of a tuple type or a parameter of a function type; a name before it is reported. */
function partType(p: Parser): Type {
  if (peek(p) === T.NAME && peek(p, 1) === T.COLON) {
    complain(p, "E1001", here(p), "the parts of tuple and function types have no names",
      `leave \`${textOf(p, p.i)}:\` away: they go by position`)
    p.i += 2
  }
  return type(p)
}

function implType(p: Parser): Type {
  const at = startOf(p)
  p.i++
  const list = bounds(p)
  const equals: { name: Name; type: Type }[] = []
  // `where Item == T` belongs to the opaque type, `where T: B` to the signature.
  while (!p.failed && peek(p) === T.WHERE && peek(p, 1) === T.NAME && peek(p, 2) === T.EQ) {
    p.i++
    do {
      const item = name(p, "associated type")
      expect(p, T.EQ)
      equals.push({ name: item, type: type(p) })
    } while (peek(p, 1) === T.NAME && peek(p, 2) === T.EQ && accept(p, T.COMMA))
  }
  return { kind: "implType", id: p.nodes++, at, end: endFrom(p, at), bounds: list, equals }
}

/** `Ident ((. | ::) Ident)* TypeArgs?`; `Self` may come first. */
export function typeRef(p: Parser): TypeRef {
  const at = startOf(p)
  const path = [peek(p) === T.SELF_TYPE ? take(p) : name(p, "type name")]
  while (accept(p, T.DOT) || accept(p, T.PATH)) path.push(name(p, "type name"))
  const args = !p.failed && peek(p) === T.LESS ? typeArgs(p) : NONE
  return { kind: "typeRef", id: p.nodes++, at, end: endFrom(p, at), path, args }
}

/** `<A, B>` at the current token. */
export function typeArgs(p: Parser): Type[] {
  return angles(p, typeArg, "type")
}

function typeArg(p: Parser): Type {
  const at = startOf(p)
  switch (peek(p)) {
    case T.UNDERSCORE:
      p.i++
      return { kind: "inferType", id: p.nodes++, at, end: endFrom(p, at) }
    case T.INT: case T.DOLLAR: case T.MINUS: case T.TRUE: case T.FALSE: case T.STR: {
      const value = constArg(p)
      return { kind: "constType", id: p.nodes++, at, end: endFrom(p, at), value }
    }
  }
  return type(p)
}

/** A literal or constant; a larger expression would need the `>` that ends the list. */
function constArg(p: Parser): Extract<Type, { kind: "constType" }>["value"] {
  const at = startOf(p)
  if (accept(p, T.MINUS)) {
    const operand = constArg(p)
    return { kind: "unary", id: p.nodes++, at, end: endFrom(p, at), op: "-", operand }
  }
  const i = p.i
  const next = peek(p)
  const end = p.end[i] ?? at
  if (next === T.INT || next === T.STR) {
    p.i++
    const literal = p.tokens.literals[p.value[i] ?? 0]
    if (typeof literal === "bigint") return { kind: "int", id: p.nodes++, at, end, value: literal }
    return { kind: "str", id: p.nodes++, at, end, value: String(literal) }
  }
  if (next === T.TRUE || next === T.FALSE) {
    p.i++
    return { kind: "bool", id: p.nodes++, at, end, value: next === T.TRUE }
  }
  const dollar = accept(p, T.DOLLAR)
  const word = name(p, "constant")
  const { name: text, end: after } = word
  return { kind: "name", id: p.nodes++, at, end: after, name: text, dollar, function: false }
}

/** A list between `<` and `>`, not empty, a trailing comma allowed. */
function angles<E>(p: Parser, element: (p: Parser) => E, what: string): E[] {
  const items: E[] = []
  if (!expect(p, T.LESS)) return items
  if (peek(p) === T.GREATER) {
    complain(p, "E1005", here(p), `expected a ${what}, found \`>\``, "leave the `<>` away")
  }
  while (!p.failed && peek(p) !== T.GREATER) {
    items.push(element(p))
    if (!accept(p, T.COMMA)) break
  }
  if (!p.failed && peek(p) !== T.GREATER) {
    fail(p, "E1001", `expected \`,\` or \`>\`, found ${found(p)}`, "close the list with `>`")
  }
  accept(p, T.GREATER)
  return exact(items)
}

/** `<T: A + B = D, $N: int>` if it stands here. */
export function optGenerics(p: Parser): GenericParam[] {
  return !p.failed && peek(p) === T.LESS ? angles(p, genericParam, "type parameter") : NONE
}

function genericParam(p: Parser): GenericParam {
  const at = startOf(p)
  const isConstant = accept(p, T.DOLLAR)
  const param = name(p, "type parameter")
  let bound: TypeRef[] = []
  let constant: Type | null = null
  if (isConstant) {
    expect(p, T.COLON, "a constant parameter has a type: `$N: int`")
    constant = type(p)
  } else if (boundSign(p)) bound = bounds(p)
  const fallback = accept(p, T.ASSIGN) ? typeArg(p) : null
  return {
    kind: "genericParam", id: p.nodes++, at, end: endFrom(p, at),
    name: param, bounds: bound, default: fallback, constant,
  }
}

/** What stands before bounds in other languages. */
const BOUNDS = new Set(["extends", "implements"])

/** The `:` before bounds; what others write for it is reported. */
function boundSign(p: Parser): boolean {
  if (p.failed || peek(p) !== T.NAME || !BOUNDS.has(textOf(p, p.i))) return accept(p, T.COLON)
  complain(p, "E1001", here(p), `expected \`:\`, found ${found(p)}`,
    "a bound is written `T: Trait`")
  p.i++
  return true
}

/** `TypeRef % '+'`. */
export function bounds(p: Parser): TypeRef[] {
  const items = [typeRef(p)]
  while (accept(p, T.PLUS)) items.push(typeRef(p))
  return items
}

/** `Cap % ','` behind `uses`. */
export function caps(p: Parser): Cap[] {
  const items = [cap(p)]
  while (!p.failed && peek(p) === T.COMMA && peek(p, 1) === T.NAME && accept(p, T.COMMA)) {
    items.push(cap(p))
  }
  accept(p, T.COMMA)
  return items
}

/** `Store`, `std.Store` or `FFI("lib")`. */
export function cap(p: Parser): Cap {
  const at = startOf(p)
  const ffi = isWordAt(p, T.WORD.ffi)
  const path = [name(p, "capability")]
  while (accept(p, T.DOT)) path.push(name(p, "capability"))
  let library: string | null = null
  if (ffi && path.length === 1 && accept(p, T.PAREN)) {
    library = text(p, "a library name")
    expect(p, T.PAREN_END)
  }
  return { kind: "cap", id: p.nodes++, at, end: endFrom(p, at), path, library }
}

/** All `where` clauses that stand here. */
export function optWhere(p: Parser): Constraint[] {
  const items: Constraint[] = []
  while (accept(p, T.WHERE)) items.push(...constraints(p))
  return items
}

/** `Constraint % ','` behind `where`. */
export function constraints(p: Parser): Constraint[] {
  const items = [constraint(p)]
  while (accept(p, T.COMMA)) {
    const kind = peek(p)
    if (!STARTS_CONSTRAINT.has(kind)) break
    items.push(constraint(p))
  }
  return items
}

const STARTS_CONSTRAINT: ReadonlySet<number> =
  new Set([T.NAME, T.SELF_TYPE, T.DOLLAR, T.SQUARE, T.PAREN])

/** A bound on a constant parameter [later] has no path and the expression as `equals`. */
function constraint(p: Parser): Constraint {
  const at = startOf(p)
  const path = attempt(p, projection)
  if (path === null) {
    const whole = attempt(p, boundedType)
    if (whole !== null) return boundOnType(p, whole)
    const value = constBound(p)
    const equals: Type = { kind: "constType", id: p.nodes++, at, end: endFrom(p, at), value }
    return { kind: "constraint", id: p.nodes++, at, end: equals.end, path: [], bounds: [], equals }
  }
  const equal = accept(p, T.EQ)
  if (!equal) expect(p, T.COLON)
  const bound = equal ? [] : bounds(p)
  const equals = equal ? type(p) : null
  return { kind: "constraint", id: p.nodes++, at, end: endFrom(p, at), path, bounds: bound, equals }
}

/** A whole type before `:`, as other languages have it. */
function boundedType(p: Parser): Type | null {
  const whole = typeAtom(p)
  return accept(p, T.COLON) ? whole : null
}

function boundOnType(p: Parser, whole: Type): Constraint {
  complain(p, "E1004", whole, "a constraint begins with a type parameter",
    "bound the parameters inside this type: `T: Trait`")
  bounds(p)
  const { at } = whole
  return { kind: "constraint", id: p.nodes++, at, end: endFrom(p, at), path: [], bounds: [],
    equals: broken(p) }
}

/** `T`, `T.Item`, `Self.Item`, `C::Trait::Item`, if `:` or `==` and a type follow. */
function projection(p: Parser): Name[] | null {
  const path = [peek(p) === T.SELF_TYPE ? take(p) : name(p, "type parameter")]
  while (accept(p, T.DOT) || accept(p, T.PATH)) path.push(name(p, "associated type"))
  const kind = peek(p)
  if (p.failed || (kind !== T.COLON && kind !== T.EQ)) return null
  return kind === T.EQ && peek(p, 1) === T.INT ? null : path
}

function constBound(p: Parser): Extract<Type, { kind: "constType" }>["value"] {
  const isType = peek(p) === T.SELF_TYPE || (peek(p) === T.NAME && !T.isOperator(peek(p, 1)))
  if (isType) {
    do p.i++
    while ((accept(p, T.DOT) || accept(p, T.PATH)) && T.isWord(peek(p)))
    expect(p, T.COLON, "a constraint is written `T: Trait` or `T.Item == Type`")
    return broken(p)
  }
  if (peek(p) === T.NAME || peek(p) === T.DOLLAR || peek(p) === T.NOT) return p.rules.expression(p)
  fail(p, "E1004", `expected a type parameter, found ${found(p)}`,
    "a constraint is written `T: Trait` or `T.Item == Type`", here(p))
  return broken(p)
}

/** Names that are types without being declared, by which a bracketed name is known for a type. */
export function isPrimitive(p: Parser, i: number): boolean {
  const kind = p.kind[i]
  if (kind !== T.NAME) return false
  const word = textOf(p, i)
  return word === "int" || word === "float" || word === "str" || word === "byte" ||
    word === "bool" || word === "char"
}
