// Names that other languages use, and what Ori has instead: help for those who come from there.

import { suggest } from "../source/suggest.ts"
import type { Check } from "./context.ts"
import type { Module } from "./items.ts"
import { methodNames } from "./method.ts"
import type { Env } from "./solve.ts"
import type { TypeId } from "./types.ts"

const each = (names: string, help: string): [string, string][] =>
  names.split(" ").map((name) => [name, help])

const NOTHING = "Absence is `None`, of type `Option<T>`."

const PRINT = "A line is printed with `print(msg: …)`."

/** Values and capabilities, with what to write. */
export const VALUES: ReadonlyMap<string, string> = new Map([
  ["null", NOTHING], ["nil", NOTHING], ["undefined", NOTHING],
  ["this", "The receiver is `self`."],
  ["return", "Ori has no `return`: the last expression of a body is its value; leave early with "
    + "`?`, or `break:label` in a `block:label { … }`."],
  ["pass", "An empty body is `()`."],
  ...each("parse_int parseInt atoi", "Convert text with `text as? int`, which gives an `Option`."),
  ...each("parse_float parseFloat atof",
    "Convert text with `text as? float`, which gives an `Option`."),
  ...each("println printf console echo puts fmt putStrLn cout", PRINT),
  ["True", "Ori writes `true`."], ["False", "Ori writes `false`."],
  ...each("string String format sprintf", "Convert it with `str(…)`, or write a template."),
  ...each("Math math sqrt floor ceil round pow sin cos tan exp",
    "Numbers have methods, as in `x.sqrt()`; more is in `std.math`: `use std.math as math;`."),
  ...each("exit quit", "Import it: `use std.process { exit, Process };`; `@main` may also result "
    + "in an `int`."),
  ...each("input readLine read_line",
    "A line is read by `read_line`: `use std.io { read_line, IO };`."),
  ...each("range xrange", "A range is written `0..10`, or `0..=10` with its end."),
  ...each("map filter reduce sorted reversed enumerate zip sum any all",
    "It is a method of lists, as in `values.map(value -> …)`."),
  ...each("sizeof size_of alignof", "How much room a value takes is the compiler's affair; "
    + "`len()` counts elements."),
  ...each("typeof type_of isinstance", "Types are known when the program is compiled; ask "
    + "for a variant with `match`."),
  ...Object.entries({
    json: "std.json", time: "std.time", fs: "std.fs", env: "std.env", http: "std.net.http",
    io: "std.io", process: "std.process", log: "std.log", crypto: "std.crypto",
    random: "std.math.rand", rand: "std.math.rand",
  }).map(([name, from]): [string, string] => [name, `Import it: \`use ${from} as ${name};\`.`]),
  ...Object.entries({
    Clock: "std.time", Crypto: "std.crypto", Env: "std.env", FileSystem: "std.fs",
    Http: "std.net.http", Logger: "std.log", Process: "std.process", Random: "std.math.rand",
  }).map(([name, from]): [string, string] => [name, `Import it: \`use ${from} { ${name} };\`.`]),
])

const LIST = "A list is written `[T]`."
const MAP = "A map is written `{K: V}`."
const named = (name: string): string => `Ori's is \`${name}\`.`

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

/** Traits, with those of Ori. */
export const TRAITS: ReadonlyMap<string, string> = new Map([
  ...each("Display Show ToString Stringable CustomStringConvertible", "Printable"),
  ...each("PartialEq Equatable Equal", "Eq"), ...each("Ord PartialOrd Ordered", "Comparable"),
  ...each("Hash", "Hashable"), ...each("Copy Cloneable", "Clone"), ...each("From", "Into"),
  ...each("IntoIterator Sequence", "Iterable"),
])

/** Methods, with those that do the same: the first one that the type has is meant. */
const METHODS: ReadonlyMap<string, string[]> = new Map(Object.entries({
  "length size len": "len count", "to_string string": "to_str",
  "upper to_upper uppercase upcase": "to_uppercase",
  "lower to_lower lowercase downcase": "to_lowercase",
  "strip trimmed": "trim", "lstrip trim_left trim_leading": "trim_start",
  "rstrip trim_right trim_trailing": "trim_end", "items entry_set": "entries",
  key_set: "keys", "substr sub slice": "substring",
  "index index_of find first_index find_index": "index_of position",
  "append add push_back add_last": "push insert", "put set": "insert",
  "unshift push_front add_first cons": "prepend", "extend add_all": "append merge union",
  "delete discard erase": "remove", "has has_key includes include": "contains_key contains",
  "exists some": "any", every: "all", "to_list collect_list to_array to_vec": "to_list collect",
  "each": "for_each", "reversed reverse": "reverse rev", "concat_map and_then": "flat_map",
  "head first_or_none front": "first", "back last_or_none": "last", "drop": "skip",
  "select": "map filter", "where": "filter", "inject fold_left foldl reduce_left": "fold",
  "distinct uniq dedup": "unique", "sort_with": "sort_by", "order": "sort",
  "nth at element_at": "get", "empty blank": "is_empty",
  "unwrap_or_default unwrap_or_else get_or get_or_else get_or_default": "unwrap_or",
  "is_present is_defined": "is_some", "is_absent": "is_none", "is_success": "is_ok",
  "is_failure is_error": "is_err", "join_str mk_string": "join", "update_all": "merge",
  "pad_left ljust": "pad_start", "pad_right rjust": "pad_end", "to_double": "to_float",
  "bytes get_bytes to_bytes": "as_bytes", "split_lines": "lines", "replace_all": "replace",
  ceiling: "ceil", get_message: "message",
}).flatMap(([names, ours]) =>
  names.split(" ").map((name): [string, string[]] => [name, ours.split(" ")])))

/** What is no method here: by the types that elsewhere have it, their built-in kind. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ...each("str.char_at str.at str.get str.nth", "A character is read by its index: `text[0]`."),
  ...each("str.parse", "Convert it with `as?`: `text as? int` gives an `Option`."),
  ...each("str.join", "The list is joined: `parts.join(separator: text)`."),
  ...each("str.format str.printf", "Write a template: `` `x is {x}` ``."),
  ...each("float.to_fixed int.to_fixed", "Write a template with a format: `` `{x:.2}` ``."),
  ...each("map.get_or_default map.get_or map.get_or_else", "Write `m[key] ?? default`."),
  ...each("list.get_or_default", "Write `xs.get(index: 0) ?? default`."),
])

/** Names as Ori writes them: `toUpper` is `to_upper`. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The method that one of another language is here, if the type has it. */
function methodHere(
  check: Check, module: Module, env: Env, type: TypeId, name: string,
): string | null {
  const others = [snake(name), ...METHODS.get(snake(name)) ?? []].filter((one) => one !== name)
  const known = others.length === 0 ? [] : methodNames(check, module, env, type)
  return others.find((other) => known.includes(other)) ?? null
}

/** The method that is nearest: of the type, or of another language. */
export function methodNear(
  check: Check, module: Module, env: Env, type: TypeId, name: string,
): string | null {
  const here = methodHere(check, module, env, type, name)
    ?? suggest(name, methodNames(check, module, env, type))
  if (here !== null) return here
  const elsewhere = suggest(snake(name), METHODS.keys())
  return elsewhere === null ? null : methodHere(check, module, env, type, elsewhere)
}

/** What to write in place of a method that types of this kind have elsewhere. */
export function insteadOf(kind: string | null, name: string): string | null {
  return INSTEAD.get(`${kind}.${snake(name)}`) ?? null
}
