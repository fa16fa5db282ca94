// Functions, methods and tests: signatures, clauses, contracts and bodies (LANGUAGE 2.1, 4).

import { NONE } from "../../source/list.ts"
import type { LambdaParam, Pattern, Type } from "../ast.ts"
import type { Attr, Contract, Func, Param, Test } from "../item_ast.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import {
  accept, afterBrace, broken, complain, endFrom, expect, fail, found, here, isWordAt, member,
  name, peek, semicolon, startOf, startsLine, text,
  textOf, unexpected,
} from "../parser.ts"
import { isCloser, lacksOpener, list, skipOne, startsItem } from "../recovery.ts"
import * as T from "../tokens.ts"
import { lambdaAhead, lambdaParams } from "./control.ts"
import { foreignOptional, foreignParameter } from "./foreign_type.ts"
import { pattern } from "./pattern.ts"
import { caps, constraints, isPrimitive, optGenerics, type } from "./type.ts"

/** What stands before an item: attributes, `pub`, and where they began. */
export type Start = { at: number; attrs: Attr[]; pub: boolean }

/** Where a function stands: it decides whether reserved words are names and bodies needed. */
export type Place = "module" | "method" | "trait"

/** A function from its `@` on, which may be missing when that has been reported. */
export function func(p: Parser, start: Start, place: Place): Func {
  const { at, attrs, pub } = start
  if (!accept(p, T.DOLLAR)) accept(p, T.AT)
  const word = place === "module" ? name(p, "function name") : member(p, "method name")
  const { skipped } = p
  const generics = optGenerics(p)
  const { params, hasSelf } = parameters(p, place)
  const written = resultType(p)
  const isWhole = p.skipped === skipped && written.kind !== "broken"
  // Of a signature that lacks parts no call can be judged.
  const result = isWhole ? written : broken(p)
  if (!isWhole && place !== "module") p.lost.push(`.${word.name}`)
  const { uses, where, guard, contracts } = signatureParts(p)
  const body = optBody(p, place, attrs)
  return {
    kind: "func", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word, generics, params,
    hasSelf, result, uses, where, guard, contracts, body,
  }
}

// ── signature ─────────────────────────────────────────────────────────────────────────────────

function parameters(p: Parser, place: Place): { params: Param[]; hasSelf: boolean } {
  let hasSelf = false
  if (!p.failed && peek(p) !== T.PAREN) {
    fail(p, "E1006", `expected the parameters of the function, found ${found(p)}`,
      peek(p) === T.SQUARE ? "type parameters are written `@name<T> (…)`"
        : "a function is declared `@name (parameter: type) -> type = body;`")
  }
  const params = list(p, (q) => {
    const isFirst = p.kind[p.i - 1] === T.PAREN
    borrowedSelf(q)
    if (peek(q) !== T.SELF && !isThis(q, place, isFirst)) return parameter(q)
    selfParameter(q, place, isFirst && !hasSelf)
    hasSelf = true
    return null
  })
  return { params: params.filter((param) => param !== null), hasSelf }
}

/** `&self`, `mut self`, `&mut self`: moves to the `self`. */
function borrowedSelf(p: Parser): void {
  let i = p.i
  while (p.kind[i] === T.AND || (p.kind[i] === T.NAME && p.value[i] === T.WORD.mut)) i++
  if (i === p.i || p.kind[i] !== T.SELF) return
  complain(p, "E1006", here(p), "`self` stands alone",
    "write `self`: a method may change it, and what it changes is written back")
  p.i = i
}

/** `this` in place of `self`, which is reported. */
function isThis(p: Parser, place: Place, isFirst: boolean): boolean {
  const alone = isFirst && (peek(p, 1) === T.COMMA || peek(p, 1) === T.PAREN_END)
  if (place === "module" || !alone || textOf(p, p.i) !== "this") return false
  complain(p, "E1006", here(p), "expected `self`, found `this`", "the receiver is `self`",
    [{ ...here(p), insert: "self" }])
  return true
}

function selfParameter(p: Parser, place: Place, isFirst: boolean): void {
  if (place === "module") {
    complain(p, "E1006", here(p), "`self` in a function that is no method",
      "declare it in an `impl`, or give the parameter a name and a type")
  } else if (!isFirst) {
    complain(p, "E1006", here(p), "`self` is not the first parameter", "move it to the front")
  }
  p.i++
  if (peek(p) === T.COLON) {
    complain(p, "E1006", here(p), "`self` has no type annotation", "its type is `Self`")
    p.i++
    type(p)
  }
}

/** `int x` for `x: int`: the type, which is reported. */
function typeBefore(p: Parser): Type | null {
  if (!isPrimitive(p, p.i) || peek(p, 1) !== T.NAME) return null
  const word = textOf(p, p.i)
  complain(p, "E1006", here(p), `expected a parameter, found the type \`${word}\``,
    `a type stands behind the name: \`${textOf(p, p.i + 1)}: ${word}\``)
  return type(p)
}

function parameter(p: Parser): Param {
  const at = startOf(p)
  let annotation: Type | null = typeBefore(p)
  foreignParameter(p)
  const shape: Pattern = pattern(p)
  foreignOptional(p)
  let variadic = false
  if (accept(p, T.COLON)) {
    variadic = accept(p, T.SPREAD)
    annotation = type(p)
  } else if (annotation === null && !p.failed && (peek(p) === T.NAME || peek(p) === T.SQUARE)) {
    complain(p, "E1006", here(p), `expected \`:\`, found ${found(p)}`,
      "a parameter is written `name: type`")
    annotation = type(p)
  }
  const fallback = accept(p, T.ASSIGN) ? p.rules.expression(p) : null
  return {
    kind: "param", id: p.nodes++, at, end: endFrom(p, at),
    pattern: shape, type: annotation, default: fallback, variadic,
  }
}

function resultType(p: Parser): Type {
  if (p.failed) return broken(p)
  if (accept(p, T.ARROW)) return signatureType(p)
  const kind = peek(p)
  if (kind === T.ASSIGN || kind === T.BRACE) {
    complain(p, "E1006", here(p), "function without a result type",
      "write `-> type` behind the parameters, `-> void` for none")
    return broken(p)
  }
  const help = kind === T.WHERE ? "the result type comes first: `-> type where T: Trait`"
    : "write `-> type` behind the parameters, `-> void` for none"
  const message = `expected \`->\` and the result type, found ${found(p)}`
  if (kind !== T.COLON && (kind !== T.NAME || startsLine(p, p.i))) {
    fail(p, "E1006", message, help)
    return broken(p)
  }
  // `(…): int` and `(…) int`: only the arrow is missing.
  complain(p, "E1006", here(p), message, help)
  accept(p, T.COLON)
  return signatureType(p)
}

/** A result type; what `uses` follows belongs to the signature, not to a function type. */
function signatureType(p: Parser): Type {
  const before = p.keepUses
  p.keepUses = true
  const result = type(p)
  p.keepUses = before
  return result
}

type Parts = Pick<Func, "uses" | "where" | "guard" | "contracts">

/** `uses`, `where`, guard and contracts; the formatter puts them in order. */
function signatureParts(p: Parser): Parts {
  const parts: Parts = { uses: NONE, where: NONE, guard: null, contracts: NONE }
  while (!p.failed) {
    if (accept(p, T.USES)) parts.uses = [...parts.uses, ...caps(p)]
    else if (accept(p, T.WHERE)) parts.where = [...parts.where, ...constraints(p)]
    else if (peek(p) === T.IF && parts.guard === null) {
      p.i++
      parts.guard = p.rules.expression(p)
    } else if (isContract(p)) parts.contracts = [...parts.contracts, contract(p)]
    else break
  }
  return parts
}

// ── contracts ─────────────────────────────────────────────────────────────────────────────────

function isContract(p: Parser): boolean {
  return peek(p, 1) === T.PAREN && (isWordAt(p, T.WORD.pre) || isWordAt(p, T.WORD.post))
}

/** `pre(condition | "message")`, `post(r -> condition)`. */
function contract(p: Parser): Contract {
  const at = startOf(p)
  const pre = isWordAt(p, T.WORD.pre)
  p.i++
  const close = p.mate[p.i] ?? -1
  // The message is known by the two tokens before the bracket; its `|` is no operator.
  const bar = p.kind[close - 1] === T.STR && p.kind[close - 2] === T.OR ? close - 2 : -1
  const outer = p.messageBar
  p.messageBar = bar
  let message: string | null = null
  const parts = list(p, (q) => {
    const params = pre ? [] : contractParams(q)
    const condition = q.rules.expression(q)
    if (q.i === bar && accept(q, T.OR)) message = text(q, "the message")
    return { params, condition }
  })
  p.messageBar = outer
  const end = endFrom(p, at)
  const [first, second] = parts
  if (!p.failed && (first === undefined || second !== undefined)) {
    complain(p, "E1006", { at, end }, "a contract has one condition",
      "write `pre(condition | \"message\")`, or several contracts")
  }
  const { params, condition } = first ?? { params: [], condition: broken(p) }
  return { kind: "contract", id: p.nodes++, at, end, pre, params, condition, message }
}

function contractParams(p: Parser): LambdaParam[] {
  if (lambdaAhead(p)) return lambdaParams(p)
  fail(p, "E1006", "`post` takes a lambda of the result", "write `post(r -> condition)`")
  return []
}

// ── bodies ────────────────────────────────────────────────────────────────────────────────────

/** `= body;`, with a search for the `=` when the signature was broken. */
function optBody(p: Parser, place: Place, attrs: readonly Attr[]): Func["body"] {
  if (p.failed && p.quiet === 0) toBody(p)
  if (p.failed) return null
  if (accept(p, T.ASSIGN)) return definition(p)
  if (peek(p) === T.BRACE || peek(p) === T.FAT_ARROW) {
    const arrow = peek(p) === T.FAT_ARROW
    complain(p, "E1007", here(p), "expected `=` before the body",
      arrow ? "write `=` for `=>`" : "write `= { … }`")
    if (arrow) p.i++
    return definition(p)
  }
  if (place === "trait" || attrs.some((attr) => attr.name.name === "prim")) {
    accept(p, T.SEMI)
    return null
  }
  unexpected(p, "E1007", `expected the body of the function, found ${found(p)}`,
    peek(p) === T.WITH ? "capabilities are declared with `uses Name`"
      : "write `= expression;`, or `= { … }`")
  p.failed = true
  return null
}

/** Moves from inside a broken signature to its `=`, if that comes before the next item. */
function toBody(p: Parser): void {
  let i = p.i
  while (i < p.tokens.count) {
    const kind = p.kind[i] ?? T.END
    if (kind === T.ASSIGN) {
      p.i = i
      p.failed = false
      return
    }
    if (kind === T.END || kind === T.SEMI || isCloser(kind) || startsItem(p, i)) return
    const mate = p.mate[i] ?? -1
    i = mate > i ? mate + 1 : i + 1
  }
}

/** What follows `=`, and the `;` that only a closing brace makes needless. */
export function definition(p: Parser): NonNullable<Func["body"]> {
  const body = p.rules.body(p)
  itemEnd(p)
  // The first of several statements whose `{` is missing.
  return lacksOpener(p) ? broken(p) : body
}

/** The `;` behind an item. */
export function itemEnd(p: Parser): void {
  if (p.failed || accept(p, T.SEMI) || afterBrace(p)) return
  const sameLine = !startsItem(p, p.i) && peek(p) !== T.END && !isCloser(peek(p))
  semicolon(p)
  if (sameLine && p.lastError === p.i) p.failed = true
}

/** Moves behind a broken item: to the next one on a line of its own, or the closer around. */
export function toNextItem(p: Parser, from: number): void {
  if (p.i === from && peek(p) !== T.END && !isCloser(peek(p))) skipOne(p)
  while (peek(p) !== T.END && !isCloser(peek(p)) && !startsItem(p, p.i)) {
    if (peek(p) === T.LET && p.i > from && p.kind[p.i - 1] === T.SEMI) break
    skipOne(p)
  }
  p.failed = false
}

// ── tests ─────────────────────────────────────────────────────────────────────────────────────

/** `@name tests @a tests @b () -> void = body`. */
export function test(p: Parser, start: Start): Test {
  const { at, attrs, pub } = start
  p.i++
  const word = name(p, "test name")
  const targets: Name[] = []
  while (accept(p, T.TESTS)) {
    if (accept(p, T.UNDERSCORE)) continue
    expect(p, T.AT, "a test names its target: `tests @function`, or `tests _` for none")
    targets.push(name(p, "function name"))
  }
  const { params } = parameters(p, "module")
  if (params.length > 0) {
    const first = params[0]
    complain(p, "E1006", first ?? here(p), "a test takes no parameters", "remove them")
  }
  const result = resultType(p)
  const uses = accept(p, T.USES) ? caps(p) : NONE
  const body = optBody(p, "module", attrs) ?? broken(p)
  return {
    kind: "test", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, name: word, targets, result,
    uses, body,
  }
}
