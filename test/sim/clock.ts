// Simulated time: nothing happens but what is in the queue, in the order of its moments, and time
// passes only from one to the next. Timers, the date and identifiers of the process are the
// simulation's own while it runs, so that the shell of the registry runs here as it is.

import type { Random } from "../fuzz/lang/random.ts"

export type Clock = {
  nowMs(): number
  sleep(ms: number): Promise<void>
  /** Runs until `done` says so, or nothing is left to happen, or the moment is reached. */
  run(done: () => boolean, untilMs: number): Promise<void>
  /** Gives the process its own time back. */
  restore(): void
}

type Event = { atMs: number; order: number; work: (() => void) | null }

/** Where time begins; a round number, so that traces are easy to read. */
export const START_MS = 1_800_000_000_000

export function simulatedClock(random: Random): Clock {
  let now = START_MS
  let count = 0
  const queue: Event[] = []
  const real = {
    setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now,
    uuid: crypto.randomUUID,
  }

  function at(atMs: number, work: () => void): Event {
    const event = { atMs, order: count++, work }
    push(queue, event)
    return event
  }
  const timers = new Map<number, Event>()
  function setTimer(work: () => void, ms = 0): number {
    const id = count
    timers.set(id, at(now + ms, () => {
      timers.delete(id)
      work()
    }))
    return id
  }
  function clearTimer(id: number): void {
    const event = timers.get(id)
    if (event !== undefined) event.work = null
    timers.delete(id)
  }
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => random.below(16).toString(16)).join("")

  globalThis.setTimeout = setTimer as unknown as typeof setTimeout
  globalThis.clearTimeout = clearTimer as unknown as typeof clearTimeout
  Date.now = () => now
  crypto.randomUUID = () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`

  return {
    nowMs: () => now,
    sleep: (ms) => new Promise((wake) => void at(now + ms, wake)),
    async run(done, untilMs) {
      for (;;) {
        // All that follows from the last event without waiting.
        await new Promise((next) => setImmediate(next))
        if (done()) return
        const event = pop(queue)
        if (event === undefined || event.atMs > untilMs) {
          if (event !== undefined) push(queue, event)
          if (untilMs !== Infinity) now = untilMs
          return
        }
        now = Math.max(now, event.atMs)
        event.work?.()
      }
    },
    restore() {
      globalThis.setTimeout = real.setTimeout
      globalThis.clearTimeout = real.clearTimeout
      Date.now = real.now
      crypto.randomUUID = real.uuid
    },
  }
}

function before(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || a.atMs === b.atMs && a.order < b.order
}

/** A binary heap, the earliest first. */
function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1
  for (let parent = (at - 1) >> 1; at > 0 && before(event, heap[parent]!); parent = (at - 1) >> 1) {
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = event
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return first
  let at = 0
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const right = heap[child + 1]
    if (right !== undefined && before(right, heap[child]!)) child += 1
    if (!before(heap[child]!, last)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
  return first
}
