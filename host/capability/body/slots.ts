// How many large bodies an isolate holds at once.
//
// A slot is a lease: a request that the platform cancels may never give its slot back, and must not
// hold it for ever.

const LEASE_MS = 120_000

export type Slots = { take(): (() => void) | null }

export function slots(count: number, now: () => number): Slots {
  const leases = new Set<{ until: number }>()
  return {
    take() {
      for (const lease of leases) if (lease.until <= now()) leases.delete(lease)
      if (leases.size >= count) return null
      const lease = { until: now() + LEASE_MS }
      leases.add(lease)
      return () => void leases.delete(lease)
    },
  }
}
