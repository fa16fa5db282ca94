// The processor behind the Durable Object that owns its container (`host/processor.ts`).

import { variable, type Env } from "../../env.ts"
import type { Processor } from "../capabilities.ts"

const PROBE_MS = 3_000

export function durableProcessor(
  env: Env, choose: (body: Uint8Array) => number,
): Processor {
  async function ask(index: number, path: string, init: RequestInit, ms: number) {
    const stub = env.PROCESSOR.getByName(`p${index}`)
    return stub.fetch(`http://processor${path}`, { ...init, signal: AbortSignal.timeout(ms) })
  }
  return {
    async post(path, body, waitMs) {
      const count = Math.max(1, Number(variable(env, "PROCESSOR_COUNT")) || 1)
      const index = count === 1 ? 0 : choose(body) % count
      const response = await ask(index, path, { method: "POST", body }, waitMs)
      return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) }
    },
    async probe() {
      const response = await ask(0, "/health", {}, PROBE_MS)
      await response.body?.cancel()
      if (!response.ok) throw new Error(`the processor answers ${response.status}`)
    },
  }
}
