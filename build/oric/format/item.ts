// Layout of items other than functions.

import type {
  AssocType, Attr, Capset, Extern, ExternItem, Func, Item, LostItem, TypeBody, TypeDef, Variant,
} from "../syntax/item_ast.ts"
import * as T from "../syntax/tokens.ts"
import { value } from "./control.ts"
import type { Element, Format } from "./context.ts"
import { element, list, listed, slice, tokenAt, trailing, verbatim } from "./context.ts"
import type { Doc } from "./doc.ts"
import {
  blankLine, concat, fill, group, hard, ifBroken, indent, join, line, tail, WIDTH,
} from "./doc.ts"
import { func, resultType, test } from "./function.ts"
import { bounds, constraintList, generics, typeRef } from "./type.ts"

/** An item with its attributes. */
export function item(f: Format, e: Item): Doc {
  if (e.kind === "lostItem") return slice(f, e)
  if (e.kind === "extern") return extern(f, e)
  return concat(attributes(f, e.attrs), e.pub ? "pub " : "", layout(f, e))
}

function layout(f: Format, e: Exclude<Item, Extern | LostItem>): Doc {
  switch (e.kind) {
    case "func":
      return func(f, e)
    case "test":
      return test(f, e)
    case "const": {
      if (e.name.name === "_") return concat(f.layouts.expression(f, e.value), ";")
      const annotation = e.type === null ? "" : concat(": ", f.layouts.type(f, e.type))
      const name = `let ${e.immutable ? "$" : ""}${e.name.name}`
      return concat(name, annotation, " =", value(f, e.value), ";")
    }
    case "typeDef":
      return typeDef(f, e)
    case "traitDef": {
      const supers = e.supers.length === 0 ? "" : concat(": ", bounds(f, e.supers))
      const head = concat("trait ", e.name.name, generics(f, e.generics), supers,
        where(f, e.where))
      return concat(head, " ", members(f, e.types, e.methods, e.end))
    }
    case "impl": {
      const of = e.trait === null ? "" : concat(": ", typeRef(f, e.trait))
      const head = concat("impl", generics(f, e.generics), " ",
        f.layouts.type(f, e.target), of, where(f, e.where))
      return concat(head, " ", members(f, e.types, e.methods, e.end))
    }
    case "defImpl":
      return concat("def impl ", e.trait.name, " ", members(f, [], e.methods, e.end))
    case "extend": {
      const head = concat("extend", generics(f, e.generics), " ",
        f.layouts.type(f, e.target), where(f, e.where))
      return concat(head, " ", members(f, [], e.methods, e.end))
    }
    case "capset":
      return concat("capset ", e.name.name, " =", tail(capsetMembers(e), true), ";")
    case "laterItem": {
      const from = e.name.at - 1
      return verbatim(f, { at: from, end: e.end })
    }
  }
}

function capsetMembers({ members }: Capset): Doc {
  return indent(fill(members.map((m, i) => m.name + (i === members.length - 1 ? "" : ","))))
}

function where(f: Format, items: TypeDef["where"]): Doc {
  return items.length === 0 ? "" : group(indent(line, "where ", constraintList(f, items)))
}

// ── attributes ────────────────────────────────────────────────────────────────────────────────

const ORDER = ["target", "cfg", "repr", "derive", "skip", "compile_fail", "fail"]

/** One a line, in a fixed order; unknown ones behind the known. */
export function attributes(f: Format, attrs: readonly Attr[]): Doc {
  const place = (attr: Attr): number => {
    const known = ORDER.indexOf(attr.name.name)
    return known < 0 ? ORDER.length : known
  }
  const sorted = [...attrs].sort((a, b) => place(a) - place(b))
  return concat(...sorted.flatMap((attr) => [attribute(f, attr), hard]))
}

/** `#name(args)`; a broken derive list is sorted. */
export function attribute(f: Format, attr: Attr): Doc {
  const head = `${attr.inner ? "#!" : "#"}${attr.name.name}`
  if (attr.args.length === 0) return head
  const args = attr.args.map(({ label, value: of }): Element => {
    const word = label === null ? "" : `${label.name}: `
    return {
      at: label?.at ?? of.at, end: of.end,
      layout: () => concat(word, f.layouts.expression(f, of)),
    }
  })
  const width = args.reduce((sum, arg) => sum + slice(f, arg).length + 2, head.length)
  if (attr.name.name === "derive" && width > WIDTH) args.sort((a, b) => order(f, a, b))
  return concat(head, list(f, "(", args, ")", attr.end))
}

function order(f: Format, a: Element, b: Element): number {
  const [x, y] = [slice(f, a), slice(f, b)]
  return x < y ? -1 : x > y ? 1 : 0
}

// ── types ─────────────────────────────────────────────────────────────────────────────────────

function typeDef(f: Format, e: TypeDef): Doc {
  const derives = e.derives.map((d) => ({ at: d.at, end: d.end, layout: () => typeRef(f, d) }))
  const colon = derives.length === 0 ? ""
    : concat(":", group(indent(line, join(concat(",", line), derives.map((d) => d.layout())))))
  const head = concat("type ", e.name.name, generics(f, e.generics), colon,
    where(f, e.where))
  return concat(head, " =", typeBody(f, e.body))
}

function typeBody(f: Format, body: TypeBody): Doc {
  switch (body.kind) {
    case "structBody": {
      const fields = body.fields.map((field): Element => ({
        at: field.at, end: field.end,
        layout: () => concat(field.name.name, ": ", f.layouts.type(f, field.type)),
      }))
      return concat(" ", list(f, "{", fields, "}", body.end, fields.length === 0 ? "" : line))
    }
    case "sumBody":
      return concat(sumBody(f, body), ";")
    case "aliasBody":
      return concat(tail(f.layouts.type(f, body.type), true), ";")
  }
}

function sumBody(f: Format, body: Extract<TypeBody, { kind: "sumBody" }>): Doc {
  // A single bare name needs its bar to be a sum; otherwise bars show where a sum is broken.
  const only = body.variants.length === 1 && body.variants[0]?.fields.length === 0
  const docs = body.variants.map((v, i) => {
    const bar = i > 0 || only ? "| " : ifBroken("| ")
    return listed(f, { at: v.at, end: v.end, layout: () => concat(bar, variant(f, v)) })
  })
  return group(indent(...docs.flatMap((doc) => [line, doc])))
}

function variant(f: Format, v: Variant): Doc {
  if (v.fields.length === 0) return v.name.name
  const fields = v.fields.map(({ name, type }): Element => ({
    at: name?.at ?? type.at, end: type.end,
    layout: () => concat(name === null ? "" : `${name.name}: `, f.layouts.type(f, type)),
  }))
  return concat(v.name.name, list(f, "(", fields, ")", v.end))
}

// ── members ───────────────────────────────────────────────────────────────────────────────────

type Member = { rank: number; doc: Doc; blank: boolean }

/** Associated types, required methods, methods with bodies; empty lines between methods. */
function members(
  f: Format, types: readonly AssocType[], methods: readonly Func[], end: number,
): Doc {
  const parts = [...types, ...methods].sort((a, b) => a.at - b.at)
  const required = methods.some((m) => m.body === null)
  const laid = parts.map((part): Member => {
    const { doc, blank } = element(f, part, () =>
      part.kind === "func" ? concat(attributes(f, part.attrs), func(f, part)) : assocType(f, part),
    part.kind === "func" ? namesOf(part) : [])
    const rank = part.kind === "assocType" ? 0 : required && part.body !== null ? 2 : 1
    return { rank, doc, blank }
  })
  const rest = trailing(f, end)
  if (laid.length === 0 && rest.length === 0) return "{}"
  // The sort is stable: what is equal stays as it is written.
  const sorted = laid.sort((a, b) => a.rank - b.rank)
  const docs = sorted.flatMap((member, i) => {
    if (i === 0) return [member.doc]
    return [member.rank === 0 && !member.blank ? hard : blankLine, member.doc]
  })
  const inner = docs.length === 0 ? rest.slice(1) : [...docs, ...rest]
  return concat("{", indent(hard, ...inner), hard, "}")
}

function assocType(f: Format, e: AssocType): Doc {
  const bound = e.bounds.length === 0 ? "" : concat(": ", bounds(f, e.bounds))
  const of = e.type === null ? "" : concat(" = ", f.layouts.type(f, e.type))
  return concat("type ", e.name.name, bound, of, ";")
}

/** What `*` lines of a documentation comment may name, in order. */
export function namesOf(e: Item): string[] {
  if (e.kind === "func") {
    return e.params.map(({ pattern }) => (pattern.kind === "bindPattern" ? pattern.name.name : ""))
  }
  if (e.kind !== "typeDef") return []
  if (e.body.kind === "structBody") return e.body.fields.map((field) => field.name.name)
  return e.body.kind === "sumBody" ? e.body.variants.map((v) => v.name.name) : []
}

// ── foreign functions ─────────────────────────────────────────────────────────────────────────

function extern(f: Format, e: Extern): Doc {
  let word = tokenAt(f, e.at)
  while (f.tokens.kind[word] !== T.EXTERN && (f.tokens.at[word] ?? e.end) < e.end) word++
  const keyword = f.tokens.at[word] ?? e.at
  const above = e.attrs.filter((attr) => attr.at < keyword)
  const inline = e.attrs.filter((attr) => attr.at > keyword)
  const from = e.from === null ? "" : ` from ${JSON.stringify(e.from)}`
  const head = concat(attributes(f, above), e.pub ? "pub " : "",
    `extern ${JSON.stringify(e.language)}${from} `,
    ...inline.map((a) => concat(attribute(f, a), " ")))
  const docs: Doc[] = []
  for (const [i, each] of e.items.entries()) {
    const { doc, blank } = element(f, each, () => externItem(f, each))
    if (i > 0) docs.push(blank ? blankLine : hard)
    docs.push(doc)
  }
  const rest = trailing(f, e.end)
  if (docs.length === 0 && rest.length === 0) return concat(head, "{}")
  const inner = docs.length === 0 ? rest.slice(1) : [...docs, ...rest]
  return concat(head, "{", indent(hard, ...inner), hard, "}")
}

function externItem(f: Format, e: ExternItem): Doc {
  const params = e.params.map((p): Element => ({
    at: p.at, end: p.end,
    layout: () => concat(p.mode === "in" ? "" : `${p.mode} `, p.name.name, ": ",
      p.own === null ? "" : `${p.own} `, f.layouts.type(f, p.type)),
  }))
  const { at } = e.result
  const dots: Element[] = e.variadic ? [{ at, end: at, layout: () => "..." }] : []
  const above = e.attrs.filter((attr) => attr.at < e.name.at)
  const inline = e.attrs.filter((attr) => attr.at > e.name.at)
  const own = e.resultOwn === null ? "" : `${e.resultOwn} `
  return concat(attributes(f, above), "@", e.name.name, " ",
    list(f, "(", [...params, ...dots], ")", e.result.at), " -> ", own,
    resultType(f, e.result), ...inline.map((a) => concat(" ", attribute(f, a))),
    e.as === null ? "" : ` as ${JSON.stringify(e.as)}`, ";")
}
