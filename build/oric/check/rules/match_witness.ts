// Values that no arm covers, as patterns that a user would write: `Some((_, None))`.
//
// Of numbers and texts there are always others than those that arms name. As a pattern these are
// `_`; as an example the first of them that comes to mind.

import type { Items } from "../items.ts"
import type { PlaceStep, Value } from "../typed.ts"
import type { TypeId, TypeItemId } from "../types.ts"
import { typeNode } from "../types.ts"
import { CHARS, INTS } from "./domain.ts"
import type { Domain } from "./domain.ts"
import type { Builder, Fact, Is } from "./match_rows.ts"
import { itemOf } from "./shape.ts"

/** Most list items written out; beyond them nobody reads. */
const MOST_ITEMS = 20

/** A pattern for what is left. */
export type Witness =
  | { k: "any" }
  /** Other values than those named; `example` is one of them. */
  | { k: "other"; example: string }
  | { k: "text"; text: string }
  /** `head`, `open` and `close` around the parts, each after its label. */
  | {
    k: "made"
    head: string
    open: string
    close: string
    parts: Witness[]
    labels: string[]
    more: boolean
    of: { item: TypeItemId; variant: number } | null
  }

const ANY: Witness = { k: "any" }

/** The patterns of the roots for the values that `facts` describe. */
export function witness(builder: Builder, facts: Fact | null): Witness[] {
  const known = new Map<number, Is>()
  for (let fact = facts; fact !== null; fact = fact.before) {
    if (!known.has(fact.place)) known.set(fact.place, fact.is)
  }
  return builder.places.flatMap((place, index) =>
    place.from.k === "root" ? [witnessOf(builder, known, index)] : [])
}

type Known = Map<number, Is>

function witnessOf(builder: Builder, known: Known, place: number): Witness {
  const { type } = builder.places[place]!
  const node = typeNode(builder.items.types, type)
  if (node.k === "tuple") return ofTuple(builder, known, place, node.args.length)
  const is = known.get(place)
  if (is === undefined) return ANY
  switch (is.k) {
    case "variant": return ofVariant(builder, known, place, is.variant)
    case "length": return ofList(builder, known, place, is)
    case "value": return { k: "text", text: showValue(is.value) }
    case "texts": return { k: "other", example: otherText(is.named) }
    case "domain": return ofDomain(builder.items, type, is.domain)
  }
}

function part(builder: Builder, known: Known, step: PlaceStep): Witness {
  const place = builder.known.get(Object.values(step).join())
  return place === undefined ? ANY : witnessOf(builder, known, place)
}

function ofTuple(builder: Builder, known: Known, of: number, width: number): Witness {
  const parts = Array.from({ length: width }, (_, index) =>
    part(builder, known, { k: "tuple", of, index }))
  return parts.every((one) => one.k === "any") ? ANY : sideBySide(parts)
}

/** The values of all roots together. */
export function sideBySide(parts: Witness[]): Witness {
  return parts.length === 1 ? parts[0]! : madeOf("", "(", ")", parts)
}

function madeOf(
  head: string, open: string, close: string, parts: Witness[],
): Witness & { k: "made" } {
  return {
    k: "made", head, open, close, parts, labels: parts.map(() => ""), more: false, of: null,
  }
}

function ofVariant(builder: Builder, known: Known, of: number, variant: number): Witness {
  const item = itemOf(builder.items, builder.places[of]!.type)
  if (item === null) return ANY
  const { name, fields } = item.variants[variant]!
  const parts = fields.map((_, field) => part(builder, known, { k: "payload", of, variant, field }))
  if (item.kind !== "sum" && parts.every((one) => one.k === "any")) return ANY
  const isNamed = item.kind !== "newtype"
  const labels = fields.map((field) => isNamed && field.name !== null ? `${field.name}: ` : "")
  const [open, close] = item.kind === "struct" ? [" { ", " }"]
    : parts.length === 0 ? ["", ""] : ["(", ")"]
  return { ...madeOf(name, open, close, parts), labels, of: { item: item.id, variant } }
}

function ofList(builder: Builder, known: Known, of: number, is: Is & { k: "length" }): Witness {
  const shown = Math.min(is.length, MOST_ITEMS)
  const items = Array.from({ length: shown }, (_, index) =>
    part(builder, known, { k: "item", of, index }))
  return { ...madeOf("", "[", "]", items), more: is.more || shown < is.length }
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

function otherText(named: string[]): string {
  let text = "other"
  while (named.includes(text)) text += "s"
  return JSON.stringify(text)
}

/** One interval of what is left; what goes on to the end of all ints or chars is just "other". */
function ofDomain(items: Items, type: TypeId, domain: Domain): Witness {
  const [first] = domain
  if (first === undefined) return ANY
  const item = itemOf(items, type)?.id
  const isChar = item === items.known.char
  const whole = isChar ? CHARS : INTS
  const end = (value: bigint): string => isChar ? showChar(Number(value)) : String(value)
  const open = first.low === whole[0]!.low || first.high === whole.at(-1)!.high
  if (open && item !== items.known.byte) {
    return { k: "other", example: end(plainest(domain, isChar ? 97n : 0n)) }
  }
  const text = first.low === first.high ? end(first.low) : `${end(first.low)}..=${end(first.high)}`
  return { k: "text", text }
}

/** The value that is not below `wish` and next to it, or else the last one. */
function plainest(domain: Domain, wish: bigint): bigint {
  const above = domain.find((range) => range.high >= wish)
  if (above === undefined) return domain.at(-1)!.high
  return above.low > wish ? above.low : wish
}

/** The pattern as users write it, or with `example` a value of it. */
export function showWitness(one: Witness, example = false): string {
  switch (one.k) {
    case "any": return "_"
    case "other": return example ? one.example : "_"
    case "text": return one.text
    case "made": {
      const parts = one.parts.map((inner, index) =>
        `${one.labels[index]!}${showWitness(inner, example)}`)
      const list = one.more ? [...parts, ".."] : parts
      return `${one.head}${one.open}${list.join(", ")}${one.close}`
    }
  }
}

/** Whether an arm with the pattern leaves values of its kind that have no name. */
export function hasOthers(one: Witness): boolean {
  return one.k === "other" || (one.k === "made" && one.parts.some(hasOthers))
}

/** Whether an arm with the pattern is one for everything. */
export function isWhole(one: Witness): boolean {
  if (one.k === "any" || one.k === "other") return true
  const isProduct = one.k === "made" && (one.open === " { " || `${one.head}${one.open}` === "(")
  return isProduct && one.parts.every(isWhole)
}

/** Those whose arms cover the others too. */
export function fewest(all: Witness[]): Witness[] {
  return all.filter((one, index) => !all.some((other, at) =>
    at !== index && covers(other, one) && (at < index || !covers(one, other))))
}

function covers(one: Witness, other: Witness): boolean {
  if (one.k === "any" || one.k === "other") return true
  if (one.k === "text" || other.k !== "made") return showWitness(one) === showWitness(other)
  return one.head === other.head && one.open === other.open && one.more === other.more
    && one.parts.length === other.parts.length
    && one.parts.every((inner, index) => covers(inner, other.parts[index]!))
}
