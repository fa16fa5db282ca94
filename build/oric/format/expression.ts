// Layout of expressions without control flow: operators, calls, chains, literals.

import type { Arg, Expr, MapEntry, StructEntry, Type } from "../syntax/ast.ts"
import type { Element, Format } from "./context.ts"
import { list, slice, verbatim, wrapped } from "./context.ts"
import { control, endsBraced, isControl } from "./control.ts"
import type { Doc } from "./doc.ts"
import { concat, group, indent, isForced, line, softline } from "./doc.ts"
import { typeArgs, typeRef } from "./type.ts"

/** Any expression. */
export function expression(f: Format, e: Expr): Doc {
  return isControl(e) ? control(f, e) : plain(f, e)
}

function plain(f: Format, e: Expr): Doc {
  switch (e.kind) {
    case "name":
      return (e.dollar ? "$" : e.function ? "@" : "") + e.name
    case "self":
      return "self"
    case "length":
      return "#"
    case "unit":
      return "()"
    case "typeExpr":
      return f.layouts.type(f, e.type)
    case "paren":
      return paren(f, e.inner)
    case "tuple":
      return list(f, "(", e.items.map((item) => elementOf(f, item)), ")", e.end)
    case "list":
      return listLiteral(f, e)
    case "map":
      return mapLiteral(f, e)
    case "struct":
      return structLiteral(f, e)
    case "unary":
      return concat(e.op, expression(f, e.operand))
    case "binary":
      return binary(f, e)
    case "range":
      return range(f, e)
    case "pipe":
      return pipe(f, e)
    case "call": case "method": case "field": case "tupleField": case "index": case "propagate":
    case "cast":
      return chain(f, e)
    case "convert":
      return concat(e.to, list(f, "(", [elementOf(f, e.value)], ")", e.end))
    case "embed":
      return concat(e.has ? "has_embed(" : "embed(", expression(f, e.path), ")")
    default:
      // Literals, templates and what later versions bring keep their spelling.
      return verbatim(f, e)
  }
}

function elementOf(f: Format, e: Expr): Element {
  return { at: e.at, end: e.end, layout: () => expression(f, e) }
}

function paren(f: Format, inner: Expr): Doc {
  const doc = expression(f, inner)
  return isForced(doc) ? concat("(", doc, ")") : group("(", indent(softline, doc), softline, ")")
}

// ── literals in brackets ──────────────────────────────────────────────────────────────────────

const SHORT = new Set([
  "int", "float", "duration", "size", "bool", "str", "char", "byte", "name", "self", "unit",
])

function listLiteral(f: Format, e: Extract<Expr, { kind: "list" }>): Doc {
  const items = e.items.map(({ spread, value }) => ({
    at: spread ? value.at - 1 : value.at,
    end: value.end,
    layout: () => concat(spread ? "..." : "", expression(f, value)),
  }))
  const short = e.items.every(({ spread, value }) => !spread && SHORT.has(value.kind))
  const layout = short && items.length > 0 ? wrapped : list
  return layout(f, "[", items, "]", e.end)
}

/** A map is written without blanks inside its braces, an update with them. */
function mapLiteral(f: Format, e: Extract<Expr, { kind: "map" }>): Doc {
  const update = e.entries[0]?.spread === true
  const entries = e.entries.map((entry) => mapEntry(f, entry))
  return list(f, "{", entries, "}", e.end, update ? line : softline)
}

function mapEntry(f: Format, entry: MapEntry): Element {
  const { value } = entry
  if (entry.spread) {
    return { at: value.at - 1, end: value.end, layout: () => concat("...", expression(f, value)) }
  }
  const { word, key, pun } = entry
  const at = word?.at ?? key.at
  if (pun) return { at, end: value.end, layout: () => word?.name ?? "" }
  const layout = (): Doc => concat(mapKey(f, entry), ": ", expression(f, value))
  return { at, end: value.end, layout }
}

function mapKey(f: Format, entry: Extract<MapEntry, { spread: false }>): Doc {
  if (entry.word !== null) return entry.word.name
  const bare = SHORT.has(entry.key.kind) && !isBracketed(f, entry.key.at)
  return bare ? slice(f, entry.key) : concat("[", expression(f, entry.key), "]")
}

/** Whether `[` stands before a key. */
function isBracketed(f: Format, at: number): boolean {
  const before = slice(f, { at: f.source.base, end: at })
  return /\[\s*(\/\/[^\n]*\s*)*$/.test(before.slice(-400))
}

function structLiteral(f: Format, e: Extract<Expr, { kind: "struct" }>): Doc {
  const head = e.type.kind === "typeRef" ? typeRef(f, e.type) : f.layouts.type(f, e.type)
  const entries = e.entries.map((entry) => structEntry(f, entry))
  return concat(head, " ", list(f, "{", entries, "}", e.end, line))
}

function structEntry(f: Format, entry: StructEntry): Element {
  const { value } = entry
  if (entry.spread) {
    return { at: value.at - 1, end: value.end, layout: () => concat("...", expression(f, value)) }
  }
  const { name, pun } = entry
  const layout = (): Doc => (pun ? name.name : concat(name.name, ": ", expression(f, value)))
  return { at: name.at, end: value.end, layout }
}

// ── operators ─────────────────────────────────────────────────────────────────────────────────

const LEVELS: Record<string, number> = {
  "??": 2, "||": 3, "&&": 4, "|": 5, "^": 6, "&": 7, "==": 8, "!=": 8, "<": 9, "<=": 9, ">": 9,
  ">=": 9, "<<": 11, ">>": 11, "+": 12, "-": 12, "*": 13, "/": 13, "%": 13, "div": 13, "@": 13,
}

type Binary = Extract<Expr, { kind: "binary" }>

/** Operators of one level in one group, which breaks before each of them. */
function binary(f: Format, e: Binary): Doc {
  const links = e.op === "??" ? rightLinks(e) : leftLinks(e)
  const [first, ...rest] = links
  if (first === undefined || e.op === "**") {
    return concat(expression(f, e.left), ` ${e.op} `, expression(f, e.right))
  }
  const head = expression(f, first.of)
  return group(head, indent(...rest.map(({ op, of }) => concat(line, `${op} `, expression(f, of)))))
}

/** An operand and the operator before it; none before the first. */
type Link = { op: string; of: Expr }

function leftLinks(e: Binary): Link[] {
  const links: Link[] = []
  let at: Expr = e
  while (at.kind === "binary" && LEVELS[at.op] === LEVELS[e.op]) {
    links.unshift({ op: at.op, of: at.right })
    at = at.left
  }
  return [{ op: "", of: at }, ...links]
}

function rightLinks(e: Binary): Link[] {
  const links: Link[] = [{ op: "", of: e.left }]
  let at: Expr = e.right
  while (at.kind === "binary" && at.op === "??") {
    links.push({ op: "??", of: at.left })
    at = at.right
  }
  return [...links, { op: "??", of: at }]
}

function range(f: Format, e: Extract<Expr, { kind: "range" }>): Doc {
  const to = e.to === null ? "" : expression(f, e.to)
  const step = e.step === null ? "" : concat(" by ", expression(f, e.step))
  return concat(expression(f, e.from), e.inclusive ? "..=" : "..", to, step)
}

function pipe(f: Format, e: Extract<Expr, { kind: "pipe" }>): Doc {
  const steps: Extract<Expr, { kind: "pipe" }>["step"][] = []
  let first: Expr = e
  while (first.kind === "pipe") {
    steps.unshift(first.step)
    first = first.left
  }
  const head = expression(f, first)
  const rest = steps.map((step) => {
    const of = step.kind === "method" ? step.call : step.kind === "call" ? step.outer : step.value
    return concat(line, "|> ", expression(f, of))
  })
  return group(head, indent(...rest))
}

// ── chains ────────────────────────────────────────────────────────────────────────────────────

/** A head and what follows it; method calls are where a chain breaks. */
function chain(f: Format, e: Expr): Doc {
  const links: Expr[] = []
  let head: Expr = e
  for (;;) {
    const on = receiver(head)
    if (on === null) break
    links.unshift(head)
    head = on
  }
  const calls = links.filter((link) => link.kind === "method").length
  const start: Doc[] = [expression(f, head)]
  let i = 0
  for (; i < links.length && links[i]?.kind !== "method"; i++) start.push(link(f, links[i] ?? e))
  // What is piped, or a single call, stays with its receiver.
  const breaks = calls > 1 && !(head.kind === "name" && head.name === "")
  const rest = links.slice(i).map((each) => {
    const dot = breaks && each.kind === "method" ? softline : ""
    return concat(dot, link(f, each))
  })
  return breaks ? group(...start, indent(...rest)) : concat(...start, ...rest)
}

function receiver(e: Expr): Expr | null {
  if (e.kind === "call") return e.fn
  const linked = e.kind === "method" || e.kind === "field" || e.kind === "tupleField" ||
    e.kind === "index" || e.kind === "propagate" || e.kind === "cast"
  return linked ? e.on : null
}

function link(f: Format, e: Expr): Doc {
  switch (e.kind) {
    case "call":
      return concat(typeArguments(f, e.types, e.end), args(f, e.args, e.end))
    case "method":
      return concat(".", e.name.name, typeArguments(f, e.types, e.end), args(f, e.args, e.end))
    case "field":
      return `.${e.dollar ? "$" : ""}${e.name.name}`
    case "tupleField":
      return `.${e.index}`
    case "index":
      return concat("[", expression(f, e.key), "]")
    case "propagate":
      return "?"
    case "cast":
      return concat(e.optional ? " as? " : " as ", f.layouts.type(f, e.type))
    default:
      return ""
  }
}

function typeArguments(f: Format, types: readonly Type[], end: number): Doc {
  return types.length === 0 ? "" : typeArgs(f, types, end)
}

/** `(a: 1, b:)`; a sole argument that ends in braces keeps them on the lines of the call. */
export function args(f: Format, items: readonly Arg[], end: number): Doc {
  const [only] = items
  const elements = items.map((arg) => argument(f, arg))
  const first = elements[0]
  const before = f.tokens.comments[f.comment]?.at ?? Infinity
  if (only !== undefined && first !== undefined && items.length === 1 && before > first.at) {
    if (endsBraced(only.value, true)) return concat("(", first.layout(), ")")
  }
  return list(f, "(", elements, ")", end)
}

function argument(f: Format, arg: Arg): Element {
  const { name, value, pun, spread } = arg
  if (spread) {
    return { at: value.at - 1, end: value.end, layout: () => concat("...", expression(f, value)) }
  }
  if (name === null) return elementOf(f, value)
  const layout = (): Doc => (pun ? `${name.name}:` : concat(name.name, ": ", expression(f, value)))
  return { at: name.at, end: value.end, layout }
}
