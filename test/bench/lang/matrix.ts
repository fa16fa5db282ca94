// Multiplies matrices: nested arrays of numbers, indexed in the innermost loop.

function make(size: number, seed: number): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i * 7 + j * 13 + seed) % 10),
  )
}

function multiply(a: number[][], b: number[][]): number[][] {
  const size = a.length
  const rows: number[][] = []
  for (let i = 0; i < size; i++) {
    const row: number[] = []
    for (let j = 0; j < size; j++) {
      let sum = 0
      for (let k = 0; k < size; k++) sum += a[i]![k]! * b[k]![j]!
      row.push(sum)
    }
    rows.push(row)
  }
  return rows
}

export function main(): string {
  let a = make(320, 1)
  let b = make(320, 2)
  for (let times = 0; times < 5; times++) {
    const product = multiply(a, b)
    a = b
    b = product.map((row) => row.map((x) => x - Math.floor(x / 1000) * 1000))
  }
  let sum = 0
  for (const row of b) for (const x of row) sum = (sum * 3 + Math.trunc(x)) % 1000003
  return `${sum}\n`
}
