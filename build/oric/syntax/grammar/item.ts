// Items other than functions: types, constants, capability sets, and which item begins where
// (LANGUAGE 2.1).

import type { TypeRef } from "../ast.ts"
import type {
  Capset, Const, Field, Func, Item, LaterItem, TypeBody, TypeDef, Variant,
} from "../item_ast.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import {
  accept, around, broken, complain, endFrom, expect, fail, found, here, isUpper, isWordAt, name,
  peek, startOf,
} from "../parser.ts"
import { itemHabit } from "../habit.ts"
import { list } from "../recovery.ts"
import * as T from "../tokens.ts"
import { attributes } from "./attribute.ts"
import { extern } from "./extern.ts"
import type { Start } from "./function.ts"
import { func, itemEnd, test } from "./function.ts"
import { defImpl, extend, impl, trait } from "./impl.ts"
import { isPrimitive, optGenerics, optWhere, type, typeRef } from "./type.ts"

/** One item; on failure the parser stands where it failed. */
export function item(p: Parser): Item {
  const at = startOf(p)
  const attrs = attributes(p)
  const pub = accept(p, T.PUB)
  return p.failed ? broken(p) : itemAfter(p, { at, attrs, pub })
}

/** The item behind its attributes and `pub`. */
export function itemAfter(p: Parser, start: Start): Item {
  switch (peek(p)) {
    case T.AT:
      return T.isWord(peek(p, 1)) && peek(p, 2) === T.TESTS ? test(p, start)
        : func(p, start, "module")
    case T.LET:
      return constant(p, start)
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
  fail(p, "E1001", `expected a declaration, found ${found(p)}`, helpFor(p))
  return broken(p)
}

function helpFor(p: Parser): string {
  const known = itemHabit(around(p))
  if (known !== null) return known
  if (peek(p) === T.NAME && peek(p, 1) === T.PAREN) return "a function is declared `@name (…) -> …`"
  if (peek(p) === T.BRACE_END) return "remove the brace, or open one before"
  return "a file holds `use`, `let $NAME`, `@function`, `type`, `trait`, `impl`, `extend`, `extern`"
}

// ── constants ─────────────────────────────────────────────────────────────────────────────────

/** `let $NAME: T = e;`; without `$` it is parsed too, and refused by the checker (E2049). */
function constant(p: Parser, start: Start): Const {
  p.i++
  const immutable = accept(p, T.DOLLAR)
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
  p.i++
  const word = name(p, "type name")
  const generics = optGenerics(p)
  const derives: TypeRef[] = []
  if (accept(p, T.COLON)) {
    do derives.push(typeRef(p))
    while (accept(p, T.COMMA) && peek(p) === T.NAME)
  }
  const where = optWhere(p)
  // `type Name { … }`: only the sign is missing.
  if (!p.failed && peek(p) === T.BRACE) {
    complain(p, "E1001", here(p), "expected `=`, found `{`", "a type is declared `type Name = …`")
  } else expect(p, T.ASSIGN, "a type is declared `type Name = …`")
  const body = typeBody(p)
  itemEnd(p)
  return {
    kind: "typeDef", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word, generics,
    derives, where, body,
  }
}

function typeBody(p: Parser): TypeBody {
  const at = startOf(p)
  if (!p.failed && peek(p) === T.BRACE && !isMapType(p)) {
    const fields = list(p, field)
    return { kind: "structBody", id: p.nodes++, at, end: endFrom(p, at), fields }
  }
  const next = peek(p, 1)
  const sum = peek(p) === T.OR || (peek(p) === T.NAME && (next === T.OR || next === T.PAREN))
  if (!p.failed && sum) return sumBody(p)
  const of = type(p)
  return { kind: "aliasBody", id: p.nodes++, at, end: endFrom(p, at), type: of }
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
  expect(p, T.COLON, "a field is written `name: type`")
  const of = type(p)
  if (!p.failed && peek(p) === T.ASSIGN) {
    fail(p, "E1001", "a field has no default", "give the type an `impl Default`, and update that")
  }
  return { kind: "field", id: p.nodes++, at, end: endFrom(p, at), name: word, type: of }
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
  const fields: Variant["fields"] = !p.failed && peek(p) === T.PAREN ? list(p, payload) : []
  return { kind: "variant", id: p.nodes++, at, end: endFrom(p, at), name: word, fields }
}

function payload(p: Parser): Variant["fields"][number] {
  if (peek(p, 1) !== T.COLON) return { name: null, type: type(p) }
  const word = name(p, "field name")
  expect(p, T.COLON)
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
