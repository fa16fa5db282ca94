// A seeded source of choices for random tests: the same seed makes the same on every machine.

export type Random = {
  /** 0 … n − 1. */
  below(n: number): number
  chance(percent: number): boolean
  pick<X>(items: readonly X[]): X
}

export function randomOf(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (n: number): number => next() % Math.max(1, n)
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error("nothing to pick from")
      return item
    },
  }
}

/** Only the choice of a number: 0 … below − 1. */
export function belowOf(seed: number): (below: number) => number {
  return randomOf(seed).below
}
