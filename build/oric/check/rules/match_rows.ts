// Rows, places and facts: what the parts of the decision-tree builder share. See `match_matrix.ts`.

import type { Items } from "../items.ts"
import type { Bound, Place, PlaceStep, TreeNode, Value } from "../typed.ts"
import { HAS_PROJ } from "../types.ts"
import type { TypeId } from "../types.ts"
import { BYTES, CHARS, INTS } from "./domain.ts"
import type { Domain } from "./domain.ts"
import { anyPat, isAny } from "./pattern.ts"
import type { Pat, RangeShape } from "./pattern.ts"
import { itemOf } from "./shape.ts"

export type Row = { cells: Pat[]; binds: Bound[]; arm: number; guarded: boolean }

/** What is known about a place on the way to a node; the newest fact about a place wins. */
export type Fact = { place: number; is: Is; before: Fact | null }
export type Is =
  | { k: "variant"; variant: number }
  | { k: "length"; length: number; more: boolean }
  | { k: "value"; value: Value }
  | { k: "domain"; domain: Domain }
  /** Another text than these. */
  | { k: "texts"; named: string[] }

export type Matrix = { columns: number[]; rows: Row[]; facts: Fact | null }

export type Builder = {
  items: Items
  /** The node that decides among a matrix's rows. */
  build: (matrix: Matrix) => TreeNode
  places: Place[]
  /** Places by how they are reached, so that each part of a value has one. */
  known: Map<string, number>
  nodes: number
  /** More nodes than a match may have; what was built so far is void. */
  tooLarge: boolean
  /** Arms that some value reaches. */
  reached: Set<number>
  /** The facts of the first values that no arm covers. */
  missing: (Fact | null)[]
  /**
   * Ranges that share values in rows that differ in nothing else: `first` stands above `second`.
   */
  overlaps: { first: RangeShape; second: RangeShape; arm: number }[]
}

/** Notes that the locals of `pat` are found at `place`. */
export function bind(binds: Bound[], pat: Pat, place: number): void {
  for (const local of pat.binds) binds.push({ local, place })
}

/**
 * The rows that agree with one outcome of a test of `column`: `parts` gives the patterns for the
 * new columns that stand in its stead, or null when the row does not match; `more` what else such a
 * row binds.
 */
export function rowsWhere(
  matrix: Matrix, column: number, width: number, parts: (cell: Pat) => Pat[] | null,
  more: (cell: Pat) => Bound[] = () => [],
): Row[] {
  const place = matrix.columns[column]!
  return matrix.rows.flatMap((row) => {
    const cell = row.cells[column]!
    const inner = isAny(cell) ? Array.from({ length: width }, () => anyPat(-1)) : parts(cell)
    if (inner === null) return []
    const binds = [...row.binds, ...more(cell)]
    bind(binds, cell, place)
    return [{ ...row, binds, cells: row.cells.toSpliced(column, 1, ...inner) }]
  })
}

/** The columns with `inner` in the stead of one. */
export function columnsWith(matrix: Matrix, column: number, inner: number[]): number[] {
  return matrix.columns.toSpliced(column, 1, ...inner)
}

/** The matrix's facts and one more. */
export function knowing(matrix: Matrix, column: number, is: Is): Fact {
  return { place: matrix.columns[column]!, is, before: matrix.facts }
}

/** The number of the place reached by `step`. */
export function placeOf(builder: Builder, step: PlaceStep, type: TypeId): number {
  const key = Object.values(step).join()
  const known = builder.known.get(key)
  if (known !== undefined) return known
  builder.places.push({ type, from: step })
  builder.known.set(key, builder.places.length - 1)
  return builder.places.length - 1
}

/**
 * The places of a value's parts; a type that hangs on a projection is taken from a typed pattern.
 */
export function partPlaces(
  builder: Builder, matrix: Matrix, types: TypeId[],
  at: (row: Row) => Pat[], step: (index: number) => PlaceStep,
): number[] {
  const { types: table } = builder.items
  return types.map((type, index) => {
    const open = type < 0 || (table.flags[type]! & HAS_PROJ) !== 0
    const typed = !open ? undefined
      : matrix.rows.map((row) => at(row)[index]?.type ?? -1).find((known) => known >= 0)
    return placeOf(builder, step(index), typed ?? type)
  })
}

/** What the place of `column` may still hold, as tests of it have shown; null before the first. */
export function knownDomain(matrix: Matrix, column: number): Domain | null {
  const place = matrix.columns[column]!
  for (let fact = matrix.facts; fact !== null; fact = fact.before) {
    if (fact.place === place && fact.is.k === "domain") return fact.is.domain
  }
  return null
}

/** The same, by the type of the place where no test has been made. */
export function domainOf(builder: Builder, matrix: Matrix, column: number): Domain {
  const known = knownDomain(matrix, column)
  if (known !== null) return known
  const item = itemOf(builder.items, builder.places[matrix.columns[column]!]!.type)
  if (item !== null && item.id === builder.items.known.byte) return BYTES
  return item !== null && item.id === builder.items.known.char ? CHARS : INTS
}

/**
 * Rows by the literal that they ask for, each group with the rows that ask for none (key null), all
 * in their order; `rest` are those alone.
 */
export function buckets<K>(
  rows: Row[], keyOf: (row: Row) => K | null,
): { keyed: Map<K, Row[]>; rest: Row[] } {
  const keyed = new Map<K, Row[]>()
  const rest: Row[] = []
  for (const row of rows) {
    const key = keyOf(row)
    if (key === null) {
      rest.push(row)
      for (const group of keyed.values()) group.push(row)
      continue
    }
    const group = keyed.get(key)
    if (group === undefined) keyed.set(key, [...rest, row])
    else group.push(row)
  }
  return { keyed, rest }
}
