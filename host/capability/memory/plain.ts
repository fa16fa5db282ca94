// An isolate's memory without its bounds: it forgets by time alone.

import type { Memory } from "../capabilities.ts"

export function plainMemory(now: () => number): Memory {
  const entries = new Map<string, { value: Uint8Array; until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      return entry === undefined || entry.until <= now() ? new Uint8Array(0) : entry.value.slice()
    },
    put(key, value, ttlMs) {
      entries.set(key, { value: value.slice(), until: now() + ttlMs })
    },
    forget(key) {
      entries.delete(key)
    },
  }
}
