// Control forms: `if`, loops, `match`, jumps, lambdas and `with … in` (LANGUAGE 2.3, 9).
//
// Their bodies extend as far as possible. Where a statement stands, that is only up to a closing
// brace (2.5 note 8): so each rule is told which rule its body follows.

import type { Arm, Expr, ForHead, Handler, LambdaParam, Statement, Type, WithIn } from "../ast.ts"
import type { Pos } from "../../source/diagnostic.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import {
  accept, attempt, broken, complain, endFrom, expect, fail, found, here, isUpper, isWordAt,
  name, NO_LAMBDA, NO_STRUCT, peek, startOf, take, touches, withFlags,
} from "../parser.ts"
import { answerBrace, list } from "../recovery.ts"
import * as T from "../tokens.ts"
import { binding, pattern } from "./pattern.ts"
import { cap, isPrimitive, type } from "./type.ts"

/** The rule for a body: `rules.body`, or `rules.statement` where braces end it. */
export type Tail = (p: Parser) => Expr

/** The head of a control form: no struct literal, since a `{` begins what follows. */
function head(p: Parser): Expr {
  return withFlags(p, p.flags | NO_STRUCT, p.rules.expression)
}

/** A chain of `else if` is no nesting: it may be as long as it likes. */
export function ifThen(p: Parser, tail: Tail): Expr {
  const parts: { at: Pos; condition: Expr; then: Expr }[] = []
  do {
    const at = startOf(p)
    p.i++
    const condition = head(p)
    expect(p, T.THEN, helpThen(p))
    parts.push({ at, condition, then: tail(p) })
  } while (peek(p, 1) === T.IF && accept(p, T.ELSE))
  // After an error it is not known what the other branch would be.
  let otherwise = p.failed ? broken(p) : accept(p, T.ELSE) ? tail(p) : null
  for (const { at, condition, then } of parts.reverse()) {
    const end = endFrom(p, at)
    otherwise = { kind: "if", id: p.nodes++, at, end, condition, then, else: otherwise }
  }
  return otherwise!
}

function helpThen(p: Parser): string {
  if (peek(p) === T.ASSIGN) return NO_CONDITION
  if (peek(p) !== T.BRACE) return "an `if` is written `if condition then value else value`"
  return "write `then` before the block; a struct literal in a condition needs parentheses"
}

const NO_CONDITION = "an assignment is no condition: compare with `==`"

/** What is missing before the body of a loop. */
function helpDo(p: Parser, otherwise: string): string {
  if (peek(p) === T.ASSIGN) return NO_CONDITION
  if (peek(p) !== T.BRACE) return otherwise
  return "write `do` before the block; a struct literal in a loop's head needs parentheses"
}

export function forLoop(p: Parser, tail: Tail): Expr {
  const at = startOf(p)
  p.i++
  const label = optLabel(p)
  const heads = [forHead(p)]
  while (accept(p, T.FOR)) heads.push(forHead(p))
  const yields = accept(p, T.YIELD)
  if (!yields) expect(p, T.DO, helpDo(p, "write `do` before the body, or `yield` to collect"))
  const body = tail(p)
  return { kind: "for", id: p.nodes++, at, end: endFrom(p, at), label, heads, yields, body }
}

function forHead(p: Parser): ForHead {
  const at = startOf(p)
  refuseHeadInParentheses(p)
  const element = binding(p)
  expect(p, T.IN, helpIn(p))
  const source = head(p)
  const guard = accept(p, T.IF) ? head(p) : null
  const end = endFrom(p, at)
  return { kind: "forHead", id: p.nodes++, at, end, pattern: element, source, guard }
}

/** `for (let i = 0; …)` and `for (x in xs)`: parentheses that are no tuple pattern. */
function refuseHeadInParentheses(p: Parser): void {
  const close = p.mate[p.i] ?? -1
  if (p.failed || peek(p) !== T.PAREN || close < 0 || p.kind[close + 1] === T.IN) return
  const counts = p.kind.subarray(p.i, close).includes(T.SEMI)
  fail(p, "E1001", "the head of a loop stands without parentheses",
    counts ? COUNTING : "write `for element in elements do …`")
}

const COUNTING = "counting is written `for i in 0..10 do …`"

function helpIn(p: Parser): string {
  if (peek(p) === T.ASSIGN) return COUNTING
  if (peek(p) === T.COMMA) return "pairs are taken apart with `for (a, b) in pairs do …`"
  return "a loop is written `for element in elements do …`"
}

export function whileLoop(p: Parser, tail: Tail): Expr {
  const at = startOf(p)
  p.i++
  const label = optLabel(p)
  const condition = head(p)
  expect(p, T.DO, helpDo(p, "a loop is written `while condition do …`"))
  const body = tail(p)
  return { kind: "while", id: p.nodes++, at, end: endFrom(p, at), label, condition, body }
}

export function loop(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  const label = optLabel(p)
  const body = p.rules.block(p)
  return { kind: "loop", id: p.nodes++, at, end: endFrom(p, at), label, body }
}

/** `block:a { … }`; the caller has seen the label. */
export function labelBlock(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  const label = optLabel(p)
  const inner = p.rules.block(p)
  if (inner.kind !== "block") return inner
  return { ...inner, at, label }
}

/** `:name` behind a loop word, touching it. */
function optLabel(p: Parser): Name | null {
  if (p.failed || peek(p) !== T.COLON) return null
  if (!touches(p, p.i - 1) || !touches(p, p.i)) {
    complain(p, "E1001", here(p), "blanks around the colon of a label",
      "write the label directly behind the word: `loop:name`, `break:name`")
  }
  p.i++
  return name(p, "label")
}

export function jump(p: Parser): Expr {
  const at = startOf(p)
  const what = peek(p) === T.BREAK ? "break" : "continue"
  p.i++
  const label = optLabel(p)
  const value = startsExpression(p) ? p.rules.expression(p) : null
  return { kind: "jump", id: p.nodes++, at, end: endFrom(p, at), what, label, value }
}

const STARTS = starts()

function starts(): Uint8Array {
  const table = new Uint8Array(256)
  const kinds = [
    T.NAME, T.INT, T.FLOAT, T.DURATION, T.SIZE, T.STR, T.CHAR, T.BYTE, T.TEMPLATE_OPEN,
    T.UNDERSCORE, T.PAREN, T.SQUARE, T.BRACE, T.AT, T.DOLLAR, T.MINUS, T.NOT, T.TILDE, T.HASH,
    T.SELF, T.SELF_TYPE, T.TRUE, T.FALSE, T.MATCH, T.UNSAFE, T.IF, T.FOR, T.WHILE, T.LOOP, T.WITH,
    T.BREAK, T.CONTINUE,
  ]
  for (const kind of kinds) table[kind] = 1
  return table
}

/** Whether an expression may begin at the current token. */
function startsExpression(p: Parser): boolean {
  return !p.failed && STARTS[peek(p)] === 1
}

/** Whether an operand may begin there: control forms need parentheses. */
export function startsOperand(p: Parser): boolean {
  const kind = peek(p)
  return startsExpression(p) && (kind < T.KEYWORD || kind === T.SELF || kind === T.SELF_TYPE ||
    kind === T.TRUE || kind === T.FALSE || kind === T.MATCH || kind === T.UNSAFE)
}

// ── match ─────────────────────────────────────────────────────────────────────────────────────

export function match(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  const on = head(p)
  if (!p.failed && peek(p) !== T.BRACE) {
    fail(p, "E1001", `expected \`{\`, found ${found(p)}`,
      "a match is written `match value { pattern -> result, … }`")
    answerBrace(p)
    return broken(p)
  }
  const arms = list(p, arm)
  return { kind: "match", id: p.nodes++, at, end: endFrom(p, at), on, arms, method: false }
}

/** `pattern if guard -> body`. */
export function arm(p: Parser): Arm {
  const at = startOf(p)
  const shape = pattern(p)
  const guard = accept(p, T.IF)
    ? withFlags(p, p.flags | NO_LAMBDA, p.rules.expression)
    : null
  arrow(p, "an arm is written `pattern -> result`")
  const body = p.rules.body(p)
  return { kind: "arm", id: p.nodes++, at, end: endFrom(p, at), pattern: shape, guard, body }
}

/** The `->` of an arm or lambda; `=>` is reported, and taken for it. */
function arrow(p: Parser, help: string): void {
  if (p.failed || peek(p) !== T.FAT_ARROW) return void expect(p, T.ARROW, help)
  const { at, end } = here(p)
  complain(p, "E1001", { at, end }, "expected `->`, found `=>`", help, [{ at, end, insert: "->" }])
  p.i++
}

// ── lambdas ───────────────────────────────────────────────────────────────────────────────────

/** Whether a lambda begins at the current token: a name or parameters, then `->`. */
export function lambdaAhead(p: Parser): boolean {
  if ((p.flags & NO_LAMBDA) !== 0) return false
  const kind = peek(p)
  if (kind === T.NAME || kind === T.UNDERSCORE) return isArrow(peek(p, 1))
  const close = p.mate[p.i] ?? -1
  return kind === T.PAREN && close >= 0 && isArrow(p.kind[close + 1]) &&
    isParameterShaped(p, p.i + 1, close)
}

/** `->`, or the `=>` that is taken for it. */
export const isArrow = (kind: number | undefined): boolean =>
  kind === T.ARROW || kind === T.FAT_ARROW

/** Names with optional types between tokens `i` and `close`. */
function isParameterShaped(p: Parser, from: number, close: number): boolean {
  let i = from
  while (i < close) {
    if (p.kind[i] !== T.NAME && p.kind[i] !== T.UNDERSCORE) return false
    i++
    if (p.kind[i] === T.COLON) i = typeEnd(p, i + 1, close)
    if (i < close && p.kind[i] !== T.COMMA) return false
    i++
  }
  p.budget -= close - from
  return true
}

/** The comma behind the type at token `i`, or `close`. */
function typeEnd(p: Parser, from: number, close: number): number {
  let angles = 0
  for (let i = from; i < close; i++) {
    const kind = p.kind[i]
    const mate = p.mate[i] ?? -1
    if (mate > i) i = mate
    else if (kind === T.LESS) angles++
    else if (kind === T.GREATER) angles--
    else if (kind === T.COMMA && angles <= 0) return i
  }
  return close
}

export function lambda(p: Parser): Expr {
  const at = startOf(p)
  const bracketed = peek(p) === T.PAREN
  const params = lambdaParams(p)
  const result = bracketed && mayDeclareResult(p, params) ? attempt(p, resultType) : null
  const flags = p.flags
  const body = withFlags(p, flags, p.rules.body)
  return { kind: "lambda", id: p.nodes++, at, end: endFrom(p, at), params, result, body }
}

/** The parameters of a lambda, and the arrow behind them. */
export function lambdaParams(p: Parser): LambdaParam[] {
  const params = peek(p) === T.PAREN ? list(p, lambdaParam) : [bareParam(p)]
  arrow(p, "a lambda is written `x -> value`")
  return params
}

function bareParam(p: Parser): LambdaParam {
  const ignored = peek(p) === T.UNDERSCORE
  const word = ignored ? { ...take(p), name: "_" } : name(p, "parameter")
  return { name: word, type: null, ignored, id: p.nodes++ }
}

function lambdaParam(p: Parser): LambdaParam {
  const param = bareParam(p)
  return accept(p, T.COLON) ? { ...param, type: type(p) } : param
}

/** All parameters typed, or none and a type in sight (LANGUAGE 2.5 note 6). */
function mayDeclareResult(p: Parser, params: readonly LambdaParam[]): boolean {
  if (params.length > 0) return params.every((param) => param.type !== null)
  const kind = peek(p)
  if (kind === T.NAME) return isPrimitive(p, p.i) || isUpper(p, p.i)
  return kind === T.VOID || kind === T.NEVER || kind === T.SELF_TYPE || kind === T.SQUARE ||
    kind === T.BRACE || kind === T.PAREN
}

function resultType(p: Parser): Type | null {
  const result = type(p)
  return accept(p, T.ASSIGN) ? result : null
}

// ── capabilities ──────────────────────────────────────────────────────────────────────────────

/** `with A = provider, B = handler { … } in body`. */
export function withIn(p: Parser, tail: Tail): Expr {
  const at = startOf(p)
  p.i++
  const bindings: WithIn["bindings"] = []
  do {
    const bound = cap(p)
    expect(p, T.ASSIGN, "a provider is bound with `with Cap = provider in …`")
    bindings.push({ cap: bound, provider: provider(p) })
  } while (accept(p, T.COMMA) && peek(p) !== T.IN)
  expect(p, T.IN, "write `in` before the body")
  const body = tail(p)
  return { kind: "with", id: p.nodes++, at, end: endFrom(p, at), bindings, body }
}

function provider(p: Parser): Expr | Handler {
  if (!isWordAt(p, T.WORD.handler)) return p.rules.expression(p)
  const next = peek(p, 1)
  return next === T.BRACE || next === T.PAREN ? handler(p) : p.rules.expression(p)
}

function handler(p: Parser): Handler {
  const at = startOf(p)
  p.i++
  let state: Expr | null = null
  if (peek(p) === T.PAREN) {
    const [first, ...more] = list(p, (q) => {
      const word = name(q, "argument name")
      expect(q, T.COLON)
      if (word.name !== "state") {
        complain(q, "E1010", word, `\`handler\` has no argument \`${word.name}\``,
          "write `handler(state: value) { … }`")
      }
      return q.rules.expression(q)
    })
    state = first ?? null
    if (!p.failed && (first === undefined || more.length > 0)) {
      complain(p, "E1009", { at, end: endFrom(p, at) }, "`handler(…)` takes one argument, `state`",
        "write `handler(state: value) { … }`, or `handler { … }` without state")
    }
  }
  if (!p.failed && peek(p) !== T.BRACE && !expect(p, T.BRACE)) answerBrace(p)
  const ops = list(p, (q) => {
    const op = name(q, "operation")
    expect(q, T.COLON, "an operation is written `name: function`")
    return { name: op, value: q.rules.expression(q) }
  })
  return { kind: "handler", id: p.nodes++, at, end: endFrom(p, at), state, ops }
}

// ── blocks ────────────────────────────────────────────────────────────────────────────────────

/** `try { … }` and `unsafe { … }`. */
export function wrapped(p: Parser, kind: "try" | "unsafe"): Expr {
  const at = startOf(p)
  p.i++
  const body: Statement = p.rules.block(p)
  return { kind, id: p.nodes++, at, end: endFrom(p, at), body }
}
