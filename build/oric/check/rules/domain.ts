// Sets of ints, chars or bytes as sorted disjoint intervals: what a place can still hold at a point
// of a decision tree.

/** Both ends inclusive. */
export type Interval = { low: bigint; high: bigint }

/** Sorted, disjoint. */
export type Domain = Interval[]

export const BYTES: Domain = [{ low: 0n, high: 255n }]
export const CHARS: Domain = [{ low: 0n, high: 0xd7ffn }, { low: 0xe000n, high: 0x10ffffn }]
export const INTS: Domain = [{ low: -(1n << 63n), high: (1n << 63n) - 1n }]

/** What lies in both. */
export function intersect(domain: Domain, range: Interval): Domain {
  const both: Interval[] = []
  for (const { low, high } of domain) {
    const from = low > range.low ? low : range.low
    const to = high < range.high ? high : range.high
    if (from <= to) both.push({ low: from, high: to })
  }
  return both
}

/** True when they share a value. */
export function meets(domain: Domain, range: Interval): boolean {
  return range.low <= range.high
    && domain.some(({ low, high }) => low <= range.high && range.low <= high)
}

/** The part of `domain` outside of all `ranges`. */
export function without(domain: Domain, ranges: Interval[]): Domain {
  const sorted = ranges.toSorted((a, b) => a.low < b.low ? -1 : a.low > b.low ? 1 : 0)
  const rest: Interval[] = []
  let next = 0
  for (const { low, high } of domain) {
    let from = low
    while (next < sorted.length && sorted[next]!.high < low) next++
    for (let index = next; index < sorted.length && sorted[index]!.low <= high; index++) {
      const range = sorted[index]!
      if (from < range.low) rest.push({ low: from, high: range.low - 1n })
      if (range.high >= from) from = range.high + 1n
    }
    if (from <= high) rest.push({ low: from, high })
  }
  return rest
}

/** True when every value of `domain` lies in `range`. */
export function covers(range: Interval, domain: Domain): boolean {
  const [first] = domain
  return first === undefined || (range.low <= first.low && domain.at(-1)!.high <= range.high)
}
