// The state of a parse and what all of the grammar shares: looking, expecting, reporting, lists.
//
// Parsing never throws and never stops. The first error of a construct sets `failed`; from then on
// every function returns at once, consuming nothing, up to the nearest place that knows how to go
// on (list element, statement, item), which clears it. So one mistake gives one error.

import type { Code } from "../source/codes.ts"
import type { Fix, Pos, Report, SourceFile, Span } from "../source/diagnostic.ts"
import type { Expr, Pattern, Type } from "./ast.ts"
import type { Broken, Name } from "./node.ts"
import { indentBefore, onOneLine } from "./layout.ts"
import type { Tokens } from "./tokens.ts"
import type { Around } from "./habit.ts"
import { habit } from "./habit.ts"
import * as T from "./tokens.ts"

/** The height of a tree that later stages can rely on. */
const DEEPEST = 1000

/** Levels that brackets cost: what recurs here recurs in every stage, on a stack of fixed size. */
export const RECURSION = 3

/** Struct literals are barred: the head of a control form, where `{` begins the body. */
export const NO_STRUCT = 1
/** Bare lambdas are barred: a guard, whose `->` belongs to the arm. */
export const NO_LAMBDA = 2

/** Rules that call each other across files; `parse.ts` ties the knot. */
export type Rules = {
  expression(p: Parser): Expr
  /** An expression, an assignment or a `let`. */
  body(p: Parser): Expr
  /** A body that ends with its closing brace (LANGUAGE 2.5 note 8). */
  statement(p: Parser): Expr
  block(p: Parser): Expr
  type(p: Parser): Type
  pattern(p: Parser): Pattern
}

export type Parser = {
  readonly source: SourceFile
  readonly tokens: Tokens
  readonly rules: Rules
  readonly report: Report
  kind: Uint8Array
  at: Uint32Array
  end: Uint32Array
  value: Int32Array
  mate: Int32Array
  /** The current token. */
  i: number
  /** The next node id. */
  nodes: number
  /** An error is being unwound. */
  failed: boolean
  /** Reports are dropped: an attempt, or the inside of a bracket already reported. */
  muted: number
  /** An attempt, in which nothing is recovered. */
  quiet: number
  /** Tokens that attempts may still look at, so that no input makes them quadratic. */
  budget: number
  depth: number
  tooDeep: boolean
  flags: number
  /** Index brackets around the current token, where `#` means the length. */
  indexes: number
  /** The `|` before a contract's message. */
  messageBar: number
  /** `uses` belongs to the signature, not to the function type before it. */
  keepUses: boolean
  /** `$` may stand before a name in a pattern. */
  dollars: boolean
  /** The token at which the last error was reported; a second one there is a consequence. */
  lastError: number
  /** Elements of lists that were given up. */
  skipped: number
  /** Reserved words that were used as names, and reported. */
  reserved: Set<number>
  /** Names as of a `LostItem`, until the file takes note of them. */
  lost: string[]
  /** Errors reported, and how many of them when the last entry of `broken` was made. */
  reported: number
  noted: number
  /** Innermost statements with an error in them, up to where the parser went on. */
  broken: Span[]
}

/** A parser at the first token. */
export function parserOf(
  source: SourceFile, tokens: Tokens, rules: Rules, report: Report,
): Parser {
  const { kind, at, end, value, mate } = tokens
  return {
    source, tokens, rules, report, kind, at, end, value, mate,
    i: 0, nodes: 0, failed: false, muted: 0, quiet: 0, budget: 4 * tokens.count,
    depth: 0, tooDeep: false, flags: 0, indexes: 0, messageBar: -1, keepUses: false,
    dollars: false, lastError: -1, skipped: 0, reserved: new Set(), lost: [],
    reported: 0, noted: 0, broken: [],
  }
}

// ── looking ───────────────────────────────────────────────────────────────────────────────────

/** The kind of the current token, or of the one `ahead` of it. */
export function peek(p: Parser, ahead = 0): number {
  return p.kind[p.i + ahead] ?? T.END
}

/** Whether the current token is the contextual word `id`. */
export function isWordAt(p: Parser, id: number, ahead = 0): boolean {
  return p.kind[p.i + ahead] === T.NAME && p.value[p.i + ahead] === id
}

/** Start of the current token. */
export function startOf(p: Parser): Pos {
  return p.at[p.i] ?? 0
}

/** End of the token before the current one, but not before `from`. */
export function endFrom(p: Parser, from: Pos): Pos {
  return Math.max(from, p.i > 0 ? (p.end[p.i - 1] ?? 0) : from)
}

/** Whether nothing stands between token `i` and the next one. */
export function touches(p: Parser, i: number): boolean {
  return p.end[i] === p.at[i + 1]
}

/** The text of the name or reserved word at token `i`. */
export function textOf(p: Parser, i: number): string {
  return p.tokens.names[p.value[i] ?? 0] ?? ""
}

/** The bytes of token `i`, which are ASCII, as they are written. */
export function sourceText(p: Parser, i: number): string {
  const { base } = p.source
  return p.tokens.text.slice((p.at[i] ?? 0) - base, (p.end[i] ?? 0) - base)
}

/** The literal of token `i`. */
export function literalOf(p: Parser, i: number): bigint | number | string {
  return p.tokens.literals[p.value[i] ?? 0] ?? 0
}

/** Whether the name at token `i` starts like a type, a variant or a trait. */
export function isUpper(p: Parser, i: number): boolean {
  const first = textOf(p, i).charCodeAt(0)
  return first >= 65 && first <= 90
}

/** Whether token `i` is the first on its line. */
export function startsLine(p: Parser, i: number): boolean {
  return indentBefore(p.source, p.at[i] ?? 0) >= 0
}

/** Whether a block label follows: `:name`, touching both neighbours. */
export function labelAhead(p: Parser, i: number): boolean {
  return p.kind[i + 1] === T.COLON && touches(p, i) && touches(p, i + 1) &&
    T.isWord(p.kind[i + 2] ?? T.END)
}

// ── reporting ─────────────────────────────────────────────────────────────────────────────────

/** The span of the current token. */
export function here(p: Parser): Span {
  return { at: p.at[p.i] ?? 0, end: p.end[p.i] ?? 0 }
}

/** Reports an error and goes on as if it had not been. */
export function complain(
  p: Parser, code: Code, at: Span, message: string, help: string, fix?: Fix[],
): void {
  // What the lexer could not read it has reported itself.
  if (p.quiet > 0 || p.kind[p.i] === T.INVALID) p.failed = true
  if (p.failed || p.muted > 0 || p.lastError === p.i) return
  p.lastError = p.i
  if (OPENED.has(code) && isOpener(p)) return
  p.reported++
  p.report(code, at, message, help, fix === undefined ? {} : { fix })
}

const OPENED: ReadonlySet<Code> =
  new Set(["E1001", "E1002", "E1004", "E1005", "E1006", "E1007", "E1008"])

/**
 * Whether what is missing here is the opener of a closer that stands right before, later in the
 * line or, unless it is a brace, in the statement: reported there.
 */
function isOpener(p: Parser): boolean {
  const at = startOf(p)
  const last = endFrom(p, p.source.base)
  return p.tokens.stray.some((stray) => !stray.answered && (stray.at < at ? stray.at >= last
    : onOneLine(p.source, at, stray.at) || (stray.kind !== T.BRACE_END && isInStatement(p, stray))))
}

/** Whether no statement ends before a later place. */
function isInStatement(p: Parser, { at }: Span): boolean {
  let i = p.i
  while ((p.at[i] ?? at) < at && p.kind[i] !== T.SEMI) {
    i = Math.max(i, p.mate[i] ?? -1) + 1
    const indent = indentBefore(p.source, p.at[i] ?? 0)
    if (indent === 0 || (indent > 0 && p.kind[i - 1] === T.BRACE_END)) break
  }
  return (p.at[i] ?? at) >= at
}

/** Reports an error after which the construct at hand is given up. */
export function fail(
  p: Parser, code: Code, message: string, help: string, at: Span = here(p),
): void {
  complain(p, code, at, message, help)
  p.failed = true
}

/** What stands at the current token, for messages. */
export function found(p: Parser): string {
  const kind = peek(p)
  if (kind === T.NAME) return `\`${textOf(p, p.i)}\``
  const written = kind >= T.INT && kind <= T.SIZE
  return written ? `\`${sourceText(p, p.i)}\`` : T.kindName(kind)
}

/** A node in place of what could not be parsed. */
export function broken(p: Parser): Broken {
  const at = startOf(p)
  return { kind: "broken", id: p.nodes++, at, end: at }
}

// ── expecting ─────────────────────────────────────────────────────────────────────────────────

/** Moves over the token if it is of the kind. */
export function accept(p: Parser, kind: number): boolean {
  if (p.failed || p.kind[p.i] !== kind) return false
  p.i++
  return true
}

/** Moves over the token, or fails. */
export function expect(p: Parser, kind: number, help?: string): boolean {
  if (accept(p, kind)) return true
  const wanted = T.kindName(kind)
  unexpected(p, "E1001", `expected ${wanted}, found ${found(p)}`, help ?? `write ${wanted} here`)
  p.failed = true
  return false
}

/** The token at `p.i` as a name, moving over it. */
export function take(p: Parser): Name {
  const i = p.i++
  return { name: textOf(p, i), at: p.at[i] ?? 0, end: p.end[i] ?? 0 }
}

/** A name that is being declared or mentioned; a reserved word is reported and taken for one. */
export function name(p: Parser, what: string): Name {
  const kind = peek(p)
  if (p.failed) return noName(p)
  if (kind === T.NAME) return take(p)
  if (T.isKeyword(kind) && !startsLine(p, p.i)) {
    // Said once: the same word elsewhere is the same mistake.
    if (!p.reserved.has(kind)) {
      complain(p, "E1015", here(p), `${found(p)} is a reserved word`, `choose another ${what}`)
    }
    if (p.muted === 0) p.reserved.add(kind)
    return take(p)
  }
  const article = /^[aeiou]/.test(what) ? "an" : "a"
  fail(p, "E1004", `expected ${article} ${what}, found ${found(p)}`, `write the ${what} here`)
  return noName(p)
}

/** A name behind a dot, where reserved words are names too. */
export function member(p: Parser, what: string): Name {
  return !p.failed && T.isWord(peek(p)) ? take(p) : name(p, what)
}

function noName(p: Parser): Name {
  const at = startOf(p)
  return { name: "", at, end: at }
}

/** A string token's text, or fails. */
export function text(p: Parser, what: string): string {
  if (!p.failed && peek(p) === T.STR) return String(literalOf(p, p.i++))
  fail(p, "E1001", `expected ${what}, found ${found(p)}`, `write ${what} in double quotes`)
  return ""
}

/**
 * The `;` after an item or statement from token `from`; that it is missing is said where it is.
 * Whether nothing else is known to be wrong.
 */
export function semicolon(p: Parser, from = p.i): boolean {
  if (p.failed || accept(p, T.SEMI)) return true
  const at = endFrom(p, p.source.base)
  if (p.i > 0 && p.tokens.unfinished.includes(p.at[p.i - 1] ?? -1)) return false
  const span = { at, end: at }
  const message = `expected \`;\`, found ${found(p)}`
  if (peek(p) === T.COMMA && startsLine(p, p.i + 1)) {
    const comma = here(p)
    complain(p, "E1002", comma, message, "a declaration or statement ends with `;`",
      [{ ...comma, insert: ";" }])
    p.i++
    return true
  }
  if (sayHabit(p, "E1002", span, message, from)) return false
  complain(p, "E1002", span, message, "end the declaration or statement with `;`",
    [{ ...span, insert: ";" }])
  return true
}

/**
 * Reports what is not expected at the current token, in a construct that began at token `from`: as
 * a habit from elsewhere, if it shows one. Whether it does.
 */
export function unexpected(
  p: Parser, code: Code, message: string, help: string, from = p.i,
): boolean {
  if (sayHabit(p, code, here(p), message, from)) return true
  complain(p, code, here(p), message, help)
  return false
}

/** Reports the habit that shows here, if one does: at `at`, or at the token that is no Ori. */
function sayHabit(p: Parser, code: Code, at: Span, message: string, from: number): boolean {
  const known = habit((ahead) => tokenAt(p, p.i + ahead), from - p.i)
  if (known === null) return false
  const start = p.at[p.i + known.at] ?? 0
  const end = p.end[p.i + (known.to ?? known.at)] ?? 0
  if (known.message === null) complain(p, code, at, message, known.help)
  else complain(p, "E1001", { at: start, end }, known.message, known.help)
  return true
}

function tokenAt(p: Parser, i: number): ReturnType<Around> {
  const kind = p.kind[i] ?? T.END
  return { kind, word: T.isWord(kind) ? textOf(p, i) : "", touches: touches(p, i) }
}

/** Whether the token before the current one is a closing brace. */
export function afterBrace(p: Parser): boolean {
  return p.i > 0 && p.kind[p.i - 1] === T.BRACE_END
}

// ── nesting, flags, attempts ──────────────────────────────────────────────────────────────────

/** Goes `levels` deeper; false (and an error) when that is too deep. Undone by `leave`. */
export function enter(p: Parser, levels = 1): boolean {
  p.depth += levels
  if (p.depth <= DEEPEST) return true
  // Once a file: what is nested so deep was made by a program.
  if (p.tooDeep) p.failed = true
  else fail(p, "E1001", "nested too deeply", "give parts of it a name with `let`")
  if (p.muted === 0) p.tooDeep = true
  return false
}

export function leave(p: Parser, levels = 1): void {
  p.depth -= levels
}

/** Runs a rule under other flags. */
export function withFlags<R>(p: Parser, flags: number, rule: (p: Parser) => R): R {
  const before = p.flags
  p.flags = flags
  const result = rule(p)
  p.flags = before
  return result
}

/** Runs a rule without reports; when it fails or gives null, nothing has happened. */
export function attempt<R>(p: Parser, rule: (p: Parser) => R | null): R | null {
  if (p.failed || p.budget <= 0) return null
  const { i, nodes, lastError, flags } = p
  p.quiet++
  p.muted++
  const result = rule(p)
  p.quiet--
  p.muted--
  p.budget -= p.i - i
  if (!p.failed && result !== null) return result
  p.i = i
  p.nodes = nodes
  p.lastError = lastError
  p.flags = flags
  p.failed = false
  return null
}
