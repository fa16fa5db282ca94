// The simulation: `node test/sim/main.ts [--seeds N] [--from S] [--replay S]`. Every seed is a run
// of the real modules and the real shell against simulated services; a failing one is named with
// what it violated and the command that replays it, step by step.

import { parseArgs } from "node:util"
import { newSeed, newToken } from "../../build/dev/state.ts"
import { modules } from "./modules.ts"
import { simulate } from "./run.ts"

const { values } = parseArgs({
  options: { seeds: { type: "string" }, from: { type: "string" }, replay: { type: "string" } },
})
const replay = values.replay
const first = Number(replay ?? values.from ?? 1)
const count = replay === undefined ? Number(values.seeds ?? 2_000) : 1
const secrets = { admin: newToken(), logKey: newSeed() }
const made = modules()
let failed = 0
let once: string[] = []
for (let seed = first; seed < first + count; seed++) {
  const { violations, trace } = await simulate(made, seed, secrets)
  if (seed === first) once = trace
  if (replay !== undefined) console.log(trace.join("\n"))
  if (violations.length === 0) continue
  failed += 1
  console.log(`seed ${seed}:\n  ${violations.slice(0, 5).join("\n  ")}`)
  console.log(`  replay: npm run sim -- --replay ${seed}`)
}
// A seed that ran otherwise a second time could not be replayed.
const { trace: again } = await simulate(made, first, secrets)
if (again.join("\n") !== once.join("\n")) {
  failed += 1
  console.log(`seed ${first} runs differently a second time`)
}
console.log(`${count - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
