// An object's bindings that kill the object once, just before or just after a put of a certain key.

import type { Env } from "../../host/env.ts"

export const crash = { before: "", after: "" }

export function fragile(env: Env, context: DurableObjectState): Env {
  const bucket = env.STATE
  function here(when: "before" | "after", key: string): void {
    if (crash[when] !== key) return
    crash[when] = ""
    context.abort(`killed ${when} ${key}`)
  }
  const put = async (key: string, body: Uint8Array, options: R2PutOptions) => {
    here("before", key)
    const result = await bucket.put(key, body, options)
    here("after", key)
    return result
  }
  return {
    ...env,
    STATE: {
      get: bucket.get.bind(bucket), head: bucket.head.bind(bucket),
      delete: bucket.delete.bind(bucket), list: bucket.list.bind(bucket),
      put: put as Env["STATE"]["put"],
    },
  }
}
