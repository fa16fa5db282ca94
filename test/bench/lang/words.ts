// Counts words: a text of a million words, a map from word to count, the counts sorted.

function word(seed: number): string {
  let letters = ""
  let x = seed
  for (let i = 0; i < (seed % 8) + 2; i++) {
    x = (x * 16807) % 2147483647
    letters += String.fromCharCode(97 + (x % 26))
  }
  return letters
}

function makeText(count: number): string {
  const vocabulary = Array.from({ length: 20_000 }, (_, i) => word(i * 31 + 7))
  let out = ""
  let x = 1
  for (let i = 0; i < count; i++) {
    x = (x * 16807) % 2147483647
    out += vocabulary[Math.trunc(((x % 20_000) * (Math.trunc(x / 20_000) % 100)) / 100)]
    out += i % 12 === 11 ? "\n" : " "
  }
  return out
}

export function main(): string {
  const counts = new Map<string, number>()
  for (const line of makeText(1_000_000).split("\n")) {
    for (const word of line.split(" ")) {
      if (word !== "") counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  const top = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
  const lines = top.slice(0, 10).map(([word, count]) => `${count} ${word}\n`)
  return `${lines.join("")}${top.length}\n`
}
