// What users' objects hold of quotas, for publishes of which they do not know yet what became: they
// ask some twenty seconds later, and their documents and dumps follow.

import { runInDurableObject } from "cloudflare:test"
import { bindings } from "./client.ts"

export const SETTLE_MS = 40_000

const users = bindings.USER as unknown as DurableObjectNamespace

export function held(user: string): Promise<number> {
  return runInDurableObject(users.getByName(user), (_, { storage }) =>
    [...storage.kv.list({ prefix: "held/" })].length)
}
