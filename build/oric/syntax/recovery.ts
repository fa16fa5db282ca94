// Where to go on after a mistake: at the next element of a list, or where an item begins.

import { indentBefore } from "./layout.ts"
import type { Parser } from "./parser.ts"
import { habit } from "./habit.ts"
import { accept, around, complain, found, here, peek, startsLine } from "./parser.ts"
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
  return items
}

function closedList<E>(p: Parser, items: E[], element: (p: Parser) => E, close: number): void {
  const open = p.i - 1
  while (p.i !== close) {
    const before = p.i
    items.push(element(p))
    if (p.failed) {
      if (p.quiet > 0) return
      skipElement(p, close, before)
    }
    if (accept(p, T.COMMA) || p.i === close) continue
    const wanted = T.kindName(p.kind[close] ?? 0)
    complain(p, "E1001", here(p), `expected \`,\` or ${wanted}, found ${found(p)}`,
      habit(around(p)) ?? sliceHelp(p, open) ?? `separate the elements with \`,\`, or close with ${
        wanted}`)
    if (p.quiet > 0) return
    // `f(a: 1 b: 2)`: only the comma is missing.
    const named = !p.failed && T.isWord(peek(p)) && peek(p, 1) === T.COLON && p.i > before
    if (!named) {
      skipElement(p, close, before)
      accept(p, T.COMMA)
    }
  }
  p.i = close + 1
}

/** `xs[a:b]`, and a pattern that is written like one. */
function sliceHelp(p: Parser, open: number): string | null {
  if (p.kind[open] !== T.SQUARE || peek(p) !== T.COLON) return null
  return "a part of a list or text is `xs.slice(start: 0, end: 2)`"
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

const ITEM_WORDS = new Set([
  T.PUB, T.TYPE, T.TRAIT, T.IMPL, T.DEF, T.EXTEND, T.EXTENSION, T.EXTERN, T.USE,
])

/** Whether token `i`, first on its line, can only begin an item. */
export function startsItem(p: Parser, i: number): boolean {
  const kind = p.kind[i] ?? T.END
  const next = p.kind[i + 1] ?? T.END
  const fits = ITEM_WORDS.has(kind) || isSignature(p, i) ||
    (kind === T.HASH && T.isWord(next)) ||
    (kind === T.NAME && p.value[i] === T.WORD.capset && next === T.NAME)
  if (fits) return startsLine(p, i)
  const constant = kind === T.DOLLAR || (kind === T.LET && next === T.DOLLAR)
  return constant && indentBefore(p.source, p.at[i] ?? 0) === 0
}
