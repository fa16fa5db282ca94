// Deciding objects in memory: whatever function stands in for them.

import type { Objects } from "../capabilities.ts"

export function memoryObjects(answer: Objects["call"]): Objects {
  return { call: (kind, name, request) => answer(kind, name, request.slice()) }
}
