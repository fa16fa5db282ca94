// One run of the simulation, from its seed.

import { randomOf } from "../fuzz/lang/random.ts"
import type { Run } from "./client.ts"
import { simulatedClock } from "./clock.ts"
import { drawRates } from "./faults.ts"
import { newHistory } from "./history.ts"
import { judgeForgotten } from "./jobs.ts"
import { judge } from "./judge.ts"
import { watchLog } from "./log.ts"
import { reader } from "./reader.ts"
import { judgeRebuild } from "./rebuild.ts"
import { simulatedRegistry, type Modules, type Secrets } from "./registry.ts"
import { drawQuotas } from "./quota.ts"
import { begin, client } from "./workload.ts"

const CLIENTS = 3
const DEEDS = 8
/** Longer than any patience, pace and age of a copy. */
const LONG_MS = 20 * 60_000
const WEEK_MS = 7 * 24 * 3_600_000
/** Of how many runs one loses everything at its end. */
const REBUILT_PART = 5

export type Outcome = { violations: string[]; trace: string[] }

export async function simulate(
  modules: Modules, seed: number, secrets: Secrets,
): Promise<Outcome> {
  const random = randomOf(seed)
  const clock = simulatedClock(random)
  const history = newHistory()
  const trace: string[] = []
  const { error: print } = console
  // The shell's records of failures belong to the trace.
  console.error = (line: unknown) => void trace.push(String(line))
  try {
    const rates = drawRates(random)
    const registry = simulatedRegistry(
      modules, random, clock, rates, secrets, history.violated, drawQuotas(random),
    )
    const run: Run = {
      random, clock, registry, history, people: [], admin: secrets.admin, requests: 0,
      log: (line) => void trace.push(`${((clock.nowMs() % 1e8) / 1e3).toFixed(3)} ${line}`),
    }
    registry.faults.end()
    await toEnd(clock, begin(run).then(() => watchLog(run)))
    registry.faults.begin()
    let busy = true
    const clients = Array.from({ length: CLIENTS }, () => client(run, DEEDS))
    const all = Promise.all(clients).finally(() => { busy = false })
    await toEnd(clock, Promise.all([all, reader(run, () => !busy)]))
    registry.faults.end()
    await clock.run(() => false, clock.nowMs() + LONG_MS)
    await toEnd(clock, judge(run))
    await clock.run(() => false, clock.nowMs() + WEEK_MS)
    await toEnd(clock, judgeForgotten(run))
    if (seed % REBUILT_PART === 0) await toEnd(clock, judgeRebuild(run))
  } catch (error) {
    history.violated(error instanceof Error ? error.stack ?? error.message : String(error))
  } finally {
    console.error = print
    clock.restore()
  }
  return { violations: history.violations, trace }
}

/** Lets time pass until the work is done. */
export async function toEnd(
  clock: ReturnType<typeof simulatedClock>, work: Promise<unknown>,
): Promise<void> {
  let state: "runs" | "done" | Error = "runs"
  work.then(() => { state = "done" }, (error: unknown) => {
    state = error instanceof Error ? error : new Error(String(error))
  })
  await clock.run(() => state !== "runs", Infinity)
  const end = state as "runs" | "done" | Error
  if (end === "runs") throw new Error("the run stands still: somebody waits for nothing")
  if (end !== "done") throw end
}
