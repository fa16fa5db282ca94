// Splitting a column by variant, tuple, list length, truth or text. See `match_matrix.ts`.

import type { Bound, PlaceStep, TreeNode, Value } from "../typed.ts"
import type { TypeId } from "../types.ts"
import { typeNode } from "../types.ts"
import { buckets, columnsWith, knowing, partPlaces, placeOf, rowsWhere } from "./match_rows.ts"
import type { Builder, Is, Matrix, Row } from "./match_rows.ts"
import { anyPat } from "./pattern.ts"
import type { Pat } from "./pattern.ts"
import { fieldTypes, itemOf, variantInhabited } from "./shape.ts"

/** The rows left when the place of `column` was shown to be `is`, with no new columns. */
function plain(matrix: Matrix, column: number, is: Is, matches: (cell: Pat) => boolean): Matrix {
  const rows = rowsWhere(matrix, column, 0, (cell) => matches(cell) ? [] : null)
  return { columns: columnsWith(matrix, column, []), rows, facts: knowing(matrix, column, is) }
}

/** The only variant of structs and newtypes needs no test; a sum is switched on. */
export function splitVariants(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const place = matrix.columns[column]!
  const { type } = builder.places[place]!
  const item = itemOf(builder.items, type)
  if (item === null) return { k: "fail" }
  if (item.variants.length === 1) return builder.build(variantMatrix(builder, matrix, column, 0))
  const named = new Set(matrix.rows.flatMap((row) => variantOf(row, column)))
  const cases = [...named].sort((a, b) => a - b).map((variant) => {
    return { variant, then: builder.build(variantMatrix(builder, matrix, column, variant)) }
  })
  const left = item.variants.map((_, variant) => variant).filter((variant) =>
    !named.has(variant) && variantInhabited(builder.items, type, variant))
  const other = otherVariants(builder, matrix, column, left)
  const one = cases.length === 1 && other === null
  return one ? cases[0]!.then : { k: "variants", place, cases, other }
}

/** One node for all variants that no row names; where nothing covers them, each is a witness. */
function otherVariants(
  builder: Builder, matrix: Matrix, column: number, left: number[],
): TreeNode | null {
  let other: TreeNode | null = null
  for (const variant of left) {
    const rest = plain(matrix, column, { k: "variant", variant }, () => false)
    const node = builder.build(rest)
    other ??= node
    if (rest.rows.length > 0) break
  }
  return other
}

function variantOf(row: Row, column: number): number[] {
  const { shape } = row.cells[column]!
  return shape.k === "variant" ? [shape.variant] : []
}

function variantMatrix(builder: Builder, matrix: Matrix, column: number, variant: number): Matrix {
  const of = matrix.columns[column]!
  const types = fieldTypes(builder.items, builder.places[of]!.type, variant)
  const at = (row: Row): Pat[] => argsOf(row.cells[column]!, variant) ?? []
  const step = (field: number): PlaceStep => ({ k: "payload", of, variant, field })
  const places = partPlaces(builder, matrix, types, at, step)
  const rows = rowsWhere(matrix, column, types.length, (cell) => argsOf(cell, variant))
  const facts = knowing(matrix, column, { k: "variant", variant })
  return { columns: columnsWith(matrix, column, places), rows, facts }
}

function argsOf(cell: Pat, variant: number): Pat[] | null {
  return cell.shape.k === "variant" && cell.shape.variant === variant ? cell.shape.args : null
}

/** A tuple has one form. */
export function splitProduct(
  builder: Builder, matrix: Matrix, column: number, width: number,
): TreeNode {
  const of = matrix.columns[column]!
  const node = typeNode(builder.items.types, builder.places[of]!.type)
  const known = node.k === "tuple" ? node.args : []
  const types: TypeId[] = Array.from({ length: width }, (_, index) => known[index] ?? -1)
  const items = (cell: Pat): Pat[] | null => cell.shape.k === "tuple" ? cell.shape.items : null
  const at = (row: Row): Pat[] => items(row.cells[column]!) ?? []
  const places = partPlaces(builder, matrix, types, at, (index) => ({ k: "tuple", of, index }))
  const rows = rowsWhere(matrix, column, width, (cell) => items(cell))
  return builder.build({ columns: columnsWith(matrix, column, places), rows, facts: matrix.facts })
}

/** Lengths below the longest pattern's are told apart, all from there on are one case. */
export function splitLengths(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const place = matrix.columns[column]!
  const lists = matrix.rows.flatMap((row) => listOf(row.cells[column]!))
  const least = Math.max(...lists.map((list) => list.items.length + (list.rest === null ? 1 : 0)))
  if (least === 0) return builder.build(lengthMatrix(builder, matrix, column, 0, true))
  const cases: { length: number; then: TreeNode }[] = []
  const part = (length: number, more: boolean): { length: number; then: TreeNode } =>
    ({ length, then: builder.build(lengthMatrix(builder, matrix, column, length, more)) })
  let free = -1
  for (let length = 0; length < least; length++) {
    if (lists.some((list) => fits(list, length, false))) cases.push(part(length, false))
    else if (free < 0) free = length
  }
  const open = lists.some((list) => list.rest !== null)
  const atLeast = open ? part(least, true) : null
  const is: Is = { k: "length", length: free < 0 ? least : free, more: free < 0 }
  const other = open && free < 0 ? null : builder.build(plain(matrix, column, is, () => false))
  return { k: "lengths", place, cases, atLeast, other }
}

type ListShape = { items: Pat[]; rest: number[] | null }

function listOf(cell: Pat): ListShape[] {
  return cell.shape.k === "list" ? [cell.shape] : []
}

/** True when the pattern can match a list of that length (`more`: or of any greater one). */
function fits(list: ListShape, length: number, more: boolean): boolean {
  if (list.rest === null) return !more && list.items.length === length
  return list.items.length <= length
}

function lengthMatrix(
  builder: Builder, matrix: Matrix, column: number, length: number, more: boolean,
): Matrix {
  const of = matrix.columns[column]!
  const node = typeNode(builder.items.types, builder.places[of]!.type)
  const element = node.k === "named" ? node.args[0] ?? -1 : -1
  const types: TypeId[] = Array.from({ length }, () => element)
  const at = (row: Row): Pat[] => listOf(row.cells[column]!)[0]?.items ?? []
  const places = partPlaces(builder, matrix, types, at, (index) => ({ k: "item", of, index }))
  const items = (cell: Pat): Pat[] | null => {
    const [list] = listOf(cell)
    if (list === undefined || !fits(list, length, more)) return null
    return Array.from({ length }, (_, index) => list.items[index] ?? anyPat(-1))
  }
  const rows = rowsWhere(matrix, column, length, items, (cell) => restOf(builder, cell, of))
  const facts = knowing(matrix, column, { k: "length", length, more })
  return { columns: columnsWith(matrix, column, places), rows, facts }
}

/** The rest of a list is a place of its own; a rest after nothing is the list itself. */
function restOf(builder: Builder, cell: Pat, of: number): Bound[] {
  const [list] = listOf(cell)
  if (list === undefined || list.rest === null || list.rest.length === 0) return []
  const from = list.items.length
  const type = builder.places[of]!.type
  const place = from === 0 ? of : placeOf(builder, { k: "rest", of, from }, type)
  return list.rest.map((local) => ({ local, place }))
}

/** `true` and `false`. */
export function splitTruth(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const side = (value: boolean): TreeNode => builder.build(plain(
    matrix, column, { k: "value", value: { k: "bool", value } }, (cell) => isValue(cell, value)))
  return { k: "bool", place: matrix.columns[column]!, yes: side(true), no: side(false) }
}

function isValue(cell: Pat, value: boolean | string): boolean {
  const { shape } = cell
  return shape.k === "value" && "value" in shape.value && shape.value.value === value
}

/** Texts are told apart by equality; there are always others. */
export function splitTexts(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const split = buckets(matrix.rows, (row) => textOf(row.cells[column]!))
  const cases = [...split.keyed].map(([text, rows]) => {
    const value: Value = { k: "str", value: text }
    const group = { ...matrix, rows }
    const equal = plain(group, column, { k: "value", value }, (cell) => isValue(cell, text))
    return { value, then: builder.build(equal) }
  })
  const columns = columnsWith(matrix, column, [])
  const rows = rowsWhere({ ...matrix, rows: split.rest }, column, 0, () => null)
  const facts = knowing(matrix, column, { k: "texts", named: [...split.keyed.keys()] })
  const other = builder.build({ columns, rows, facts })
  return { k: "literals", place: matrix.columns[column]!, cases, other }
}

function textOf(cell: Pat): string | null {
  return cell.shape.k === "value" && cell.shape.value.k === "str" ? cell.shape.value.value : null
}
