// A cache of 8,000 values that forgets what was used longest ago: a map, and a ring of slots linked
// by their numbers.

type Slot = { key: number; value: number; before: number; after: number }
type Cache = { index: Map<number, number>; slots: Slot[]; room: number }

function unlink(slots: Slot[], at: number): void {
  const { before, after } = slots[at]!
  slots[before]!.after = after
  slots[after]!.before = before
}

function link(slots: Slot[], at: number): void {
  const first = slots[0]!.after
  slots[at]!.before = 0
  slots[at]!.after = first
  slots[first]!.before = at
  slots[0]!.after = at
}

function get({ index, slots }: Cache, key: number): number | undefined {
  const at = index.get(key)
  if (at === undefined) return undefined
  unlink(slots, at)
  link(slots, at)
  return slots[at]!.value
}

function put({ index, slots, room }: Cache, key: number, value: number): void {
  let at = slots.length
  if (at <= room) slots.push({ key, value, before: 0, after: 0 })
  else {
    at = slots[0]!.before
    unlink(slots, at)
    index.delete(slots[at]!.key)
    slots[at]!.key = key
    slots[at]!.value = value
  }
  link(slots, at)
  index.set(key, at)
}

export function main(): string {
  const begin: Slot = { key: -1, value: 0, before: 0, after: 0 }
  const cache: Cache = { index: new Map(), slots: [begin], room: 8_000 }
  let [hits, sum, x] = [0, 0, 5]
  for (let i = 0; i < 3_000_000; i++) {
    x = (x * 16807) % 2147483647
    const key = Math.trunc(((x % 10_000) * (Math.trunc(x / 10_000) % 1_000)) / 500)
    const value = get(cache, key)
    if (value === undefined) put(cache, key, x % 1_000)
    else {
      hits++
      sum = (sum + value) % 1_000_003
    }
  }
  return `${hits} ${sum}\n`
}
