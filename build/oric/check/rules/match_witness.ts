// The text of a value that no arm covers, as a user would write its pattern: `Some((_, None))`.

import type { Items } from "../items.ts"
import type { PlaceStep, Value } from "../typed.ts"
import type { TypeId } from "../types.ts"
import { typeNode } from "../types.ts"
import { CHARS, INTS } from "./domain.ts"
import type { Domain } from "./domain.ts"
import type { Builder, Fact, Is } from "./match_rows.ts"
import { itemOf } from "./shape.ts"

/** Most list items written out; beyond them nobody reads. */
const MOST_ITEMS = 20

/** The patterns of the roots for the values that `facts` describe. */
export function witness(builder: Builder, facts: Fact | null): string[] {
  const known = new Map<number, Is>()
  for (let fact = facts; fact !== null; fact = fact.before) {
    if (!known.has(fact.place)) known.set(fact.place, fact.is)
  }
  const show = (place: number): string => showPlace(builder, known, place)
  return builder.places.flatMap((place, index) => place.from.k === "root" ? [show(index)] : [])
}

type Known = Map<number, Is>

function showPlace(builder: Builder, known: Known, place: number): string {
  const { type } = builder.places[place]!
  const node = typeNode(builder.items.types, type)
  if (node.k === "tuple") return showTuple(builder, known, place, node.args.length)
  const is = known.get(place)
  if (is === undefined) return "_"
  switch (is.k) {
    case "variant": return showVariant(builder, known, place, is.variant)
    case "length": return showList(builder, known, place, is)
    case "value": return showValue(is.value)
    case "domain": return showDomain(builder.items, type, is.domain)
  }
}

function part(builder: Builder, known: Known, step: PlaceStep): string {
  const place = builder.known.get(Object.values(step).join())
  return place === undefined ? "_" : showPlace(builder, known, place)
}

function showTuple(builder: Builder, known: Known, of: number, width: number): string {
  const items = Array.from({ length: width }, (_, index) =>
    part(builder, known, { k: "tuple", of, index }))
  return items.every((item) => item === "_") ? "_" : `(${items.join(", ")})`
}

function showVariant(builder: Builder, known: Known, of: number, variant: number): string {
  const item = itemOf(builder.items, builder.places[of]!.type)
  if (item === null) return "_"
  const { name, fields } = item.variants[variant]!
  const parts = fields.map((field, index) => {
    const text = part(builder, known, { k: "payload", of, variant, field: index })
    return item.kind !== "newtype" && field.name !== null ? `${field.name}: ${text}` : text
  })
  const plain = parts.every((text) => text === "_" || text.endsWith(": _"))
  if (item.kind === "struct") return plain ? "_" : `${name} { ${parts.join(", ")} }`
  if (item.kind === "newtype" && plain) return "_"
  return parts.length === 0 ? name : `${name}(${parts.join(", ")})`
}

function showList(
  builder: Builder, known: Known, of: number, is: Is & { k: "length" },
): string {
  const shown = Math.min(is.length, MOST_ITEMS)
  const items = Array.from({ length: shown }, (_, index) =>
    part(builder, known, { k: "item", of, index }))
  if (is.more || shown < is.length) items.push("..")
  return `[${items.join(", ")}]`
}

/** A value as its literal. */
function showValue(value: Value): string {
  switch (value.k) {
    case "int": case "float": case "bool": case "byte": return String(value.value)
    case "str": return JSON.stringify(value.value)
    case "char": return showChar(value.value)
    default: return "_"
  }
}

function showChar(code: number): string {
  const text = String.fromCodePoint(code)
  return /[\p{L}\p{N}\p{P}\p{S} ]/u.test(text) && text !== "'" && text !== "\\"
    ? `'${text}'` : `'\\u{${code.toString(16)}}'`
}

/** One interval of what is left; what goes on to the end of all ints or chars is just "other". */
function showDomain(items: Items, type: TypeId, domain: Domain): string {
  const first = domain[0]
  const item = itemOf(items, type)?.id
  const isChar = item === items.known.char
  const whole = isChar ? CHARS : INTS
  if (first === undefined) return "_"
  const open = first.low === whole[0]!.low || first.high === whole.at(-1)!.high
  if (open && item !== items.known.byte) return "_"
  const end = (value: bigint): string => isChar ? showChar(Number(value)) : String(value)
  return first.low === first.high ? end(first.low) : `${end(first.low)}..=${end(first.high)}`
}
