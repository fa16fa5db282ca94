// A processor in memory: whatever function stands in for it.

import type { Processor } from "../capabilities.ts"

export function memoryProcessor(post: Processor["post"]): Processor {
  return { post: (path, body) => post(path, body.slice()), probe: async () => undefined }
}
