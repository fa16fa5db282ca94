// Builds text: 600,000 lines of numbers and words by appending, then a checksum over its bytes.

const WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]

function report(lines: number): string {
  let out = ""
  let x = 7
  for (let i = 0; i < lines; i++) {
    x = (x * 16807) % 2147483647
    out += `${i},${x % 100_000},`
    out += WORDS[x % 8]
    if (x % 3 === 0) out += ",yes"
    out += "\n"
  }
  return out
}

function checksum(text: string): number {
  let a = 1
  let b = 0
  for (const byte of new TextEncoder().encode(text)) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return b * 65536 + a
}

export function main(): string {
  const text = report(600_000)
  const piece = text.substring(1_000_000, 1_000_020).replaceAll("\n", "|")
  return `${text.length} ${checksum(text)}\n${piece}\n`
}
