// Callers that wait for what a decision has promised them, by the ticket that it gave them.

export type Waiter = { resolve(data: Uint8Array): void; reject(error: unknown): void }

export type Tickets = {
  wait(ticket: string): Promise<Uint8Array>
  /** Those who wait for it, who are forgotten here. */
  take(ticket: string): Waiter[]
  /** Tells everybody that it did not work out. */
  abandon(error: unknown): void
}

export function tickets(): Tickets {
  const waiting = new Map<string, Waiter[]>()
  return {
    wait: (ticket) => new Promise((resolve, reject) => {
      waiting.set(ticket, [...waiting.get(ticket) ?? [], { resolve, reject }])
    }),
    take(ticket) {
      const found = waiting.get(ticket) ?? []
      waiting.delete(ticket)
      return found
    },
    abandon(error) {
      const all = [...waiting.values()].flat()
      waiting.clear()
      for (const waiter of all) waiter.reject(error)
    },
  }
}
