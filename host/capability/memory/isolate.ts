// The cache that all instances of an isolate share. Bounded in bytes: what was used longest ago
// goes first. Time stands still between two awaits of a Worker, which does no harm to a cache.

import type { Memory } from "../capabilities.ts"

/** An isolate has 128 MB for all that it does. */
const MOST_BYTES = 16 * 1024 * 1024
/** What an entry costs besides its key and value. */
const ENTRY_BYTES = 128

const NOTHING = new Uint8Array(0)

type Entry = { value: Uint8Array; until: number; bytes: number }

export function isolateMemory(now: () => number, most = MOST_BYTES): Memory {
  const entries = new Map<string, Entry>()
  let bytes = 0
  function drop(key: string): void {
    bytes -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return NOTHING
      entries.delete(key)
      entries.set(key, entry)
      if (entry.until > now()) return entry.value
      drop(key)
      return NOTHING
    },
    put(key, value, ttlMs) {
      drop(key)
      const cost = key.length * 2 + value.length + ENTRY_BYTES
      if (cost > most / 4) return
      entries.set(key, { value, until: now() + ttlMs, bytes: cost })
      bytes += cost
      for (const old of entries.keys()) {
        if (bytes <= most) break
        drop(old)
      }
    },
    forget: drop,
  }
}
