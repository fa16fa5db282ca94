// Matches patterns with classes, `*` and `?` by backtracking, at every place of a text of 1.5 MB.

type Piece =
  { k: "exact"; wanted: number } | { k: "any" } | { k: "within"; low: number; high: number }
type Part = { piece: Piece; times: "once" | "maybe" | "many" }

const code = (char: string): number => char.charCodeAt(0)

function compile(pattern: string): Part[] {
  const bytes = [...pattern].map(code)
  const parts: Part[] = []
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at]!
    const piece: Piece = byte === code(".") ? { k: "any" }
      : byte === code("[") ? { k: "within", low: bytes[at + 1]!, high: bytes[at + 3]! }
        : { k: "exact", wanted: byte }
    at += byte === code("[") ? 5 : 1
    const mark = bytes[at]
    const times = mark === code("*") ? "many" : mark === code("?") ? "maybe" : "once"
    if (times !== "once") at++
    parts.push({ piece, times })
  }
  return parts
}

function fits(piece: Piece, byte: number): boolean {
  switch (piece.k) {
    case "exact": return byte === piece.wanted
    case "any": return byte !== 10
    case "within": return byte >= piece.low && byte <= piece.high
  }
}

/** Where the parts from `part` on end if they match from `start`, or -1; the longest first. */
function ends(parts: Part[], part: number, text: Uint8Array, start: number): number {
  if (part === parts.length) return start
  const { piece, times } = parts[part]!
  const here = start < text.length && fits(piece, text[start]!)
  if (times === "once") return here ? ends(parts, part + 1, text, start + 1) : -1
  if (times === "maybe") {
    const end = here ? ends(parts, part + 1, text, start + 1) : -1
    return end >= 0 ? end : ends(parts, part + 1, text, start)
  }
  let at = start
  while (at < text.length && fits(piece, text[at]!)) at++
  let end = ends(parts, part + 1, text, at)
  while (end < 0 && at > start) end = ends(parts, part + 1, text, --at)
  return end
}

export function main(): string {
  const text = new Uint8Array(1_500_000)
  let x = 11
  for (let i = 0; i < text.length; i++) {
    x = (x * 16807) % 2147483647
    text[i] = i % 80 === 79 ? 10 : 97 + (x % 6)
  }
  let out = ""
  for (const pattern of ["a[b-d]*e", "f.*a", "ab?c?d", "[a-c]*[b-e]*f", "e.?e.?e"]) {
    const parts = compile(pattern)
    let [found, total] = [0, 0]
    for (let start = 0; start < text.length; start++) {
      const end = ends(parts, 0, text, start)
      if (end < 0) continue
      found++
      total += end - start
    }
    out += `${pattern} ${found} ${total}\n`
  }
  return out
}
