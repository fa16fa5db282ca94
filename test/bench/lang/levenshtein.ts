// Edit distance of two texts of 5,000 bytes: one row of the table at a time, changed in place.

function letters(seed: number, count: number): number[] {
  const out: number[] = []
  let x = seed
  for (let i = 0; i < count; i++) {
    x = (x * 16807) % 2147483647
    out.push(97 + (x % 4))
  }
  return out
}

function distance(a: number[], b: number[]): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 0; i < a.length; i++) {
    let corner = row[0]!
    row[0] = i + 1
    for (let j = 0; j < b.length; j++) {
      const above = row[j + 1]!
      const change = a[i] === b[j] ? corner : corner + 1
      row[j + 1] = Math.min(Math.min(change, above + 1), row[j]! + 1)
      corner = above
    }
  }
  return row[b.length]!
}

export function main(): string {
  const a = letters(5, 5_000)
  const b = letters(11, 5_000)
  return `${distance(a, b)} ${distance(a.toReversed(), b)}\n`
}
