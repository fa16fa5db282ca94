// Patterns against the type of what they match (LANGUAGE 8): names resolve against that type, the
// rest binds.
//
// Whether a pattern must match (E2001) and whether all cases are there (E3004) is judged later, by
// the rules.

import type { Span } from "../../source/diagnostic.ts"
import { suggest } from "../../source/suggest.ts"
import type { Endpoint, LiteralValue, Pattern, PatternArg } from "../../syntax/ast.ts"
import type { Name } from "../../syntax/node.ts"
import type { TypeItem } from "../items.ts"
import { lookupValue } from "../scope.ts"
import { ERROR, NEVER, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { unify, zonk } from "../unify.ts"
import { mismatch } from "./coerce.ts"
import { isStruct, unknownField } from "./construct.ts"
import {
  declare, fail, fresh, headOf, isBroken, itemIdOf, listOf, notKnown, show, tupleOf,
} from "./cx.ts"
import type { Cx } from "./cx.ts"
import { visibleFields } from "./fields.ts"
import { fieldType, fieldTypes, instanceOf } from "./name.ts"
import { known } from "./obligation.ts"
import { findVariant } from "./pattern_name.ts"
import { setType } from "./record.ts"
import { BY_MATCH } from "./why.ts"

/** A name bound by a pattern. */
type Bind = { name: string; id: number; type: TypeId; at: Span }
type Binds = Map<string, Bind>

/** Types the pattern and brings its names into scope. */
export function bindPattern(cx: Cx, pattern: Pattern, type: TypeId): void {
  const binds: Binds = new Map()
  inferPattern(cx, pattern, type, binds)
  for (const { name, id, type: own, at } of binds.values()) declare(cx, name, id, own, at)
}

/** A pattern in which something was reported is of no type: nothing can be decided by it. */
function inferPattern(cx: Cx, node: Pattern, type: TypeId, binds: Binds): void {
  const { failed } = cx
  cx.failed = false
  inferParts(cx, node, type, binds)
  if (cx.failed) setType(cx, node.id, ERROR)
  cx.failed ||= failed
}

function inferParts(cx: Cx, node: Pattern, type: TypeId, binds: Binds): void {
  setType(cx, node.id, type)
  switch (node.kind) {
    case "wildcard": return
    case "broken":
      setType(cx, node.id, ERROR)
      return
    case "bindPattern": return bindName(cx, node, type, binds)
    case "atPattern":
      addBind(cx, node.name, node.id, type, binds)
      return inferPattern(cx, node.pattern, type, binds)
    case "literalPattern": return literal(cx, node, type, node.value)
    case "rangePattern":
      endpoint(cx, node, type, node.from, 255n)
      return endpoint(cx, node, type, node.to, node.inclusive ? 255n : 256n)
    case "tuplePattern": return tuplePattern(cx, node, type, binds)
    case "listPattern": return listPattern(cx, node, type, binds)
    case "orPattern": return orPattern(cx, node, type, binds)
    case "structPattern": return structPattern(cx, node, type, binds)
    case "variantPattern": return variantPattern(cx, node, type, binds)
  }
}

function addBind(cx: Cx, name: Name, id: number, type: TypeId, binds: Binds): void {
  const first = binds.get(name.name)
  if (first !== undefined) {
    fail(cx, "E2006", name, `\`${name.name}\` is bound twice in this pattern`,
      "Choose another name.", {
      labels: [{ at: first.at.at, end: first.at.end, text: "first here" }],
    })
    return
  }
  binds.set(name.name, { name: name.name, id, type, at: name })
}

/** The sum type of a scrutinee, if it is one. */
function sumOf(cx: Cx, type: TypeId): TypeItem | null {
  const node = cx.table.nodes[known(cx, type)]!
  const item = node.k === "named" ? cx.items.typeItems[node.item]! : null
  return item?.kind === "sum" ? item : null
}

/** A bare name: a unit variant of the scrutinee's type, or a binding (8.2). */
function bindName(
  cx: Cx, node: Pattern & { kind: "bindPattern" }, type: TypeId, binds: Binds,
): void {
  const sum = node.immutable ? null : sumOf(cx, type)
  const variant = sum === null ? -1 : sum.variants.findIndex((one) => one.name === node.name.name)
  if (sum === null || variant < 0) {
    if (sum === null && !node.immutable) refuseEither(cx, node, type)
    return addBind(cx, node.name, node.id, type, binds)
  }
  cx.typed.variant[node.id] = { item: sum.id, variant }
  const { fields, name } = sum.variants[variant]!
  if (fields.length > 0) missingPayload(cx, node, name, fields.length)
}

/** Before a type is known, the name of a variant may be that variant or bind whatever comes. */
function refuseEither(cx: Cx, node: Pattern & { kind: "bindPattern" }, type: TypeId): void {
  if (headOf(cx, type).k !== "var" || !isVariantOfAny(cx, node.name.name)) return
  notKnown(cx, type, node, "the type of the matched value is not known here",
    `\`${node.name.name}\` may be a variant. Annotate the value, or the parameter of the lambda.`)
}

/** Patterns need no imports, so every sum type that was loaded counts. */
function isVariantOfAny(cx: Cx, name: string): boolean {
  return cx.items.typeItems.some((item) =>
    item.kind === "sum" && item.variants.some((one) => one.name === name))
}

function missingPayload(cx: Cx, at: Span, name: string, count: number): void {
  const parts = Array.from({ length: count }, () => "_").join(", ")
  fail(cx, "E3005", at, `\`${name}\` has a payload, which the pattern leaves out`,
    `Write \`${name}(${parts})\`.`)
}

function expectType(cx: Cx, at: Span, type: TypeId, wanted: TypeId): boolean {
  const actual = known(cx, type)
  if (actual === NEVER || unify(cx.vars, actual, wanted)) return true
  mismatch(cx, at, wanted, actual, BY_MATCH)
  cx.failed = true
  return false
}

function literal(cx: Cx, node: Pattern, type: TypeId, value: LiteralValue): void {
  if (value.kind === "int") intLiteral(cx, node, type, value.value, 255n)
  else expectType(cx, node, type, cx.prim[value.kind])
}

/** An int, or a byte where one is matched: at most 255, or 256 as the end that a range excludes. */
function intLiteral(cx: Cx, node: Pattern, type: TypeId, value: bigint, most: bigint): void {
  if (itemIdOf(cx, known(cx, type)) !== cx.items.known.byte) {
    expectType(cx, node, type, cx.prim.int)
  } else if (value < 0n || value > most) {
    fail(cx, "E2001", node, `${value} is no \`byte\``, "A byte is 0 to 255.")
  }
}

function endpoint(cx: Cx, node: Pattern, type: TypeId, end: Endpoint, most: bigint): void {
  const { known: k } = cx.items
  if (end.kind === "int") return intLiteral(cx, node, type, end.value, most)
  if (end.kind !== "const") return void expectType(cx, node, type, cx.prim[end.kind])
  const { name } = end.name
  const found = lookupValue(cx.check, cx.module, name)
  if (found === "broken") return
  if (found?.k !== "const") {
    fail(cx, "E2003", end.name, `unknown constant \`$${name}\``,
      "An end of a range is a literal or a constant.")
    return
  }
  cx.typed.ref[end.id] = { k: "const", const: found.const }
  const constant = setType(cx, end.id, cx.constType(cx, found.const, end.name))
  const ordered = [k.int, k.char, k.byte].includes(itemIdOf(cx, constant))
  if (!ordered && !isBroken(cx, constant)) {
    fail(cx, "E2001", end.name, `\`$${name}\` is \`${show(cx, constant)}\``,
      "Ranges are over `int`, `char` and `byte`.")
  } else expectType(cx, end.name, type, constant)
}

function tuplePattern(
  cx: Cx, node: Pattern & { kind: "tuplePattern" }, type: TypeId, binds: Binds,
): void {
  if (node.items.length === 0) return void expectType(cx, node, type, VOID)
  const shape = cx.table.nodes[known(cx, type)]!
  if (shape.k === "tuple" && shape.args.length === node.items.length) {
    node.items.forEach((item, index) => inferPattern(cx, item, shape.args[index]!, binds))
    return
  }
  const parts = node.items.map((item) => partsOfNothing(cx, type)
    ?? fresh(cx, item, "the type of this part"))
  const sound = expectType(cx, node, type, tupleOf(cx, parts))
  // Of a value that is not known, one part says that it is to be annotated.
  node.items.forEach((item, index) =>
    inferPattern(cx, item, sound && !cx.failed ? parts[index]! : ERROR, binds))
}

/** The type of the parts of what is broken, or never there; null for any other type. */
function partsOfNothing(cx: Cx, type: TypeId): TypeId | null {
  const actual = known(cx, type)
  return actual === ERROR || actual === NEVER ? actual : null
}

function listPattern(
  cx: Cx, node: Pattern & { kind: "listPattern" }, type: TypeId, binds: Binds,
): void {
  const element = partsOfNothing(cx, type) ?? fresh(cx, node, "the element type of this list")
  const sound = expectType(cx, node, type, listOf(cx, element))
  if (!sound) unify(cx.vars, element, ERROR)
  for (const item of node.items) inferPattern(cx, item, zonk(cx.vars, element), binds)
  const { rest } = node
  if (rest === null) return
  const list = setType(cx, rest.id, sound ? listOf(cx, zonk(cx.vars, element)) : ERROR)
  if (rest.name !== null) addBind(cx, rest.name, rest.id, list, binds)
}

/** Every alternative binds the same names with the same types; the first one's are the locals. */
function orPattern(
  cx: Cx, node: Pattern & { kind: "orPattern" }, type: TypeId, binds: Binds,
): void {
  const [first, ...others] = node.alternatives
  if (first === undefined) return
  const own: Binds = new Map()
  inferPattern(cx, first, type, own)
  for (const other of others) {
    const theirs: Binds = new Map()
    inferPattern(cx, other, type, theirs)
    sameNames(cx, other, own, theirs)
  }
  for (const { name, id, type: bound, at } of own.values()) addBind(cx, { name, ...spanOf(at) }, id,
    bound, binds)
}

function spanOf(at: Span): Span {
  return { at: at.at, end: at.end }
}

function sameNames(cx: Cx, at: Span, own: Binds, theirs: Binds): void {
  let more = false
  for (const { name, type, at: where } of theirs.values()) {
    if (known(cx, type) === ERROR) continue
    const mine = own.get(name)
    if (mine === undefined) {
      more = true
      fail(cx, "E2001", where, `\`${name}\` is bound in this alternative only`,
        "All alternatives bind the same names.")
    } else if (!unify(cx.vars, mine.type, type)) mismatch(cx, where, type, mine.type,
      `for \`${name}\``)
  }
  // `Ok(a) | Err(b)`: what has another name here is not missing as well.
  for (const { name, type } of own.values()) {
    if (more || theirs.has(name) || known(cx, type) === ERROR) continue
    fail(cx, "E2001", at, `this alternative does not bind \`${name}\``,
      "All alternatives bind the same names.")
  }
}

function structPattern(
  cx: Cx, node: Pattern & { kind: "structPattern" }, type: TypeId, binds: Binds,
): void {
  const struct = structType(cx, node, type)
  if (struct === null) {
    const part = partsOfNothing(cx, type) ?? ERROR
    for (const field of node.fields) inferPattern(cx, field.pattern, part, binds)
    return
  }
  const shape = headOf(cx, struct)
  if (shape.k !== "named") return
  const item = cx.items.typeItems[shape.item]!
  cx.typed.variant[node.id] = { item: item.id, variant: 0 }
  const visible = visibleFields(cx, item.id)
  for (const field of node.fields) {
    const index = item.variants[0]!.fields.findIndex((one) => one.name === field.name.name)
    const seen = index >= 0 && visible.includes(field.name.name)
    if (!seen) unknownField(cx, struct, field.name, show(cx, struct))
    inferPattern(cx, field.pattern, seen
      ? fieldType(cx, struct, 0, index, field.name) : ERROR, binds)
  }
}

function structType(
  cx: Cx, node: Pattern & { kind: "structPattern" }, type: TypeId,
): TypeId | null {
  const actual = known(cx, type)
  if (node.type !== null) {
    const written = instanceOf(cx, node.type)
    if (written === ERROR || !expectType(cx, node.type, actual, written)) return null
    if (isStruct(cx, written)) return written
  }
  if (isStruct(cx, actual)) return zonk(cx.vars, actual)
  const kind = headOf(cx, actual).k
  if (kind === "error" || kind === "never") return null
  if (kind === "var") {
    notKnown(cx, actual, node, "the type of the matched value is not known here",
      "Annotate the value, or name the struct: `Name { … }`.")
  } else {
    fail(cx, "E2001", node, `a struct pattern cannot match \`${show(cx, actual)}\``,
      "Structs are matched with `{ … }`.")
  }
  return null
}

function variantPattern(
  cx: Cx, node: Pattern & { kind: "variantPattern" }, type: TypeId, binds: Binds,
): void {
  const args = node.args ?? []
  const found = findVariant(cx, node, type)
  if (found === null) {
    const part = partsOfNothing(cx, type) ?? ERROR
    for (const arg of args) inferPattern(cx, arg.pattern, part, binds)
    return
  }
  const { item, variant } = found
  cx.typed.variant[node.id] = { item: item.id, variant }
  const { fields, name } = item.variants[variant]!
  const types = fieldTypes(cx, type, variant, node)
  if (node.args === null) {
    if (fields.length > 0) missingPayload(cx, node, name, fields.length)
    return
  }
  const slots = placeArgs(cx, node, name, item, fields, args)
  args.forEach((arg, index) => {
    const slot = slots[index]!
    inferPattern(cx, arg.pattern, slot < 0 ? ERROR : types[slot]!, binds)
  })
  if (!slots.includes(-1)) return
  // What a misspelt `field:` would have bound.
  for (const { name: field } of fields) {
    if (field === null || binds.has(field)) continue
    binds.set(field, { name: field, id: node.id, type: ERROR, at: node })
  }
}

/**
 * The payload field of each part; -1 after a report. Positional and named payloads are both
 * complete (8.1).
 */
function placeArgs(
  cx: Cx, node: Pattern, name: string, item: TypeItem, fields: { name: string | null }[],
  args: PatternArg[],
): number[] {
  const slots = args.map((arg, index) => {
    if (arg.name === null) return index < fields.length ? index : -1
    const wanted = item.kind === "newtype" ? "inner" : arg.name.name
    const slot = fields.findIndex((field) => (field.name ?? "inner") === wanted &&
      arg.name!.name === (field.name ?? "inner"))
    if (slot < 0) {
      const near = suggest(arg.name.name, fields.flatMap((field) => field.name ?? []))
      fail(cx, "E2040", arg.name, `\`${name}\` has no payload \`${arg.name.name}\``,
        near !== null ? `Did you mean \`${near}\`?` : "Check the declaration of the variant.")
    }
    return slot
  })
  const again = args[slots.findIndex((slot, index) => slot >= 0 && slots.indexOf(slot) < index)]
  if (args.length !== fields.length) {
    const values = fields.length === 1 ? "one value" : `${fields.length} values`
    fail(cx, "E2004", node, `the payload of \`${name}\` has ${values}, the pattern ${args.length}`,
      "Give every part; `_` ignores one.")
  } else if (again !== undefined && !slots.includes(-1)) {
    const missing = fields.find((_, index) => !slots.includes(index))?.name ?? "_"
    fail(cx, "E2004", again.name ?? again.pattern,
      `the pattern gives a part of \`${name}\` twice, and none for \`${missing}\``,
      "Name all parts, or none: one without a name is the one of its position.")
  }
  return slots
}
