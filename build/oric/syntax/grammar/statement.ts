// Blocks, statements and bodies (LANGUAGE 2.3; 2.5 notes 1, 2, 8, 9).

import { exact } from "../../source/list.ts"
import type { BinaryOp, Expr, Let, Statement } from "../ast.ts"
import { indentBefore } from "../layout.ts"
import type { Parser } from "../parser.ts"
import {
  accept, afterBrace, broken, complain, endFrom, enter, expect, fail, found, here, isWordAt, leave,
  peek, semicolon, startOf, startsLine, touches, unexpected,
} from "../parser.ts"
import { answerBrace, isCloser, skipOne, startsItem, STATEMENT_WORDS } from "../recovery.ts"
import * as T from "../tokens.ts"
import { binary, expression, optControl, PIPE, primary, unary } from "./expression.ts"
import { skipComment, toNextLine } from "./foreign.ts"
import { postfix } from "./postfix.ts"
import { binding } from "./pattern.ts"
import { type } from "./type.ts"

/** `Body`: an expression, an assignment or a `let`. */
export function body(p: Parser): Expr {
  if (!p.failed && peek(p) === T.LET) return letBody(p)
  return assigned(p, expression(p))
}

/** `let?` shows that it leaves what is around only where it is a statement of a block (9.7). */
function letBody(p: Parser): Let {
  const node = letBinding(p)
  if (node.orReturn && !p.failed) {
    complain(p, "E1001", node, "`let?` stands in a block only",
      "write it as a statement: `{ let? … = …; }`")
  }
  return node
}

/** A body that ends with its closing brace, unless `.` or `?` goes on. */
export function statement(p: Parser): Statement {
  if (p.failed) return broken(p)
  if (peek(p) === T.LET) return letBody(p)
  const result = enter(p) ? braced(p) : broken(p)
  leave(p)
  return assigned(p, result)
}

function braced(p: Parser): Expr {
  const control = optControl(p, statement)
  if (control !== null) return control
  if (!BRACED.has(peek(p)) && !isTry(p)) return binary(p, unary(p), PIPE)
  const first = primary(p)
  if (p.failed || !afterBrace(p)) return binary(p, postfix(p, first), PIPE)
  const next = peek(p)
  return next === T.DOT || next === T.QUESTION ? binary(p, postfix(p, first), PIPE) : first
}

const BRACED = new Set([T.BRACE, T.MATCH, T.UNSAFE])

function isTry(p: Parser): boolean {
  return peek(p, 1) === T.BRACE && peek(p) === T.NAME && p.value[p.i] === T.WORD.try
}

// ── assignments and let ───────────────────────────────────────────────────────────────────────

/** The assignment to `target`, if its operator stands here; `target` itself otherwise. */
function assigned(p: Parser, target: Expr): Expr {
  if (p.failed) return target
  const tokens = assignTokens(p)
  if (tokens === 0) return target
  const kind = peek(p)
  const op: BinaryOp | null = tokens === 3 ? ">>"
    : kind === T.ASSIGN ? null : (T.COMPOUND_OPS[kind - T.COMPOUND] ?? null)
  const opAt = startOf(p)
  p.i += tokens
  const value = expression(p)
  const { at } = target
  return { kind: "assign", id: p.nodes++, at, end: endFrom(p, at), target, op, value, opAt }
}

/** How many tokens the assignment operator takes that stands here; 0 for none. */
function assignTokens(p: Parser): number {
  const kind = peek(p)
  if (kind === T.ASSIGN) return 1
  if (kind >= T.COMPOUND && kind < T.COMPOUND + T.COMPOUND_OPS.length) return 1
  const shift = kind === T.GREATER && peek(p, 1) === T.GREATER && peek(p, 2) === T.ASSIGN
  return shift && touches(p, p.i) && touches(p, p.i + 1) ? 3 : 0
}

function letBinding(p: Parser): Let {
  const at = startOf(p)
  const orReturn = touches(p, p.i) && peek(p, 1) === T.QUESTION
  p.i += orReturn ? 2 : 1
  const pattern = binding(p)
  const annotation = accept(p, T.COLON) ? type(p) : null
  expect(p, T.ASSIGN, peek(p) === T.COMMA ? "a tuple is taken apart with `let (a, b) = value;`"
    : "every binding has a value: `let name = value;`")
  const value = expression(p)
  return {
    kind: "let", id: p.nodes++, at, end: endFrom(p, at), pattern, type: annotation, value, orReturn,
  }
}

// ── blocks ────────────────────────────────────────────────────────────────────────────────────

/** `{ statements result }`. */
export function block(p: Parser): Expr {
  if (p.failed) return broken(p)
  const at = startOf(p)
  if (peek(p) !== T.BRACE) {
    fail(p, "E1001", `expected a block, found ${found(p)}`, "write `{ … }`")
    answerBrace(p)
    return broken(p)
  }
  const { flags, dollars, keepUses } = p
  p.flags = 0
  p.dollars = p.keepUses = false
  const parts = enter(p) ? elements(p) : { statements: [], result: null }
  leave(p)
  p.flags = flags
  p.dollars = dollars
  p.keepUses = keepUses
  return { kind: "block", id: p.nodes++, at, end: endFrom(p, at), label: null, ...parts }
}

type Elements = { statements: Statement[]; result: Expr | null }

function elements(p: Parser): Elements {
  const close = p.mate[p.i] ?? -1
  p.i++
  const parts: Elements = { statements: [], result: null }
  while (!ends(p, close)) {
    const before = p.i
    const { reported } = p
    element(p, parts, close)
    if (p.failed && p.quiet > 0) return parts
    const lost = p.failed
    if (lost) synchronise(p, before, close)
    if (p.i === before) skipOne(p)
    if (lost || p.reported > Math.max(reported, p.noted)) noteBroken(p, parts, before)
    // What the block would have as its value is not known.
    if (lost && ends(p, close)) parts.result ??= broken(p)
  }
  if (p.i === close) p.i++
  // The lexer has reported the brace that is missing here.
  else p.lastError = p.i
  parts.statements = exact(parts.statements)
  return parts
}

/** The statement at `from` is not what was meant, nor the value and the type of what it binds. */
function noteBroken(p: Parser, { statements }: Elements, from: number): void {
  const at = p.at[from] ?? 0
  p.broken.push({ at, end: endFrom(p, at) })
  p.noted = p.reported
  const last = statements.at(-1)
  if (last?.kind !== "let" || last.at < at) return
  last.type = null
  last.value = broken(p)
}

/** Whether the block is over; one without its brace ends where an item begins, or an arm ended. */
function ends(p: Parser, close: number): boolean {
  const kind = peek(p)
  if (p.i === close || kind === T.END) return true
  return close < 0 && (isCloser(kind) || kind === T.COMMA || startsItem(p, p.i))
}

function element(p: Parser, parts: Elements, close: number): void {
  if (peek(p) === T.SEMI) {
    complain(p, "E1001", here(p), "empty statement", "remove the `;`")
    p.i++
    return
  }
  if (skipComment(p)) return
  if (peek(p) === T.HASH) {
    complain(p, "E1001", here(p), "`#` cannot begin a statement",
      "a comment starts with `//`; attributes stand before items")
    toNextLine(p)
    return
  }
  if (startsDeclaration(p)) {
    fail(p, "E1001", `${found(p)} cannot begin a statement`,
      "declarations stand at the top of a file; inside a function use a lambda or `let`")
    return
  }
  const from = p.i
  const part = peek(p) === T.LET ? letBinding(p) : statement(p)
  if (!p.failed && part.kind === "try" && isWordAt(p, T.WORD.catch)) {
    unexpected(p, "E1001", `expected \`;\`, found ${found(p)}`, "")
    p.failed = true
  }
  const binds = part.kind === "let" || part.kind === "assign"
  if (!p.failed && ends(p, close) && !binds) {
    parts.result = part
    return
  }
  parts.statements.push(part)
  if (p.failed || accept(p, T.SEMI) || ends(p, close) || (afterBrace(p) && !binds)) return
  const { reported } = p
  const at = endFrom(p, 0)
  const isWhole = semicolon(p, from)
  // On the same line it is not the `;` that is missing.
  if (!startsLine(p, p.i)) p.failed = true
  else if (isWhole && p.reported > reported) {
    p.broken.push({ at, end: endFrom(p, at) })
    p.reported = reported
  }
}

const DECLARATIONS = new Set([
  T.PUB, T.TYPE, T.TRAIT, T.IMPL, T.DEF, T.EXTEND, T.EXTENSION, T.EXTERN, T.USE,
])

function startsDeclaration(p: Parser): boolean {
  return DECLARATIONS.has(peek(p)) || (peek(p) === T.AT && startsItem(p, p.i))
}

/** Words that begin no statement, though they may begin its line. */
const GOES_ON = new Set([T.ELSE, T.IN])

/** Moves to where the next statement can be trusted to begin: the statement at `from` is lost. */
function synchronise(p: Parser, from: number, close: number): void {
  const column = indentBefore(p.source, p.at[from] ?? 0)
  if (p.i === from && !ends(p, close)) skipOne(p)
  while (!ends(p, close)) {
    if (peek(p) === T.SEMI) {
      p.i++
      break
    }
    const indent = indentBefore(p.source, startOf(p))
    const begins = indent >= 0 && !GOES_ON.has(peek(p))
    if (begins && (indent === column || STATEMENT_WORDS.has(peek(p)))) break
    const braced = peek(p) === T.BRACE
    skipOne(p)
    if (braced && afterBrace(p) && startsLine(p, p.i) && !GOES_ON.has(peek(p))) break
  }
  p.failed = false
}
