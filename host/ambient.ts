// What every call of a module has around it: clock, settings, randomness, and the log for errors.

import { variable, type Env } from "./env.ts"
import type { Ambient } from "./capability/capabilities.ts"

export function ambient(env: Env): Ambient {
  return {
    nowMs: () => Date.now(),
    config: (name) => variable(env, name),
    entropy: (count) => crypto.getRandomValues(new Uint8Array(count)),
    report: (record) => console.error(record),
  }
}
