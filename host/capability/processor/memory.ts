// A processor in memory: whatever function stands in for it.

import type { Processor } from "../capabilities.ts"

export function memoryProcessor(answer: Processor["post"]): Processor {
  return {
    post: (path, body) => answer(path, body.slice()),
    async probe() {
      const { status } = await answer("/health", new Uint8Array(0))
      if (status < 200 || status > 299) throw new Error(`the processor answers ${status}`)
    },
  }
}
