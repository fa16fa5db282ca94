// Splitting a column of ints, chars or bytes: by literal, or by the first row's range. See
// `match_matrix.ts`.
//
// The column stays, with less that its place can hold: patterns outside of that fall away, patterns
// that cover it become wildcards. So bytes are exhaustive exactly when nothing is left, and
// unreachable ranges show themselves.

import type { TreeNode, Value } from "../typed.ts"
import { covers, intersect, within, without } from "./domain.ts"
import type { Domain, Interval } from "./domain.ts"
import { domainOf, knowing } from "./match_rows.ts"
import type { Builder, Matrix, Row } from "./match_rows.ts"
import { ANY, isAny, ordinal } from "./pattern.ts"
import type { Pat, RangeShape } from "./pattern.ts"

/** Decides by the first row's literal or range in `column`. */
export function splitNumbers(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const domain = domainOf(builder, matrix, column)
  const rows = narrow(matrix.rows, column, domain)
  const first = rows[0]
  if (first === undefined || first !== matrix.rows[0]) return builder.build({ ...matrix, rows })
  const narrowed = { ...matrix, rows }
  const { shape } = first.cells[column]!
  return shape.k === "range" ? byRange(builder, narrowed, column, shape)
    : byLiteral(builder, narrowed, column)
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
    if (intersect(domain, range).length === 0) return []
    if (!domain.closed || !covers(range, domain)) return [row]
    return [{ ...row, cells: row.cells.with(column, { ...cell, shape: ANY }) }]
  })
}

function part(builder: Builder, matrix: Matrix, column: number, domain: Domain): TreeNode {
  if (domain.closed && domain.intervals.length === 0) return { k: "fail" }
  const facts = knowing(matrix, column, { k: "domain", domain })
  return builder.build({ ...matrix, rows: narrow(matrix.rows, column, domain), facts })
}

function byLiteral(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const domain = domainOf(builder, matrix, column)
  const values = new Map<bigint, Value>()
  for (const row of matrix.rows) {
    const { shape } = row.cells[column]!
    if (shape.k === "value") values.set(ordinal(shape.value)!, shape.value)
  }
  let rest = domain
  const cases = [...values].map(([number, value]) => {
    const only = { low: number, high: number }
    rest = without(rest, only)
    return { value, then: part(builder, matrix, column, within(domain, only)) }
  })
  const other = part(builder, matrix, column, rest)
  return { k: "literals", place: matrix.columns[column]!, cases, other }
}

function byRange(builder: Builder, matrix: Matrix, column: number, range: RangeShape): TreeNode {
  const domain = domainOf(builder, matrix, column)
  noteOverlaps(builder, matrix, column, range)
  const inside = within(domain, range)
  const outside = without(domain, range)
  return {
    k: "range", place: matrix.columns[column]!, low: range.low, high: range.high,
    then: part(builder, matrix, column, inside),
    other: part(builder, matrix, column, outside),
  }
}

/**
 * Ranges in rows that otherwise match anything should not share values: which one wins hangs on
 * their order.
 */
function noteOverlaps(builder: Builder, matrix: Matrix, column: number, range: RangeShape): void {
  const [first, ...later] = matrix.rows
  if (first === undefined || first.guarded || !alone(first, column)) return
  for (const row of later) {
    const { shape } = row.cells[column]!
    if (shape.k !== "range" || !alone(row, column)) continue
    if (range.low <= shape.high && shape.low <= range.high) {
      builder.overlaps.push({ first: range, second: shape, arm: row.arm })
    }
  }
}

function alone(row: Row, column: number): boolean {
  return row.cells.every((cell, index) => index === column || isAny(cell))
}
