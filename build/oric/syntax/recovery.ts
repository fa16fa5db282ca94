// Where to go on after a mistake: at the next element of a list, or where an item begins.

import { exact } from "../source/list.ts"
import { DECLARATIONS } from "./foreign.ts"
import { indentBefore, onOneLine } from "./layout.ts"
import type { Name } from "./node.ts"
import type { Pos } from "../source/diagnostic.ts"
import type { Parser } from "./parser.ts"
import {
  accept, complain, found, here, peek, startOf, startsLine, textOf, unexpected,
} from "./parser.ts"
import * as T from "./tokens.ts"

// ── lists ─────────────────────────────────────────────────────────────────────────────────────

/** Elements between the bracket at the current token and its partner, separated by commas. */
export function list<E>(p: Parser, element: (p: Parser) => E): E[] {
  const items: E[] = []
  if (p.failed) return items
  const open = p.i++
  const close = p.mate[open] ?? -1
  const flags = p.flags
  p.flags = 0
  if (close < 0) unclosedList(p, items, element)
  else closedList(p, items, element, close)
  p.flags = flags
  return exact(items)
}

function closedList<E>(p: Parser, items: E[], element: (p: Parser) => E, close: number): void {
  const open = p.i - 1
  let semicolons = false
  while (p.i !== close) {
    const before = p.i
    items.push(element(p))
    if (p.failed) {
      if (p.quiet > 0) return
      skipElement(p, close, before)
    }
    if (accept(p, T.COMMA) || p.i === close) continue
    if (peek(p) === T.SEMI && isBareBlock(p, close)) continue
    // Who ends one element with `;` ends them all so: said once.
    const habit = !semicolons && notSeparated(p, open, close, before)
    if (p.quiet > 0) return
    // A block that looks like a map: all of it is something else.
    if (habit && peek(p) === T.SEMI) break
    semicolons ||= peek(p) === T.SEMI
    if (accept(p, T.SEMI)) continue
    // `f(a: 1 b: 2)`: only the comma is missing.
    const named = !p.failed && T.isWord(peek(p)) && peek(p, 1) === T.COLON && p.i > before
    if (!named) {
      skipElement(p, close, before)
      accept(p, T.COMMA)
    }
  }
  p.i = close + 1
}

/**
 * An arm of several statements whose `{` is missing, which is reported: they end with a `}` that
 * closes nothing.
 */
function isBareBlock(p: Parser, close: number): boolean {
  const end = p.at[close] ?? 0
  const closer = strayFrom(p, startOf(p))
  if (closer?.kind !== T.BRACE_END || closer.at > end) return false
  complain(p, "E1001", here(p), `expected \`,\`, found ${found(p)}`,
    "several statements stand in a block: `{ … }`")
  closer.answered = true
  while (p.i < close && startOf(p) < closer.at) skipOne(p)
  accept(p, T.COMMA)
  return true
}

/** The element that began at `from` is not followed by a comma or the closer; a habit? */
function notSeparated(p: Parser, open: number, close: number, from: number): boolean {
  const wanted = T.kindName(p.kind[close] ?? 0)
  const help = sliceHelp(p, open) ?? fieldHelp(p, open)
    ?? `separate the elements with \`,\`, or close with ${wanted}`
  return unexpected(p, "E1001", `expected \`,\` or ${wanted}, found ${found(p)}`, help, from)
}

/** `P { x = 1 }` and `f(x = 1)`. */
function fieldHelp(p: Parser, open: number): string | null {
  if (peek(p) !== T.ASSIGN || p.kind[open] === T.SQUARE || peek(p, -1) !== T.NAME) return null
  return `write \`${textOf(p, p.i - 1)}: value\``
}

/** `xs[a:b]`, a pattern that is written like one, and `[f(x) for x in xs]`. */
function sliceHelp(p: Parser, open: number): string | null {
  if (p.kind[open] !== T.SQUARE) return null
  if (peek(p) === T.COLON) return "a part of a list or text is `xs.slice(start: 0, end: 2)`"
  return peek(p) === T.FOR ? "a list is collected with `for x in xs yield value`" : null
}

/** The bracket has been reported, so nothing inside is; the statement around is given up. */
function unclosedList<E>(p: Parser, items: E[], element: (p: Parser) => E): void {
  p.muted++
  while (!endsUnclosed(p)) {
    const before = p.i
    items.push(element(p))
    if (p.failed || p.i === before || !accept(p, T.COMMA)) break
  }
  p.muted--
  p.failed = true
}

function endsUnclosed(p: Parser): boolean {
  const kind = peek(p)
  return kind === T.END || kind === T.SEMI || isCloser(kind)
}

/** Whether a kind closes a bracket. */
export function isCloser(kind: number): boolean {
  return kind === T.PAREN_END || kind === T.SQUARE_END || kind === T.BRACE_END ||
    kind === T.HOLE_END || kind === T.TEMPLATE_CLOSE
}

/** Moves to the comma or closer behind the element that began at `from`. */
function skipElement(p: Parser, close: number, from: number): void {
  p.skipped++
  while (p.i < close && p.kind[p.i] !== T.COMMA) skipOne(p)
  if (p.i > close) p.i = close
  if (p.i === from && p.i < close) p.i++
  p.failed = false
}

/** Moves over one token, or over a bracket with all that it holds. */
export function skipOne(p: Parser): void {
  const mate = p.mate[p.i] ?? -1
  if (mate > p.i) p.i = mate + 1
  else if (peek(p) !== T.END) p.i++
}

/** `P { name: }`, written like an argument: a field's name alone is enough. */
export function isPun(p: Parser, field: Name, code: "E1002" | "E1008"): boolean {
  if (peek(p) !== T.COMMA && peek(p) !== T.BRACE_END) return false
  const what = code === "E1002" ? "an expression" : "a pattern"
  complain(p, code, here(p), `expected ${what}, found ${found(p)}`,
    `for a variable of the field's name leave the colon out: \`${field.name}\``)
  return true
}

// ── items ─────────────────────────────────────────────────────────────────────────────────────

/** Whether `@name (…) ->` or `@name tests` stands at token `i`: a declaration, not a product. */
export function isSignature(p: Parser, i: number): boolean {
  if (p.kind[i] !== T.AT || !T.isWord(p.kind[i + 1] ?? T.END)) return false
  let at = i + 2
  if (p.kind[at] === T.TESTS) return true
  if (p.kind[at] === T.LESS) {
    for (let angles = 0; at < p.tokens.count && at - i < 256; at++) {
      if (p.kind[at] === T.LESS) angles++
      else if (p.kind[at] === T.GREATER && --angles === 0) break
    }
    at++
  }
  if (p.kind[at] !== T.PAREN) return false
  const close = p.mate[at] ?? -1
  return close >= 0 && p.kind[close + 1] === T.ARROW
}

/** Words that begin a statement, and no item. */
export const STATEMENT_WORDS =
  new Set([T.LET, T.IF, T.FOR, T.WHILE, T.LOOP, T.MATCH, T.BREAK, T.CONTINUE])

const ITEM_WORDS = new Set([
  T.PUB, T.TYPE, T.TRAIT, T.IMPL, T.DEF, T.EXTEND, T.EXTENSION, T.EXTERN, T.USE,
])

/** Whether a declaration begins at token `i` that is written as in another language. */
export function isForeign(p: Parser, i: number): boolean {
  const kind = p.kind[i] ?? T.END
  const next = p.kind[i + 1] ?? T.END
  if (kind === T.USE || (kind === T.DEF && next === T.IMPL)) return false
  return T.isWord(kind) && DECLARATIONS.has(textOf(p, i)) &&
    (T.isWord(next) || next === T.STR || next === T.BRACE)
}

/** Whether token `i`, first on its line, can only begin an item. */
export function startsItem(p: Parser, i: number): boolean {
  const kind = p.kind[i] ?? T.END
  const next = p.kind[i + 1] ?? T.END
  if (isForeign(p, i) && indentBefore(p.source, p.at[i] ?? 0) === 0) return true
  const fits = ITEM_WORDS.has(kind) || isSignature(p, i) ||
    (kind === T.HASH && T.isWord(next)) ||
    (kind === T.NAME && p.value[i] === T.WORD.capset && next === T.NAME)
  if (fits) return startsLine(p, i)
  const constant = kind === T.DOLLAR || (kind === T.LET && next === T.DOLLAR)
  return constant && indentBefore(p.source, p.at[i] ?? 0) === 0
}

/**
 * Whether the current token stands in a block whose opener is missing: its closer closes nothing,
 * which has been told, and no item begins before it.
 */
export function lacksOpener(p: Parser): boolean {
  const from = p.at[p.i] ?? 0
  const closer = p.tokens.stray.find((stray) => stray.at >= from)?.at
  if (closer === undefined) return false
  let i = p.i
  while ((p.at[i] ?? closer) < closer && !isSignature(p, i) && !startsItem(p, i)) i++
  return (p.at[i] ?? closer) >= closer
}

/** The first closer behind a place that closes nothing, and for which nobody has an answer. */
function strayFrom(p: Parser, from: Pos): T.Stray | undefined {
  return p.tokens.stray.find(({ at, answered }) => at >= from && !answered)
}

/**
 * The closer of the bracket that is missing at `from`, if one stands before the current token; on
 * the same line it is what has been reported.
 */
export function answerStray(p: Parser, from: Pos): void {
  const closer = strayFrom(p, from)
  const isAfter = closer !== undefined && !onOneLine(p.source, from, closer.at)
  if (isAfter && closer.at < startOf(p)) closer.answered = true
}

/**
 * The same for a `{` that is missing at the current token, if no item begins before the `}`: moves
 * there.
 */
export function answerBrace(p: Parser): void {
  const closer = strayFrom(p, startOf(p))
  if (closer === undefined || onOneLine(p.source, startOf(p), closer.at)) return
  if (closer.kind !== T.BRACE_END || !lacksOpener(p)) return
  closer.answered = true
  while (startOf(p) < closer.at && peek(p) !== T.END) skipOne(p)
}
