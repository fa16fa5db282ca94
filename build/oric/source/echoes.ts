// What may follow from broken syntax: one mistake, one error.
//
// The parser goes on behind a statement that it could not read, and says which those are. What else
// it was meant to bind is not known, nor which arms a `match` has. Where an error is in no
// statement (a bracket without its partner, a signature) nothing below it in the function is sure.

import type { Diagnostic, Pos, Span } from "./diagnostic.ts"
import type { Sources } from "./position.ts"

/** Codes of the lexer and the parser. */
const SYNTAX = /^E(000\d|100[1-8]|1015)$/

/** Codes of the lexer, which puts a literal or nothing for what it could not read. */
const LEXICAL = /^E000\d$/

/** A comment behind code takes nothing away from it. */
const HARMLESS = "E0006"

/** The brackets say where a statement ends. */
const OF_BRACKETS = "E1003"

/** A pattern that a match lacks may be in what was not understood. */
const OF_ALL_ARMS = "E3004"

/** A name or label that is not known, or a name that may not be assigned: it may be declared. */
const OF_NAMES = new Set(["E2002", "E2003", "E0870", "E2045", "E2046"])

/** A jump outside of a loop. */
const OF_LOOPS = "E0862"
const LOOPS = ["for", "while", "loop"]

/** A function in which syntax is broken. */
type Hurt = {
  span: Span
  /** Where the first error is. */
  line: number
  /** The first line of which nothing is sure. */
  unsure: number
  statements: Broken[]
}

/** A statement that is not what was meant. */
type Broken = {
  from: number
  to: number
  words: string[]
  /** A `let` that was not read up to its `=`. */
  bindsUnknown: boolean
}

/** Leaves out what may follow from broken syntax; `statements` are those in which some is. */
export function withoutEchoes(
  all: readonly Diagnostic[], functions: readonly Span[], statements: readonly Span[],
  sources: Sources,
): Diagnostic[] {
  const syntax = all.filter((one) => isSyntax(one) && one.code !== HARMLESS)
  if (syntax.length === 0) return [...all]
  const hurt = functions.flatMap((span) => hurtBy(span, syntax, statements, sources) ?? [])
  return all.filter((one) => isSyntax(one) ||
    !hurt.some((fn) => holds(fn.span, one.at.at) && isEcho(one, fn, sources)))
}

function isSyntax({ code }: Diagnostic): boolean {
  return SYNTAX.test(code)
}

function holds(span: Span, at: Pos): boolean {
  return span.at <= at && at <= span.end
}

function hurtBy(
  span: Span, syntax: Diagnostic[], statements: readonly Span[], sources: Sources,
): Hurt | null {
  const inside = syntax.filter(({ at }) => holds(span, at.at))
  if (inside.length === 0) return null
  const broken = statements.filter((one) => holds(span, one.at))
  const firstLine = (errors: Diagnostic[]): number =>
    Math.min(...errors.map(({ at }) => sources.place(at.at).line))
  const isUnsure = ({ code, at }: Diagnostic): boolean => code === OF_BRACKETS ||
    (!LEXICAL.test(code) && !broken.some((one) => holds(one, at.at)))
  return {
    span, line: firstLine(inside), unsure: firstLine(inside.filter(isUnsure)),
    statements: [
      ...broken.map((one) => readBroken(one, inside, sources)),
      ...inside.filter(({ code }) => LEXICAL.test(code)).map(({ at }) =>
        ({ ...linesOf(at, sources), words: [], bindsUnknown: false })),
    ],
  }
}

function linesOf({ at, end }: Span, sources: Sources): { from: number; to: number } {
  return { from: sources.place(at).line, to: sources.place(end).line }
}

function readBroken(span: Span, errors: Diagnostic[], sources: Sources): Broken {
  const first = errors.find(({ at }) => holds(span, at.at))?.at.at ?? span.end
  return {
    ...linesOf(span, sources),
    words: sources.text(span).split(/\W+/),
    bindsUnknown: /^let\b[^=]*$/.test(sources.text({ at: span.at, end: first })),
  }
}

function isEcho(one: Diagnostic, fn: Hurt, sources: Sources): boolean {
  const { from, to } = linesOf(one.at, sources)
  if (one.code === OF_ALL_ARMS || to >= fn.unsure) return true
  if (one.level === "warning" && to >= fn.line) return true
  const word = /\w+/.exec(sources.text(one.at))?.[0] ?? ""
  return fn.statements.some((lost) => (from <= lost.to && to >= lost.from) ||
    (OF_NAMES.has(one.code) && (lost.bindsUnknown || lost.words.includes(word))) ||
    (one.code === OF_LOOPS && LOOPS.some((loop) => lost.words.includes(loop))))
}
