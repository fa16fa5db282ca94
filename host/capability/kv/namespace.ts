// The copies at the edge, on Workers KV. A failure is a miss: it is reported, never seen.

import type { KvNamespace } from "../../env.ts"
import type { Kv } from "../capabilities.ts"

export function namespaceKv(kv: KvNamespace, report: (record: string) => void): Kv {
  async function unseen<Value>(what: string, work: Promise<Value>): Promise<Value | null> {
    try {
      return await work
    } catch (error) {
      report(JSON.stringify({ kind: "kv", operation: what, message: String(error) }))
      return null
    }
  }
  return {
    async get(key) {
      const value = await unseen("get", kv.get(key, "arrayBuffer"))
      return new Uint8Array(value ?? new ArrayBuffer(0))
    },
    async put(key, value) {
      await unseen("put", kv.put(key, value))
    },
    async delete(key) {
      await unseen("delete", kv.delete(key))
    },
    async probe() {
      await kv.get("probe", "arrayBuffer")
    },
  }
}
