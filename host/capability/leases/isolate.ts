// What the instances of an isolate hold together of counts that are kept elsewhere. Bounded in
// keys: the ones whose time is over go first, then the oldest; a lease that is lost only means to
// ask again.

import type { Leases } from "../capabilities.ts"

const MOST_KEYS = 20_000

const NOT_HELD = -1
const USED_UP = -2

type Lease = { left: number; rest: number; spent: number; untilMs: number }

export function isolateLeases(now: () => number, mostKeys = MOST_KEYS): Leases {
  const leases = new Map<string, Lease>()
  function living(key: string): Lease | undefined {
    const lease = leases.get(key)
    return lease === undefined || lease.untilMs <= now() ? undefined : lease
  }
  function makeRoom(): void {
    if (leases.size < mostKeys) return
    for (const [key, lease] of leases) if (lease.untilMs <= now()) leases.delete(key)
    for (const key of leases.keys()) {
      if (leases.size < mostKeys) break
      leases.delete(key)
    }
  }
  return {
    spend(key) {
      const lease = living(key)
      if (lease === undefined) return NOT_HELD
      if (lease.left === 0) return lease.rest === 0 ? USED_UP : NOT_HELD
      lease.left -= 1
      lease.spent += 1
      return lease.left + lease.rest
    },
    spent: (key) => living(key)?.spent ?? 0,
    refund(key) {
      const lease = living(key)
      if (lease === undefined || lease.spent === 0) return
      lease.left += 1
      lease.spent -= 1
    },
    grant(key, count, rest, untilMs) {
      const lease = living(key)
      if (lease === undefined || lease.untilMs !== untilMs) {
        makeRoom()
        leases.set(key, { left: count, rest, spent: 0, untilMs })
        return
      }
      lease.left += count
      // Answers may overtake each other; what nobody holds only becomes less.
      lease.rest = Math.min(lease.rest, rest)
    },
  }
}
