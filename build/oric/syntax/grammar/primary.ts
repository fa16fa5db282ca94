// Primary expressions: literals, templates, names and everything in brackets (LANGUAGE 2.3).

import { exact } from "../../source/list.ts"
import type { Arg, Expr, MapEntry, StructEntry, TemplatePart, Type } from "../ast.ts"
import type { Parser } from "../parser.ts"
import {
  accept, attempt, broken, complain, endFrom, expect, fail, found, here, isUpper,
  labelAhead, literalOf, member, name, NO_LAMBDA, NO_STRUCT, peek, startOf, startsLine, take,
  textOf, unexpected,
} from "../parser.ts"
import { answerBrace, isPun, list } from "../recovery.ts"
import * as T from "../tokens.ts"
import { isPrimitive, type } from "./type.ts"

// ── literals ──────────────────────────────────────────────────────────────────────────────────

/** The literal at the current token, or null. */
export function optLiteral(p: Parser): Expr | null {
  const at = startOf(p)
  const i = p.i
  const end = p.end[i] ?? at
  const kind = peek(p)
  switch (kind) {
    case T.INT: case T.DURATION: case T.SIZE: {
      p.i++
      const value = literalOf(p, i) as bigint
      if (kind === T.INT) return { kind: "int", id: p.nodes++, at, end, value }
      const unit = kind === T.SIZE ? "size" : "duration"
      return { kind: unit, id: p.nodes++, at, end, value }
    }
    case T.FLOAT:
      p.i++
      return { kind: "float", id: p.nodes++, at, end, value: Number(literalOf(p, i)) }
    case T.STR:
      p.i++
      return { kind: "str", id: p.nodes++, at, end, value: String(literalOf(p, i)) }
    case T.CHAR: case T.BYTE:
      p.i++
      return {
        kind: kind === T.CHAR ? "char" : "byte", id: p.nodes++, at, end, value: p.value[i] ?? 0,
      }
    case T.TRUE: case T.FALSE:
      p.i++
      return { kind: "bool", id: p.nodes++, at, end, value: kind === T.TRUE }
    case T.TEMPLATE_OPEN:
      return template(p)
  }
  return null
}

function template(p: Parser): Expr {
  const at = startOf(p)
  const close = p.mate[p.i] ?? -1
  const parts: TemplatePart[] = []
  p.i++
  const flags = p.flags
  p.flags = 0
  while (p.i !== close && !p.failed) {
    if (peek(p) === T.TEMPLATE_TEXT) parts.push({ text: String(literalOf(p, p.i++)) })
    else if (peek(p) === T.HOLE) parts.push(hole(p))
    else break
  }
  p.flags = flags
  if (p.i === close) p.i++
  else p.failed = true
  return { kind: "template", id: p.nodes++, at, end: endFrom(p, at), parts: exact(parts) }
}

function hole(p: Parser): TemplatePart {
  const close = p.mate[p.i] ?? -1
  p.i++
  const value = p.rules.expression(p)
  const specAt = startOf(p)
  let spec: string | null = null
  if (!p.failed && peek(p) === T.SPEC) spec = String(literalOf(p, p.i++))
  if (!p.failed && p.i !== close) {
    fail(p, "E1001", `expected \`}\`, found ${found(p)}`, "a template hole holds one expression")
  }
  // The text behind a broken hole can be trusted again.
  if (p.failed && close >= 0 && p.quiet === 0) p.failed = false
  if (close >= 0) p.i = close + 1
  return { value, spec, specAt }
}

// ── brackets ──────────────────────────────────────────────────────────────────────────────────

/** `()`, `(e)` or a tuple; lambdas have been recognised before. */
export function paren(p: Parser): Expr {
  const at = startOf(p)
  const close = p.mate[p.i] ?? -1
  const arrow = close >= 0 && p.kind[close + 1] === T.ARROW
  if (arrow && (p.flags & NO_LAMBDA) === 0) return takenApart(p, close)
  const items = list(p, p.rules.expression)
  const end = endFrom(p, at)
  const [inner] = items
  if (inner === undefined) return { kind: "unit", id: p.nodes++, at, end }
  if (items.length === 1) return { kind: "paren", id: p.nodes++, at, end, inner }
  return { kind: "tuple", id: p.nodes++, at, end, items }
}

/** Patterns where a lambda has names. */
function takenApart(p: Parser, close: number): Expr {
  fail(p, "E1004", "the parameters of a lambda are names",
    "take a value apart inside: `x -> { let (a, b) = x; … }`",
    { at: startOf(p), end: p.end[close] ?? startOf(p) })
  p.i = close + 1
  return broken(p)
}

/** A list literal, or `[int]` as the head of `.name`. */
export function square(p: Parser): Expr {
  const at = startOf(p)
  const close = p.mate[p.i] ?? -1
  const head: Type | null = isTypeHead(p, close) ? attempt(p, type) : null
  if (head !== null) {
    return { kind: "typeExpr", id: p.nodes++, at, end: endFrom(p, at), type: head }
  }
  const items = list(p, (q) => {
    const spread = accept(q, T.SPREAD)
    return { spread, value: q.rules.expression(q) }
  })
  return { kind: "list", id: p.nodes++, at, end: endFrom(p, at), items }
}

/**
 * Square brackets with a `.` behind, and between them only what types are made of, with a primitive
 * type or type arguments among it. In `[T].name` only the checker can tell a type from a variant.
 */
function isTypeHead(p: Parser, close: number): boolean {
  if (close < 0 || p.kind[close + 1] !== T.DOT) return false
  let found = false
  for (let i = p.i + 1; i < close; i++) {
    if (!OF_TYPES.has(p.kind[i] ?? T.END)) return false
    const next = p.kind[i + 1]
    if (isPrimitive(p, i)) {
      if (next === T.PAREN) return false
      // Before a colon it may be a map's key, whose name says nothing.
      found ||= next !== T.COLON && next !== T.DOT
    } else if (p.kind[i] === T.NAME && isUpper(p, i) && next === T.LESS) found = true
  }
  return found
}

const OF_TYPES = new Set([
  T.NAME, T.DOT, T.COMMA, T.COLON, T.LESS, T.GREATER, T.ARROW, T.PAREN, T.PAREN_END, T.SQUARE,
  T.SQUARE_END, T.BRACE, T.BRACE_END,
])

const LABELLED = new Set(["loop", "for", "while", "block", "break", "continue"])

/** Whether the word at token `i` carries a block label rather than being a key or argument name. */
function isLabelled(p: Parser, i: number): boolean {
  const word = p.tokens.names[p.value[i] ?? 0] ?? ""
  return LABELLED.has(word) && labelAhead(p, i)
}

/** What the `{` at the current token begins (LANGUAGE 2.5 note 1). */
export function isMapAhead(p: Parser): boolean {
  const next = p.i + 1
  const kind = p.kind[next] ?? T.END
  const colon = p.kind[next + 1] === T.COLON
  if (kind === T.BRACE_END || kind === T.SPREAD) return true
  // `{ x := 1; }` is another language's way to bind a variable.
  const binds = colon && p.kind[next + 2] === T.ASSIGN && p.end[next + 1] === p.at[next + 2]
  if (T.isWord(kind)) return colon && !binds && !isLabelled(p, next)
  if (kind >= T.INT && kind <= T.BYTE) return colon
  const close = p.mate[next] ?? -1
  return kind === T.SQUARE && close > next && p.kind[close + 1] === T.COLON
}

/** A map literal or an update. */
export function map(p: Parser): Expr {
  const at = startOf(p)
  const puns = peek(p, 1) === T.SPREAD
  const entries = list(p, (q) => mapEntry(q, puns))
  return { kind: "map", id: p.nodes++, at, end: endFrom(p, at), entries }
}

function mapEntry(p: Parser, puns: boolean): MapEntry {
  const at = startOf(p)
  if (accept(p, T.SPREAD)) return { spread: true, value: p.rules.expression(p) }
  if (T.isWord(peek(p)) && (peek(p, 1) === T.COLON || puns)) {
    const word = take(p)
    const { end } = word
    const key: Expr = { kind: "str", id: p.nodes++, at, end, value: word.name }
    if (accept(p, T.COLON)) {
      return { spread: false, word, key, value: p.rules.expression(p), pun: false }
    }
    const value: Expr = {
      kind: "name", id: p.nodes++, at, end, name: word.name, dollar: false, function: false,
    }
    return { spread: false, word, key, value, pun: true }
  }
  const key = mapKey(p)
  expect(p, T.COLON, "a map entry is written `key: value`")
  return { spread: false, word: null, key, value: p.rules.expression(p), pun: false }
}

function mapKey(p: Parser): Expr {
  if (peek(p) === T.SQUARE) {
    const [key, ...more] = list(p, p.rules.expression)
    if (key !== undefined && more.length === 0) return key
    if (!p.failed) fail(p, "E1001", "a computed key is one expression", "write `[key]: value`")
    return broken(p)
  }
  const literal = peek(p) === T.TEMPLATE_OPEN ? null : optLiteral(p)
  if (literal !== null) return literal
  fail(p, "E1001", `${found(p)} is no map key`,
    "a key is a word or a literal; put other expressions in brackets: `{[e]: v}`")
  return broken(p)
}

/** The fields of a struct literal, whose `{` is the current token. */
export function structLiteral(p: Parser, at: number, head: Type): Expr {
  const entries = list(p, structEntry)
  return { kind: "struct", id: p.nodes++, at, end: endFrom(p, at), type: head, entries }
}

function structEntry(p: Parser): StructEntry {
  const at = startOf(p)
  if (peek(p) === T.DOTS) {
    complain(p, "E1001", here(p), "expected `...`, found `..`",
      "the other fields are taken over with `...value`, before what differs")
  }
  if (accept(p, T.SPREAD) || accept(p, T.DOTS)) {
    return { spread: true, value: p.rules.expression(p) }
  }
  const field = name(p, "field name")
  if (accept(p, T.COLON) && !isPun(p, field, "E1002")) {
    return { spread: false, name: field, value: p.rules.expression(p), pun: false }
  }
  const { end } = field
  const value: Expr = {
    kind: "name", id: p.nodes++, at, end, name: field.name, dollar: false, function: false,
  }
  return { spread: false, name: field, value, pun: true }
}

/** Whether a struct literal may begin at a `{`. */
export function structAllowed(p: Parser): boolean {
  return (p.flags & NO_STRUCT) === 0
}

/** Whether a `{` begins a struct literal, allowed or not: then what it lacks is reported. */
export function opensStruct(p: Parser, brace: number): boolean {
  if (structAllowed(p)) return true
  const first = p.kind[brace + 1]
  // Neither a block nor an arm begins so.
  const literal = first === T.SPREAD || (first === T.NAME && p.kind[brace + 2] === T.COLON &&
    textOf(p, brace + 1) !== "block")
  if (!literal || p.muted > 0) return false
  const at = { at: p.at[brace - 1] ?? 0, end: p.end[p.mate[brace] ?? brace] ?? 0 }
  complain(p, "E1001", at, "a struct literal in the head of a block",
    `it needs parentheses: \`(${textOf(p, brace - 1)} { … })\``)
  return true
}

// ── arguments ─────────────────────────────────────────────────────────────────────────────────

/** `(a: 1, b:, ...c)` at the current token. */
export function args(p: Parser): Arg[] {
  return list(p, arg)
}

function arg(p: Parser): Arg {
  if (accept(p, T.SPREAD)) {
    return { name: null, value: p.rules.expression(p), pun: false, spread: true }
  }
  if (!T.isWord(peek(p)) || peek(p, 1) !== T.COLON || isLabelled(p, p.i)) {
    return { name: null, value: p.rules.expression(p), pun: false, spread: false }
  }
  const reserved = T.isKeyword(peek(p)) && peek(p) !== T.SELF
  const word = member(p, "argument name")
  p.i++
  const kind = peek(p)
  if (kind !== T.COMMA && kind !== T.PAREN_END) {
    return { name: word, value: p.rules.expression(p), pun: false, spread: false }
  }
  const { at, end } = word
  if (reserved) {
    complain(p, "E1015", { at, end }, `\`${word.name}\` is a reserved word and no variable`,
      `write the value: \`${word.name}: …\``)
  }
  const value: Expr = word.name === "self" ? { kind: "self", id: p.nodes++, at, end } : {
    kind: "name", id: p.nodes++, at, end, name: word.name, dollar: false, function: false,
  }
  return { name: word, value, pun: true, spread: false }
}

// ── names ─────────────────────────────────────────────────────────────────────────────────────

/** `@f`, `$x`, `self`, `Self`, `#`, or null when none of these stands here. */
export function optSigil(p: Parser): Expr | null {
  const at = startOf(p)
  switch (peek(p)) {
    case T.AT: case T.DOLLAR: {
      const dollar = peek(p) === T.DOLLAR
      if (peek(p, 1) !== T.NAME) return null
      p.i++
      const { name: word, end } = take(p)
      return { kind: "name", id: p.nodes++, at, end, name: word, dollar, function: !dollar }
    }
    case T.SELF:
      p.i++
      return { kind: "self", id: p.nodes++, at, end: endFrom(p, at) }
    case T.SELF_TYPE: {
      p.i++
      const head: Type = { kind: "selfType", id: p.nodes++, at, end: endFrom(p, at) }
      if (peek(p) === T.BRACE && opensStruct(p, p.i)) return structLiteral(p, at, head)
      return { kind: "typeExpr", id: p.nodes++, at, end: head.end, type: head }
    }
    case T.HASH:
      if (p.indexes === 0) {
        fail(p, "E1002", "`#` outside an index",
          "`#` is the length inside `xs[…]`; elsewhere write `xs.len()`")
        return broken(p)
      }
      p.i++
      return { kind: "length", id: p.nodes++, at, end: endFrom(p, at) }
  }
  return null
}

/** What is no expression at all. */
export function noExpression(p: Parser): Expr {
  const kind = peek(p)
  const called = T.isKeyword(kind) && peek(p, 1) === T.PAREN && p.mate[p.i + 1] !== -1
  if (p.reserved.has(kind)) return declaredWord(p)
  if (called || kind >= T.FUTURE) {
    fail(p, "E1015", `${found(p)} is a reserved word`, "choose another name")
  }
  const opens = kind === T.LET && startsLine(p, p.i)
  unexpected(p, "E1002", `expected an expression, found ${found(p)}`,
    opens ? "statements stand in a block: `{ … }`" : helpFor(p, kind))
  if (opens) answerBrace(p)
  return silently(p)
}

/** A reserved word that was declared as a name, which has been reported. */
function declaredWord(p: Parser): Expr {
  const { name: word, at, end } = take(p)
  return { kind: "name", id: p.nodes++, at, end, name: word, dollar: false, function: false }
}

/** A mistake that has been reported. */
function silently(p: Parser): Expr {
  p.failed = true
  return broken(p)
}

function helpFor(p: Parser, kind: number): string {
  if (kind === T.AND || kind === T.STAR) {
    return `Ori has no references: write the value without \`${T.kindName(kind)[1]}\``
  }
  if (kind === T.DOT && peek(p, 1) === T.NAME) {
    return `a variant is written by its name: \`${textOf(p, p.i + 1)}\``
  }
  if (kind === T.ELSE) return "`else` continues the `if` before it: remove the `;` between them"
  if (kind === T.VOID) return "the only value of type `void` is written `()`"
  if (kind === T.SEMI) return "remove the `;`, or write a value before it"
  if (kind === T.FAT_ARROW) return "Ori writes `->`"
  if (kind === T.LET) {
    return "a `let` stands as a statement; a pattern is asked for with `match value { … }`"
  }
  if (kind === T.DO) return "a loop is written `while condition do …`, or `loop { … }`"
  if (kind === T.DOT) return "a float has digits on both sides of the point: `0.5`"
  return "write a value here"
}
