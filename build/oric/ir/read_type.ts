// Types in the text form of IR. Names come before their definitions, so they are declared in a pass
// of their own.

import type { DataType, T, TypeTable } from "./types.ts"
import {
  cellType, dataType, fillData, fillObject, fnType, irType, listType, markDrops, objectType,
  typeNode,
} from "./layout.ts"
import type { Cursor } from "./read_text.ts"
import { accept, expect, fail, next, peek, readAnyName, readMany } from "./read_text.ts"

const SCALARS = [
  "int", "float", "bool", "byte", "char", "unit", "str", "token", "tag", "handle", "pointer",
] as const

/**
 * Declares every data and object type of the text; definitions come with `readData` and
 * `readObject`.
 */
export function declareTypes(at: Cursor, types: TypeTable): void {
  for (let i = 0; i + 2 < at.tokens.length; i++) {
    const kind = at.tokens[i]?.text
    if ((kind !== "data" && kind !== "object") || at.tokens[i + 2]?.text !== "{") continue
    const key = readAnyName({ tokens: at.tokens, index: i + 1 })
    const name = key.replace(/#\d+$/, "")
    if (kind === "data") dataType(types, key, name)
    else objectType(types, key, name)
  }
}

export function readData(at: Cursor, types: TypeTable): void {
  const { type } = dataType(types, readAnyName(at), "")
  const variants = readMany(at, "{", "}", () => {
    const name = readAnyName(at)
    const fields = peek(at) !== "(" ? [] : readMany(at, "(", ")", () => {
      const field = readAnyName(at)
      expect(at, ":")
      return { name: field, type: readType(at, types) }
    })
    return { name, fields }
  })
  fillData(types, type, variants, accept(at, "drop") ? next(at) : null)
}

export function readObject(at: Cursor, types: TypeTable): void {
  const { type } = objectType(types, readAnyName(at), "")
  const slots = readMany(at, "{", "}", () => {
    const name = next(at)
    const params = readMany(at, "(", ")", () => readType(at, types))
    expect(at, "->")
    const results = readMany(at, "(", ")", () => readType(at, types))
    return { name, params, results, writesBack: accept(at, "writes") }
  })
  fillObject(types, type, slots)
  if (accept(at, "drops")) markDrops(types, type)
}

export function readType(at: Cursor, types: TypeTable): T {
  if (peek(at) === "[") {
    return listType(
      types, readMany(at, "[", "]", () => readType(at, types))[0] ?? fail(at, "[what]"),
    )
  }
  if (accept(at, "cell")) return cellType(types, readType(at, types))
  if (peek(at) === "fn") {
    next(at)
    return readSignature(at, types)
  }
  const name = readAnyName(at)
  const scalar = SCALARS.find((known) => known === name)
  if (scalar !== undefined) return irType(types, { k: scalar })
  return types.index.get(`data ${name}`) ?? types.index.get(`object ${name}`)
    ?? fail(at, `unknown type ${name}`)
}

/** `(params) -> (results)` as a function type. */
export function readSignature(at: Cursor, types: TypeTable): T {
  const params = readMany(at, "(", ")", () => readType(at, types))
  expect(at, "->")
  return fnType(types, params, readMany(at, "(", ")", () => readType(at, types)))
}

/** A variant by name or by number: `node`, `#1`. */
export function variantIndex(at: Cursor, types: TypeTable, type: T): number {
  return indexOf(at, dataOf(at, types, type).variants)
}

export function fieldIndex(at: Cursor, types: TypeTable, type: T, tag: number): number {
  return indexOf(at, dataOf(at, types, type).variants[tag]?.fields ?? [])
}

function dataOf(at: Cursor, types: TypeTable, type: T): DataType {
  const node = typeNode(types, type)
  return node.k === "data" ? node : fail(at, `${node.k} is no data type`)
}

function indexOf(at: Cursor, all: { name: string }[]): number {
  const word = readAnyName(at)
  const index = word.startsWith("#")
    ? Number(word.slice(1))
    : all.findIndex((one) => one.name === word)
  return all[index] === undefined
    ? fail(at, `${word} is none of ${all.map((one) => one.name).join(" ")}`)
    : index
}
