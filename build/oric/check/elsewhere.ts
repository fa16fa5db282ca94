// Names that other languages use, and what Ori has instead: help for those who come from there.

import type { Check } from "./context.ts"
import type { Module } from "./items.ts"
import { methodNames } from "./method.ts"
import type { Env } from "./solve.ts"
import type { TypeId } from "./types.ts"

const NOTHING = "Absence is `None`, of type `Option<T>`."

const PRINT = "A line is printed with `print(msg: …)`."

/** Values and capabilities, with what to write. */
export const VALUES: ReadonlyMap<string, string> = new Map([
  ["null", NOTHING], ["nil", NOTHING], ["undefined", NOTHING],
  ["this", "The receiver is `self`."],
  ["return", "Ori has no `return`: the last expression of a body is its value; leave early with "
    + "`?`, or `break:label` in a `block:label { … }`."],
  ["pass", "An empty body is `()`."],
  ["range", "A range is written `0..10`, or `0..=10` with its end."],
  ["parse_int", "Convert text with `text as? int`, which gives an `Option`."],
  ["parseInt", "Convert text with `text as? int`, which gives an `Option`."],
  ["println", PRINT], ["printf", PRINT], ["console", PRINT], ["echo", PRINT], ["puts", PRINT],
  ["True", "Ori writes `true`."], ["False", "Ori writes `false`."],
  ...Object.entries({
    Clock: "std.time", Crypto: "std.crypto", Env: "std.env", FileSystem: "std.fs",
    Http: "std.net.http", Logger: "std.log", Process: "std.process", Random: "std.math.rand",
  }).map(([name, from]): [string, string] => [name, `Import it: \`use ${from} { ${name} };\`.`]),
])

const LIST = "A list is written `[T]`."
const MAP = "A map is written `{K: V}`."
const named = (name: string): string => `Ori's is \`${name}\`.`
const each = (names: string, help: string): [string, string][] =>
  names.split(" ").map((name) => [name, help])

/** Types, with what to write. */
export const TYPES: ReadonlyMap<string, string> = new Map([
  ...each("List Vec Array Slice list array Seq", LIST), ...each("Map HashMap Dict dict map", MAP),
  ...each("string String Text", named("str")),
  ...each("i32 i64 u32 u64 usize long integer Integer Int number uint int64", named("int")),
  ...each("u8 uint8 Byte", named("byte")), ...each("boolean Bool Boolean", named("bool")),
  ...each("double f64 f32 float64 Float Double", named("float")),
  ...each("Char rune", named("char")),
  ...each("unit Unit None Void undefined null", named("void")),
  ...each("bytes Bytes", "Bytes are `[byte]`."), ...each("HashSet", named("Set")),
  ...each("Optional Maybe", named("Option")), ...each("Either", named("Result")),
  ...each("any Any object Object", "Name the trait that the values have: a trait is a type."),
])

/** Methods, with those that do the same: the first one that the type has is meant. */
const METHODS: Record<string, string[]> = {
  length: ["len", "count"], size: ["len", "count"], len: ["count"],
  to_string: ["to_str"], toString: ["to_str"],
  upper: ["to_uppercase"], lower: ["to_lowercase"], strip: ["trim"],
  to_upper: ["to_uppercase"], to_lower: ["to_lowercase"], items: ["entries"],
  substr: ["substring"], sub: ["substring"], slice: ["substring"],
  index: ["index_of"], indexOf: ["index_of"], find_index: ["index_of", "position"],
  append: ["push", "insert"], add: ["push", "insert"], put: ["insert"], set: ["insert"],
  delete: ["remove"], discard: ["remove"],
  has: ["contains_key", "contains"], includes: ["contains"], exists: ["any"], some: ["any"],
  every: ["all"], collect_list: ["collect"], to_list: ["collect"],
  each: ["for_each"], forEach: ["for_each"],
  reversed: ["reverse", "rev"], reverse: ["rev"], extend: ["append"], concat_map: ["flat_map"],
  unwrap_or_default: ["unwrap_or"], unwrap_or_else: ["unwrap_or"], get_or: ["unwrap_or"],
  is_present: ["is_some"],
}

/** The method that one of another language is here, if the type has it. */
export function methodHere(
  check: Check, module: Module, env: Env, type: TypeId, name: string,
): string | null {
  const others = Object.hasOwn(METHODS, name) ? METHODS[name]! : []
  const known = others.length === 0 ? [] : methodNames(check, module, env, type)
  return others.find((other) => known.includes(other)) ?? null
}
