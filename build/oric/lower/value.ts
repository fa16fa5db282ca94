// Values of compile-time evaluation → operands: literals where they are, the rest built in place.

import type { Value } from "../check/typed.ts"
import type { TypeId } from "../check/types.ts"
import { typeNode } from "../check/types.ts"
import { UNIT_ATOM, boolAtom, intAtom, prim, strAtom } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { construct, value } from "./build.ts"
import { NO_PROVIDERS, callFunction, given } from "./callee.ts"
import { listOf } from "./lists.ts"
import type { Cx } from "./state.ts"
import { concrete, fieldType, irOf, isTransparent, itemType } from "./types.ts"

/** The operand of a value that needs no code; null for composite ones. */
export function atomOf(of: Value): Atom | null {
  switch (of.k) {
    case "int": return intAtom(of.value)
    case "float": return { k: "float", value: of.value }
    case "bool": return boolAtom(of.value)
    case "char": return { k: "char", value: of.value }
    case "byte": return { k: "byte", value: of.value }
    case "str": return strAtom(of.value)
    case "unit": return UNIT_ATOM
    default: return null
  }
}

/** Builds a value of this type. */
export function lowerValue(cx: Cx, of: Value, type: TypeId): Atom {
  const plain = atomOf(of)
  if (plain !== null) return plain
  const full = concrete(cx, type)
  switch (of.k) {
    case "bytes": return lowerBytes(cx, of.value, full)
    case "list": {
      const element = itemType(cx.lo, full)
      return lowerItems(cx, of.items.map((item) => lowerValue(cx, item, element)), full)
    }
    case "tuple": {
      const items = of.items.map((item, index) =>
        lowerValue(cx, item, fieldType(cx.lo, full, 0, index)))
      return construct(cx, irOf(cx.lo, full), 0, items)
    }
    case "variant": {
      const fields = of.fields.map((field, index) =>
        lowerValue(cx, field, fieldType(cx.lo, full, of.variant, index)))
      if (isTransparent(cx.lo, full)) return fields[0]!
      return construct(cx, irOf(cx.lo, full), of.variant, fields)
    }
    case "map": return lowerEntries(cx, of.entries, full)
    default: throw new Error(`a constant of kind ${of.k} has no operand`)
  }
}

/** A list of these elements. */
function lowerItems(cx: Cx, items: Atom[], type: TypeId): Atom {
  return listOf(cx, irOf(cx.lo, type), items.map((atom) => ({ spread: false, atom })))
}

function lowerBytes(cx: Cx, bytes: Uint8Array, type: TypeId): Atom {
  const list = irOf(cx.lo, type)
  const text = asText(bytes)
  if (text !== null) return value(cx, prim("str.to_bytes", [], [strAtom(text)]), list, "bytes")
  return lowerItems(cx, [...bytes].map((byte) => ({ k: "byte", value: byte })), type)
}

/** The bytes as text, if they are the UTF-8 of one. */
function asText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function lowerEntries(cx: Cx, entries: [Value, Value][], type: TypeId): Atom {
  const node = typeNode(cx.lo.check.items.types, type)
  if (node.k !== "named") throw new Error("a map constant has no map type")
  const [key, held] = node.args
  const { fns } = cx.lo.check.items.known
  const empty = callFunction(cx, fns.get("map_new")!, node.args, given(null, [], NO_PROVIDERS, -1))
  return entries.reduce((map, [k, v]) => {
    const args = [map, lowerValue(cx, k, key!), lowerValue(cx, v, held!)]
      .map((atom) => ({ k: "atom" as const, atom }))
    const call = given(null, args, NO_PROVIDERS, -1)
    return callFunction(cx, fns.get("map_insert")!, node.args, call).value
  }, empty.value)
}
