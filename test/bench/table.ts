// Rows of the report: two measurements of one run, their ratio, and the goal it is held against.

export type Goal = { bound: "most" | "least"; value: number }

export type Row = {
  what: string
  against: string
  ours: number
  theirs: number
  unit: string
  /** Ours to theirs: a time should be small, a rate large. */
  ratio: number
  goal: Goal | null
  /** A release must meet it. */
  gate: boolean
}

export type Group = { name: string; rows: Row[]; notes: string[] }

export function row(
  what: string, against: string, ours: number, theirs: number, unit: string, goal: Goal | null,
  gate = false,
): Row {
  return { what, against, ours, theirs, unit, ratio: ours / theirs, goal, gate }
}

export function atMost(value: number): Goal {
  return { bound: "most", value }
}

export function atLeast(value: number): Goal {
  return { bound: "least", value }
}

export function meets({ ratio, goal }: Row): boolean {
  if (goal === null) return true
  return goal.bound === "most" ? ratio <= goal.value : ratio >= goal.value
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = NaN, high = NaN] = sorted.slice(middle - 1, middle + 1)
  return sorted.length % 2 === 0 ? (low + high) / 2 : (sorted[middle] ?? NaN)
}

/** The mean of ratios: half as slow and twice as slow make one. */
export function geometricMean(values: number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

const HEAD = ["what", "against", "ours", "theirs", "unit", "ratio", "goal", ""]

/** A group as text, columns aligned. */
export function render({ name, rows, notes }: Group): string {
  const lines = [HEAD, ...rows.map((one) => cells(one))]
  const widths = HEAD.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? "").length)))
  const body = lines.map((line) => line.map((cell, i) => align(cell, i, widths[i] ?? 0)).join("  "))
  const table = rows.length === 0 ? [] : body
  return [`== ${name}`, ...table.map((line) => line.trimEnd()), ...notes, ""].join("\n")
}

function align(cell: string, column: number, width: number): string {
  return column >= 2 && column <= 5 && column !== 4 ? cell.padStart(width) : cell.padEnd(width)
}

function cells(one: Row): string[] {
  const sign = one.goal?.bound === "most" ? "≤" : "≥"
  return [
    one.what, one.against, figure(one.ours), figure(one.theirs), one.unit, one.ratio.toFixed(2),
    one.goal === null ? "" : `${sign} ${one.goal.value}${one.gate ? " ●" : ""}`,
    meets(one) ? "" : "missed",
  ]
}

function figure(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3)
}
