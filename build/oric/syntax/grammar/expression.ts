// Operators, postfix operators, and which form an expression begins (LANGUAGE 2.3, 7.1).
//
// All binary levels are one loop over a table of binding powers. A chain of operators or calls is
// as high a tree as so many nested brackets, so its links count as levels too.

import type { BinaryOp, Expr, NameExpr, PipeStep, Type, UnaryOp } from "../ast.ts"
import { LAMBDA, isLambdaWord } from "../habit.ts"
import type { Parser } from "../parser.ts"
import {
  accept, afterBrace, attempt, broken, complain, endFrom, enter, fail, found, here, isUpper,
  isWordAt, labelAhead, leave, NO_LAMBDA, NO_STRUCT, peek, RECURSION, startOf, startsLine, take,
  textOf, touches,
} from "../parser.ts"
import { isSignature } from "../recovery.ts"
import * as T from "../tokens.ts"
import {
  compileTime, forMatch, noStep, optConstruct, pipedCall, withResource,
} from "./construct.ts"
import type { Tail } from "./control.ts"
import {
  forLoop, ifThen, isArrow, jump, labelBlock, lambda, lambdaAhead, loop, match, startsOperand,
  whileLoop, withIn, wrapped,
} from "./control.ts"
import { callTypes, headed, postfix } from "./postfix.ts"
import {
  args, isMapAhead, map, noExpression, opensStruct, optLiteral, optSigil, paren, square,
  structLiteral,
} from "./primary.ts"
import { typeRef } from "./type.ts"

/** `Expr`. */
export function expression(p: Parser): Expr {
  if (p.failed) return broken(p)
  const result = enter(p, RECURSION)
    ? (optControl(p, p.rules.body) ?? binary(p, unary(p), PIPE))
    : broken(p)
  leave(p, RECURSION)
  return result
}

/** The control form or lambda at the current token; null when an operand stands there. */
export function optControl(p: Parser, tail: Tail): Expr | null {
  switch (peek(p)) {
    case T.NAME:
      if (isWordAt(p, T.WORD.block) && labelAhead(p, p.i)) return labelBlock(p)
      return isArrow(peek(p, 1)) && lambdaAhead(p) ? lambda(p) : null
    case T.UNDERSCORE: case T.PAREN:
      return lambdaAhead(p) ? lambda(p) : null
    case T.IF:
      return ifThen(p, tail)
    case T.FOR:
      return isForMatch(p) ? null : forLoop(p, tail)
    case T.WHILE:
      return whileLoop(p, tail)
    case T.LOOP:
      return loop(p)
    case T.WITH:
      return peek(p, 1) === T.PAREN ? null : withIn(p, tail)
    case T.BREAK: case T.CONTINUE:
      return jump(p)
  }
  return null
}

function isForMatch(p: Parser): boolean {
  return peek(p, 1) === T.PAREN && peek(p, 3) === T.COLON &&
    p.tokens.names[p.value[p.i + 2] ?? 0] === "over"
}

// ── binary operators ──────────────────────────────────────────────────────────────────────────

/** Lowest level of all. */
export const PIPE = 1
const COALESCE = 2
const EQUAL = 8
const ORDER = 9
const RANGE = 10

type Operator = { op: BinaryOp | null; power: number; tokens: number }

const NONE: Operator = { op: null, power: 0, tokens: 0 }
const GREATER: Operator = { op: ">", power: ORDER, tokens: 1 }
const GREATER_EQ: Operator = { op: ">=", power: ORDER, tokens: 2 }
const SHIFT_RIGHT: Operator = { op: ">>", power: 11, tokens: 2 }

const OPERATORS = operators([
  [T.PIPE, null, PIPE], [T.COALESCE, "??", COALESCE], [T.OR_OR, "||", 3], [T.AND_AND, "&&", 4],
  [T.OR, "|", 5], [T.XOR, "^", 6], [T.AND, "&", 7], [T.EQ, "==", EQUAL], [T.NOT_EQ, "!=", EQUAL],
  [T.LESS, "<", ORDER], [T.LESS_EQ, "<=", ORDER], [T.DOTS, null, RANGE], [T.DOTS_EQ, null, RANGE],
  [T.SHIFT_LEFT, "<<", 11], [T.PLUS, "+", 12], [T.MINUS, "-", 12], [T.STAR, "*", 13],
  [T.SLASH, "/", 13], [T.PERCENT, "%", 13], [T.DIV, "div", 13], [T.AT, "@", 13],
])

function operators(rows: readonly (readonly [number, BinaryOp | null, number])[]): Operator[] {
  const table: Operator[] = Array.from({ length: 256 }, () => NONE)
  for (const [kind, op, power] of rows) table[kind] = { op, power, tokens: 1 }
  return table
}

/** The binary operator at the current token; power 0 when there is none. */
function operatorAt(p: Parser): Operator {
  const kind = peek(p)
  if (kind === T.GREATER) return greaterAt(p)
  if (kind === T.OR && p.i === p.messageBar) return NONE
  // `@` also begins the next declaration.
  if (kind === T.AT && startsMember(p)) return NONE
  return OPERATORS[kind] ?? NONE
}

/** Whether `@` begins a declaration, if only a broken one, and is no product. */
function startsMember(p: Parser): boolean {
  return isSignature(p, p.i) || (afterBrace(p) && startsLine(p, p.i) && touches(p, p.i))
}

/** The lexer gives each `>` alone, for types; here those that touch are joined. */
function greaterAt(p: Parser): Operator {
  if (!touches(p, p.i)) return GREATER
  const next = peek(p, 1)
  if (next === T.ASSIGN) return GREATER_EQ
  if (next !== T.GREATER) return GREATER
  return peek(p, 2) === T.ASSIGN && touches(p, p.i + 1) ? NONE : SHIFT_RIGHT
}

/** Goes on behind `left` with operators that bind at least as tightly as `least`. */
export function binary(p: Parser, first: Expr, least: number): Expr {
  let left = first
  let links = 0
  let chained = false
  while (!p.failed) {
    const { op, power, tokens } = operatorAt(p)
    if (power === 0 || power < least) break
    links++
    if (!enter(p)) {
      left = broken(p)
      break
    }
    const opAt = startOf(p)
    if (power === PIPE) {
      p.i++
      left = piped(p, left)
    } else if (power === RANGE) left = range(p, left)
    else {
      p.i += tokens
      // Only `??` groups to the right.
      const right = binary(p, unary(p), power === COALESCE ? power : power + 1)
      const { at } = left
      left = {
        kind: "binary", id: p.nodes++, at, end: endFrom(p, at), op: op ?? "+", left, right, opAt,
      }
    }
    if (power >= EQUAL && power <= RANGE) chained = noChain(p, power, chained)
  }
  // What was reported is not judged again.
  if (chained) left = { kind: "broken", id: p.nodes++, at: left.at, end: left.end }
  leave(p, links)
  return left
}

/** Comparison, equality and range do not chain; a chain is reported once. */
function noChain(p: Parser, power: number, reported: boolean): boolean {
  if (p.failed || operatorAt(p).power !== power) return false
  if (reported) return true
  const what = power === RANGE ? "ranges" : "comparisons"
  complain(p, "E1001", here(p), `${what} do not chain`,
    power === RANGE ? "write one range" : "join two comparisons with `&&`, or use parentheses")
  return true
}

function range(p: Parser, from: Expr): Expr {
  const inclusive = peek(p) === T.DOTS_EQ
  p.i++
  const stepNow = isWordAt(p, T.WORD.by) && STEP_ENDS.has(peek(p, 1)) === false
  const to = startsOperand(p) && !stepNow ? binary(p, unary(p), RANGE + 1) : null
  const step = isWordAt(p, T.WORD.by) && !p.failed ? rangeStep(p) : null
  const { at } = from
  return { kind: "range", id: p.nodes++, at, end: endFrom(p, at), from, to, inclusive, step }
}

/** What may follow a variable named `by` that ends a range. */
const STEP_ENDS = new Set([
  T.PAREN_END, T.SQUARE_END, T.BRACE_END, T.COMMA, T.SEMI, T.DO, T.YIELD, T.IF, T.DOT, T.THEN,
  T.HOLE_END, T.END,
])

function rangeStep(p: Parser): Expr {
  p.i++
  return binary(p, unary(p), RANGE + 1)
}

// ── pipes ─────────────────────────────────────────────────────────────────────────────────────

function piped(p: Parser, left: Expr): Expr {
  const step = pipeStep(p)
  const { at } = left
  return { kind: "pipe", id: p.nodes++, at, end: endFrom(p, at), left, step }
}

function pipeStep(p: Parser): PipeStep {
  const at = startOf(p)
  if (peek(p) === T.DOT) {
    const input: NameExpr = {
      kind: "name", id: p.nodes++, at, end: at, name: "", dollar: false, function: false,
    }
    return { kind: "method", call: postfix(p, input), input }
  }
  if (!startsOperand(p)) noStep(p)
  const outer = postfix(p, primary(p))
  const call = outer.kind === "paren" ? null : pipedCall(outer)
  return call === null ? { kind: "value", value: outer } : { kind: "call", call, outer }
}

// ── prefix and postfix operators ──────────────────────────────────────────────────────────────

const PREFIX: Record<number, UnaryOp> = { [T.MINUS]: "-", [T.NOT]: "!", [T.TILDE]: "~" }

/** `Unary`, and `**` which binds tighter on its left and looser on its right. */
export function unary(p: Parser): Expr {
  const at = startOf(p)
  const op = PREFIX[peek(p)]
  if (op !== undefined && !p.failed) {
    p.i++
    const operand = enter(p) ? unary(p) : broken(p)
    leave(p)
    return { kind: "unary", id: p.nodes++, at, end: endFrom(p, at), op, operand }
  }
  const left = postfix(p, primary(p))
  const opAt = startOf(p)
  if (!accept(p, T.POWER)) return left
  const right = enter(p) ? unary(p) : broken(p)
  leave(p)
  return { kind: "binary", id: p.nodes++, at, end: endFrom(p, at), op: "**", left, right, opAt }
}

// ── primaries ─────────────────────────────────────────────────────────────────────────────────

/** `Primary`. */
export function primary(p: Parser): Expr {
  if (p.failed) return broken(p)
  switch (peek(p)) {
    case T.NAME:
      return isForeignLambda(p) ? foreignLambda(p) : named(p)
    case T.PAREN:
      return lambdaAhead(p) ? operandControl(p) : paren(p)
    case T.SQUARE:
      return square(p)
    case T.BRACE:
      return isMapAhead(p) ? map(p) : p.rules.block(p)
    case T.MATCH:
      return match(p)
    case T.UNSAFE:
      return wrapped(p, "unsafe")
    case T.WITH:
      return peek(p, 1) === T.PAREN ? withResource(p) : operandControl(p)
    case T.FOR:
      return isForMatch(p) ? forMatch(p) : operandControl(p)
    case T.DOLLAR:
      if (peek(p, 1) === T.FOR || peek(p, 1) === T.IF) return compileTime(p)
      break
    case T.IF: case T.WHILE: case T.LOOP: case T.BREAK: case T.CONTINUE: case T.UNDERSCORE:
      return operandControl(p)
  }
  return optLiteral(p) ?? optSigil(p) ?? noExpression(p)
}

/** `fn(x) { … }` and `func(x) T { … }`. */
function isForeignLambda(p: Parser): boolean {
  if (peek(p, 1) !== T.PAREN || (p.flags & (NO_LAMBDA | NO_STRUCT)) !== 0) return false
  const next = p.kind[(p.mate[p.i + 1] ?? -1) + 1]
  return (isArrow(next) || next === T.NAME || next === T.BRACE) && isLambdaWord(textOf(p, p.i))
}

function foreignLambda(p: Parser): Expr {
  fail(p, "E1001", `Ori has no ${found(p)}`, LAMBDA)
  return broken(p)
}

/** A control form where only an operand may stand; it is parsed all the same. */
function operandControl(p: Parser): Expr {
  const at = here(p)
  const isLambda = lambdaAhead(p)
  const control = optControl(p, p.rules.body)
  if (control === null) return noExpression(p)
  const word = control.kind === "jump" ? control.what : control.kind
  const what = isLambda ? "a lambda" : `\`${word}\``
  complain(p, "E1002", at, `${what} as an operand needs parentheses`, "put it in parentheses")
  return control
}

function named(p: Parser): Expr {
  const at = startOf(p)
  const next = peek(p, 1)
  if (isArrow(next) && (p.flags & NO_LAMBDA) === 0) return operandControl(p)
  if (next === T.COLON && isWordAt(p, T.WORD.block) && labelAhead(p, p.i)) return operandControl(p)
  const construct = optConstruct(p)
  if (construct !== null) return construct
  const upper = isUpper(p, p.i)
  if (upper && next === T.BRACE && opensStruct(p, p.i + 1)) return structLiteral(p, at, typeRef(p))
  const word = take(p)
  const name: Expr = {
    kind: "name", id: p.nodes++, at, end: word.end, name: word.name, dollar: false, function: false,
  }
  if (next !== T.LESS) return name
  const types = attempt(p, (q) => callTypes(q, upper))
  if (types === null) return name
  if (peek(p) === T.PAREN) {
    const given = args(p)
    return { kind: "call", id: p.nodes++, at, end: endFrom(p, at), fn: name, types, args: given }
  }
  const type: Type = {
    kind: "typeRef", id: p.nodes++, at, end: endFrom(p, at), path: [word], args: types,
  }
  return headed(p, at, type)
}
