// An object's storage in memory, for decisions without a Durable Object.

import { byBytes } from "../object_store/memory.ts"
import type { Store } from "../capabilities.ts"
import { checkRow } from "./durable.ts"

export type MemoryStore = Store & { alarmAt(): number }

export function memoryStore(): MemoryStore {
  const rows = new Map<string, Uint8Array>()
  let alarmMs = 0
  return {
    get: (key) => rows.get(key)?.slice() ?? new Uint8Array(0),
    put(key, value) {
      checkRow(key, value)
      rows.set(key, value.slice())
    },
    delete(key) {
      rows.delete(key)
    },
    list(prefix, after, limit) {
      return [...rows]
        .filter(([key]) => key.startsWith(prefix) && byBytes(key, after) > 0)
        .sort(([a], [b]) => byBytes(a, b))
        .slice(0, limit)
    },
    alarm(atMs) {
      alarmMs = atMs
    },
    alarmAt: () => alarmMs,
  }
}
