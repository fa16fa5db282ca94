// "Did you mean …?": the nearest known name.

/** Greatest distance at which a name is still taken for a misspelling. */
const FURTHEST = 2

/** The nearest of `candidates` within distance 2, the first by name among equals, or null. */
export function suggest(name: string, candidates: Iterable<string>): string | null {
  // A short name is near to everything: `x` is no misspelling of `ab`, or of `y`.
  const limit = name.length === 1 ? 0.5 : name.length < 5 ? 1 : FURTHEST
  let best: string | null = null
  let least = Infinity
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue
    const d = distance(name, candidate)
    if (d <= limit && (d < least || (d === least && best !== null && candidate < best))) {
      best = candidate
      least = d
    }
  }
  return best
}

/** Damerau distance with adjacent swaps; a change of case alone counts half. */
export function distance(a: string, b: string): number {
  const width = b.length + 1
  const rows = new Float64Array((a.length + 1) * width)
  for (let j = 0; j < width; j++) rows[j] = j
  for (let i = 1; i <= a.length; i++) {
    rows[i * width] = i
    for (let j = 1; j < width; j++) rows[i * width + j] = cell(a, b, rows, width, i, j)
  }
  return rows[a.length * width + b.length] ?? 0
}

function cell(
  a: string, b: string, rows: Float64Array, width: number, i: number, j: number,
): number {
  const at = (r: number, c: number): number => rows[r * width + c] ?? 0
  const best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change(a, b, i, j))
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return swapped ? Math.min(best, at(i - 2, j - 2) + 1) : best
}

function change(a: string, b: string, i: number, j: number): number {
  const x = a[i - 1] ?? ""
  const y = b[j - 1] ?? ""
  if (x === y) return 0
  return x.toLowerCase() === y.toLowerCase() ? 0.5 : 1
}
