// The decision-tree builder: patterns are rows over places, as in Maranget's matrices.
//
// The first row decides what is tested next: its leftmost column that is not a wildcard. Testing
// splits the rows by what the place turned out to be, and each part is built on its own with what
// is now known. A part without rows is a case that nothing covers; its facts are the witness. Arms
// are shared: a leaf only names its arm.

import type { Items } from "../items.ts"
import type { Tree, TreeNode } from "../typed.ts"
import type { TypeId } from "../types.ts"
import { splitNumbers } from "./match_number.ts"
import { bind, placeOf } from "./match_rows.ts"
import type { Builder, Matrix, Row } from "./match_rows.ts"
import { splitLengths, splitProduct, splitTexts, splitTruth, splitVariants } from "./match_split.ts"
import { isAny } from "./pattern.ts"
import type { Pat } from "./pattern.ts"
import { inhabited } from "./shape.ts"

/** A row as it comes from the source: one pattern a root. */
export type SourceRow = { pats: Pat[]; guarded: boolean }

export type Built = { tree: Tree; builder: Builder }

const MOST_NODES = 50_000
const MOST_WITNESSES = 8

/** The tree for `rows` over values of the `roots`' types; arms are the rows' numbers. */
export function buildTree(items: Items, roots: TypeId[], rows: SourceRow[]): Built {
  const builder: Builder = {
    items, build: (matrix) => build(builder, matrix), places: [], known: new Map(), nodes: 0,
    tooLarge: false, reached: new Set(), missing: [], overlaps: [],
  }
  const columns = roots.map((type, index) => placeOf(builder, { k: "root", index }, type))
  const matrix = rows.map(({ pats, guarded }, arm): Row =>
    ({ cells: pats, binds: [], arm, guarded }))
  const root = build(builder, { columns, rows: matrix, facts: null })
  return { tree: { places: builder.places, root, arms: rows.length }, builder }
}

/** The node that decides among the matrix's rows. */
function build(builder: Builder, matrix: Matrix): TreeNode {
  if (++builder.nodes > MOST_NODES) builder.tooLarge = true
  if (builder.tooLarge) return { k: "fail" }
  const [first] = matrix.rows
  if (first === undefined) return uncovered(builder, matrix)
  const column = first.cells.findIndex((cell) => !isAny(cell))
  if (column < 0) return arrived(builder, matrix, first)
  if (matrix.rows.some((row) => row.cells[column]!.shape.k === "or")) {
    const rows = matrix.rows.flatMap((row) => alternatives(row, column))
    return build(builder, { ...matrix, rows })
  }
  return split(builder, matrix, column)
}

function uncovered(builder: Builder, matrix: Matrix): TreeNode {
  const roots = builder.places.filter((place) => place.from.k === "root")
  const possible = roots.every((place) => inhabited(builder.items, place.type))
  if (possible && builder.missing.length < MOST_WITNESSES) builder.missing.push(matrix.facts)
  return { k: "fail" }
}

function arrived(builder: Builder, matrix: Matrix, row: Row): TreeNode {
  builder.reached.add(row.arm)
  const binds = [...row.binds]
  row.cells.forEach((cell, column) => bind(binds, cell, matrix.columns[column]!))
  if (!row.guarded) return { k: "leaf", arm: row.arm, binds }
  const other = build(builder, { ...matrix, rows: matrix.rows.slice(1) })
  return { k: "guard", arm: row.arm, binds, other }
}

/** A row with alternatives in a column, as one row an alternative. */
function alternatives(row: Row, column: number): Row[] {
  const cell = row.cells[column]!
  if (cell.shape.k !== "or") return [row]
  return cell.shape.alternatives.flatMap((alternative) => {
    const pat: Pat = { ...alternative, binds: [...cell.binds, ...alternative.binds] }
    return alternatives({ ...row, cells: row.cells.with(column, pat) }, column)
  })
}

/** Splits by the kind of test that the first row's pattern in `column` asks for. */
function split(builder: Builder, matrix: Matrix, column: number): TreeNode {
  const { shape } = matrix.rows[0]!.cells[column]!
  switch (shape.k) {
    case "variant": return splitVariants(builder, matrix, column)
    case "tuple": return splitProduct(builder, matrix, column, shape.items.length)
    case "list": return splitLengths(builder, matrix, column)
    case "range": return splitNumbers(builder, matrix, column)
    case "value": {
      if (shape.value.k === "bool") return splitTruth(builder, matrix, column)
      if (shape.value.k === "str") return splitTexts(builder, matrix, column)
      return splitNumbers(builder, matrix, column)
    }
    default: return { k: "fail" }
  }
}
