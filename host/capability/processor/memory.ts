// A processor in memory: whatever function stands in for it.

import { within } from "../../within.ts"
import type { Processed, Processor } from "../capabilities.ts"

export function memoryProcessor(
  answer: (path: string, body: Uint8Array) => Promise<Processed>,
): Processor {
  return {
    post: (path, body, waitMs) => within(waitMs, answer(path, body.slice())),
    async probe() {
      const { status } = await answer("/health", new Uint8Array(0))
      if (status < 200 || status > 299) throw new Error(`the processor answers ${status}`)
    },
  }
}
