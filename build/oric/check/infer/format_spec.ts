// Format specs of templates (LANGUAGE 22.2): parsing the text, judging it against the type, and the
// constants it becomes.

import type { Items } from "../items.ts"
import type { Value } from "../typed.ts"

export type FormatSpec = {
  fill: number
  align: string
  sign: string
  alternate: boolean
  zero: boolean
  /** -1: not given. */
  width: number
  precision: number
  kind: string
}

const KINDS = "boxXeEf%"

/** The parsed spec, or the offset (in code points) at which it goes wrong. */
export function parseSpec(text: string): FormatSpec | number {
  const chars = [...text]
  const spec: FormatSpec = {
    fill: 0, align: "", sign: "", alternate: false, zero: false, width: -1, precision: -1, kind: "",
  }
  let at = 0
  const take = (set: string): string => {
    const char = chars[at]
    if (char === undefined || !set.includes(char)) return ""
    at++
    return char
  }
  if (chars[1] !== undefined && "<>^".includes(chars[1])) spec.fill = chars[at++]!.codePointAt(0)!
  spec.align = take("<>^")
  spec.sign = take("+- ")
  spec.alternate = take("#") !== ""
  spec.zero = take("0") !== ""
  const number = (): number => {
    let value = -1
    for (let digit = take("0123456789"); digit !== ""; digit = take("0123456789")) {
      value = Math.min(Math.max(value, 0) * 10 + Number(digit), 1_000_000)
    }
    return value
  }
  spec.width = number()
  if (take(".") !== "") {
    spec.precision = number()
    if (spec.precision < 0) return at
  }
  spec.kind = take(KINDS)
  return at === chars.length ? spec : at
}

export type SpecFamily = "int" | "float" | "str" | "bool" | "char" | "printable"

/** Why the spec does not suit the family of types; null if it does. */
export function unsuited(spec: FormatSpec, family: SpecFamily): string | null {
  const kinds = family === "int" ? "boxX" : family === "float" ? "eEf%" : ""
  if (spec.kind !== "" && !kinds.includes(spec.kind)) return `no format \`${spec.kind}\``
  const precise = family === "float" || family === "str" || family === "printable"
  if (spec.precision >= 0 && !precise) return "no precision"
  if (spec.alternate && family !== "int") return "no `#`"
  return null
}

/** `FormatParts`: code points of the spec's characters, 0 for absent ones. */
export function partsValue(items: Items, item: number, spec: FormatSpec): Value {
  const code = (text: string): Value => int(text === "" ? 0 : text.codePointAt(0)!)
  const flag = (value: boolean): Value => ({ k: "bool", value })
  const byName: Record<string, Value> = {
    fill: int(spec.fill), align: code(spec.align), sign: code(spec.sign),
    alternate: flag(spec.alternate),
    zero: flag(spec.zero), width: int(spec.width), precision: int(spec.precision),
    kind: code(spec.kind),
  }
  const fields = items.typeItems[item]!.variants[0]!.fields.map((field) =>
    byName[field.name ?? ""]!)
  return { k: "variant", item, variant: 0, fields }
}

const ALIGNS: Record<string, string> = { "<": "Left", "^": "Center", ">": "Right" }
const SIGNS: Record<string, string> = { "+": "Plus", "-": "Minus", " ": "Space" }
const FORMATS: Record<string, string> = {
  b: "Binary", o: "Octal", x: "Hex", X: "HexUpper", e: "Exp", E: "ExpUpper", f: "Fixed",
  "%": "Percent",
}

/**
 * `FormatSpec` as a user's `format` sees it: the `0` flag is fill `0` with alignment right (D-49).
 */
export function specValue(items: Items, spec: FormatSpec): Value {
  const { formatSpec } = items.known
  const zero = spec.zero && spec.align === ""
  const byName: Record<string, Value | null> = {
    fill: zero
      ? { k: "char", value: 48 } : spec.fill === 0 ? null : { k: "char", value: spec.fill },
    align: zero ? unit(items, "Alignment", "Right") : unit(items, "Alignment", ALIGNS[spec.align]),
    sign: unit(items, "Sign", SIGNS[spec.sign]),
    width: spec.width < 0 ? null : int(spec.width),
    precision: spec.precision < 0 ? null : int(spec.precision),
    format_type: unit(items, "FormatType", FORMATS[spec.kind]),
  }
  const fields = items.typeItems[formatSpec]!.variants[0]!.fields.map((field) =>
    option(items, byName[field.name ?? ""] ?? null))
  return { k: "variant", item: formatSpec, variant: 0, fields }
}

function int(value: number): Value {
  return { k: "int", value: BigInt(value) }
}

function option(items: Items, value: Value | null): Value {
  const item = items.known.option
  const name = value === null ? "None" : "Some"
  const variant = items.typeItems[item]!.variants.findIndex((one) => one.name === name)
  return { k: "variant", item, variant, fields: value === null ? [] : [value] }
}

/** A unit variant of a prelude type by name. */
function unit(items: Items, type: string, name: string | undefined): Value | null {
  if (name === undefined) return null
  const item = items.typeItems.find((one) => one.name === type &&
    items.modules[one.module]!.isPrelude)
  if (item === undefined) return null
  const variant = item.variants.findIndex((one) => one.name === name)
  return { k: "variant", item: item.id, variant, fields: [] }
}
