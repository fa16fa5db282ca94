// The simulation proves that it can fail: `npm run sim:mutants [-- --recorded] [--only NAME]`.
//
// Each planted bug runs in a process of its own until a seed finds it, within 2,000; the seeds so
// found are written to `recorded.json`. With `--recorded` (in `make test`) that file is read
// instead, and each bug's search begins at its seed: what a seed does changes with the registry, so
// a bug may be found some seeds later until they are recorded anew. The sources as they are must
// stand the seeds that found something. Closes with `N passed, N failed`.

import { execFile } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { parseArgs, promisify } from "node:util"
import { buildMutant } from "./build.ts"
import { MUTANTS, ROOT, type Found } from "./table.ts"

const SEEDS = 2_000
/** How far a search goes on from a recorded seed. */
const NEAR_SEEDS = 1_000
/** A bug must not keep the others from being looked for. */
const LONG_MS = 30 * 60_000

const SIMULATION = "test/sim/mutant.ts"
const RECORDED = join(import.meta.dirname, "recorded.json")

type Recorded = { [name: string]: number }
type Search = { name: string; seeds: number[] }
/** `trouble`: why there was no search. */
type Result = { search: Search; found: Found; trouble: string }

process.chdir(ROOT)
const { values } = parseArgs({
  options: { recorded: { type: "boolean" }, only: { type: "string" } },
})
const recorded = JSON.parse(readFileSync(RECORDED, "utf8")) as Recorded
const chosen = MUTANTS.filter(({ name }) => values.only === undefined || values.only === name)
const results = await searchAll(chosen.map(({ name }): Search => values.recorded === true
  ? { name, seeds: range(recorded[name] ?? 1, NEAR_SEEDS) }
  : { name, seeds: range(1, SEEDS) }))
if (values.recorded !== true) record(results)
const seeds = results.flatMap(({ found }) => found === null ? [] : [found.seed])
const good = [await standsClean([...new Set(seeds)]), ...results.map(({ found }) => found !== null)]
const passed = good.filter(Boolean).length
console.log(`${passed} passed, ${good.length - passed} failed`)
process.exitCode = passed === good.length ? 0 : 1

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => first + at)
}

/** As many at once as there are processors. */
async function searchAll(searches: readonly Search[]): Promise<Result[]> {
  const queue = [...searches]
  const done: Result[] = []
  async function work(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const result = await search(next)
      console.log(lineOf(result))
      done.push(result)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return done
}

async function search(one: Search): Promise<Result> {
  const mutant = MUTANTS.find(({ name, module }) => name === one.name && module !== "host")
  try {
    const built = mutant === undefined ? [] : [await buildMutant(mutant)]
    const args = [SIMULATION, one.name, one.seeds.join(","), ...built]
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LONG_MS })
    return { search: one, found: JSON.parse(stdout) as Found, trouble: "" }
  } catch (error) {
    return { search: one, found: null, trouble: String(error) }
  }
}

function lineOf({ search: { name, seeds: asked }, found, trouble }: Result): string {
  if (found === null) return `FAIL ${name}: ${trouble || `not found in ${asked.length} seeds`}`
  const by = found.violations[0]?.trim().split("\n")[0] ?? ""
  return `ok   ${name}: found at seed ${found.seed}, after ${found.count}, by: ${by}`
}

/** What was found now, and before of what was not looked for. */
function record(all: readonly Result[]): void {
  const now = new Map(all.flatMap(({ search: { name }, found }) =>
    found === null ? [] : [[name, found.seed] as const]))
  const entries = MUTANTS.flatMap(({ name }) => {
    const seed = now.get(name) ?? recorded[name]
    return seed === undefined ? [] : [[name, seed] as const]
  })
  writeFileSync(RECORDED, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`)
}

async function standsClean(all: number[]): Promise<boolean> {
  const { found, trouble } = await search({ name: "", seeds: all })
  const fine = found === null && trouble === ""
  const why = found === null ? trouble : `seed ${found.seed}: ${found.violations[0] ?? ""}`
  console.log(fine ? "ok   nothing planted, nothing found" : `FAIL nothing planted, ${why}`)
  return fine
}
