// List, map and tuple literals, and the three meanings of `{…}` with a spread or nothing in it
// (D-4, D-26).

import type { Expr, MapEntry, StructEntry } from "../../syntax/ast.ts"
import { keyTraits } from "../trait_help.ts"
import { ERROR, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { head, zonk } from "../unify.ts"
import { check, coerceTo } from "./coerce.ts"
import { isStruct, structEntries } from "./construct.ts"
import { argsOf, fail, fresh, headOf, listOf, named, show, tupleOf } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { known, require } from "./obligation.ts"
import type { Why } from "./why.ts"

type MapNode = Expr & { kind: "map" }

/** `[a, b, ...c]`. */
export function inferList(
  cx: Cx, node: Expr & { kind: "list" }, expected: TypeId | null,
): TypeId {
  const wanted = expected === null ? null : argsOf(cx, expected, cx.items.known.list)
  const element = wanted?.[0] ?? fresh(cx, node, "the element type of this list")
  const list = listOf(cx, element)
  let why: Why = "as element"
  for (const item of node.items) {
    if (item.spread) check(cx, item.value, list, "after `...`")
    else why = checkMember(cx, item.value, element, why, "like the first element")
  }
  return list
}

/** One of several values of a type, which the first of them decides if nothing did before. */
function checkMember(cx: Cx, node: Expr, type: TypeId, why: Why, others: string): Why {
  const decides = headOf(cx, type).k === "var"
  check(cx, node, type, why)
  return decides ? { text: others, at: node, is: type } : why
}

/** `(a, b)`. */
export function inferTuple(
  cx: Cx, node: Expr & { kind: "tuple" }, expected: TypeId | null,
): TypeId {
  const wanted = expected === null ? null : headOf(cx, expected)
  const parts = wanted?.k === "tuple" && wanted.args.length === node.items.length
    ? wanted.args : null
  return tupleOf(cx, node.items.map((item, index) => {
    const part = parts?.[index]
    if (part === undefined) return cx.infer(cx, item, null)
    check(cx, item, part, "in the tuple")
    return part
  }))
}

/** `{…}`: unit, an update of a struct, or a map. */
export function inferMap(cx: Cx, node: MapNode, expected: TypeId | null): TypeId {
  const { entries } = node
  const struct = expected !== null && isUpdatable(cx, known(cx, expected)) ? expected : null
  if (struct !== null) return inferNameless(cx, node, zonk(cx.vars, struct))
  if (entries.length === 0) {
    const unit = cx.typed.brace[node.id] === "unit" ||
      (expected !== null && head(cx.vars, expected) === VOID)
    cx.typed.brace[node.id] = unit ? "unit" : "map"
    return unit ? VOID : named(cx, cx.items.known.map, mapParts(cx, node, expected))
  }
  const [first] = entries
  if (first !== undefined && first.spread) {
    const base = zonk(cx.vars, known(cx, cx.infer(cx, first.value, mapHint(cx, expected))))
    if (isUpdatable(cx, base)) return update(cx, node, base)
    if (base === ERROR) return brokenEntries(cx, entries.slice(1))
    return mapOf(cx, node, expected, base)
  }
  return mapOf(cx, node, expected, null)
}

/** Where a struct is expected: an update of it, or a literal that lacks its name. */
function inferNameless(cx: Cx, node: MapNode, struct: TypeId): TypeId {
  const [first] = node.entries
  const shown = show(cx, struct)
  if (first?.spread === true) {
    check(cx, first.value, struct, `after \`...\` in \`${shown}\``)
    return update(cx, node, struct)
  }
  fail(cx, "E2001", node, `a literal of \`${shown}\` begins with the name of the struct`,
    `Write \`${shown} { … }\`.`)
  return brokenEntries(cx, node.entries)
}

function mapHint(cx: Cx, expected: TypeId | null): TypeId | null {
  return expected !== null && argsOf(cx, expected, cx.items.known.map) !== null ? expected : null
}

/** Structs of programs, and those of the prelude that show their fields. */
function isUpdatable(cx: Cx, type: TypeId): boolean {
  return isStruct(cx, type) && argsOf(cx, type, cx.items.known.map) === null
}

function brokenEntries(cx: Cx, entries: MapEntry[]): TypeId {
  for (const entry of entries) cx.infer(cx, entry.value, null)
  return ERROR
}

function update(cx: Cx, node: MapNode, type: TypeId): TypeId {
  cx.typed.brace[node.id] = "update"
  const rest: StructEntry[] = []
  for (const entry of node.entries.slice(1)) {
    if (entry.spread) rest.push({ spread: true, value: entry.value })
    else if (entry.word !== null) {
      rest.push({ spread: false, name: entry.word, value: entry.value, pun: entry.pun })
    } else {
      fail(cx, "E2001", entry.key, `an update of \`${show(cx, type)}\` names its fields`,
        "Write `field: value`; a key in brackets is for maps.")
      cx.infer(cx, entry.value, null)
    }
  }
  structEntries(cx, node, type, rest, true)
  return type
}

/** Key and value type; a key that is not known from an annotation needs `Eq` and `Hashable`. */
function mapParts(cx: Cx, node: MapNode, expected: TypeId | null): [TypeId, TypeId] {
  const wanted = expected === null ? null : argsOf(cx, expected, cx.items.known.map)
  if (wanted !== null) return [wanted[0]!, wanted[1]!]
  const key = fresh(cx, node, "the key type of this map")
  for (const ref of keyTraits(cx.items)) {
    require(cx, ref, key, node, { code: "E2031", by: "the key of a map" })
  }
  return [key, fresh(cx, node, "the value type of this map")]
}

/** `base`: the type of the first entry, a spread that was typed already. */
function mapOf(cx: Cx, node: MapNode, expected: TypeId | null, base: TypeId | null): TypeId {
  cx.typed.brace[node.id] = "map"
  const [key, value] = mapParts(cx, node, expected)
  const map = named(cx, cx.items.known.map, [key, value])
  let keyWhy: Why = "as key"
  let valueWhy: Why = "as value"
  node.entries.forEach((entry, index) => {
    if (entry.spread) {
      if (index === 0 && base !== null) coerceTo(cx, entry.value, base, map, "after `...`")
      else check(cx, entry.value, map, "after `...`")
      return
    }
    keyWhy = checkMember(cx, entry.key, key, keyWhy, "like the first key")
    valueWhy = checkMember(cx, entry.value, value, valueWhy, "like the first value")
  })
  return map
}

/** Marks `{}` that stands where a statement's value is dropped as the unit value (D-4). */
export function markUnit(cx: Cx, node: Expr): void {
  switch (node.kind) {
    case "map":
      if (node.entries.length === 0) cx.typed.brace[node.id] = "unit"
      return
    case "paren": return markUnit(cx, node.inner)
    case "if":
      markUnit(cx, node.then)
      if (node.else !== null) markUnit(cx, node.else)
      return
    case "match":
      for (const arm of node.arms) markUnit(cx, arm.body)
      return
    case "with": case "unsafe": return markUnit(cx, node.body)
    case "block":
      if (node.result !== null) markUnit(cx, node.result)
      return
    default:
  }
}
