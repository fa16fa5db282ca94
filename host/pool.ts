// Idle instances of an isolate, the one used last first: it is warm, and the others can be dropped.
//
// No counter of the ones in use: a request that the platform cancels never gives its instance back,
// and nothing may depend on that.

import type { Instance } from "./instance.ts"

/** How many wait for work. */
const IDLE_MOST = 16
/** An instance that once grew beyond this is not kept: memory never shrinks. */
const MEMORY_MOST_BYTES = 16 * 1024 * 1024

export type Held = { instance: Instance }

export type Pool<One extends Held> = {
  take(): One
  give(one: One): void
  counts(): { idle: number; made: number }
}

export function pool<One extends Held>(make: () => One, idleMost = IDLE_MOST): Pool<One> {
  const idle: One[] = []
  let made = 0
  return {
    take() {
      const one = idle.pop()
      if (one !== undefined) return one
      made += 1
      return make()
    },
    give(one) {
      const { instance } = one
      if (instance.dead() || instance.memoryBytes() > MEMORY_MOST_BYTES) return
      if (idle.length < idleMost) idle.push(one)
    },
    counts: () => ({ idle: idle.length, made }),
  }
}
