// Foreign functions (LANGUAGE 2.1, 18).

import type { Extern, ExternItem, Ownership } from "../item_ast.ts"
import type { Parser } from "../parser.ts"
import {
  accept, broken, endFrom, expect, fail, found, isWordAt, member, name, peek, startOf, text,
} from "../parser.ts"
import { isCloser, list, startsItem } from "../recovery.ts"
import * as T from "../tokens.ts"
import { attributes } from "./attribute.ts"
import type { Start } from "./function.ts"
import { toNextItem } from "./function.ts"
import { type } from "./type.ts"

/** `extern "c" from "m" { … }`. */
export function extern(p: Parser, start: Start): Extern {
  const { at, pub } = start
  p.i++
  const language = text(p, "the language, `\"c\"` or `\"js\"`,")
  let from: string | null = null
  if (isWordAt(p, T.WORD.from) && !p.failed) {
    p.i++
    from = text(p, "the library")
  }
  const attrs = [...start.attrs, ...attributes(p)]
  const items: ExternItem[] = []
  const open = p.i
  if (expect(p, T.BRACE)) externItems(p, p.mate[open] ?? -1, items)
  return {
    kind: "extern", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, language, from, items,
  }
}

function externItems(p: Parser, close: number, items: ExternItem[]): void {
  while (p.i !== close && peek(p) !== T.END) {
    const member = peek(p) === T.AT || peek(p) === T.HASH
    if (close < 0 && (isCloser(peek(p)) || (!member && startsItem(p, p.i)))) break
    const before = p.i
    items.push(externItem(p))
    if (p.failed || p.i === before) toNextItem(p, before)
    if (p.i === before) p.i++
  }
  if (p.i === close) p.i++
  else p.lastError = p.i
}

function externItem(p: Parser): ExternItem {
  const at = startOf(p)
  const before = attributes(p)
  expect(p, T.AT, "a foreign function is declared `@name (…) -> type as \"name\";`")
  const word = member(p, "function name")
  let variadic = false
  const params: ExternItem["params"] = []
  if (!p.failed && peek(p) !== T.PAREN) {
    fail(p, "E1006", `expected parameters, found ${found(p)}`, "write `(name: type)`")
  }
  list(p, (q) => {
    if (accept(q, T.SPREAD)) variadic = true
    else params.push(externParam(q))
  })
  expect(p, T.ARROW, "write `-> type` behind the parameters, `-> void` for none")
  const resultOwn = ownership(p)
  const result = p.failed ? broken(p) : type(p)
  const between = attributes(p)
  const as = accept(p, T.AS) ? text(p, "the foreign name") : null
  const attrs = [...before, ...between, ...attributes(p)]
  accept(p, T.SEMI)
  return {
    kind: "externItem", id: p.nodes++, at, end: endFrom(p, at), attrs, name: word, params,
    variadic, result, resultOwn, as,
  }
}

function externParam(p: Parser): ExternItem["params"][number] {
  const at = startOf(p)
  const before = paramMode(p)
  const word = name(p, "parameter")
  expect(p, T.COLON, "a parameter is written `name: type`")
  // 18.3 writes the word before the type, the grammar before the name.
  const mode = before === "in" ? paramMode(p) : before
  const own = ownership(p)
  const of = type(p)
  return { name: word, type: of, mode, own, at, end: endFrom(p, at) }
}

/** `out` or `mut`, if a name follows. */
function paramMode(p: Parser): ExternItem["params"][number]["mode"] {
  if (peek(p, 1) !== T.NAME && peek(p, 1) !== T.SQUARE) return "in"
  const mode = isWordAt(p, T.WORD.out) ? "out" : isWordAt(p, T.WORD.mut) ? "mut" : "in"
  if (mode !== "in") p.i++
  return mode
}

/** `owned` or `borrowed`, if a type follows. */
function ownership(p: Parser): Ownership {
  const isOwned = isWordAt(p, T.WORD.owned)
  if (p.failed || (!isOwned && !isWordAt(p, T.WORD.borrowed))) return null
  const next = peek(p, 1)
  const typed = next === T.NAME || next === T.SQUARE || next === T.PAREN || next === T.BRACE
  if (!typed) return null
  p.i++
  return isOwned ? "owned" : "borrowed"
}
