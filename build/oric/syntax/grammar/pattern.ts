// Patterns (LANGUAGE 2.4). `Bind` and `Pattern` are one grammar here; whether a pattern may fail,
// and whether it stands where it must not, is judged by the checker, which knows the types.

import type {
  BindPattern, Endpoint, FieldPattern, LiteralValue, Pattern, PatternArg, TypeRef,
} from "../ast.ts"
import type { Parser } from "../parser.ts"
import {
  accept, broken, complain, endFrom, enter, expect, fail, found, here, leave, literalOf, name,
  peek, RECURSION, startOf, take, textOf,
} from "../parser.ts"
import { isPun, list } from "../recovery.ts"
import * as T from "../tokens.ts"
import { typeRef } from "./type.ts"

/** `PatAtom % '|'`. */
export function pattern(p: Parser): Pattern {
  const at = startOf(p)
  const first = patternAtom(p)
  if (p.failed || peek(p) !== T.OR) return first
  const alternatives = [first]
  while (accept(p, T.OR)) alternatives.push(patternAtom(p))
  return { kind: "orPattern", id: p.nodes++, at, end: endFrom(p, at), alternatives }
}

/** A pattern in which `$` may stand before names: `let`, `let?` and `for` heads. */
export function binding(p: Parser): Pattern {
  const before = p.dollars
  p.dollars = true
  const result = pattern(p)
  p.dollars = before
  return result
}

function patternAtom(p: Parser): Pattern {
  if (p.failed) return broken(p)
  const result = enter(p, RECURSION) ? atom(p) : broken(p)
  leave(p, RECURSION)
  return result
}

function atom(p: Parser): Pattern {
  const at = startOf(p)
  switch (peek(p)) {
    case T.UNDERSCORE:
      p.i++
      return { kind: "wildcard", id: p.nodes++, at, end: endFrom(p, at) }
    case T.NAME:
      return named(p)
    case T.DOLLAR:
      return dollar(p)
    case T.PAREN: {
      const items = list(p, pattern)
      const [only] = items
      // The span shows the formatter that parentheses are written.
      if (only !== undefined && items.length === 1) return { ...only, at, end: endFrom(p, at) }
      return { kind: "tuplePattern", id: p.nodes++, at, end: endFrom(p, at), items }
    }
    case T.SQUARE:
      return listPattern(p)
    case T.BRACE:
      return structPattern(p, at, null)
    case T.SELF_TYPE:
      return variant(p)
    case T.STR: case T.TRUE: case T.FALSE:
      return literal(p)
    case T.INT: case T.MINUS: case T.CHAR: case T.BYTE:
      return literalOrRange(p)
  }
  return noPattern(p)
}

const NAME_ENDS = new Set([
  T.COMMA, T.COLON, T.PAREN_END, T.SQUARE_END, T.BRACE_END, T.ASSIGN, T.ARROW, T.IN, T.OR,
])

function noPattern(p: Parser): Pattern {
  const kind = peek(p)
  if (kind === T.ELSE && (peek(p, 1) === T.ARROW || peek(p, 1) === T.FAT_ARROW)) {
    const at = here(p)
    complain(p, "E1008", at, "`else` is no pattern", "what is left is matched by `_`")
    p.i++
    return { kind: "wildcard", id: p.nodes++, ...at }
  }
  if (kind === T.DOT && peek(p, 1) === T.NAME) {
    complain(p, "E1008", here(p), "`.` is no pattern",
      `a variant is written by its name: \`${textOf(p, p.i + 1)}\``)
    p.i++
    return atom(p)
  }
  // A reserved word in place of a name is one mistake; what follows it is as if it were a name.
  if (T.isKeyword(kind) && NAME_ENDS.has(peek(p, 1))) {
    const word = name(p, "name")
    const { at, end } = word
    return { kind: "bindPattern", id: p.nodes++, at, end, name: word, immutable: false }
  }
  const number = kind === T.FLOAT || kind === T.DURATION || kind === T.SIZE
  const help = number ? "compare in a guard: `x if x == …`"
    : kind === T.TEMPLATE_OPEN ? "use a string, or compare in a guard"
    : kind === T.OR ? "an arm begins with its pattern, and ends with `,`: `A -> x, B -> y`"
      : "write a pattern here, or `_` for anything"
  const what = number || kind === T.TEMPLATE_OPEN ? "cannot be a pattern" : "is no pattern"
  fail(p, "E1008", `${found(p)} ${what}`, help)
  return broken(p)
}

// ── names ─────────────────────────────────────────────────────────────────────────────────────

/** What stands behind the `{` of a pattern; elsewhere it is a block before which `=` is missing. */
const FIELDS = new Set([T.NAME, T.DOLLAR, T.DOTS, T.BRACE_END])

/** A name alone, `name @ p`, or the head of a variant or struct. */
function named(p: Parser): Pattern {
  const next = peek(p, 1)
  if (next === T.DOT || next === T.PATH || next === T.PAREN || next === T.LESS) return variant(p)
  const at = startOf(p)
  if (next === T.BRACE && FIELDS.has(peek(p, 2))) return structPattern(p, at, typeRef(p))
  const word = take(p)
  if (accept(p, T.AT)) return whole(p, at, word, false)
  return { kind: "bindPattern", id: p.nodes++, at, end: word.end, name: word, immutable: false }
}

function whole(p: Parser, at: number, word: BindPattern["name"], immutable: boolean): Pattern {
  const inner = patternAtom(p)
  const end = endFrom(p, at)
  return { kind: "atPattern", id: p.nodes++, at, end, name: word, immutable, pattern: inner }
}

/** `$NAME..` is a constant, `$name` an immutable binding. */
function dollar(p: Parser): Pattern {
  const at = startOf(p)
  const next = peek(p, 2)
  if (next === T.DOTS || next === T.DOTS_EQ) return range(p, at, endpoint(p))
  p.i++
  const word = name(p, "name")
  if (!p.dollars && !p.failed) {
    complain(p, "E1008", { at, end: word.end }, "`$` before a name in this pattern",
      "names bound here are immutable anyway; remove the `$`")
  }
  if (accept(p, T.AT)) return whole(p, at, word, true)
  return { kind: "bindPattern", id: p.nodes++, at, end: word.end, name: word, immutable: true }
}

function variant(p: Parser): Pattern {
  const at = startOf(p)
  const type = typeRef(p)
  if (!p.failed && peek(p) === T.BRACE) return structPattern(p, at, type)
  const args = !p.failed && peek(p) === T.PAREN ? list(p, patternArg) : null
  return { kind: "variantPattern", id: p.nodes++, at, end: endFrom(p, at), type, args }
}

function patternArg(p: Parser): PatternArg {
  if (peek(p) !== T.NAME || peek(p, 1) !== T.COLON) return { name: null, pattern: pattern(p) }
  const word = take(p)
  p.i++
  const kind = peek(p)
  if (kind !== T.COMMA && kind !== T.PAREN_END) return { name: word, pattern: pattern(p) }
  const { at, end } = word
  const bind: BindPattern = {
    kind: "bindPattern", id: p.nodes++, at, end, name: word, immutable: false,
  }
  return { name: word, pattern: bind }
}

// ── structs and lists ─────────────────────────────────────────────────────────────────────────

function structPattern(p: Parser, at: number, type: TypeRef | null): Pattern {
  if (p.failed) return broken(p)
  let rest = false
  const fields: FieldPattern[] = []
  list(p, (q) => {
    if (rest) complain(q, "E1008", here(q), "a field behind `..`", "move `..` to the end")
    if (accept(q, T.DOTS)) rest = true
    else fields.push(fieldPattern(q))
  })
  return { kind: "structPattern", id: p.nodes++, at, end: endFrom(p, at), type, fields, rest }
}

function fieldPattern(p: Parser): FieldPattern {
  const at = startOf(p)
  const immutable = accept(p, T.DOLLAR)
  const word = name(p, "field name")
  if (immutable && !p.dollars && !p.failed) {
    complain(p, "E1008", { at, end: word.end }, "`$` before a name in this pattern",
      "names bound here are immutable anyway; remove the `$`")
  }
  if (accept(p, T.COLON) && !isPun(p, word, "E1008")) return { name: word, pattern: pattern(p) }
  const { end } = word
  const bind: Pattern = { kind: "bindPattern", id: p.nodes++, at, end, name: word, immutable }
  return { name: word, pattern: bind }
}

function listPattern(p: Parser): Pattern {
  const at = startOf(p)
  const items: Pattern[] = []
  let rest: Extract<Pattern, { kind: "listPattern" }>["rest"] = null
  list(p, (q) => {
    if (rest !== null) {
      complain(q, "E1008", here(q), "an element behind `..`", "move `..` to the end")
    }
    if (!accept(q, T.DOTS)) {
      items.push(pattern(q))
      return
    }
    const immutable = accept(q, T.DOLLAR)
    const word = immutable || peek(q) === T.NAME ? name(q, "name") : null
    rest = { name: word, immutable, id: q.nodes++ }
  })
  return { kind: "listPattern", id: p.nodes++, at, end: endFrom(p, at), items, rest }
}

// ── literals and ranges ───────────────────────────────────────────────────────────────────────

function literal(p: Parser): Pattern {
  const at = startOf(p)
  const kind = peek(p)
  const value: LiteralValue = kind === T.STR
    ? { kind: "str", value: String(literalOf(p, p.i)) }
    : { kind: "bool", value: kind === T.TRUE }
  p.i++
  return { kind: "literalPattern", id: p.nodes++, at, end: endFrom(p, at), value }
}

function literalOrRange(p: Parser): Pattern {
  const at = startOf(p)
  const from = endpoint(p)
  const kind = peek(p)
  if (kind === T.DOTS || kind === T.DOTS_EQ) return range(p, at, from)
  if (from.kind === "const") return broken(p)
  const value: LiteralValue = from.kind === "int"
    ? { kind: "int", value: from.value }
    : { kind: from.kind, value: Number(from.value) }
  return { kind: "literalPattern", id: p.nodes++, at, end: endFrom(p, at), value }
}

function range(p: Parser, at: number, from: Endpoint): Pattern {
  const inclusive = peek(p) === T.DOTS_EQ
  if (!accept(p, T.DOTS)) expect(p, T.DOTS_EQ)
  const to = endpoint(p)
  return { kind: "rangePattern", id: p.nodes++, at, end: endFrom(p, at), from, to, inclusive }
}

function endpoint(p: Parser): Endpoint {
  const kind = peek(p)
  if (kind === T.DOLLAR) {
    p.i++
    return { kind: "const", name: name(p, "constant"), id: p.nodes++ }
  }
  if (kind === T.CHAR || kind === T.BYTE) {
    const value = BigInt(p.value[p.i++] ?? 0)
    return { kind: kind === T.CHAR ? "char" : "byte", value }
  }
  const negative = accept(p, T.MINUS)
  if (!p.failed && peek(p) === T.INT) {
    const value = literalOf(p, p.i++)
    const magnitude = typeof value === "bigint" ? value : 0n
    return { kind: "int", value: negative ? -magnitude : magnitude }
  }
  fail(p, "E1008", `expected the end of a range, found ${found(p)}`,
    "write an int, char or byte literal, or a constant `$NAME`")
  return { kind: "int", value: 0n }
}
