// The platform's own rate limit, where it is bound. One that fails lets everything through: what
// counts exactly stands behind it.

import type { Env } from "../../env.ts"
import type { Shield } from "../capabilities.ts"

export function bindingShield(env: Pick<Env, "SHIELD">): Shield {
  return {
    async allows(key) {
      try {
        return (await env.SHIELD?.limit({ key }))?.success ?? true
      } catch {
        return true
      }
    },
  }
}
