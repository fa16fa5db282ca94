// Types and parameters as other languages write them. Each is reported once, with the form that Ori
// has for it, and read as what is meant where that is sure.

import type { Type } from "../ast.ts"
import { isLambdaWord } from "../habit.ts"
import type { Parser } from "../parser.ts"
import { accept, broken, complain, endFrom, found, here, peek, textOf, touches } from "../parser.ts"
import { isCloser, skipOne } from "../recovery.ts"
import * as T from "../tokens.ts"

const OPTION = "what may be absent is an `Option<T>`"
const NO_REFERENCE = "Ori has no references: write the type alone"
const FUNCTION = "a function type is written `(A, B) -> R`"
const CHOICE = "a choice is a type of its own: `type Name = A | B(value: int);`"

/** What stands before a type in other languages. */
const PREFIXES: Record<number, string> = {
  [T.QUESTION]: OPTION, [T.AND]: NO_REFERENCE, [T.STAR]: NO_REFERENCE,
  [T.NOT]: "what may fail results in `Result<T, E>`",
}

const ABSENT = new Set(["null", "nil", "undefined", "None"])

/** Moves over what no type of Ori begins with, which is reported; whether something was. */
export function foreignPrefix(p: Parser): boolean {
  const isFunction = peek(p) === T.NAME && peek(p, 1) === T.PAREN && isLambdaWord(textOf(p, p.i))
  const help = isFunction ? FUNCTION : PREFIXES[peek(p)]
  if (help === undefined) return false
  complain(p, "E1005", here(p), `expected a type, found ${found(p)}`, help)
  p.i++
  return true
}

/** What to write for what is no type at all. */
export function noTypeHelp(p: Parser): string {
  return peek(p) === T.STR || peek(p) === T.INT ? CHOICE : "write a type here"
}

/** `T?`, `T[]` and `T[A]`, which are reported and left out. */
export function foreignSuffix(p: Parser): boolean {
  const kind = peek(p)
  const close = p.mate[p.i] ?? -1
  const squared = kind === T.SQUARE && close >= 0
  if (p.failed || !touches(p, p.i - 1) || (kind !== T.QUESTION && !squared)) return false
  complain(p, "E1005", here(p), `${found(p)} behind a type`, kind === T.QUESTION ? OPTION
    : close === p.i + 1 ? "a list is written `[T]`" : "type arguments are written `Name<T>`")
  p.i = squared ? close + 1 : p.i + 1
  return !p.failed
}

/** What types begin with. */
const BEGINS = new Set([
  T.NAME, T.PAREN, T.SQUARE, T.BRACE, T.VOID, T.NEVER, T.SELF_TYPE, T.STR, T.INT,
])

/** `A | B` and `A -> B`, where `first` is the type before the sign; else that type. */
export function foreignTail(p: Parser, first: Type): Type {
  const kind = peek(p)
  if (p.failed || p.muted > 0 || (kind !== T.OR && kind !== T.ARROW)) return first
  if (!BEGINS.has(peek(p, 1))) return first
  const absent = kind === T.OR && ABSENT.has(textOf(p, p.i + 1))
  complain(p, "E1005", here(p), `${found(p)} behind a type`,
    kind === T.ARROW ? FUNCTION : absent ? OPTION : CHOICE)
  if (p.failed) return first
  p.i++
  const result = p.rules.type(p)
  if (kind === T.OR) return broken(p)
  const { at } = first
  return { kind: "fnType", id: p.nodes++, at, end: endFrom(p, at), params: [first], result,
    uses: [] }
}

/** The `->` of a function type; `=>` is reported, and taken for it. */
export function typeArrow(p: Parser): boolean {
  if (p.failed || peek(p) !== T.FAT_ARROW) return accept(p, T.ARROW)
  complain(p, "E1005", here(p), `expected \`->\`, found ${found(p)}`, FUNCTION)
  p.i++
  return true
}

/** `; 3` in `[int; 3]`: reported, and skipped. */
export function foreignLength(p: Parser): void {
  if (p.failed || peek(p) !== T.SEMI) return
  complain(p, "E1005", here(p), "expected `]`, found `;`", "a list may have any length: `[T]`")
  while (!isCloser(peek(p)) && peek(p) !== T.END) skipOne(p)
}

/** `mut` and other words, or another name, before that of a parameter: reported, and skipped. */
export function foreignParameter(p: Parser): void {
  const first = peek(p)
  const isWord = first === T.NAME || first === T.LET || first === T.UNDERSCORE
  if (!isWord || peek(p, 1) !== T.NAME || peek(p, 2) !== T.COLON) return
  const name = textOf(p, p.i + 1)
  const changes = ["mut", "var", "inout", "ref"].includes(textOf(p, p.i))
  complain(p, "E1006", here(p), `${found(p)} before the name of a parameter`,
    `write \`${name}: type\`${changes
      ? `; what changes is a copy of it, \`let ${name} = ${name};\`` : ""}`)
  p.i++
}

/** The `?` of `x?: int`, which is reported and skipped. */
export function foreignOptional(p: Parser): void {
  if (p.failed || peek(p) !== T.QUESTION || peek(p, 1) !== T.COLON) return
  complain(p, "E1006", here(p), "`?` behind the name of a parameter",
    "what may be left out has a default: `name: type = value`")
  p.i++
}
