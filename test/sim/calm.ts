// Runs in calm weather: nothing fails, though everything takes its time. For what must go well
// then; counts `N passed, N failed`.

import assert from "node:assert/strict"
import { newSeed, newToken } from "../../build/dev/state.ts"
import { randomOf } from "../fuzz/lang/random.ts"
import type { Run } from "./client.ts"
import { simulatedClock } from "./clock.ts"
import { CALM } from "./faults.ts"
import { newHistory } from "./history.ts"
import { simulatedRegistry, type Modules } from "./registry.ts"
import { toEnd } from "./run.ts"
import { begin } from "./workload.ts"

/** Quotas are a matter of other tests. */
const AMPLE = { QUOTA_NAMES: "1000000", QUOTA_BYTES: "1000000000" }

export type Check = { name: string; work(run: Run): Promise<void> }

/** Each in a registry of its own, which has two people. */
export async function checkAll(made: Modules, checks: readonly Check[]): Promise<void> {
  let passed = 0
  for (const { name, work } of checks) {
    try {
      await calmly(made, work)
      passed += 1
    } catch (error) {
      console.log(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  console.log(`${passed} passed, ${checks.length - passed} failed`)
  process.exitCode = passed === checks.length ? 0 : 1
}

async function calmly(made: Modules, work: (run: Run) => Promise<void>): Promise<void> {
  const random = randomOf(1)
  const clock = simulatedClock(random)
  const history = newHistory()
  const secrets = { admin: newToken(), logKey: newSeed() }
  try {
    const registry = simulatedRegistry(
      made, random, clock, CALM, secrets, history.violated, AMPLE,
    )
    const run: Run = {
      random, clock, registry, history, people: [], admin: secrets.admin, requests: 0,
      log: () => undefined,
    }
    await toEnd(clock, begin(run).then(() => work(run)))
    assert.deepEqual(history.violations, [])
  } finally {
    clock.restore()
  }
}
