// The deciding objects as Durable Objects.
//
// A stub that has failed stays broken, so every attempt takes a new one. What may be tried again is
// said by the platform; an overloaded object is left in peace. Decisions are safe to repeat.

import type { Env, Namespace } from "../../env.ts"
import type { Objects } from "../capabilities.ts"

const ATTEMPTS = 3
const PAUSE_FIRST_MS = 50

export type ObjectBindings =
  Pick<Env, "PACKAGE" | "USER" | "SCOPE" | "LOG" | "LIMITER" | "JOB" | "REBUILD">

export function durableObjects(env: ObjectBindings): Objects {
  const classes: Record<string, Namespace> = {
    package: env.PACKAGE, user: env.USER, scope: env.SCOPE, log: env.LOG, limiter: env.LIMITER,
    job: env.JOB, rebuild: env.REBUILD,
  }
  return {
    async call(kind, name, request) {
      const namespace = classes[kind]
      if (namespace === undefined) throw new Error(`no class ${kind}`)
      for (let attempt = 1; ; attempt++) {
        try {
          return await namespace.getByName(name).call(name, request)
        } catch (error) {
          if (attempt === ATTEMPTS || !mayRepeat(error)) throw error
          await pause(PAUSE_FIRST_MS << attempt)
        }
      }
    },
  }
}

function mayRepeat(error: unknown): boolean {
  const { retryable, overloaded } = error as { retryable?: boolean; overloaded?: boolean }
  return retryable === true && overloaded !== true
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
