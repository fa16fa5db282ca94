// Layout of patterns.

import type { FieldPattern, Pattern, PatternArg } from "../syntax/ast.ts"
import type { Element, Format } from "./context.ts"
import { list, parentheses, slice, spelled } from "./context.ts"
import type { Doc } from "./doc.ts"
import { concat, group, indent, line } from "./doc.ts"
import { typeRef } from "./type.ts"

/** A pattern, with the parentheses that are written around it. */
export function pattern(f: Format, p: Pattern): Doc {
  const natural = p.kind === "tuplePattern" ? 1 : 0
  const extra = p.kind === "broken" ? 0 : Math.max(0, parentheses(f, p) - natural)
  const inner = layout(f, p)
  return extra === 0 ? inner : concat("(".repeat(extra), inner, ")".repeat(extra))
}

function layout(f: Format, p: Pattern): Doc {
  switch (p.kind) {
    case "wildcard":
      return "_"
    case "bindPattern":
      return (p.immutable ? "$" : "") + p.name.name
    case "atPattern":
      return concat(p.immutable ? "$" : "", p.name.name, " @ ", pattern(f, p.pattern))
    case "literalPattern": case "rangePattern":
      return spelled(f, p)
    case "variantPattern": {
      const head = typeRef(f, p.type)
      if (p.args === null) return head
      return concat(head, list(f, "(", p.args.map((arg) => argument(f, arg)), ")", p.end))
    }
    case "structPattern":
      return structPattern(f, p)
    case "tuplePattern":
      return list(f, "(", p.items.map((item) => elementOf(f, item)), ")", p.end)
    case "listPattern":
      return listPattern(f, p)
    case "orPattern": {
      const [first, ...rest] = p.alternatives.map((alternative) => pattern(f, alternative))
      return group(first ?? "", indent(...rest.flatMap((next) => [line, "| ", next])))
    }
    case "broken":
      return slice(f, p)
  }
}

function elementOf(f: Format, p: Pattern): Element {
  return { at: p.at, end: p.end, layout: () => pattern(f, p) }
}

function argument(f: Format, { name, pattern: p }: PatternArg): Element {
  if (name === null) return elementOf(f, p)
  const pun = p.at === name.at
  const layout = (): Doc => (pun ? `${name.name}:` : concat(name.name, ": ", pattern(f, p)))
  return { at: name.at, end: p.end, layout }
}

function field(f: Format, { name, pattern: p }: FieldPattern): Element {
  const pun = p.at <= name.at && p.kind === "bindPattern"
  const layout = (): Doc => (pun ? pattern(f, p) : concat(name.name, ": ", pattern(f, p)))
  return { at: Math.min(name.at, p.at), end: p.end, layout }
}

function structPattern(f: Format, p: Extract<Pattern, { kind: "structPattern" }>): Doc {
  const head = p.type === null ? "" : concat(typeRef(f, p.type), " ")
  const fields = p.fields.map((each) => field(f, each))
  const rest: Element[] = p.rest ? [{ at: p.end, end: p.end, layout: () => ".." }] : []
  const all = [...fields, ...rest]
  return concat(head, list(f, "{", all, "}", p.end, all.length === 0 ? "" : line))
}

function listPattern(f: Format, p: Extract<Pattern, { kind: "listPattern" }>): Doc {
  const items = p.items.map((item) => elementOf(f, item))
  const { rest } = p
  const at = rest?.name?.at ?? p.end
  const name = rest?.name === null || rest === null ? "" : rest.name.name
  const last: Element[] = rest === null ? []
    : [{ at, end: at, layout: () => `..${rest.immutable ? "$" : ""}${name}` }]
  return list(f, "[", [...items, ...last], "]", p.end)
}
