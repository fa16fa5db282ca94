// How much room large bodies have in an isolate at once, and the line of requests that wait for
// room: first come, first served, so that a large body is not overtaken for ever.
//
// A request may not await another one's promise (the platform cancels it), so each looks again by
// itself, the more seldom the further back it stands. What the platform has cancelled neither looks
// again nor gives its room back: places in the line and room both lapse.

const LEASE_MS = 120_000
/** How long a request waits for room before it is told to come back. */
const PATIENCE_MS = 10_000
const LINE_MOST = 1_000
/** A place in the line whose owner has not looked for so long is free. */
const PLACE_MS = 2_000
const LOOK_MS = { first: 4, step: 2, most: 250 }

/** A request needs more than its body: an instance of the module, and what it makes. */
const REQUEST_BYTES = 1_200_000

export type Slots = {
  /** Waits for room for a body; null when there was none. The result gives it back. */
  take(bytes: number): Promise<(() => void) | null>
}

export type Timer = { now(): number; sleep(ms: number): Promise<unknown> }

type Lease = { bytes: number; until: number }
type Place = { until: number }

export function slots(roomBytes: number, timer: Timer): Slots {
  const leases = new Set<Lease>()
  let line: Place[] = []

  function fits(bytes: number): boolean {
    let held = 0
    for (const lease of leases) {
      if (lease.until <= timer.now()) leases.delete(lease)
      else held += lease.bytes
    }
    return held + bytes <= roomBytes
  }
  function lease(bytes: number): () => void {
    const taken = { bytes, until: timer.now() + LEASE_MS }
    leases.add(taken)
    return () => void leases.delete(taken)
  }
  /** How many stand before this place, which is renewed, or taken at the end. */
  function stand(place: Place): number {
    const now = timer.now()
    place.until = now + PLACE_MS
    line = line.filter(({ until }) => until > now)
    const before = line.indexOf(place)
    return before === -1 ? line.push(place) - 1 : before
  }
  function leave(place: Place): void {
    line = line.filter((other) => other !== place)
  }
  async function take(bodyBytes: number): Promise<(() => void) | null> {
    const bytes = bodyBytes + REQUEST_BYTES
    const place: Place = { until: 0 }
    const deadline = timer.now() + PATIENCE_MS
    if (line.length >= LINE_MOST || bytes > roomBytes) return null
    for (let before = stand(place); before > 0 || !fits(bytes); before = stand(place)) {
      if (timer.now() >= deadline) {
        leave(place)
        return null
      }
      await timer.sleep(Math.min(LOOK_MS.first + LOOK_MS.step * before, LOOK_MS.most))
    }
    leave(place)
    return lease(bytes)
  }
  return { take }
}
