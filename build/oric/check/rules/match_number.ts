// Splitting a column of ints, chars or bytes: by literal, or by ranges. See `match_matrix.ts`.
//
// The column stays, with less that its place can hold: patterns outside of that fall away, patterns
// that cover it become wildcards. So bytes are exhaustive exactly when nothing is left, and
// unreachable ranges show themselves. Many ranges are halved at their middle boundary, which keeps
// trees shallow.

import type { TreeNode, Value } from "../typed.ts"
import { BYTES, covers, intersect, meets, without } from "./domain.ts"
import type { Domain, Interval } from "./domain.ts"
import { buckets, domainOf, knowing, knownDomain } from "./match_rows.ts"
import type { Builder, Matrix, Row } from "./match_rows.ts"
import { ANY, isAny, ordinal } from "./pattern.ts"
import type { Pat, RangeShape } from "./pattern.ts"

/** Most ranges that are tested one after the other. */
const MOST_IN_ROW = 4

/** Decides by the literals and ranges in `column`. */
export function splitNumbers(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const domain = domainOf(builder, matrix, column)
  if (knownDomain(matrix, column) === null) {
    noteOverlaps(builder, matrix, column)
    if (domain !== BYTES) requireCatchAll(builder, matrix, column, domain)
  }
  const rows = narrow(matrix.rows, column, domain)
  if (rows[0] === undefined || rows[0] !== matrix.rows[0]) return builder.build({ ...matrix, rows })
  const narrowed = { ...matrix, rows }
  if (rows.some((row) => row.cells[column]!.shape.k === "value")) {
    return byLiteral(builder, narrowed, column, domain)
  }
  const ranges = rows.flatMap((row) => extent(row.cells[column]!) ?? [])
  const by = ranges.length <= MOST_IN_ROW ? ranges[0]! : lowerHalf(ranges, domain)
  return byRange(builder, narrowed, column, domain, by)
}

/** Ints and chars need a catch-all even where ranges cover them (LANGUAGE 8.3). */
function requireCatchAll(
  builder: Builder, matrix: Matrix, column: number, domain: Domain,
): void {
  const rows = matrix.rows.filter((row) => isAny(row.cells[column]!))
  const left = without(domain, matrix.rows.flatMap((row) => extent(row.cells[column]!) ?? []))
  const facts = left.length === 0 ? matrix.facts
    : knowing(matrix, column, { k: "domain", domain: left })
  builder.build({ ...matrix, rows, facts })
}

/** The values that a pattern in a number column stands for; null for a wildcard. */
function extent(cell: Pat): Interval | null {
  const { shape } = cell
  if (shape.k === "range") return shape
  if (shape.k !== "value") return null
  const value = ordinal(shape.value)
  return value === null ? null : { low: value, high: value }
}

/** Drops the patterns that `domain` excludes and widens those that it makes certain. */
function narrow(rows: Row[], column: number, domain: Domain): Row[] {
  return rows.flatMap((row) => {
    const cell = row.cells[column]!
    const range = extent(cell)
    if (range === null) return [row]
    if (!meets(domain, range)) return []
    if (!covers(range, domain)) return [row]
    return [{ ...row, cells: row.cells.with(column, { ...cell, shape: ANY }) }]
  })
}

function part(builder: Builder, matrix: Matrix, column: number, domain: Domain): TreeNode {
  if (domain.length === 0) return { k: "fail" }
  const facts = knowing(matrix, column, { k: "domain", domain })
  return builder.build({ ...matrix, rows: narrow(matrix.rows, column, domain), facts })
}

function byLiteral(builder: Builder, matrix: Matrix, column: number, domain: Domain): TreeNode {
  const values = new Map<bigint, Value>()
  const split = buckets(matrix.rows, (row) => {
    const { shape } = row.cells[column]!
    if (shape.k !== "value") return null
    const number = ordinal(shape.value)!
    values.set(number, shape.value)
    return number
  })
  const cases = [...split.keyed].map(([number, rows]) => {
    const only = [{ low: number, high: number }]
    return { value: values.get(number)!, then: part(builder, { ...matrix, rows }, column, only) }
  })
  const rest = without(domain, [...values.keys()].map((number) => ({ low: number, high: number })))
  const other = part(builder, { ...matrix, rows: split.rest }, column, rest)
  return { k: "literals", place: matrix.columns[column]!, cases, other }
}

function byRange(
  builder: Builder, matrix: Matrix, column: number, domain: Domain, by: Interval,
): TreeNode {
  return {
    k: "range", place: matrix.columns[column]!, low: by.low, high: by.high,
    then: part(builder, matrix, column, intersect(domain, by)),
    other: part(builder, matrix, column, without(domain, [by])),
  }
}

/** The part of the domain below the middle one of the ranges' boundaries. */
function lowerHalf(ranges: Interval[], domain: Domain): Interval {
  const { low } = domain[0]!
  const { high } = domain.at(-1)!
  const ends = ranges.flatMap((range) => [range.low - 1n, range.high])
  const inside = ends.filter((end) => low <= end && end < high)
  inside.sort((a, b) => a < b ? -1 : a > b ? 1 : 0)
  return { low, high: inside[inside.length >> 1]! }
}

/**
 * Ranges in rows that otherwise match anything should not share values: which one wins hangs on
 * their order.
 */
function noteOverlaps(builder: Builder, matrix: Matrix, column: number): void {
  const ranges = matrix.rows.flatMap((row) => {
    const { shape } = row.cells[column]!
    const alone = row.cells.every((cell, index) => index === column || isAny(cell))
    return shape.k === "range" && alone ? [{ row, shape }] : []
  })
  ranges.forEach((first, index) => {
    if (first.row.guarded) return
    for (const second of ranges.slice(index + 1)) {
      if (overlap(first.shape, second.shape)) {
        builder.overlaps.push({ first: first.shape, second: second.shape, arm: second.row.arm })
      }
    }
  })
}

function overlap(a: RangeShape, b: RangeShape): boolean {
  return a.low <= b.high && b.low <= a.high && a.low <= a.high && b.low <= b.high
}
