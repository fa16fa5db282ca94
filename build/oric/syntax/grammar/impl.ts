// Traits, implementations and extensions: everything that holds methods (LANGUAGE 2.1, 6).

import type { Type, TypeRef } from "../ast.ts"
import type { AssocType, DefImpl, Extend, Func, Impl, TraitDef } from "../item_ast.ts"
import type { Parser } from "../parser.ts"
import {
  accept, complain, endFrom, expect, fail, found, here, name, peek, startOf, textOf,
} from "../parser.ts"
import { indentBefore } from "../layout.ts"
import { answerStray, isCloser, isForeign, lacksOpener, startsItem } from "../recovery.ts"
import * as T from "../tokens.ts"
import { attributes } from "./attribute.ts"
import { foreign, headNames, modifiers, skipComment, skipDeclaration } from "./foreign.ts"
import type { Place, Start } from "./function.ts"
import { func, toNextItem } from "./function.ts"
import { bounds, optGenerics, optWhere, type, typeRef } from "./type.ts"

export function trait(p: Parser, start: Start): TraitDef {
  const { at, attrs, pub } = start
  p.i++
  const word = name(p, "trait name")
  const generics = optGenerics(p)
  const supers = accept(p, T.COLON) ? bounds(p) : []
  const where = optWhere(p)
  const { types, methods } = members(p, "trait")
  return {
    kind: "traitDef", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word, generics,
    supers, where, types, methods,
  }
}

export function impl(p: Parser, start: Start): Impl {
  const { at, attrs, pub } = start
  const from = p.i++
  const generics = optGenerics(p)
  const first = type(p)
  const turned = isTurned(p, first)
  const target = turned ? type(p) : first
  const of = turned ? first : accept(p, T.COLON) ? typeRef(p) : null
  const where = optWhere(p)
  loseHead(p, from)
  const { types, methods } = members(p, "method")
  return {
    kind: "impl", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, generics, target, trait: of,
    where, types, methods,
  }
}

/** Names in a head with a mistake: whichever is the type, nobody knows what it has. */
function loseHead(p: Parser, from: number): void {
  const isHead = p.failed || p.lastError >= from || peek(p) !== T.BRACE
  if (isHead) p.lost.push(...headNames(p, from).map((word) => `:${word}`))
}

/** `impl Trait for Type`, which says what is meant. */
function isTurned(p: Parser, trait: Type): trait is TypeRef {
  if (p.failed || peek(p) !== T.FOR || trait.kind !== "typeRef") return false
  complain(p, "E1001", here(p), "expected `:` or `{`, found `for`",
    "the type comes first: `impl Type: Trait { … }`")
  p.i++
  return true
}

/** `def impl Trait { … }`. */
export function defImpl(p: Parser, start: Start): DefImpl {
  const { at, attrs, pub } = start
  p.i++
  expect(p, T.IMPL, "a default provider is written `def impl Trait { … }`")
  const of = name(p, "trait name")
  const { methods } = members(p, "method")
  return { kind: "defImpl", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, trait: of, methods }
}

export function extend(p: Parser, start: Start): Extend {
  const { at, attrs, pub } = start
  const from = p.i++
  const generics = optGenerics(p)
  const target = type(p)
  const where = optWhere(p)
  loseHead(p, from)
  const { methods } = members(p, "method")
  return {
    kind: "extend", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, generics, target, where,
    methods,
  }
}

type Members = { types: AssocType[]; methods: Func[] }

/** The methods and associated types between braces. */
function members(p: Parser, place: Place): Members {
  const found: Members = { types: [], methods: [] }
  const from = startOf(p)
  const opens = expect(p, T.BRACE)
  if (!opens && !isMember(p)) return found
  const close = opens ? (p.mate[p.i - 1] ?? -1) : -1
  p.failed = false
  while (!ends(p, close)) {
    const before = p.i
    oneMember(p, place, found)
    if (p.failed || p.i === before) toNextItem(p, before)
    if (p.i === before) p.i++
  }
  if (p.i === close) p.i++
  else p.lastError = p.i
  if (!opens) answerStray(p, from)
  return found
}

/** What is indented below a head is in its block, though the brace is missing. */
function isMember(p: Parser): boolean {
  const kind = peek(p)
  return (kind === T.AT || kind === T.TYPE || kind === T.HASH) &&
    indentBefore(p.source, startOf(p)) > 0
}

/** A block without its brace ends where something begins that is no member. */
function ends(p: Parser, close: number): boolean {
  const kind = peek(p)
  if (p.i === close || kind === T.END) return true
  if (close >= 0) return false
  const member = kind === T.AT || kind === T.TYPE || kind === T.HASH || kind === T.DOLLAR
  return isCloser(kind) || (member ? indentBefore(p.source, startOf(p)) === 0 : startsItem(p, p.i))
}

function oneMember(p: Parser, place: Place, into: Members): void {
  if (skipComment(p)) return
  const at = startOf(p)
  const attrs = attributes(p)
  if (peek(p) === T.PUB) {
    if (!isForeign(p, p.i + 1)) {
      complain(p, "E1001", here(p), "`pub` on a method", "methods are as visible as their type")
    }
    p.i++
  }
  modifiers(p)
  if (peek(p) === T.TYPE) into.types.push(assocType(p))
  else if (peek(p) === T.AT) into.methods.push(func(p, { at, attrs, pub: false }, place))
  else if (peek(p) === T.DOLLAR && place === "trait") traitConstant(p)
  else if (isForeign(p, p.i)) loseMethods(p, foreign(p, at).names)
  else if (peek(p) === T.NAME && peek(p, 1) === T.PAREN) {
    bareMethod(p, { at, attrs, pub: false }, place, into)
  } else if (lacksOpener(p)) p.failed = true
  else {
    fail(p, "E1001", `expected a method, found ${found(p)}`,
      "methods are declared `@name (self) -> type = body;`")
  }
}

/** A method without its `@`. */
function bareMethod(p: Parser, start: Start, place: Place, into: Members): void {
  const word = textOf(p, p.i)
  const { at } = here(p)
  const whole = p.kind[(p.mate[p.i + 1] ?? -1) + 1] === T.ARROW
  complain(p, "E1001", here(p), `expected a method, found \`${word}\``,
    `methods are declared \`@${word} (self) -> type = body;\``,
    whole ? [{ at, end: at, insert: "@" }] : undefined)
  if (whole) return void into.methods.push(func(p, start, place))
  skipDeclaration(p, start.at)
  loseMethods(p, [word])
}

/** A point before a name says that it is a method's. */
function loseMethods(p: Parser, names: string[]): void {
  p.lost.push(...names.map((word) => `.${word}`))
}

/** `type Item: Bound = T;` */
function assocType(p: Parser): AssocType {
  const at = startOf(p)
  p.i++
  const word = name(p, "associated type")
  const bound = accept(p, T.COLON) ? bounds(p) : []
  const of = accept(p, T.ASSIGN) ? type(p) : null
  accept(p, T.SEMI)
  return {
    kind: "assocType", id: p.nodes++, at, end: endFrom(p, at), name: word, bounds: bound, type: of,
  }
}

/** `$SIZE: int = 4;` in a trait is of a later version; the tree has no place for it. */
function traitConstant(p: Parser): void {
  const at = startOf(p)
  p.i++
  const word = name(p, "constant")
  if (accept(p, T.COLON)) type(p)
  if (accept(p, T.ASSIGN)) p.rules.expression(p)
  complain(p, "E0900", { at, end: word.end }, "constants in traits are not supported yet",
    "use a method without `self`")
  accept(p, T.SEMI)
}
