// The copies in memory.

import type { Kv } from "../capabilities.ts"

export function memoryKv(): Kv {
  const entries = new Map<string, Uint8Array>()
  return {
    async get(key) {
      return entries.get(key)?.slice() ?? new Uint8Array(0)
    },
    async put(key, value) {
      entries.set(key, value.slice())
    },
    async delete(key) {
      entries.delete(key)
    },
    probe: async () => undefined,
  }
}
