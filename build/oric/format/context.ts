// What the layout rules share: the source behind the tree, its comments, and lists.
//
// Comments are merged by position. Rules that can place comments (elements of lists, statements,
// items) take all that stand before them; what no rule inside an element takes is moved above it.
// So no comment is ever lost, and a second run finds each where the first one put it.

import type { SourceFile, Span } from "../source/diagnostic.ts"
import { decode } from "../source/position.ts"
import type { Expr, Pattern, Type } from "../syntax/ast.ts"
import type { Tokens } from "../syntax/tokens.ts"
import * as T from "../syntax/tokens.ts"
import { docOrder, tidied } from "./comment.ts"
import type { Doc } from "./doc.ts"
import {
  blankLine, concat, fill, group, hard, ifBroken, indent, isForced, join, line, softline,
} from "./doc.ts"

/** Rules that call each other across files; `format.ts` ties the knot. */
export type Layouts = {
  expression(f: Format, e: Expr): Doc
  type(f: Format, t: Type): Doc
  pattern(f: Format, p: Pattern): Doc
}

export type Format = {
  source: SourceFile
  tokens: Tokens
  layouts: Layouts
  /** The next comment that is not yet placed. */
  comment: number
  /** Spans that are written as they stand, with the comments in them. */
  verbatim: Span[]
}

// ── source ────────────────────────────────────────────────────────────────────────────────────

/** The text of a span as it is written, line ends made LF. */
export function slice(f: Format, { at, end }: Span): string {
  const { bytes, base } = f.source
  return decode(bytes.subarray(at - base, end - base)).replace(/\r\n?/g, "\n")
}

/** The text of a span that is kept whole, comments included. */
export function verbatim(f: Format, span: Span): string {
  f.verbatim.push({ at: span.at, end: span.end })
  return slice(f, span)
}

/** The tokens of a span without what stands between them, and without parentheses. */
export function spelled(f: Format, span: Span): string {
  const { kind, at, end } = f.tokens
  let text = ""
  for (let i = tokenAt(f, span.at); (at[i] ?? span.end) < span.end; i++) {
    const k = kind[i] ?? 0
    if (k === T.PAREN || k === T.PAREN_END || k === T.COMMA) continue
    text += slice(f, { at: at[i] ?? 0, end: end[i] ?? 0 })
  }
  return text
}

/** A dotted path without the blanks that may stand in it. */
export function path(f: Format, span: Span): string {
  return slice(f, span).replace(/\/\/[^\n]*/g, "").replace(/\s+/g, "")
}

/** Index of the first token at or behind a position. */
export function tokenAt(f: Format, at: number): number {
  let low = 0
  let high = f.tokens.count - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((f.tokens.at[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** How many pairs of parentheses enclose exactly this span. */
export function parentheses(f: Format, { at, end }: Span): number {
  const { kind, mate, end: ends } = f.tokens
  let first = tokenAt(f, at)
  let last = tokenAt(f, end)
  while (last > first && (ends[last] ?? 0) > end) last--
  let pairs = 0
  while (kind[first] === T.PAREN && mate[first] === last) {
    pairs++
    first++
    last--
    if (kind[last] === T.COMMA) break
  }
  return pairs
}

/** Whether an empty line stands before the line of a position. */
export function blankBefore(f: Format, at: number): boolean {
  const { bytes, base } = f.source
  let lines = 0
  for (let i = at - base - 1; i >= 0; i--) {
    const byte = bytes[i]
    if (byte === 10 || (byte === 13 && bytes[i + 1] !== 10)) lines++
    else if (byte !== 32 && byte !== 9 && byte !== 13) return lines > 1
  }
  return false
}

// ── comments ──────────────────────────────────────────────────────────────────────────────────

/** Takes the comments that stand before a position. */
export function take(f: Format, before: number): Span[] {
  const { comments } = f.tokens
  const taken: Span[] = []
  for (let next = comments[f.comment]; next !== undefined && next.at < before;) {
    const { at } = next
    if (!f.verbatim.some((span) => span.at <= at && at < span.end)) taken.push(next)
    next = comments[++f.comment]
  }
  return taken
}

/** A comment's line as it is to be written. */
function commentText(f: Format, comment: Span): string {
  return tidied(slice(f, comment))
}

/** Comment lines, each with its line end, above what begins at `at`. */
export function commentLines(
  f: Format, comments: readonly Span[], at: number, names: readonly string[] | null = null,
): Doc[] {
  const texts = comments.map((comment) => commentText(f, comment))
  const blanks = comments.map((_, i) => blankBefore(f, comments[i + 1]?.at ?? at))
  // The lines that touch the declaration document it.
  const start = blanks.lastIndexOf(true) + 1
  const ordered = names === null ? texts
    : [...texts.slice(0, start), ...docOrder(texts.slice(start), names)]
  return ordered.flatMap((text, i) => [text, blanks[i] === true ? blankLine : hard])
}

/** What may have attributes before it. */
type Attributed = Span & { attrs?: readonly Span[] }

/** Where an element begins behind its attributes: comments between those move above all of it. */
function headAt(f: Format, { at, attrs = [] }: Attributed): number {
  let head = at
  for (let attr; (attr = attrs.find((one) => one.at === head)) !== undefined;) {
    head = f.tokens.at[tokenAt(f, attr.end)] ?? attr.end
  }
  return head
}

/**
 * An element with the comments that belong to it, and whether an empty line precedes all. For a
 * declaration `names` are its parameters or fields.
 */
export function element(
  f: Format, span: Attributed, layout: () => Doc, names: readonly string[] | null = null,
): { doc: Doc; blank: boolean } {
  const above = take(f, span.at)
  const first = above[0]?.at ?? span.at
  const head = headAt(f, span)
  const between = take(f, head)
  // Those that an empty line parts from the element say nothing of its names.
  const [apart, own] = blankBefore(f, span.at) ? [above, between] : [[], [...above, ...between]]
  const inner = layout()
  // Comments inside that found no place of their own move above.
  const late = take(f, span.end).flatMap((comment) => [commentText(f, comment), hard])
  const lines = [...commentLines(f, apart, span.at), ...commentLines(f, own, head, names)]
  const doc = concat(...lines, ...late, inner)
  return { doc, blank: blankBefore(f, first) }
}

/** Comments behind the last element of a bracket, before its closer at `end`. */
export function trailing(f: Format, end: number): Doc[] {
  return take(f, end).flatMap((comment) => {
    return [blankBefore(f, comment.at) ? blankLine : hard, commentText(f, comment)]
  })
}

// ── lists ─────────────────────────────────────────────────────────────────────────────────────

/** Something that stands in a list. */
export type Element = Span & { layout: () => Doc }

/** An element and the lines of its comments; empty lines between them are not kept. */
export function apart(f: Format, { at, end, layout }: Element): { lines: Doc[]; inner: Doc } {
  const before = take(f, at)
  const inner = layout()
  const lines = [...before, ...take(f, end)].flatMap((comment) => [commentText(f, comment), hard])
  return { lines, inner }
}

/** An element below its comments. */
export function listed(f: Format, e: Element): Doc {
  const { lines, inner } = apart(f, e)
  return concat(...lines, inner)
}

/** `(a, b)` on one line, or one element a line with a comma behind each. */
export function list(
  f: Format, open: string, elements: readonly Element[], close: string, end: number,
  inner: Doc = softline,
): Doc {
  return bracketed(f, open, elements.map((e) => listed(f, e)), close, end, inner)
}

function bracketed(
  f: Format, open: string, docs: readonly Doc[], close: string, end: number, inner: Doc,
): Doc {
  const rest = trailing(f, end)
  if (docs.length === 0) {
    return rest.length === 0 ? open + close : concat(open, indent(...rest), hard, close)
  }
  const items = join(concat(",", line), docs)
  return group(open, indent(inner, items, ifBroken(","), ...rest), inner, close)
}

/** A list whose elements share lines when they do not fit on one. */
export function wrapped(
  f: Format, open: string, elements: readonly Element[], close: string, end: number,
): Doc {
  const docs = elements.map((e) => listed(f, e))
  // A comment has a line of its own, and so has what it stands above.
  if (docs.some(isForced)) return bracketed(f, open, docs, close, end, softline)
  const rest = trailing(f, end)
  const items = docs.map((doc, i) => concat(doc, i === docs.length - 1 ? ifBroken(",") : ","))
  return group(open, indent(softline, fill(items), ...rest), softline, close)
}
