// Constructs: forms that look like calls but are none, since their names are words of the language
// in front of `(` (LANGUAGE 1.3, 7.7, 7.9). Those of later versions are parsed whole.

import type { Arg, Arm, Call, ConvertTo, Expr } from "../ast.ts"
import type { Later } from "../later.ts"
import type { Parser } from "../parser.ts"
import {
  broken, complain, endFrom, expect, fail, found, isWordAt, member, peek, startOf, textOf,
} from "../parser.ts"
import { list } from "../recovery.ts"
import * as T from "../tokens.ts"
import { arm, forLoop, ifThen, wrapped } from "./control.ts"
import { args } from "./primary.ts"
import { typeArgs } from "./type.ts"

const FIRST_WORD = T.RESERVED.length
const LAST_WORD = T.RESERVED.length + T.CONTEXTUAL.length - 1

/** The construct at the current token, a name; null when the name is an ordinary one here. */
export function optConstruct(p: Parser): Expr | null {
  const id = p.value[p.i] ?? 0
  if (id < FIRST_WORD || id > LAST_WORD) return null
  const next = peek(p, 1)
  if (id === T.WORD.try) return next === T.BRACE ? wrapped(p, "try") : null
  if (id >= T.WORD.channel && id <= T.WORD.channelAll && next === T.LESS) return channel(p)
  if (next !== T.PAREN) return null
  if (id === T.WORD.catch) return catching(p)
  if (id === T.WORD.embed || id === T.WORD.hasEmbed) return embed(p)
  if (id >= T.WORD.int && id <= T.WORD.byte) return convert(p)
  if (id >= T.WORD.recurse && id <= T.WORD.cache) return laterCall(p)
  if (id >= T.WORD.channel && id <= T.WORD.channelAll) return channel(p)
  return null
}

function catching(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  const given = args(p)
  const end = endFrom(p, at)
  const value = only(p, given, "expr", at)
  return { kind: "catch", id: p.nodes++, at, end, value }
}

/** The one argument of a construct, named so or, when `label` is null, without a name. */
function only(p: Parser, given: Arg[], label: string | null, at: number): Expr {
  const end = endFrom(p, at)
  for (const arg of given) {
    if ((arg.name?.name ?? null) === label && !arg.spread) continue
    const shown = arg.name === null ? "an unnamed argument" : `\`${arg.name.name}\``
    const help = label === null ? "write the value without a name" : `write \`${label}: …\``
    complain(p, "E1010", { at: arg.value.at, end: arg.value.end },
      `this construct does not take ${shown}`, help)
    return arg.value
  }
  const [first, second] = given
  if (first !== undefined && second === undefined) return first.value
  if (!p.failed) {
    const shown = label === null ? "one value" : `one argument, \`${label}\``
    complain(p, "E1009", { at, end }, `this construct takes ${shown}`,
      label === null ? "write the value in the parentheses" : `write \`${label}: …\``)
  }
  return first?.value ?? broken(p)
}

function embed(p: Parser): Expr {
  const at = startOf(p)
  const has = isWordAt(p, T.WORD.hasEmbed)
  p.i++
  const given = args(p)
  const path = only(p, given, null, at)
  return { kind: "embed", id: p.nodes++, at, end: endFrom(p, at), has, path }
}

function convert(p: Parser): Expr {
  const at = startOf(p)
  const to = textOf(p, p.i) as ConvertTo
  p.i++
  const given = args(p)
  const value = only(p, given, null, at)
  return { kind: "convert", id: p.nodes++, at, end: endFrom(p, at), to, value }
}

const RESOURCE_PARTS = ["acquire", "action", "release"] as const

/** `with(acquire: …, action: …, release: …)`. */
export function withResource(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  const given = args(p)
  const end = endFrom(p, at)
  for (const { name, value } of given) {
    if (name !== null && RESOURCE_PARTS.some((part) => part === name.name)) continue
    const shown = name === null ? "an unnamed argument" : `\`${name.name}\``
    complain(p, "E1010", { at: value.at, end: value.end }, `\`with\` does not take ${shown}`,
      "its parts are `acquire:`, `action:` and `release:`")
  }
  const part = (label: (typeof RESOURCE_PARTS)[number]): Expr => {
    const arg = given.find((a) => a.name?.name === label)
    if (arg !== undefined) return arg.value
    if (!p.failed) {
      complain(p, "E0993", { at, end }, `\`with\` lacks \`${label}:\``,
        "write `with(acquire: …, action: resource -> …, release: resource -> …)`")
    }
    return broken(p)
  }
  const [acquire, action, release] = [part("acquire"), part("action"), part("release")]
  return { kind: "withResource", id: p.nodes++, at, end, acquire, action, release }
}

// ── later versions ────────────────────────────────────────────────────────────────────────────

function later(p: Parser, at: number, what: Later, parts: Expr[]): Expr {
  return { kind: "later", id: p.nodes++, at, end: endFrom(p, at), what, parts }
}

function laterCall(p: Parser): Expr {
  const at = startOf(p)
  const word = textOf(p, p.i)
  p.i++
  const given = args(p)
  return later(p, at, `${word}(…)` as Later, given.map((arg) => arg.value))
}

function channel(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  if (peek(p) === T.LESS) typeArgs(p)
  if (!p.failed && peek(p) !== T.PAREN) expect(p, T.PAREN)
  const given = args(p)
  return later(p, at, "channels", given.map((arg) => arg.value))
}

/** `for(over: xs, map: f, match: P -> e, default: d)`. */
export function forMatch(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  const parts = list(p, (q) => {
    const word = member(q, "argument name")
    expect(q, T.COLON)
    if (word.name !== "match") return q.rules.expression(q)
    const found: Arm = arm(q)
    return found.body
  })
  return later(p, at, "for(over: …)", parts)
}

/** `$for f in fields_of(T) yield e` and `$if c then a else b`, whose `$` is the current token. */
export function compileTime(p: Parser): Expr {
  const at = startOf(p)
  p.i++
  const isFor = peek(p) === T.FOR
  const inner = isFor ? forLoop(p, p.rules.body) : ifThen(p, p.rules.body)
  return later(p, at, isFor ? "$for" : "$if", [inner])
}

/** `value.[field]`, behind the dot. */
export function reflected(p: Parser, on: Expr): Expr {
  const inside = list(p, p.rules.expression)
  return later(p, on.at, "value.[field]", [on, ...inside])
}

/** Where the piped value goes, when a step is a call; see `PipeStep`. */
export function pipedCall(step: Expr): Call | Extract<Expr, { kind: "method" }> | null {
  let innermost: Call | Extract<Expr, { kind: "method" }> | null = null
  let at: Expr | null = step
  while (at !== null) {
    if (at.kind === "call" || at.kind === "method") innermost = at
    at = at.kind === "call" ? at.fn
      : at.kind === "method" || at.kind === "field" || at.kind === "tupleField" ||
          at.kind === "index" || at.kind === "propagate" || at.kind === "cast" ? at.on
        : at.kind === "match" ? at.on
          : null
  }
  return innermost
}

/** A step of a pipe must be something to call. */
export function noStep(p: Parser): void {
  fail(p, "E2043", `${found(p)} is no step of a pipe`,
    "a step is a call, `.method(…)`, a function, or a lambda in parentheses")
}
