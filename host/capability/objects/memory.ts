// Deciding objects in memory: whatever functions stand in for their classes.

import type { Objects } from "../capabilities.ts"

export type StandIn = (name: string, request: Uint8Array) => Promise<Uint8Array>

export function memoryObjects(classes: Readonly<Record<string, StandIn>>): Objects {
  return {
    async call(kind, name, request) {
      const standIn = classes[kind]
      if (standIn === undefined) throw new Error(`no class ${kind}`)
      return standIn(name, request.slice())
    },
  }
}
