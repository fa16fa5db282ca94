// Declarations as other languages write them. Each is reported once, with the form that Ori has for
// it, and skipped whole; what it would have declared is kept, so that nothing is said of its uses.

import { DECLARATIONS, MODIFIERS } from "../foreign.ts"
import type { LostItem } from "../item_ast.ts"
import { indentBefore } from "../layout.ts"
import type { Parser } from "../parser.ts"
import {
  accept, complain, endFrom, found, here, peek, startOf, startsLine, textOf, touches,
} from "../parser.ts"
import { isCloser, isForeign, skipOne } from "../recovery.ts"
import * as T from "../tokens.ts"

/**
 * Moves over words such as `public` and `async` before a declaration; those before one of Ori's are
 * reported. Whether they make it public.
 */
export function modifiers(p: Parser): boolean {
  const from = p.i
  let isPublic = false
  while (isModifier(p)) {
    isPublic ||= MODIFIERS.get(textOf(p, p.i)) === MODIFIERS.get("public")
    p.i++
  }
  if (p.i === from || isForeign(p, p.i)) return isPublic
  const word = textOf(p, from)
  const at = { at: p.at[from] ?? 0, end: p.end[from] ?? 0 }
  complain(p, "E1001", at, `expected a declaration, found \`${word}\``, MODIFIERS.get(word) ?? "")
  return isPublic
}

function isModifier(p: Parser): boolean {
  const next = peek(p, 1)
  return T.isWord(peek(p)) && MODIFIERS.has(textOf(p, p.i)) &&
    (next === T.AT || (T.isWord(next) && !startsLine(p, p.i + 1)))
}

/** The declaration at the current token, which is foreign. */
export function foreign(p: Parser, at: number): LostItem {
  // `const fn f`, `enum class E`: the last word says what it is.
  let last = p.i
  while (isForeign(p, last + 1)) last++
  const form = DECLARATIONS.get(textOf(p, last))
  const from = last + 1
  const name = textOf(p, from)
  complain(p, "E1001", here(p), `expected a declaration, found ${found(p)}`,
    form?.help(name) ?? "")
  skipDeclaration(p, at)
  const names = form?.names === "all" ? namesIn(p, from, p.i)
    : form?.names === "variants" ? [name, ...variantsIn(p, from, p.i)] : [name]
  return lost(p, at, names)
}

/** `# words` or `-- words` where something begins: reported, and skipped up to the next line. */
export function skipComment(p: Parser): boolean {
  const dashes = peek(p) === T.MINUS && peek(p, 1) === T.MINUS && touches(p, p.i)
  const first = p.i + (dashes ? 2 : 1)
  if ((!dashes && peek(p) !== T.HASH) || touches(p, first - 1)) return false
  const word = p.kind[first + 1] === T.NAME && p.value[first + 1] !== T.WORD.capset
  if (p.kind[first] !== T.NAME || !word) return false
  complain(p, "E1001", here(p), `${found(p)} begins no comment`, "a comment starts with `//`")
  toNextLine(p)
  return true
}

/** `#!/usr/bin/env …`: reported, and skipped. */
export function skipShebang(p: Parser): void {
  if (peek(p) !== T.HASH || peek(p, 1) !== T.NOT) return
  complain(p, "E1001", here(p), "Ori has no `#!` line", "remove it: run a file with `ori run FILE`")
  toNextLine(p)
}

/** `@word` or `@word(…)` above a declaration: reported, and skipped. */
export function skipDecorators(p: Parser): void {
  for (;;) {
    const open = p.i + 2
    const next = p.kind[open] === T.PAREN ? (p.mate[open] ?? -1) + 1 : open
    const above = peek(p) === T.AT && peek(p, 1) === T.NAME && next > p.i && startsLine(p, next)
    if (!above || (p.kind[next] !== T.AT && p.kind[next] !== T.PUB)) return
    complain(p, "E1001", here(p), `\`@${textOf(p, p.i + 1)}\` is no declaration`,
      "`@` begins a function; an attribute is written `#name`")
    p.i = next
  }
}

/** Moves to the first token of the next line that has one, or to the closer around. */
export function toNextLine(p: Parser): void {
  const from = p.i
  const closes = (): boolean => isCloser(peek(p)) && (p.mate[p.i] ?? -1) < from
  do p.i++
  while (peek(p) !== T.END && !startsLine(p, p.i) && !closes())
}

/** What stands from `at` to the current token and declares `names`. */
export function lost(p: Parser, at: number, names: string[]): LostItem {
  return { kind: "lostItem", id: p.nodes++, at, end: endFrom(p, at), names }
}

/** Moves behind the declaration that began at `from`: by `;`, a closing brace, or the layout. */
export function skipDeclaration(p: Parser, from: number): void {
  const indent = Math.max(0, indentBefore(p.source, from))
  skipOne(p)
  while (peek(p) !== T.END && !isCloser(peek(p)) && !startsNext(p, indent)) {
    if (accept(p, T.SEMI)) return
    skipOne(p)
    const braced = p.kind[p.i - 1] === T.BRACE_END
    if (braced && startsLine(p, p.i) && peek(p) !== T.BRACE) return
  }
}

/** Whether a word or sigil begins a line that is indented no more than the declaration. */
function startsNext(p: Parser, indent: number): boolean {
  const kind = peek(p)
  const begins = T.isWord(kind) || kind === T.AT || kind === T.HASH || kind === T.DOLLAR
  const column = begins ? indentBefore(p.source, startOf(p)) : -1
  return column >= 0 && column <= indent
}

/** The names that stand between two tokens. */
export function namesIn(p: Parser, from: number, to: number): string[] {
  const names: string[] = []
  for (let i = from; i < to; i++) if (p.kind[i] === T.NAME) names.push(textOf(p, i))
  return names
}

/** Names from token `from` to the end of the line, or to where a body begins. */
export function headNames(p: Parser, from: number): string[] {
  let to = from
  do to++
  while (!HEAD_ENDS.has(p.kind[to] ?? T.END) && !startsLine(p, to))
  return namesIn(p, from, to)
}

const HEAD_ENDS: ReadonlySet<number> = new Set([T.BRACE, T.ASSIGN, T.SEMI, T.END])

/** `A` and `B` in `{ A, B(…) }` and `= A | B`. */
export function variantsIn(p: Parser, from: number, to: number): string[] {
  const names: string[] = []
  for (let i = from; i < to; i++) {
    const kind = p.kind[i]
    const mate = p.mate[i] ?? -1
    if (kind !== T.BRACE && mate > i) i = mate
    const begins = kind === T.BRACE || kind === T.COMMA || kind === T.OR || kind === T.ASSIGN
    if (begins && p.kind[i + 1] === T.NAME) names.push(textOf(p, i + 1))
  }
  return names
}
