// Sorts objects by a closure: 400,000 tracks by plays, most first, then by artist.

type Track = { artist: number; plays: number; title: string }

function tracks(count: number): Track[] {
  const out: Track[] = []
  let x = 42
  for (let i = 0; i < count; i++) {
    x = (x * 16807) % 2147483647
    out.push({ artist: x % 1000, plays: Math.trunc(x / 1000) % 10007, title: `track ${i}` })
  }
  return out
}

export function main(): string {
  const sorted = tracks(400_000).sort((a, b) => b.plays - a.plays || a.artist - b.artist)
  let sum = 0
  for (const track of sorted) {
    sum = (sum * 31 + track.artist + track.plays + track.title.length) % 1000000007
  }
  let out = ""
  for (let i = 0; i < 5; i++) out += `${sorted[i * 79_999]!.title} ${sorted[i * 79_999]!.plays}\n`
  return `${out}${sum}\n`
}
