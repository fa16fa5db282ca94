// Sets of ints, chars or bytes as sorted disjoint intervals: what a place can still hold at a point
// of a decision tree.

/** Both ends inclusive. */
export type Interval = { low: bigint; high: bigint }

/**
 * `closed`: the set is all there is, so that a pattern that covers it needs no test. It is open for
 * ints and chars on the way where all tests failed: those need a catch-all in any case (L 8.3).
 */
export type Domain = { intervals: Interval[]; closed: boolean }

export const BYTES: Domain = { intervals: [{ low: 0n, high: 255n }], closed: true }
export const CHARS: Domain = {
  intervals: [{ low: 0n, high: 0xd7ffn }, { low: 0xe000n, high: 0x10ffffn }],
  closed: false,
}
export const INTS: Domain = {
  intervals: [{ low: -(1n << 63n), high: (1n << 63n) - 1n }],
  closed: false,
}

/** What lies in both. */
export function intersect(domain: Domain, range: Interval): Interval[] {
  const both: Interval[] = []
  for (const { low, high } of domain.intervals) {
    const from = low > range.low ? low : range.low
    const to = high < range.high ? high : range.high
    if (from <= to) both.push({ low: from, high: to })
  }
  return both
}

/** The part of `domain` inside `range`; a test has shown that the value lies there. */
export function within(domain: Domain, range: Interval): Domain {
  return { intervals: intersect(domain, range), closed: true }
}

/** The part of `domain` outside `range`. */
export function without(domain: Domain, range: Interval): Domain {
  const rest: Interval[] = []
  for (const { low, high } of domain.intervals) {
    if (range.high < low || range.low > high) {
      rest.push({ low, high })
      continue
    }
    if (low < range.low) rest.push({ low, high: range.low - 1n })
    if (range.high < high) rest.push({ low: range.high + 1n, high })
  }
  return { intervals: rest, closed: domain.closed }
}

/** True when every value of `domain` lies in `range`. */
export function covers(range: Interval, domain: Domain): boolean {
  return domain.intervals.every(({ low, high }) => range.low <= low && high <= range.high)
}
