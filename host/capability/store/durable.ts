// An object's storage: the synchronous key-value interface of its SQLite database.

import type { Storage } from "../../env.ts"
import type { Store } from "../capabilities.ts"

/** The platform's limit on a key with its value, which local runtimes do not enforce. */
export const ROW_MOST_BYTES = 2_000_000

/** Rows of the shell itself; no row of Ori's begins like this. */
export const SHELL_PREFIX = "\u0000shell/"

const ENCODER = new TextEncoder()

export function durableStore(storage: Storage): Store {
  return {
    get: (key) => storage.kv.get<Uint8Array>(key) ?? new Uint8Array(0),
    put(key, value) {
      checkRow(key, value)
      storage.kv.put(key, value)
    },
    delete(key) {
      storage.kv.delete(key)
    },
    list(prefix, after, limit) {
      const from = after === "" ? {} : { startAfter: after }
      const rows = storage.kv.list<Uint8Array>({ prefix, ...from })
      const found: [string, Uint8Array][] = []
      for (const [key, value] of rows) {
        if (found.length === limit) break
        if (!key.startsWith(SHELL_PREFIX)) found.push([key, value])
      }
      return found
    },
    alarm(atMs) {
      // Part of the turn's transaction; its promise only tells when it is durable.
      void (atMs === 0 ? storage.deleteAlarm() : storage.setAlarm(atMs))
    },
  }
}

/** Both twins refuse what production would. */
export function checkRow(key: string, value: Uint8Array): void {
  const bytes = ENCODER.encode(key).length + value.length
  if (bytes > ROW_MOST_BYTES) {
    throw new Error(`row ${key}: ${bytes} bytes, ${ROW_MOST_BYTES} at most`)
  }
  if (value.length === 0) throw new Error(`row ${key}: empty, which means absent`)
}
