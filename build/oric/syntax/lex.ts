// Bytes to tokens, in one pass.
//
// Newlines mean nothing to the grammar, but a comment must be alone on its line (E0006), so the
// scan remembers whether the line has a token yet. A template switches between text and code; how
// deep its holes nest is kept in a stack, so the scan itself never recurses.

import type { Report, SourceFile } from "../source/diagnostic.ts"
import { intern, interner, step } from "./intern.ts"
import type { Interner } from "./intern.ts"
import type { Lexer } from "./lexer.ts"
import { foreign, lexError, lexerOf, push, pushLiteral, unfinished } from "./lexer.ts"
import { character, decodeText, isLineEnd, string, templateTextEnd } from "./literal.ts"
import { number, tupleIndex } from "./number.ts"
import { pair } from "./pair.ts"
import type { Tokens } from "./tokens.ts"
import * as T from "./tokens.ts"
import { decode } from "../source/position.ts"

/** Scans a file. Any bytes give tokens; what is wrong with them is reported. */
export function lex(source: SourceFile, report: Report, names: Interner = interner()): Tokens {
  const lx = lexerOf(source, names)
  do scan(lx)
  while (restart(lx))
  const end = source.bytes.length
  push(lx, T.END, end, end, 0)
  for (const e of lx.errors) report(e.code, e, e.message, e.help)
  pair(lx.tokens, source, report)
  return lx.tokens
}

const OTHER = 0
const BLANK = 1
const LINE_END = 2
const LETTER = 3
const DIGIT = 4

const CLASS = classes()

function classes(): Uint8Array {
  const table = new Uint8Array(256)
  for (const blank of [9, 32]) table[blank] = BLANK
  for (const end of [10, 13]) table[end] = LINE_END
  for (let i = 48; i < 58; i++) table[i] = DIGIT
  for (let i = 65; i < 91; i++) table[i] = table[i + 32] = LETTER
  table[95] = LETTER
  return table
}

/** Operators by first byte, longest first; a `>` never joins here, the parser joins it. */
const OPERATORS = operators({
  "(": T.PAREN, ")": T.PAREN_END, "[": T.SQUARE, "]": T.SQUARE_END, "{": T.BRACE,
  "}": T.BRACE_END, ",": T.COMMA, ";": T.SEMI, "::": T.PATH, ":": T.COLON,
  "...": T.SPREAD, "..=": T.DOTS_EQ, "..": T.DOTS, ".": T.DOT,
  "->": T.ARROW, "=>": T.FAT_ARROW, "|>": T.PIPE, "??": T.COALESCE, "?": T.QUESTION,
  "#!": T.HASH_BANG, "#": T.HASH, "$": T.DOLLAR, "==": T.EQ, "!=": T.NOT_EQ, "<=": T.LESS_EQ,
  "<<": T.SHIFT_LEFT, "<": T.LESS, ">": T.GREATER, "&&": T.AND_AND, "||": T.OR_OR, "!": T.NOT,
  "&": T.AND, "|": T.OR, "^": T.XOR, "~": T.TILDE, "@": T.AT, "=": T.ASSIGN, "+": T.PLUS,
  "-": T.MINUS, "**": T.POWER, "*": T.STAR, "/": T.SLASH, "%": T.PERCENT,
  ...Object.fromEntries(T.COMPOUND_OPS.map((op, i) => [`${op}=`, T.COMPOUND + i])),
})

type Operator = { length: number; second: number; third: number; kind: number }

function operators(spelled: Record<string, number>): Operator[][] {
  const table: Operator[][] = Array.from({ length: 256 }, () => [])
  for (const [text, kind] of Object.entries(spelled)) {
    const code = (i: number): number => (i < text.length ? text.charCodeAt(i) : 0)
    table[code(0)]?.push({ length: text.length, second: code(1), third: code(2), kind })
  }
  for (const list of table) list.sort((a, b) => b.length - a.length)
  return table
}

function scan(lx: Lexer): void {
  const { bytes } = lx
  while (lx.pos < bytes.length) {
    const byte = bytes[lx.pos] ?? 0
    switch (CLASS[byte]) {
      case BLANK:
        lx.pos++
        break
      case LINE_END:
        lx.pos++
        lx.fresh = true
        break
      case LETTER:
        word(lx)
        break
      case DIGIT:
        if (afterDot(lx)) tupleIndex(lx)
        else number(lx)
        break
      default:
        symbol(lx, byte)
    }
  }
}

function afterDot(lx: Lexer): boolean {
  const { tokens } = lx
  const last = tokens.count - 1
  return last >= 0 && tokens.kind[last] === T.DOT && tokens.end[last] === lx.base + lx.pos
}

function word(lx: Lexer): void {
  const { bytes, pos: from } = lx
  let to = from
  let hash = 0
  for (; to < bytes.length; to++) {
    const byte = bytes[to] ?? 0
    const kind = CLASS[byte]
    if (kind !== LETTER && kind !== DIGIT) break
    hash = step(hash, byte)
  }
  if (to === from + 1) {
    if (bytes[from] === 95) return push(lx, T.UNDERSCORE, from, to, 0)
    if (bytes[from] === 98 && bytes[to] === 39) return character(lx, from, to, "byte")
  }
  const id = intern(lx.table, lx.tokens.text, from, to, hash)
  push(lx, id < T.RESERVED.length ? T.KEYWORD + id : T.NAME, from, to, id)
}

function symbol(lx: Lexer, byte: number): void {
  const { bytes, pos } = lx
  switch (byte) {
    case 34:
      return string(lx)
    case 39:
      return character(lx, pos, pos, "char")
    case 96:
      return openTemplate(lx)
    case 47:
      if (bytes[pos + 1] === 47) return comment(lx)
      if (bytes[pos + 1] === 42) return blockComment(lx)
      break
    case 123:
      lx.braces++
      lx.depth++
      break
    case 40: case 91:
      lx.depth++
      break
    case 41: case 93:
      if (lx.depth > 0) lx.depth--
      break
    case 125:
      // A bracket that nobody closed keeps no hole open.
      if (lx.braces === 0 && lx.holes.length > 0) return closeHole(lx, pos)
      if (lx.braces > 0) lx.braces--
      if (lx.depth > 0) lx.depth--
      break
    case 58:
      if (lx.depth === 0 && lx.holes.length > 0) return spec(lx)
  }
  operator(lx, byte)
}

function operator(lx: Lexer, byte: number): void {
  const { bytes, pos } = lx
  for (const { length, second, third, kind } of OPERATORS[byte] ?? []) {
    if (length > 1 && bytes[pos + 1] !== second) continue
    if (length > 2 && bytes[pos + 2] !== third) continue
    // `#!` is a file attribute; in `xs[#!=1]` it is not.
    if (kind === T.HASH_BANG && CLASS[bytes[pos + 2] ?? 0] !== LETTER) continue
    return push(lx, kind, pos, pos + length, 0)
  }
  invalid(lx)
}

/** A run of characters that no token starts with is one error. */
function invalid(lx: Lexer): void {
  const { bytes, pos: from } = lx
  const before = lx.errors.length
  let to = from
  while (to < bytes.length) {
    const byte = bytes[to] ?? 0
    if (CLASS[byte] !== OTHER || OPERATORS[byte]?.length !== 0) break
    if (byte === 34 || byte === 39 || byte === 96) break
    to += byte === 0 || byte >= 0x80 ? foreign(lx, to) : 1
  }
  lx.errors.length = Math.min(lx.errors.length, before + 1)
  // What nobody sees, such as a byte order mark, stands for nothing that the parser could miss.
  if (lx.errors.length > before) return void (lx.pos = to)
  const text = decode(bytes.subarray(from, to))
  lexError(lx, "E0002", from, to, `invalid character ${JSON.stringify(text)}`, helpFor(text))
  push(lx, T.INVALID, from, to, 0)
}

function helpFor(text: string): string {
  if (text.includes("\\")) return "a lambda is written `x -> value`"
  if (/[“”„‘’«»]/.test(text)) return "text is written in straight quotes: `\"…\"`"
  return "remove it; outside of text and comments Ori is written in ASCII"
}

/** `// 2);`, the end of a statement in which Python divides. */
const DIVISION = /^\/\/ *[\w.()[\]]+ *;$/

function comment(lx: Lexer): void {
  const { bytes, pos: from } = lx
  let to = from
  while (!isLineEnd(bytes[to])) {
    const byte = bytes[to] ?? 0
    to += byte === 0 || byte >= 0x80 ? foreign(lx, to) : 1
  }
  if (!lx.fresh) {
    const divides = DIVISION.test(lx.tokens.text.slice(from, to))
    // What the statement lacks is in the comment.
    if (divides) lx.tokens.unfinished.push(lx.tokens.at[lx.tokens.count - 1] ?? 0)
    lexError(lx, "E0006", from, to, "comment after code on one line", divides
      ? "division that rounds down is `a div b`; a comment stands on a line of its own"
      : "move the comment to a line of its own, above the code")
  }
  lx.tokens.comments.push({ at: lx.base + from, end: lx.base + to })
  lx.pos = to
}

/** A comment between the marks of another language, or up to the end of its line. */
function blockComment(lx: Lexer): void {
  const { pos: from } = lx
  const close = lx.tokens.text.indexOf("*/", from + 2)
  let to = close < 0 ? from : close + 2
  if (close < 0) while (!isLineEnd(lx.bytes[to])) to++
  lexError(lx, "E0002", from, from + 2, "Ori has no block comments",
    "begin each line of the comment with `//`")
  lx.pos = to
}

// ── templates ─────────────────────────────────────────────────────────────────────────────────

function openTemplate(lx: Lexer): void {
  const from = lx.pos
  if (lx.holes.length === 0) {
    const { count: tokens, comments } = lx.tokens
    lx.template = { pos: from, tokens, comments: comments.length, errors: lx.errors.length }
  }
  push(lx, T.TEMPLATE_OPEN, from, from + 1, 0)
  templateText(lx)
}

/** Text up to a hole, which it opens, or up to the end of the template. */
function templateText(lx: Lexer): void {
  const from = lx.pos
  const to = templateTextEnd(lx, from)
  if (to < 0) {
    lx.pos = lx.bytes.length
    enterHole(lx)
    return
  }
  if (to > from) pushLiteral(lx, T.TEMPLATE_TEXT, from, to, decodeText(lx, from, to, "template"))
  if (lx.bytes[to] === 96) {
    push(lx, T.TEMPLATE_CLOSE, to, to + 1, 0)
    if (lx.holes.length === 0) lx.template = null
    return
  }
  push(lx, T.HOLE, to, to + 1, 0)
  enterHole(lx)
}

function enterHole(lx: Lexer): void {
  lx.holes.push(lx.depth, lx.braces)
  lx.depth = 0
  lx.braces = 0
}

function leaveHole(lx: Lexer): void {
  lx.braces = lx.holes.pop() ?? 0
  lx.depth = lx.holes.pop() ?? 0
}

function closeHole(lx: Lexer, at: number): void {
  push(lx, T.HOLE_END, at, at + 1, 0)
  leaveHole(lx)
  templateText(lx)
}

function spec(lx: Lexer): void {
  const { bytes, pos: from } = lx
  let to = from + 1
  while (bytes[to] !== 125 && bytes[to] !== 96 && !isLineEnd(bytes[to])) {
    const byte = bytes[to] ?? 0
    to += byte === 0 || byte >= 0x80 ? foreign(lx, to) : 1
  }
  pushLiteral(lx, T.SPEC, from, to, decode(bytes.subarray(from + 1, to)))
  if (bytes[to] === 125) return closeHole(lx, to)
  lexError(lx, "E0001", from, to, "unterminated format spec", "close the hole with `}`")
  push(lx, T.HOLE_END, to, to, 0)
  leaveHole(lx)
  templateText(lx)
}

/** Most attempts at reading on after a template without end; each costs a scan of the rest. */
const RESTARTS = 8

/** After a template that never ends: takes its first line for it, and reads on at the next. */
function restart(lx: Lexer): boolean {
  if (lx.holes.length === 0 || lx.template === null) return false
  const { pos, tokens, comments, errors } = lx.template
  if (lx.restarts++ === RESTARTS) {
    unfinished(lx, pos, pos + 1, "template", "close it with a backquote")
    return false
  }
  const hole = openHole(lx.bytes, pos)
  let to = hole === null ? pos + 1 : hole.end
  if (hole === null) while (!isLineEnd(lx.bytes[to])) to++
  lx.tokens.count = tokens
  lx.tokens.comments.length = comments
  lx.errors.length = errors
  lx.holes = []
  lx.depth = 0
  lx.braces = 0
  lx.template = null
  if (hole === null) unfinished(lx, pos, to, "template", "close it with a backquote")
  else {
    lexError(lx, "E0001", hole.at, hole.end - 1, "unterminated hole in a template",
      "close it with `}`; a brace of the text is written `{{`")
  }
  pushLiteral(lx, T.STR, pos, to, "")
  return true
}

/** The hole of the template at `from` that a backquote on its line ends, and the end of that. */
function openHole(bytes: Uint8Array, from: number): { at: number; end: number } | null {
  const open: number[] = []
  for (let i = from + 1; !isLineEnd(bytes[i]); i++) {
    const byte = bytes[i]
    const doubled = open.length === 0 && bytes[i + 1] === byte
    if (byte === 92 || (doubled && (byte === 123 || byte === 125))) i++
    else if (byte === 123) open.push(i)
    else if (byte === 125) open.pop()
    else if (byte === 96) return open[0] === undefined ? null : { at: open[0], end: i + 1 }
  }
  return null
}
