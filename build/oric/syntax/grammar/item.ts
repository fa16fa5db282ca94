// Items other than functions: types, constants, capability sets, and which item begins where
// (LANGUAGE 2.1).

import type { TypeRef } from "../ast.ts"
import type {
  Capset, Const, Field, Func, Item, LaterItem, TypeBody, TypeDef, Variant,
} from "../item_ast.ts"
import { onOneLine } from "../layout.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import {
  accept, broken, complain, endFrom, expect, fail, found, here, isUpper, isWordAt, name,
  peek, startOf, textOf,
} from "../parser.ts"
import {
  answerStray, isForeign, lacksOpener, list, skipOne, startsItem, STATEMENT_WORDS,
} from "../recovery.ts"
import * as T from "../tokens.ts"
import { attributes } from "./attribute.ts"
import { extern } from "./extern.ts"
import { foreign, headNames, lost, modifiers, skipDeclaration, variantsIn } from "./foreign.ts"
import type { Start } from "./function.ts"
import { func, itemEnd, test } from "./function.ts"
import { defImpl, extend, impl, trait } from "./impl.ts"
import { isPrimitive, optGenerics, optWhere, type, typeRef } from "./type.ts"

/** One item; on failure the parser stands where it failed. */
export function item(p: Parser): Item {
  const at = startOf(p)
  const attrs = attributes(p)
  const pub = accept(p, T.PUB)
  return p.failed ? lost(p, at, []) : itemAfter(p, { at, attrs, pub })
}

/** The item behind its attributes and `pub`. */
export function itemAfter(p: Parser, start: Start): Item {
  const isPublic = modifiers(p)
  if (isForeign(p, p.i)) return foreign(p, start.at)
  const known = optItem(p, isPublic ? { ...start, pub: true } : start)
  if (known !== null) return known
  if (isBareFunction(p)) return bareFunction(p, start)
  if (lacksOpener(p)) p.failed = true
  else fail(p, "E1001", `expected a declaration, found ${found(p)}`, helpFor(p))
  const names = headNames(p, p.i)
  return lost(p, start.at, [...names.slice(0, 1), ...names.map((word) => `:${word}`)])
}

function optItem(p: Parser, start: Start): Item | null {
  switch (peek(p)) {
    case T.AT:
      return T.isWord(peek(p, 1)) && peek(p, 2) === T.TESTS ? test(p, start)
        : func(p, start, "module")
    case T.LET:
      return peek(p, 1) !== T.DOLLAR && lacksOpener(p) ? null : constant(p, start)
    case T.DOLLAR:
      return dollar(p, start)
    case T.TYPE:
      return typeDef(p, start)
    case T.TRAIT:
      return trait(p, start)
    case T.IMPL:
      return impl(p, start)
    case T.DEF:
      return defImpl(p, start)
    case T.EXTEND:
      return extend(p, start)
    case T.EXTERN:
      return extern(p, start)
    case T.NAME:
      if (isWordAt(p, T.WORD.capset) && peek(p, 1) === T.NAME) return capset(p, start)
      if (isBareError(p)) return bareError(p, start)
  }
  return null
}

/** `name (…)` and `type name (…)`, and behind it what makes it a declaration. */
function isBareFunction(p: Parser): boolean {
  const open = p.i + (peek(p, 1) === T.NAME ? 2 : 1)
  if ((peek(p) !== T.NAME && peek(p) !== T.VOID) || p.kind[open] !== T.PAREN) return false
  const close = p.mate[open] ?? -1
  const next = p.kind[close + 1]
  return close >= 0 && (next === T.ARROW || next === T.BRACE || next === T.ASSIGN ||
    next === T.COLON)
}

/** A function without its `@`; one that has no result type either is of another language. */
function bareFunction(p: Parser, start: Start): Item {
  const last = peek(p, 1) === T.NAME ? p.i + 1 : p.i
  const at = startOf(p)
  const word = textOf(p, last)
  const whole = last === p.i && p.kind[(p.mate[p.i + 1] ?? -1) + 1] === T.ARROW
  complain(p, "E1001", here(p), `expected a declaration, found ${found(p)}`,
    `a function is written \`@${word} (parameter: type) -> type = body;\``,
    whole ? [{ at, end: at, insert: "@" }] : undefined)
  if (whole) return func(p, start, "module")
  skipDeclaration(p, start.at)
  return lost(p, start.at, [word])
}

function helpFor(p: Parser): string {
  if (peek(p) === T.NAME && isUpper(p, p.i)) {
    const next = peek(p, 1)
    if (next === T.COLON || next === T.BRACE) return "methods are given by `impl Type: Trait { … }`"
    if (next === T.ASSIGN || next === T.LESS) return "a type is declared `type Name = …`"
  }
  if (textOf(p, p.i) === "deriving") return "traits are derived by `#derive(…)` before the type"
  if (STATEMENT_WORDS.has(peek(p)) || peek(p) === T.NAME) {
    return "statements stand in functions: `@main () -> void = { … }`"
  }
  if (peek(p) === T.ELSE) return "`else` continues the `if` before it: remove the `;` between them"
  if (peek(p) === T.BRACE_END) return "remove the brace, or open one before"
  return "a file holds `use`, `let $NAME`, `@function`, `type`, `trait`, `impl`, `extend`, `extern`"
}

// ── constants ─────────────────────────────────────────────────────────────────────────────────

/** `let $NAME: T = e;`; without `$` it is parsed too, and refused by the checker (E2049). */
function constant(p: Parser, start: Start): Const {
  p.i++
  const isMutable = textOf(p, p.i) === "mut" && peek(p, 1) === T.NAME
  if (isMutable) {
    complain(p, "E1001", here(p), "Ori has no `mut`", "a module holds nothing that changes; a "
      + `constant is written \`let $${textOf(p, p.i + 1)} = value;\``)
    p.i++
  }
  const immutable = accept(p, T.DOLLAR) || isMutable
  return constantAfter(p, start, immutable)
}

function constantAfter(p: Parser, start: Start, immutable: boolean): Const {
  const { at, attrs, pub } = start
  const word = name(p, "constant name")
  const annotation = accept(p, T.COLON) ? type(p) : null
  expect(p, T.ASSIGN, "a constant is declared `let $NAME = value;`")
  const value = p.rules.expression(p)
  itemEnd(p)
  return {
    kind: "const", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word,
    type: annotation, value, immutable,
  }
}

/** `$f (…) -> T = e` is a const function [later]; `$NAME = e` is old syntax. */
function dollar(p: Parser, start: Start): Const | LaterItem {
  if (peek(p, 2) === T.PAREN || peek(p, 2) === T.LESS) {
    const { name: word, end }: Func = func(p, start, "module")
    const { at, attrs, pub } = start
    const what = "const functions"
    return { kind: "laterItem", id: p.nodes++, at, end, attrs, pub, what, name: word }
  }
  complain(p, "E1001", here(p), "a constant without `let`", "write `let $NAME = value;`")
  p.i++
  return constantAfter(p, start, true)
}

function isBareError(p: Parser): boolean {
  return peek(p, 1) === T.PAREN && p.tokens.names[p.value[p.i] ?? 0] === "compile_error"
}

/** `compile_error("…");` as an item (LANGUAGE 17) is a constant without a name. */
function bareError(p: Parser, start: Start): Const {
  const { at, attrs, pub } = start
  const value = p.rules.expression(p)
  itemEnd(p)
  const word: Name = { name: "_", at: value.at, end: value.end }
  return {
    kind: "const", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word, type: null,
    value, immutable: true,
  }
}

// ── types ─────────────────────────────────────────────────────────────────────────────────────

function typeDef(p: Parser, start: Start): TypeDef {
  const { at, attrs, pub } = start
  const { lastError, skipped } = p
  p.i++
  const word = name(p, "type name")
  const generics = squareGenerics(p, word) ? [] : optGenerics(p)
  const derives: TypeRef[] = []
  if (accept(p, T.COLON)) {
    do derives.push(typeRef(p))
    while (accept(p, T.COMMA) && peek(p) === T.NAME)
  }
  const where = optWhere(p)
  const headed = p.lastError === lastError
  const help = "a type is declared `type Name = …`"
  // `type Name { … }` and `type Name struct { … }`: only the sign is missing.
  const body = peek(p) === T.BRACE || isKind(p) || (peek(p) === T.NAME && isUpper(p, p.i))
  if (!body) expect(p, T.ASSIGN, help)
  else complain(p, "E1001", here(p), `expected \`=\`, found ${found(p)}`, help)
  const from = p.i
  const whole = typeBody(p)
  // A type that lacks parts would be wrong wherever it is used.
  const isLost = isSplit(p, whole) || lacksBracket(p, at)
  const of = headed && !isLost && !p.failed && p.skipped === skipped ? whole
    : lostBody(p, from, whole)
  itemEnd(p)
  return {
    kind: "typeDef", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word, generics,
    derives, where, body: of,
  }
}

/** `[T]` behind the name of a type: reported, and skipped. */
function squareGenerics(p: Parser, { name: word }: Name): boolean {
  const close = p.mate[p.i] ?? -1
  if (p.failed || peek(p) !== T.SQUARE || close < 0) return false
  complain(p, "E1001", here(p), `expected \`=\`, found ${found(p)}`,
    `type parameters are written \`type ${word}<T> = …\``)
  p.i = close + 1
  return true
}

function typeBody(p: Parser): TypeBody {
  const at = startOf(p)
  if (!p.failed && peek(p) === T.BRACE && !isMapType(p)) {
    const fields = list(p, field)
    return { kind: "structBody", id: p.nodes++, at, end: endFrom(p, at), fields }
  }
  if (!p.failed && peek(p, 1) === T.BRACE && isKind(p)) return namedKind(p)
  if (!p.failed && peek(p) === T.NAME && peek(p, 1) === T.COLON) return bareFields(p)
  const next = peek(p, 1)
  const variant = next === T.OR || next === T.PAREN || next === T.BRACE
  const sum = peek(p) === T.OR || (peek(p) === T.NAME && variant)
  if (!p.failed && sum) return sumBody(p)
  const of = type(p)
  return { kind: "aliasBody", id: p.nodes++, at, end: endFrom(p, at), type: of }
}

/** The fields of a struct whose `{` is missing. */
function bareFields(p: Parser): TypeBody {
  const at = startOf(p)
  complain(p, "E1001", here(p), `expected a type, found ${found(p)}`,
    "the fields of a struct stand in braces: `type Name = { field: type }`")
  const fields: Field[] = []
  do fields.push(field(p))
  while (accept(p, T.COMMA) && peek(p) === T.NAME && peek(p, 1) === T.COLON)
  answerStray(p, at)
  p.lastError = p.i
  return { kind: "structBody", id: p.nodes++, at, end: endFrom(p, at), fields }
}

/** Whether a closer closes nothing in what began at `from`, up to the end of the line. */
function lacksBracket(p: Parser, from: number): boolean {
  const at = startOf(p)
  return p.tokens.stray.some((stray) => stray.at >= from && !stray.answered &&
    (stray.at < at || onOneLine(p.source, at, stray.at)))
}

/** Whether commas or nothing stand between variants: reported, and skipped. */
function isSplit(p: Parser, { kind }: TypeBody): boolean {
  const next = peek(p) === T.COMMA ? p.i + 1 : p.i
  const variants = kind === "sumBody" || kind === "aliasBody"
  if (p.failed || !variants || p.kind[next] !== T.NAME || !isUpper(p, next)) return false
  complain(p, "E1001", here(p), `expected \`|\`, found ${found(p)}`,
    "variants are written `A | B | C(value: int)`")
  while (peek(p) !== T.SEMI && peek(p) !== T.END && !startsItem(p, p.i)) skipOne(p)
  return true
}

/** In place of the body from token `from` on, of which all variants are lost. */
function lostBody(p: Parser, from: number, { kind, at, end }: TypeBody): TypeBody {
  let to = p.i
  while (peek(p, to - p.i) !== T.SEMI && to < p.tokens.count && !startsItem(p, to)) to++
  if (kind === "sumBody") p.lost.push(...variantsIn(p, from - 1, to))
  return { kind: "aliasBody", id: p.nodes++, at, end, type: broken(p) }
}

const KINDS = new Set(["struct", "record", "class", "enum", "union"])

function isKind(p: Parser): boolean {
  return T.isWord(peek(p)) && KINDS.has(textOf(p, p.i))
}

/** `type P = struct { … }` and `type E = enum { … }`. */
function namedKind(p: Parser): TypeBody {
  const at = startOf(p)
  const word = textOf(p, p.i)
  const sum = word === "enum" || word === "union"
  complain(p, "E1001", here(p), `expected a type, found \`${word}\``,
    sum ? "variants are written `A | B(field: type)`" : "remove it: a struct is `{ field: type }`")
  p.i++
  if (!sum) return typeBody(p)
  const variants = list(p, variant)
  return { kind: "sumBody", id: p.nodes++, at, end: endFrom(p, at), variants, leadingBar: false }
}

/** `{str: int}` is a map type, no struct: one entry whose key is a type, and no comma. */
function isMapType(p: Parser): boolean {
  const first = p.i + 1
  const close = p.mate[p.i] ?? -1
  if (close === first) return false
  if (p.kind[first] === T.NAME && p.kind[first + 1] === T.COLON) {
    if (!isPrimitive(p, first) && !isUpper(p, first)) return false
    for (let i = first; i < close; i++) {
      const mate = p.mate[i] ?? -1
      if (mate > i) i = mate
      else if (p.kind[i] === T.COMMA && p.kind[i + 1] !== T.NAME) return false
      else if (p.kind[i] === T.COMMA && p.kind[i + 2] === T.COLON) return false
    }
    return true
  }
  return p.kind[first] !== T.HASH && !T.isWord(p.kind[first] ?? T.END)
}

function field(p: Parser): Field {
  if (peek(p) === T.HASH) {
    complain(p, "E1016", here(p), "attributes on fields are not known",
      "remove it; what it would do is written by hand in an `impl`")
    attributes(p)
  }
  const at = startOf(p)
  const word = name(p, "field name")
  colon(p)
  const of = type(p)
  if (!p.failed && peek(p) === T.ASSIGN) {
    fail(p, "E1001", "a field has no default", "give the type an `impl Default`, and update that")
  }
  return { kind: "field", id: p.nodes++, at, end: endFrom(p, at), name: word, type: of }
}

/** The colon of a field; where it is missing, the type is read all the same. */
function colon(p: Parser): void {
  if (accept(p, T.COLON)) return
  complain(p, "E1001", here(p), `expected \`:\`, found ${found(p)}`,
    "a field is written `name: type`")
}

function sumBody(p: Parser): TypeBody {
  const at = startOf(p)
  const leadingBar = accept(p, T.OR)
  const variants = [variant(p)]
  while (accept(p, T.OR)) variants.push(variant(p))
  return { kind: "sumBody", id: p.nodes++, at, end: endFrom(p, at), variants, leadingBar }
}

function variant(p: Parser): Variant {
  const at = startOf(p)
  const word = name(p, "variant name")
  if (!p.failed && peek(p) === T.BRACE) {
    complain(p, "E1001", here(p), "the payload of a variant stands in parentheses",
      `write \`${word.name}(field: type)\``)
  }
  const given = !p.failed && (peek(p) === T.PAREN || peek(p) === T.BRACE)
  const fields: Variant["fields"] = given ? list(p, payload) : []
  return { kind: "variant", id: p.nodes++, at, end: endFrom(p, at), name: word, fields }
}

function payload(p: Parser): Variant["fields"][number] {
  const isNamed = peek(p, 1) === T.COLON || (peek(p) === T.NAME && peek(p, 1) === T.NAME)
  if (!isNamed) return { name: null, type: type(p) }
  const word = name(p, "field name")
  colon(p)
  return { name: word, type: type(p) }
}

// ── capability sets ───────────────────────────────────────────────────────────────────────────

function capset(p: Parser, start: Start): Capset {
  const { at, attrs, pub } = start
  p.i++
  const word = name(p, "capability set name")
  expect(p, T.ASSIGN)
  const members: Name[] = []
  while (!p.failed && peek(p) === T.NAME) {
    members.push(name(p, "capability"))
    if (!accept(p, T.COMMA)) break
  }
  if (!p.failed && members.length === 0) {
    complain(p, "E1221", word, `\`${word.name}\` has no members`, "name at least one capability")
  }
  accept(p, T.SEMI)
  return {
    kind: "capset", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word, members,
  }
}
