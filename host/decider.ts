// The one instance of `object.wasm` that all objects of an isolate share: nothing in a decision
// waits, so no two of them ever meet in it. A decision that throws takes the instance with it.

import type { DecisionWorld } from "./capability/capabilities.ts"
import { instantiate, type Instance, type ModuleAbi } from "./instance.ts"
import { decisionImports } from "./imports.ts"

export type DecisionFunctions = ReturnType<typeof decisionImports>

export type Decider = {
  decide(kind: string, name: string, input: Uint8Array, world: DecisionWorld): Uint8Array
  /** What the last decision printed. */
  printed(): string[]
}

export function decider<Imports, Exports>(
  abi: DecisionFunctions extends Imports ? ModuleAbi<Imports, Exports> : never,
): Decider {
  let instance: Instance | null = null
  let current: DecisionWorld | null = null
  let printed: string[] = []
  const implementations = decisionImports(() => {
    if (current === null) throw new Error("an import was called outside of a decision")
    return current
  })
  return {
    decide(kind, name, input, world) {
      const made = instance ?? instantiate<unknown, unknown>(abi, implementations)
      instance = made
      current = world
      try {
        // Copied: what the decision wants done outlasts the next decision.
        return (made.call("decide", kind, name, input) as Uint8Array).slice()
      } finally {
        printed = made.printed()
        current = null
        if (made.dead()) instance = null
      }
    },
    printed: () => printed,
  }
}
