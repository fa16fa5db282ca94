// Postfix operators: calls, members, indices, `?`, `as`, and type arguments at calls
// (LANGUAGE 2.3; 2.5 notes 7 and 15).
//
// A chain is as high a tree as so many brackets, so its links count as levels.

import { NONE } from "../../source/list.ts"
import type { Expr, Type } from "../ast.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import {
  accept, attempt, broken, complain, endFrom, enter, fail, isUpper, leave, literalOf, member, peek,
  startOf, take, touches,
} from "../parser.ts"
import { list } from "../recovery.ts"
import * as T from "../tokens.ts"
import { reflected } from "./construct.ts"
import { arm } from "./control.ts"
import { args, opensStruct, structAllowed, structLiteral } from "./primary.ts"
import { isPrimitive, typeArgs, typeAtom } from "./type.ts"

/** Goes on behind `first` with postfix operators. */
export function postfix(p: Parser, first: Expr): Expr {
  let on = first
  let links = 0
  while (!p.failed) {
    const next = postfixOnce(p, on)
    if (next === null) break
    links++
    on = enter(p) ? next : broken(p)
  }
  leave(p, links)
  return on
}

function postfixOnce(p: Parser, on: Expr): Expr | null {
  const { at } = on
  switch (peek(p)) {
    case T.DOT:
      return dotted(p, on)
    case T.PAREN: {
      const given = args(p)
      const end = endFrom(p, at)
      return { kind: "call", id: p.nodes++, at, end, fn: on, types: NONE, args: given }
    }
    case T.SQUARE:
      return index(p, on)
    case T.QUESTION:
      p.i++
      return { kind: "propagate", id: p.nodes++, at, end: endFrom(p, at), on }
    case T.AS:
      return cast(p, on)
  }
  return null
}

function index(p: Parser, on: Expr): Expr {
  const { at } = on
  const { reported } = p
  p.indexes++
  const keys = list(p, p.rules.expression)
  p.indexes--
  const end = endFrom(p, at)
  if (!p.failed && keys.length !== 1 && p.reported === reported) {
    complain(p, "E1001", { at, end }, "an index is one expression",
      "there is no slicing: use `slice(start:, end:)`")
  }
  return { kind: "index", id: p.nodes++, at, end, on, key: keys[0] ?? broken(p) }
}

function cast(p: Parser, on: Expr): Expr {
  const { at } = on
  const optional = touches(p, p.i) && peek(p, 1) === T.QUESTION
  p.i += optional ? 2 : 1
  const type = castType(p)
  return { kind: "cast", id: p.nodes++, at, end: endFrom(p, at), on, type, optional }
}

/** `x as float < y` compares: a `<` opens type arguments only if the list closes. */
function castType(p: Parser): Type {
  if (peek(p) !== T.NAME || peek(p, 1) !== T.LESS) return typeAtom(p)
  if (!isPrimitive(p, p.i)) {
    const whole = attempt(p, typeAtom)
    if (whole !== null) return whole
  }
  const at = startOf(p)
  const word = take(p)
  return { kind: "typeRef", id: p.nodes++, at, end: word.end, path: [word], args: NONE }
}

/** `x.match()` and `x.match(text: t)` call a method of that name: no arm begins so. */
function isCallOfMatch(p: Parser): boolean {
  return peek(p, 2) === T.PAREN_END || (T.isWord(peek(p, 2)) && peek(p, 3) === T.COLON)
}

/** Everything that begins with a dot. */
function dotted(p: Parser, on: Expr): Expr {
  const { at } = on
  p.i++
  const kind = peek(p)
  if (kind === T.INT) return tupleField(p, on)
  if (kind === T.SQUARE) return reflected(p, on)
  if (kind === T.MATCH && peek(p, 1) === T.PAREN && !isCallOfMatch(p)) {
    p.i++
    const arms = list(p, arm)
    return { kind: "match", id: p.nodes++, at, end: endFrom(p, at), on, arms, method: true }
  }
  const token = p.i
  if (!T.isWord(kind) && p.kind[p.i - 2] === T.INT && touches(p, p.i - 2)) {
    fail(p, "E0003", "a float has digits on both sides of the point", "write `5.0`",
      { at: p.at[p.i - 2] ?? 0, end: p.end[p.i - 1] ?? 0 })
    return on
  }
  const dollar = peek(p, 1) === T.NAME && accept(p, T.DOLLAR)
  const word = member(p, "field or method name")
  if (p.failed) return on
  const field: Expr = { kind: "field", id: p.nodes++, at, end: word.end, on, dollar, name: word }
  if (dollar) return field
  const next = peek(p)
  if (next === T.PAREN) {
    const given = args(p)
    return method(p, on, word, NONE, given)
  }
  const upper = p.kind[token] === T.NAME && isUpper(p, token)
  if (next === T.BRACE && upper && opensStruct(p, p.i)) {
    const path = pathOf(field)
    if (path !== null) {
      const end = word.end
      return structLiteral(p, at, { kind: "typeRef", id: p.nodes++, at, end, path, args: NONE })
    }
  }
  if (next !== T.LESS) return field
  const types = attempt(p, (q) => callTypes(q, upper && pathOf(field) !== null))
  if (types === null) return field
  if (peek(p) === T.PAREN) {
    const given = args(p)
    return method(p, on, word, types, given)
  }
  const type: Type = {
    kind: "typeRef", id: p.nodes++, at, end: endFrom(p, at), path: pathOf(field) ?? [word],
    args: types,
  }
  return headed(p, at, type)
}

function method(
  p: Parser, on: Expr, name: Name, types: Type[],
  given: Extract<Expr, { kind: "method" }>["args"],
): Expr {
  const { at } = on
  return { kind: "method", id: p.nodes++, at, end: endFrom(p, at), on, name, types, args: given }
}

function tupleField(p: Parser, on: Expr): Expr {
  const { at } = on
  const i = p.i++
  const index = Number(literalOf(p, i))
  if (on.kind === "tupleField" && !p.failed) {
    complain(p, "E1001", { at: p.at[i] ?? 0, end: p.end[i] ?? 0 }, "tuple indices do not chain",
      "write `(t.0).1`")
  }
  return { kind: "tupleField", id: p.nodes++, at, end: endFrom(p, at), on, index }
}

/** The names of `a.b.C`, or null when it is more than names. */
function pathOf(e: Expr): Name[] | null {
  if (e.kind === "name" && !e.dollar && !e.function) return [{ name: e.name, at: e.at, end: e.end }]
  if (e.kind !== "field" || e.dollar) return null
  const before = pathOf(e.on)
  return before === null ? null : [...before, e.name]
}

// ── type arguments in expressions ─────────────────────────────────────────────────────────────

/** `<…>` kept as type arguments: a `(` follows, or behind a type name `.` or `{` (2.5 note 7). */
export function callTypes(p: Parser, upper: boolean): Type[] | null {
  const types = typeArgs(p)
  if (p.failed) return null
  const next = peek(p)
  if (next === T.PAREN) return types
  return upper && (next === T.DOT || (next === T.BRACE && structAllowed(p))) ? types : null
}

/** A type with arguments as the head of a struct literal or of `.name`. */
export function headed(p: Parser, at: number, type: Type): Expr {
  if (peek(p) === T.BRACE) return structLiteral(p, at, type)
  return { kind: "typeExpr", id: p.nodes++, at, end: type.end, type }
}
