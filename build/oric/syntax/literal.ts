// Text literals: strings, chars, bytes and the text of templates, with their escapes (LANGUAGE
// 1.6).

import { decode } from "../source/position.ts"
import type { Lexer } from "./lexer.ts"
import { ascii, foreign, lexError, push, pushLiteral, unfinished } from "./lexer.ts"
import { BYTE, CHAR, INVALID, STR } from "./tokens.ts"
import { codePoint, isScalar, width } from "./utf8.ts"

/** Where an escape stands, which decides what is allowed. */
export type Mode = "string" | "template" | "char" | "byte"

const BACKSLASH = 92
const QUOTE = 39
const DOUBLE = 34
const BACKQUOTE = 96
const SLASH = 47

export const isLineEnd = (byte: number | undefined): boolean =>
  byte === undefined || byte === 10 || byte === 13

/** Scans the string at the current position. */
export function string(lx: Lexer): void {
  const { bytes, pos: from } = lx
  if (bytes[from + 1] === DOUBLE && bytes[from + 2] === DOUBLE && tripled(lx, from)) return
  let to = from + 1
  let simple = true
  let wide = false
  for (;;) {
    const byte = bytes[to]
    if (byte === DOUBLE) break
    if (isLineEnd(byte)) return unterminatedString(lx, from, to)
    if (byte === BACKSLASH) {
      simple = false
      to += isLineEnd(bytes[to + 1]) ? 1 : 2
    } else if (byte === 0 || (byte ?? 0) >= 0x80) {
      wide = true
      to += foreign(lx, to)
    } else to++
  }
  const text = simple
    ? plainText(lx, from + 1, to, wide)
    : decodeText(lx, from + 1, to, "string")
  pushLiteral(lx, STR, from, to + 1, text)
}

/** Text between tripled quotes, as other languages write text of several lines. */
function tripled(lx: Lexer, from: number): boolean {
  const close = lx.tokens.text.indexOf('"""', from + 3)
  if (close < 0) return false
  lexError(lx, "E0001", from, from + 3, 'Ori has no `"""`',
    "text of several lines is written in backquotes, with doubled braces")
  push(lx, INVALID, from, close + 3, 0)
  return true
}

const SPAN_HELP = "close it with `\"` on the same line; only templates span lines"

function unterminatedString(lx: Lexer, from: number, to: number): void {
  const close = closeBelow(lx.bytes, to)
  if (close !== null) {
    lexError(lx, "E0001", from, to, "unterminated string", SPAN_HELP)
    return pushLiteral(lx, STR, from, close + 1, decode(lx.bytes.subarray(from + 1, close)))
  }
  unfinished(lx, from, to, "string", SPAN_HELP)
  pushLiteral(lx, STR, from, to, decode(lx.bytes.subarray(from + 1, to)))
}

/** Lines that a text with a raw newline may go on for. */
const MOST_LINES = 10

/**
 * The quote that ends a text with raw newlines: alone on its line, and the first one below; null
 * where the quotes there belong together.
 */
function closeBelow(bytes: Uint8Array, end: number): number | null {
  let at = end
  for (let line = 0; line < MOST_LINES && at < bytes.length; line++) {
    let [quotes, first] = [0, -1]
    for (at++; !isLineEnd(bytes[at]); at++) {
      if (bytes[at] === BACKSLASH) at++
      else if (bytes[at] === SLASH && bytes[at + 1] === SLASH && quotes === 0) return null
      else if (bytes[at] === DOUBLE && quotes++ === 0) first = at
    }
    if (quotes > 0) return quotes === 1 ? first : null
  }
  return null
}

function plainText(lx: Lexer, from: number, to: number, wide: boolean): string {
  return wide ? decode(lx.bytes.subarray(from, to)) : ascii(lx, from, to)
}

/** Text with escapes, line ends made LF and, in templates, doubled braces made single. */
export function decodeText(lx: Lexer, from: number, to: number, mode: Mode): string {
  const { bytes } = lx
  let text = ""
  let start = from
  let i = from
  let wide = false
  const flush = (end: number): void => {
    if (end > start) text += plainText(lx, start, end, wide)
    wide = false
  }
  while (i < to) {
    const byte = bytes[i] ?? 0
    wide ||= byte >= 0x80
    if (byte === BACKSLASH) {
      flush(i)
      const escape = escapeAt(lx, i, to, mode)
      if (escape.point >= 0) text += String.fromCodePoint(escape.point)
      i = start = escape.end
    } else if (byte === 13) {
      flush(i)
      if (bytes[i + 1] !== 10) text += "\n"
      i = start = i + 1
    } else if (mode === "template" && (byte === 123 || byte === 125)) {
      // The scan has found the braces doubled, or has reported a single one.
      flush(i + 1)
      i = start = bytes[i + 1] === byte ? i + 2 : i + 1
    } else i++
  }
  flush(to)
  return text
}

type Escape = { point: number; end: number }

const SIMPLE: Record<string, number> = { "\\": 92, n: 10, t: 9, r: 13, "0": 0 }

/** The escape at `at`, or point -1 after a report. */
function escapeAt(lx: Lexer, at: number, limit: number, mode: Mode): Escape {
  const letter = at + 1 < limit ? String.fromCharCode(lx.bytes[at + 1] ?? 0) : ""
  const simple = SIMPLE[letter]
  if (simple !== undefined) return { point: simple, end: at + 2 }
  const quoted = mode === "string" || mode === "template" ? `"` : "'"
  if (letter === quoted || (mode === "template" && letter === "`")) {
    return { point: letter.charCodeAt(0), end: at + 2 }
  }
  if (letter === "x") return hexEscape(lx, at, limit, mode)
  if (letter === "u" && mode !== "byte") return unicodeEscape(lx, at, limit)
  const length = Math.min(limit, at + 1 + width(codePoint(lx.bytes, at + 1)))
  return badEscape(lx, at, length, "unknown escape", escapeHelp(mode))
}

function escapeHelp(mode: Mode): string {
  if (mode === "byte") return "a byte knows \\\\ \\n \\t \\r \\0 \\' and \\xHH"
  const quotes = { string: `\\"`, template: "\\\" \\`", char: "\\'" }[mode]
  return `a ${mode} knows \\\\ \\n \\t \\r \\0 ${quotes} \\xHH and \\u{…}`
}

function hexEscape(lx: Lexer, at: number, limit: number, mode: Mode): Escape {
  const digits = ascii(lx, at + 2, Math.min(limit, at + 4))
  if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
    return badEscape(lx, at, at + 2, "malformed escape", "write two hexadecimal digits after `\\x`")
  }
  const point = Number.parseInt(digits, 16)
  if (mode !== "byte" && point > 0x7f) {
    return badEscape(lx, at, at + 4, "`\\x` above 7F in text", `write \\u{${digits}}`)
  }
  return { point, end: at + 4 }
}

function unicodeEscape(lx: Lexer, at: number, limit: number): Escape {
  const text = decode(lx.bytes.subarray(at + 2, Math.min(limit, at + 12)))
  const digits = /^\{([0-9a-fA-F]{1,6})\}/.exec(text)?.[1]
  if (digits === undefined) {
    const help = "write one to six hexadecimal digits in braces, like \\u{e9}"
    return badEscape(lx, at, at + 2, "malformed escape", help)
  }
  const end = at + 4 + digits.length
  const point = Number.parseInt(digits, 16)
  if (isScalar(point)) return { point, end }
  return badEscape(lx, at, end, `U+${digits.toUpperCase()} is no character`,
    "use a code point up to 10FFFF that is no surrogate")
}

function badEscape(lx: Lexer, at: number, end: number, message: string, help: string): Escape {
  lexError(lx, "E0005", at, end, message, help)
  return { point: -1, end }
}

/** Scans the char `'…'` or byte `b'…'` whose first quote is at `quote`. */
export function character(lx: Lexer, from: number, quote: number, mode: "char" | "byte"): void {
  const end = closingQuote(lx, quote)
  if (end < 0) {
    let to = quote + 1
    while (!isLineEnd(lx.bytes[to])) to++
    unfinished(lx, from, to, `${mode} literal`, "close it with `'`")
    return push(lx, INVALID, from, to, 0)
  }
  const errors = lx.errors.length
  const value = characterValue(lx, from, quote + 1, end, mode)
  if (value >= 0) return push(lx, mode === "char" ? CHAR : BYTE, from, end + 1, value)
  if (lx.errors.length === errors) badCharacter(lx, from, quote + 1, end, mode)
  push(lx, mode === "char" ? CHAR : BYTE, from, end + 1, 0)
}

/** Position of the closing quote on this line, or -1. */
function closingQuote(lx: Lexer, quote: number): number {
  const { bytes } = lx
  // `'''` is a quote without its backslash, not an empty literal.
  let to = quote + 1
  if (bytes[to] === QUOTE && bytes[to + 1] === QUOTE) return to + 1
  while (bytes[to] !== QUOTE) {
    if (isLineEnd(bytes[to])) return -1
    to += bytes[to] === BACKSLASH && !isLineEnd(bytes[to + 1]) ? 2 : 1
  }
  return to
}

/** The one character of `bytes[from, to)`, or -1. */
function characterValue(
  lx: Lexer, start: number, from: number, to: number, mode: "char" | "byte",
): number {
  if (from === to) return -1
  if (lx.bytes[from] === BACKSLASH) {
    const { point, end } = escapeAt(lx, from, to, mode)
    return end === to ? point : -1
  }
  const point = codePoint(lx.bytes, from)
  if (point === 0 || point === 0xfeff || point < 0) {
    foreign(lx, from)
    return -1
  }
  if (from + width(point) !== to || point === QUOTE) return -1
  if (mode === "byte" && (point < 32 || point > 126)) {
    lexError(lx, "E0004", start, to + 1, "byte literal is not printable ASCII",
      "write it as \\xHH, or as a number")
    return -1
  }
  return point
}

function badCharacter(
  lx: Lexer, start: number, from: number, to: number, mode: "char" | "byte",
): void {
  const type = mode === "char" ? "character" : "byte"
  const quote = to === from + 1 && lx.bytes[from] === QUOTE
  const help = quote ? "write the quote as `\\'`"
    : from === to ? `write one ${type} between the quotes`
      : "text is written in double quotes"
  const message = from === to ? `empty ${mode} literal` : `${mode} literal is not one ${type}`
  lexError(lx, "E0004", start, to + 1, message, help)
}

/** Where the text of a template ends that starts at `from`: at a hole, the closing quote or -1. */
export function templateTextEnd(lx: Lexer, from: number): number {
  const { bytes } = lx
  let to = from
  while (to < bytes.length) {
    const byte = bytes[to] ?? 0
    if (byte === BACKQUOTE) return to
    if (byte === BACKSLASH) to = escapeEnd(bytes, to)
    else if (byte === 123) {
      if (bytes[to + 1] !== 123) return to
      to += 2
    } else if (byte === 125) {
      if (bytes[to + 1] !== 125) {
        lexError(lx, "E0002", to, to + 1, "single `}` in a template", "write `}}` for a brace")
        to += 1
      } else to += 2
    } else to += byte === 0 || byte >= 0x80 ? foreign(lx, to) : 1
  }
  return -1
}

/** Behind the escape at `at`; the braces of `\u{…}` begin no hole. */
function escapeEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 117 || bytes[at + 2] !== 123) return at + 2
  const close = bytes.indexOf(125, at)
  return close >= 0 && close - at <= 10 ? close + 1 : at + 2
}
