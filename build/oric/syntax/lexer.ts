// The state of a scan, and how tokens and errors are added to it.
//
// Apart from `lex.ts` so that literals and templates can share it without importing each other.

import type { Code } from "../source/codes.ts"
import type { SourceFile } from "../source/diagnostic.ts"
import type { Interner } from "./intern.ts"
import type { Tokens } from "./tokens.ts"
import { codePoint, width } from "./utf8.ts"

/** An error held back until the scan ends, since a scan may start again from an earlier place. */
type LexError = { code: Code; at: number; end: number; message: string; help: string }

export type Lexer = {
  bytes: Uint8Array
  base: number
  /** Next byte to look at. */
  pos: number
  /** No token stands on the current line yet. */
  fresh: boolean
  /** Brackets open since the innermost template hole (or the file) began. */
  depth: number
  /** The braces among them: where none is open, the next closing one ends the hole. */
  braces: number
  /** The depths and braces around the holes that are open, two numbers a hole. */
  holes: number[]
  /** Where the outermost open template began, to start again from if it never ends. */
  template: { pos: number; tokens: number; comments: number; errors: number } | null
  restarts: number
  table: Interner
  tokens: Tokens
  errors: LexError[]
}

const BYTES = new TextDecoder("latin1")

/** A lexer at the start of a file. */
export function lexerOf(source: SourceFile, table: Interner): Lexer {
  const room = (source.bytes.length >> 2) + 16
  return {
    bytes: source.bytes,
    base: source.base,
    pos: 0,
    fresh: true,
    depth: 0,
    braces: 0,
    holes: [],
    template: null,
    restarts: 0,
    table,
    tokens: {
      text: BYTES.decode(source.bytes),
      count: 0,
      kind: new Uint8Array(room),
      at: new Uint32Array(room),
      end: new Uint32Array(room),
      value: new Int32Array(room),
      mate: new Int32Array(0),
      names: table.names,
      literals: [],
      comments: [],
      unfinished: [],
      stray: [],
    },
    errors: [],
  }
}

/** The text of `bytes[from, to)`, which are ASCII. */
export function ascii(lx: Lexer, from: number, to: number): string {
  return lx.tokens.text.slice(from, to)
}

/** Adds the token `bytes[from, to)` and moves behind it. */
export function push(lx: Lexer, kind: number, from: number, to: number, value: number): void {
  const tokens = lx.tokens
  const i = tokens.count
  if (i === tokens.kind.length) grow(tokens)
  tokens.kind[i] = kind
  tokens.at[i] = lx.base + from
  tokens.end[i] = lx.base + to
  tokens.value[i] = value
  tokens.count = i + 1
  lx.pos = to
  lx.fresh = false
}

/** Adds a token whose value is a literal. */
export function pushLiteral(
  lx: Lexer, kind: number, from: number, to: number, literal: bigint | number | string,
): void {
  push(lx, kind, from, to, lx.tokens.literals.length)
  lx.tokens.literals.push(literal)
}

/** Notes an error over `bytes[from, to)`. */
export function lexError(
  lx: Lexer, code: Code, from: number, to: number, message: string, help: string,
): void {
  lx.errors.push({ code, at: lx.base + from, end: lx.base + to, message, help })
}

/** Notes a text literal that never ends. */
export function unfinished(lx: Lexer, from: number, to: number, what: string, help: string): void {
  lx.tokens.unfinished.push(lx.base + from)
  lexError(lx, "E0001", from, to, `unterminated ${what}`, help)
}

/** Checks the character at `at`, NUL or not ASCII, inside text or a comment; gives its width. */
export function foreign(lx: Lexer, at: number): number {
  const point = codePoint(lx.bytes, at)
  const length = width(point)
  if (point === 0) {
    lexError(lx, "E0002", at, at + 1, "NUL in source text", "write `\\0` in a literal instead")
  } else if (point === 0xfeff) {
    lexError(lx, "E0002", at, at + 3, "byte order mark in source text", "remove it")
  } else if (point < 0) invalid(lx, at)
  return length
}

/** Bytes side by side that are no UTF-8 are one mistake. */
function invalid(lx: Lexer, at: number): void {
  const last = lx.errors.at(-1)
  if (last?.message === NO_UTF8 && last.end === lx.base + at) last.end++
  else lexError(lx, "E0002", at, at + 1, NO_UTF8, "save the file as UTF-8")
}

const NO_UTF8 = "invalid UTF-8"

function grow(tokens: Tokens): void {
  const room = tokens.kind.length * 2
  const copy = <A extends Uint8Array | Uint32Array | Int32Array>(to: A, from: A): A => {
    to.set(from)
    return to
  }
  tokens.kind = copy(new Uint8Array(room), tokens.kind)
  tokens.at = copy(new Uint32Array(room), tokens.at)
  tokens.end = copy(new Uint32Array(room), tokens.end)
  tokens.value = copy(new Int32Array(room), tokens.value)
}
